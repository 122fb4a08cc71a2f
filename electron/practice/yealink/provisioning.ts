/** Fetches the device's configuration files; gives the accounts to register. */
import type { Account } from '../kit/account.ts'
import { fetchFile } from '../kit/fetching.ts'
import { parseCfg } from './cfg-file.ts'
import { accountNames, names, type Settings } from './settings.ts'
import { bareMac, type Yealink } from './state.ts'

type Fetching = Pick<Yealink, 'data' | 'settings' | 'syslog'>

/** Number of servers after which a chain counts as a loop; ours. */
const mostStages = 6

/** `Yealink SIP-T46U 108.86.5.1`, with the MAC address when sip.mac_in_ua is 1. */
export function sipUserAgent({ data, settings }: Pick<Yealink, 'data' | 'settings'>): string {
  const mac = settings.get(names.macInUserAgent) === '1' ? ` ${bareMac({ data })}` : ''
  return `Yealink ${data.model} ${data.firmware}${mac}`
}

/** `Yealink SIP-T46U 108.86.5.1 80:5e:c0:a1:b2:c3` */
const httpUserAgent = ({ data }: Fetching): string =>
  `Yealink ${data.model} ${data.firmware} ${data.mac.toLowerCase()}`

/** Follows the URLs in the files, as the stages of the gateway need it. True when a file was fetched. */
export async function fetchConfiguration(device: Fetching, signal: AbortSignal): Promise<boolean> {
  let isFetched = false
  for (let stage = 0; stage < mostStages && !signal.aborted; stage++) {
    const url = device.settings.get(names.url)
    if (url === '') return isFetched
    const values = await fetchFrom(device, url, signal)
    if (values === null || signal.aborted) return isFetched
    isFetched = true
    device.settings.store(values, 'file')
    if (device.settings.get(names.url) === url) return true
  }
  return isFetched
}

/** The common file, then the device's own, which takes precedence. Null when neither was fetched. */
async function fetchFrom(
  device: Fetching,
  url: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string> | null> {
  const folder = url.replace(/\/$/, '')
  let values: Map<string, string> | null = null
  for (const name of [device.data.commonFile, `${bareMac(device)}.cfg`]) {
    const file = await fetchFile(`${folder}/${name}`, httpUserAgent(device), signal)
    if (file.outcome === 'fetched') values = new Map([...(values ?? []), ...parseCfg(file.text)])
    else device.syslog.write(`autop ${file.outcome} ${folder}/${name}: ${file.why}`)
    if (file.outcome === 'refused') return null
  }
  return values
}

/** transport_type 1 is TCP. TLS (2) and DNS-NAPTR (3) are not simulated and use UDP. */
export function accountIn(settings: Settings, id: number): Account | null {
  const parameter = accountNames(id)
  const userName = settings.get(parameter.userName)
  const server = settings.get(parameter.server)
  if (settings.get(parameter.enable) !== '1' || userName === '' || server === '') return null
  const port = settings.get(parameter.port)
  return {
    identity: userName.includes('@') ? userName : `${userName}@${server}`,
    authUser: settings.get(parameter.authName) || (userName.split('@')[0] ?? ''),
    password: settings.get(parameter.password),
    registrar: `${server}:${port === '0' ? '5060' : port}`,
    transport: settings.get(parameter.transport) === '1' ? 'tcp' : 'udp',
    displayName: settings.get(parameter.displayName),
  }
}
