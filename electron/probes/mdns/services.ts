/** Reads DNS-SD services from multicast DNS answers (RFC 6763). Pure. */
import type { Sighting } from '#shared/model/identity.ts'
import type { DnsMessage, DnsName, DnsRecord, Question } from '../../protocols/dns/dns.ts'

/** Lists all service types on a link (RFC 6763, 9). */
export const everyService: DnsName = ['_services', '_dns-sd', '_udp', 'local']
/** Service types that are queried by name too, because some devices do not list them. */
export const usualServices: readonly DnsName[] = [
  ['_http', '_tcp'],
  ['_https', '_tcp'],
  ['_sip', '_udp'],
  ['_sip', '_tcp'],
  ['_sips', '_tcp'],
  ['_device-info', '_tcp'],
  ['_ipp', '_tcp'],
  ['_printer', '_tcp'],
  ['_axis-video', '_tcp'],
  ['_rtsp', '_tcp'],
].map((kind) => [...kind, 'local'])

const textOf = (name: DnsName): string => name.join('.')
const same = (a: DnsName, b: DnsName): boolean => textOf(a).toLowerCase() === textOf(b).toLowerCase()

/** `_http._tcp.local` */
const isKind = (name: DnsName): boolean =>
  name.length === 3 && /^_[\w-]+$/.test(name[0] ?? '') && isTransport(name[1]) && isLocal(name[2])
/** `AXIS C1310-E._http._tcp.local`; some senders split the instance at its points. */
const isInstance = (name: DnsName): boolean =>
  name.length > 3 && !/^_|^$/.test(name[0] ?? '') && isKind(name.slice(-3))
const isTransport = (label: string | undefined): boolean => /^_(?:tcp|udp)$/i.test(label ?? '')
const isLocal = (label: string | undefined): boolean => label?.toLowerCase() === 'local'

/** Service instances in a message, each once. */
function instancesIn(records: readonly DnsRecord[]): DnsName[] {
  const found = new Map<string, DnsName>()
  for (const record of records) {
    const name = record.type === 'PTR' ? record.target : record.name
    if (record.type !== 'A' && isInstance(name)) found.set(textOf(name).toLowerCase(), name)
  }
  return [...found.values()]
}

/**
 * Sightings `mdns.service` (the instance's full name) and `mdns.txt` (`key=value; key=value`). The device is the host that the
 * service runs on when the message has its address, else the sender.
 */
export function mdnsSightings({ isResponse, records }: DnsMessage, from: string, at: number): Sighting[] {
  if (!isResponse) return []
  return instancesIn(records).flatMap((instance): Sighting[] => {
    const service = records.find((record) => record.type === 'SRV' && same(record.name, instance))
    const host = service?.type === 'SRV' ? service.target : null
    const own = records.find((record) => record.type === 'A' && host !== null && same(record.name, host))
    const base = {
      address: own?.type === 'A' ? own.address : from,
      port: service?.type === 'SRV' && service.port > 0 ? service.port : null,
      at,
    }
    const texts = records.flatMap((record) =>
      record.type === 'TXT' && same(record.name, instance) ? record.texts : [],
    )
    const text = texts.map((each) => each.replaceAll(';', ',')).join('; ')
    return [
      { ...base, protocol: 'mdns.service', raw: textOf(instance) },
      ...(text === '' ? [] : [{ ...base, protocol: 'mdns.txt', raw: text }]),
    ]
  })
}

/** Follow-up questions: the listed service types, and SRV and TXT of the named instances. */
export function questionsAfter({ isResponse, records }: DnsMessage): Question[] {
  if (!isResponse) return []
  const kinds = records.flatMap((record) =>
    record.type === 'PTR' && same(record.name, everyService) && isKind(record.target) ? [record.target] : [],
  )
  const open = instancesIn(records).filter(
    (instance) => !records.some((record) => record.type === 'TXT' && same(record.name, instance)),
  )
  return [
    ...kinds.map((name) => ({ name, type: 'PTR' as const })),
    ...open.flatMap((name) => [
      { name, type: 'SRV' as const },
      { name, type: 'TXT' as const },
    ]),
  ]
}
