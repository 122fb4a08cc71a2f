/** Resync of a Cisco device: fetches the profile of a rule, stores its values, follows the next rule. */
import type { Account } from '../kit/account.ts'
import { fetchFile } from '../kit/fetching.ts'
import type { Life } from '../kit/life.ts'
import type { Pace } from '../kit/pace.ts'
import type { Syslog } from '../kit/syslog.ts'
import { parseXml, type XmlElement } from '../kit/xml.ts'
import { isYes, type Settings } from './settings.ts'

/** Names of a device in rules and log lines. */
export interface Macros {
  /** `CP-8851-3PCC` */
  readonly productName: string
  /** `8851`, or `8851-3PCC`: the maker's guides disagree. */
  readonly shortName: string
  /** `00:56:2B:0A:1B:2C` */
  readonly mac: string
  readonly serial: string
}

interface ResyncParts {
  readonly settings: Settings
  readonly macros: Macros
  readonly userAgent: () => string | null
  readonly pace: Pace
  readonly syslog: Syslog
  readonly life: Life
  /** Called after a profile changed values. */
  readonly onChange: () => void
}

export interface Resync {
  /** Fetches `rule` once, or Profile_Rule without one. */
  start(rule?: string): void
  /** Fetches the firmware of `rule`, or of Upgrade_Rule, and restarts with it. */
  upgrade(rule?: string): void
  /** Ends a wait for the next try. */
  stop(): void
  /** `Succeeded`, `Failed: <reason>`; empty before the first resync. */
  lastOutcome(): string
}

/** Number of rules after which a chain counts as a loop; ours. */
const mostStages = 6
/** Realistic duration of a firmware download, milliseconds; ours. */
const downloadMs = 120_000

export function createResync(parts: ResyncParts): Resync {
  const { settings, pace, life } = parts
  let turn = 0
  let outcome: Outcome = { text: '', again: false }
  const retry = async (mine: number): Promise<void> => {
    const delayMs = Number(settings.get('Resync_Error_Retry_Delay')) * 1000
    while (outcome.again && delayMs > 0 && (await pace.waitToRetry(delayMs)) && mine === turn)
      outcome = await follow(parts, settings.get('Profile_Rule'))
  }
  return {
    lastOutcome: () => outcome.text,
    stop() {
      turn += 1
    },
    start(rule) {
      if (!isYes(settings, 'Provision_Enable')) return
      turn += 1
      const mine = turn
      life.run(async () => {
        if (!(await pace.wait(0)) || mine !== turn) return
        outcome = await follow(parts, rule ?? settings.get('Profile_Rule'))
        if (rule === undefined) await retry(mine)
      })
    },
    upgrade: (rule) =>
      life.run(async () => {
        if (isYes(settings, 'Upgrade_Enable')) await upgrade(parts, rule ?? settings.get('Upgrade_Rule'))
      }),
  }
}

/** `again`: the fetch is repeated after a delay. */
interface Outcome {
  readonly text: string
  readonly again: boolean
}
const succeeded: Outcome = { text: 'Succeeded', again: false }

async function follow(parts: ResyncParts, rule: string): Promise<Outcome> {
  const { settings, syslog, macros, pace } = parts
  const say = (text: string) => syslog.write(`${macros.productName} ${macros.mac} -- ${text}`)
  const failed = (why: string, again: boolean): Outcome => {
    say(`Resync failed: ${why}`)
    return { text: `Failed: ${why}`, again }
  }
  let next = rule
  for (let stage = 0; stage < mostStages; stage++) {
    const url = expand(next, macros)
    // needs the server of a DHCP option, which a practice device never gets
    if (url === '' || url.startsWith('/')) return { text: '', again: false }
    say(`Requesting resync ${url}`)
    const file = await fetchFile(url, parts.userAgent(), pace.off)
    if (file.outcome !== 'fetched') return failed(file.why, file.outcome === 'failed')
    const values = profileIn(file.text)
    if (values === null) return failed('corrupt file', true)
    say(`Successful resync ${url}`)
    if (pace.off.aborted) return succeeded
    const before = settings.get('Profile_Rule')
    if (settings.store(values).length > 0) parts.onChange()
    const after = settings.get('Profile_Rule')
    if (after === next || after === before) return succeeded
    next = after
  }
  return succeeded
}

