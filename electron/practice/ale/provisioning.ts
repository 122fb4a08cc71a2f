/** Fetches the configuration files of the phone; the account in its settings. */
import type { Account } from '../kit/account.ts'
import type { DeviceCore } from '../kit/device.ts'
import { fetchFile } from '../kit/fetching.ts'
import { parseXml } from '../kit/xml.ts'
import type { PhoneData } from './data.ts'
import type { Settings } from './settings.ts'

export interface Phone {
  readonly data: PhoneData
  readonly core: DeviceCore
  readonly settings: Settings
}

/** Number of servers after which a chain counts as a loop; ours. */
const mostStages = 6
/** Realistic duration between two tries, milliseconds; ours. */
const retryMs = 30_000

const bareMac = ({ mac }: PhoneData): string => mac.replaceAll(':', '').toLowerCase()

/** `ALE M3-CE 2.11.01.1604 3c28a620089e` */
const httpUserAgent = (data: PhoneData): string => `ALE ${data.wireModel} ${data.firmware} ${bareMac(data)}`

/**
 * Fetches until a server answers, and follows the server that its files name. `isCurrent` turns false when another fetch starts.
 * True when a file was stored.
 */
export async function fetchSettings(phone: Phone, isCurrent: () => boolean): Promise<boolean> {
  const { settings, core } = phone
  let isStored = false
  let stage = 0
  while (stage < mostStages && isCurrent() && !core.pace.off.aborted) {
    const server = settings.get('DeviceProvisionServerUrl')
    if (server === '') return isStored
    const outcome = await fetchFrom(phone, server, isCurrent)
    if (outcome === 'refused') return isStored
    if (outcome === 'failed') {
      if (!(await core.pace.waitToRetry(retryMs))) return isStored
      continue
    }
    isStored = true
    stage += 1
    if (settings.get('DeviceProvisionServerUrl') === server) return true
  }
  return isStored
}

async function fetchFrom(
  { data, settings, core }: Phone,
  server: string,
  isCurrent: () => boolean,
): Promise<'stored' | 'failed' | 'refused'> {
  let outcome: 'stored' | 'failed' = 'failed'
  for (const name of fileNames(data, settings)) {
    const url = `${server.replace(/\/$/, '')}/${name}`
    const file = await fetchFile(url, httpUserAgent(data), core.pace.off)
    if (!isCurrent()) return 'failed'
    if (file.outcome !== 'fetched') core.syslog.write(`provisioning ${file.outcome} ${url}: ${file.why}`)
    if (file.outcome === 'refused') return 'refused'
    const found = file.outcome === 'fetched' ? settingsIn(file.text) : null
    if (found === null) continue
    settings.store(found)
    outcome = 'stored'
  }
  return outcome
}

/** `config.M3.xml`, then `config.3c28a620089e.xml`. */
function fileNames(data: PhoneData, settings: Settings): string[] {
  return ['First', 'Second', 'Third']
    .map((place) => settings.get(`DeviceProvisionFile${place}`))
    .filter((name) => name !== '')
    .map((name) => name.replaceAll('$model', data.model).replaceAll('$mac', bareMac(data)))
}

/**
 * Null for other text. Sample (form of a public template):
 *   <settings>
 *     <setting id="DeviceProvisionServerUrl" value="http://192.0.2.1" />
 *     <setting id="Account1Enable" value="true" />
 *   </settings>
 */
export function settingsIn(text: string): readonly (readonly [id: string, value: string])[] | null {
  const root = parseXml(text)
  if (root?.name !== 'settings') return null
  return root.children.flatMap(({ name, attributes }) => {
    const attribute = new Map(attributes)
    const id = attribute.get('id')
    return name === 'setting' && id !== undefined ? [[id, attribute.get('value') ?? ''] as const] : []
  })
}

/** Values of the transport; TLS is not one of a practice device. */
const transports: ReadonlyMap<string, Account['transport']> = new Map([
  ['udp', 'udp'],
  ['tcp', 'tcp'],
])

/** The first account. An outbound proxy takes the place of the server. */
export function accountIn({ get }: Settings): Account | null {
  const userName = get('Account1UserName')
  const server = get('Account1Server1Address')
  const transport = transports.get(get('Account1Server1Transport').toLowerCase())
  if (get('Account1Enable') !== 'true' || userName === '' || server === '' || transport === undefined)
    return null
  const proxy = get('Account1OutboundProxy1Address')
  return {
    identity: `${userName}@${server}`,
    authUser: get('Account1RegName') || userName,
    password: get('Account1Password'),
    registrar:
      proxy === ''
        ? `${server}:${get('Account1Server1Port')}`
        : `${proxy}:${get('Account1OutboundProxy1Port')}`,
    transport,
    displayName: get('Account1DisplayName'),
  }
}
