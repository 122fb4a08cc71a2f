/** Fetches the intercom's configuration from the AutoUpdate server; gives the account to register. */
import type { Account } from '../kit/account.ts'
import { fetchFile } from '../kit/fetching.ts'
import type { XmlElement } from '../kit/xml.ts'
import { mergeInto, outOfRange, parseConfiguration, valueAt } from './configuration.ts'
import type { IntercomData } from './data.ts'
import { placeOf } from './phone-api.ts'

/**
 * URLs of the configuration file, in the order of the requests; empty while the update is off. PrefferedAddress (the maker's spelling) is
 * 1 for the address in ServerAddress.
 */
function updateUrls(root: XmlElement, data: IntercomData): string[] {
  const setting = (name: string) => valueAt(root, `AutoUpdate/Configuration/${name}`)
  const isOn = ['Enabled', 'CheckAtBootTime', 'PrefferedAddress'].every((name) => setting(name) === '1')
  const server = setting('ServerAddress')
  if (!isOn || server === '') return []
  const base = `${server.includes('://') ? server : `http://${server}`}/${setting('FilePath')}/`
  const [scheme = '', rest = ''] = base.split('://')
  const place = `${scheme}://${rest.replaceAll(/\/{2,}/g, '/')}`
  return data.options.fileNames.map((name) => `${place}${fileName(name, data.mac)}`)
}

/** `hipve-{MAC-}.xml` → `hipve-7C-1E-B3-0A-1B-2C.xml` */
const fileName = (template: string, mac: string): string =>
  template
    .replaceAll('{MAC-}', mac.replaceAll(':', '-'))
    .replaceAll('{mac}', mac.replaceAll(':', '').toLowerCase())

/**
 * Fetches the first existing file and merges it into the configuration; public servers send a part of a DeviceDatabase. Null when nothing
 * was fetched; the reason is passed to `say`.
 */
export async function fetchConfiguration(
  root: XmlElement,
  data: IntercomData,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<XmlElement | null> {
  for (const url of updateUrls(root, data)) {
    const file = await fetchFile(url, data.options.userAgent.http, signal)
    if (file.outcome !== 'fetched') {
      say(`configuration ${file.outcome}: ${file.why}`)
      if (file.outcome === 'failed' && file.status === 404) continue
      return null
    }
    const fetched = parseConfiguration(file.text)
    if (fetched === null || outOfRange(fetched) !== null) {
      say('configuration is not valid')
      return null
    }
    const merged = structuredClone(root)
    mergeInto(merged, fetched)
    say('configuration fetched')
    return merged
  }
  return null
}

/** SIP account 1 while it and its registration are enabled, else null. */
export function accountIn(root: XmlElement): Account | null {
  const setting = (path: string) => valueAt(root, placeOf(1, path))
  const domain = setting('Client/Domain')
  const registrar = setting('Registrar/Address') || domain
  const user = setting('User/Id')
  const isOn = setting('Enabled') === '1' && setting('Registrar/Enabled') === '1'
  if (!isOn || registrar === '' || user === '') return null
  const port = [setting('Registrar/Port'), setting('Client/Port')].find((each) => Number(each) > 0) ?? '5060'
  return {
    identity: `${user}@${domain || registrar}`,
    authUser: setting('User/AuthId') || user,
    password: setting('User/PasswordString'),
    registrar: `${registrar}:${port}`,
    transport: 'udp',
    displayName: setting('User/DisplayName'),
  }
}
