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
const keyOf = (name: DnsName): string => textOf(name).toLowerCase()
const same = (a: DnsName, b: DnsName): boolean => keyOf(a) === keyOf(b)

/** `_http._tcp.local` */
const isKind = (name: DnsName): boolean =>
  name.length === 3 && /^_[\w-]+$/.test(name[0] ?? '') && isTransport(name[1]) && isLocal(name[2])
/** `AXIS C1310-E._http._tcp.local`; some senders split the instance at its points. */
const isInstance = (name: DnsName): boolean =>
  name.length > 3 && !/^_|^$/.test(name[0] ?? '') && isKind(name.slice(-3))
const isTransport = (label: string | undefined): boolean => /^_(?:tcp|udp)$/i.test(label ?? '')
const isLocal = (label: string | undefined): boolean => label?.toLowerCase() === 'local'

/** Service instances in a message, each once, by key. */
function instancesIn(records: readonly DnsRecord[]): Map<string, DnsName> {
  const found = new Map<string, DnsName>()
  for (const record of records) {
    const name = record.type === 'PTR' ? record.target : record.name
    if (record.type !== 'A' && isInstance(name)) found.set(keyOf(name), name)
  }
  return found
}

type RecordOf<Type extends DnsRecord['type']> = Extract<DnsRecord, { readonly type: Type }>

/** Records of a message by the key of their name, so that a message with many of both is not searched for each. */
function indexed(records: readonly DnsRecord[]) {
  const services = new Map<string, RecordOf<'SRV'>>()
  const addresses = new Map<string, RecordOf<'A'>>()
  const texts = new Map<string, string[]>()
  for (const record of records) {
    const key = keyOf(record.name)
    if (record.type === 'SRV' && !services.has(key)) services.set(key, record)
    else if (record.type === 'A' && !addresses.has(key)) addresses.set(key, record)
    else if (record.type === 'TXT') {
      const own = texts.get(key)
      if (own === undefined) texts.set(key, [...record.texts])
      else own.push(...record.texts)
    }
  }
  return { services, addresses, texts }
}

/**
 * Sightings `mdns.service` (the instance's full name) and `mdns.txt` (`key=value; key=value`). The device is the host that the
 * service runs on when the message has its address, else the sender.
 */
export function mdnsSightings({ isResponse, records }: DnsMessage, from: string, at: number): Sighting[] {
  if (!isResponse) return []
  const { services, addresses, texts } = indexed(records)
  return [...instancesIn(records)].flatMap(([key, instance]): Sighting[] => {
    const service = services.get(key)
    const own = service === undefined ? undefined : addresses.get(keyOf(service.target))
    const base = {
      address: own?.address ?? from,
      port: service !== undefined && service.port > 0 ? service.port : null,
      at,
    }
    const text = (texts.get(key) ?? []).map((each) => each.replaceAll(';', ',')).join('; ')
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
  const { texts } = indexed(records)
  const open = [...instancesIn(records)].flatMap(([key, instance]) => (texts.has(key) ? [] : [instance]))
  return [
    ...kinds.map((name) => ({ name, type: 'PTR' as const })),
    ...open.flatMap((name) => [
      { name, type: 'SRV' as const },
      { name, type: 'TXT' as const },
    ]),
  ]
}