/** `http://h/$PSN.xml` → http://h/8851.xml. A longer name is replaced before one that it starts with. */
function expand(rule: string, { productName, shortName, mac, serial }: Macros): string {
  const bare = mac.replaceAll(':', '')
  const values: readonly (readonly [string, string])[] = [
    ['$SERIAL_NUMBER', serial],
    ['$PSN', shortName],
    ['$PN', productName],
    ['$MAC', mac],
    ['$MAU', bare.toUpperCase()],
    ['$MA', bare.toLowerCase()],
    ['$SN', serial],
  ]
  return values.reduce((text, [name, value]) => text.replaceAll(name, value), rule.trim())
}

/**
 * `<flat-profile><Profile_Rule ua="na">http://…</Profile_Rule></flat-profile>`, also inside `<device>` (the maker's guide). Sections
 * between the two are ignored. Null for another file.
 */
function profileIn(text: string): ReadonlyMap<string, string> | null {
  const root = parseXml(text)
  const profile = root?.name === 'device' ? root.children.find(({ name }) => name === 'flat-profile') : root
  if (profile === undefined || profile === null || profile.name !== 'flat-profile') return null
  const values = new Map<string, string>()
  const visit = ({ name, children, text: value }: XmlElement): void => {
    if (children.length === 0) values.set(name, value.trim())
    for (const child of children) visit(child)
  }
  for (const child of profile.children) visit(child)
  return values
}

async function upgrade(parts: ResyncParts, rule: string): Promise<void> {
  const { settings, syslog, macros, pace, life } = parts
  const say = (text: string) => syslog.write(`${macros.productName} ${macros.mac} -- ${text}`)
  const url = expand(rule, macros)
  const firmware = firmwareIn(url)
  if (url === '' || firmware === settings.firmware()) return
  say(`Requesting upgrade ${url}`)
  if (firmware === null) return say('Upgrade failed: not a firmware file')
  const file = await fetchFile(url, parts.userAgent(), pace.off)
  // the content is not used: a real file is longer than the practice device accepts
  const isThere = file.outcome === 'fetched' || file.why === 'file too long'
  if (!isThere) return say(`Upgrade failed: ${file.why}`)
  if (!(await pace.wait(downloadMs))) return
  say(`Successful upgrade ${url}`)
  settings.setFirmware(firmware)
  life.restart('Upgrade')
}

/** `http://h/sip88xx.12-0-4MPP0101-45.loads` → sip88xx.12-0-4MPP0101-45; `ATA19x.11-2-4MPP0001-115.img` → 11-2-4MPP0001-115. */
function firmwareIn(url: string): string | null {
  const file = url.slice(url.lastIndexOf('/') + 1)
  const phone = /^(sip\w{1,10}\.[\w-]{1,40})\.loads$/.exec(file)?.[1]
  return phone ?? /^ATA19x\.([\w-]{1,40})\.img$/.exec(file)?.[1] ?? null
}

/** The account of a line; null without a user or a proxy, and for a line that is off. */
export function accountIn(settings: Settings, line: number): Account | null {
  const get = (name: string) => settings.get(`${name}_${line}_`)
  const [user, proxy] = [get('User_ID'), get('Proxy')]
  if (user === '' || proxy === '' || get('Line_Enable') !== 'Yes' || get('Register') !== 'Yes') return null
  const [host = '', port = '5060'] = proxy.split(':')
  return {
    identity: `${user}@${host}`,
    authUser: get('Use_Auth_ID') === 'Yes' && get('Auth_ID') !== '' ? get('Auth_ID') : user,
    password: get('Password'),
    registrar: `${host}:${port}`,
    transport: get('SIP_Transport') === 'TCP' ? 'tcp' : 'udp',
    displayName: get('Display_Name'),
  }
}
