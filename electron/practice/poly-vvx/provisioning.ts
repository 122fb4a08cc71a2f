/** Fetches the phone's configuration files; gives the account to register. */
import type { Account } from '../kit/account.ts'
import { fetchFile } from '../kit/fetching.ts'
import { parseXml, type XmlElement } from '../kit/xml.ts'
import { names, type Settings } from './settings.ts'
import { bareMac, type Phone } from './state.ts'

/** Number of servers after which a chain counts as a loop; ours. */
const mostStages = 6
/** Maximum number of files in CONFIG_FILES; ours. */
const mostFiles = 10

/** With the serial number (the MAC address) when device.prov.tagSerialNo is 1. */
export function sipUserAgent(phone: Pick<Phone, 'data' | 'settings'>): string {
  const tag = phone.settings.get(names.tagSerial) === '1' ? `_${bareMac(phone).toLowerCase()}` : ''
  return `PolycomVVX-${phone.data.wireModel}-UA/${phone.data.firmware}${tag}`
}

/** `http://h/path` for serverName `h/path` and type HTTP; null without a server. */
function serverUrl(settings: Settings): string | null {
  const server = settings.get(names.server).replace(/\/$/, '')
  if (server === '') return null
  return server.includes('://') ? server : `${settings.get(names.serverType).toLowerCase()}://${server}`
}

/** Follows the servers in the files. True when parameters were fetched. */
export async function fetchParameters(phone: Phone, signal: AbortSignal): Promise<boolean> {
  let isFetched = false
  for (let stage = 0; stage < mostStages && !signal.aborted; stage++) {
    const server = serverUrl(phone.settings)
    if (server === null) return isFetched
    const values = await fetchFrom(phone, server, signal)
    if (values === null || signal.aborted) return isFetched
    isFetched = true
    phone.settings.store(values, 'config')
    if (serverUrl(phone.settings) === server) return true
  }
  return isFetched
}

/** `<mac>.cfg`, else `000000000000.cfg`; a master file lists further ones in CONFIG_FILES. Null when nothing was fetched. */
async function fetchFrom(
  phone: Phone,
  server: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string> | null> {
  const mac = bareMac(phone).toLowerCase()
  const own = await fetchXml(phone, `${server}/${mac}.cfg`, signal)
  const master = own === 'absent' ? await fetchXml(phone, `${server}/000000000000.cfg`, signal) : own
  if (master === null || master === 'absent') return null
  const values = parametersIn(phone.settings, master)
  for (const file of configFiles(master).slice(0, mostFiles)) {
    const name = file.replaceAll('[PHONE_MAC_ADDRESS]', mac)
    const part = await fetchXml(phone, `${server}/${name}`, signal)
    if (part === null || part === 'absent') continue
    // the first file with a parameter takes precedence
    for (const [key, value] of parametersIn(phone.settings, part))
      if (!values.has(key)) values.set(key, value)
  }
  return values
}

async function fetchXml(
  phone: Phone,
  url: string,
  signal: AbortSignal,
): Promise<XmlElement | 'absent' | null> {
  const userAgent = `FileTransport ${sipUserAgent(phone)} Type/Application`
  const file = await fetchFile(url, userAgent, signal)
  if (file.outcome === 'fetched') return parseXml(file.text)
  phone.syslog.write(`cfg |4|00|${file.outcome} ${url}: ${file.why}`)
  return file.outcome === 'failed' && file.status === 404 ? 'absent' : null
}

/** `<APPLICATION APP_FILE_PATH="sip.ld" CONFIG_FILES="a.cfg, [PHONE_MAC_ADDRESS]-b.cfg" …/>` → a.cfg, [PHONE_MAC_ADDRESS]-b.cfg */
function configFiles({ name, attributes }: XmlElement): string[] {
  if (name !== 'APPLICATION') return []
  const list = attributes.find(([key]) => key === 'CONFIG_FILES')?.[1] ?? ''
  return list.split(',').flatMap((file) => (file.trim() === '' ? [] : [file.trim()]))
}

/**
 * Parameters are attributes of elements whose names do not matter:
 *   <PHONE_CONFIG><ALL device.set="1" device.prov.serverName.set="1" device.prov.serverName="http://…" reg.1.address="…"/></PHONE_CONFIG>
 * A device.* parameter counts only with device.set and its own .set at 1. Invalid values are left out.
 */
function parametersIn(settings: Settings, root: XmlElement): Map<string, string> {
  const given = new Map<string, string>()
  const visit = ({ attributes, children }: XmlElement): void => {
    for (const [name, value] of attributes) given.set(name, value)
    for (const child of children) visit(child)
  }
  visit(root)
  const isOn = (name: string) => given.get(name) === '1'
  return new Map(
    [...given].filter(
      ([name, value]) =>
        settings.accepts(name, value) &&
        (!name.startsWith('device.') || (isOn('device.set') && isOn(`${name}.set`))),
    ),
  )
}

/** Line 1, null without an address or a server. */
export function accountIn(settings: Settings): Account | null {
  const address = settings.get(names.address)
  const server = settings.get(names.sipServer)
  if (address === '' || server === '') return null
  const port = settings.get(names.sipPort)
  return {
    identity: address.includes('@') ? address : `${address}@${server}`,
    authUser: settings.get(names.authUser) || (address.split('@')[0] ?? ''),
    password: settings.get(names.authPassword),
    registrar: `${server}:${Number(port) > 0 ? port : '5060'}`,
    transport: /^tcp/i.test(settings.get(names.sipTransport)) ? 'tcp' : 'udp',
    displayName: settings.get(names.displayName),
  }
}
