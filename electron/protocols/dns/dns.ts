/** Reads answers and writes questions of multicast DNS (RFC 1035, 4; RFC 6762). Pure; nothing throws. */
import { textOf } from '../http/header-fields.ts'

/** Labels as received; the label of a service instance may contain points and spaces (RFC 6763, 4.1.1). */
export type DnsName = readonly string[]

export type DnsRecord = { readonly name: DnsName } & (
  | { readonly type: 'PTR'; readonly target: DnsName }
  | { readonly type: 'SRV'; readonly target: DnsName; readonly port: number }
  | { readonly type: 'TXT'; readonly texts: readonly string[] }
  | { readonly type: 'A'; readonly address: string }
)

const recordTypes = { A: 1, PTR: 12, TXT: 16, SRV: 33 } as const

export interface DnsMessage {
  readonly isResponse: boolean
  /** Supported records of all sections with a TTL above 0. */
  readonly records: readonly DnsRecord[]
}

/** RFC 1035, 2.3.4. */
const longestName = 255
/** Most records that are read. Ours: more than a datagram of 9,000 octets (RFC 6762, 17) can usefully have. */
const mostRecords = 1_000

/** The message in a datagram; null for anything else. A truncated message gives the records before the cut. */
export function dnsMessageIn(octets: Buffer): DnsMessage | null {
  if (octets.length < 12) return null
  const flags = octets.readUInt16BE(2)
  // opcode and response code must be zero (RFC 6762, 18)
  if ((flags & 0x780f) !== 0) return null
  const questions = octets.readUInt16BE(4)
  const count = octets.readUInt16BE(6) + octets.readUInt16BE(8) + octets.readUInt16BE(10)
  const records: DnsRecord[] = []
  let at = 12
  for (let i = 0; i < questions; i++) {
    const name = nameAt(octets, at)
    if (name === null || name.end + 4 > octets.length) return { isResponse: flags >= 0x8000, records }
    at = name.end + 4
  }
  for (let i = 0; i < Math.min(count, mostRecords); i++) {
    const name = nameAt(octets, at)
    if (name === null || name.end + 10 > octets.length) break
    const type = octets.readUInt16BE(name.end)
    // the top bit of the class is the cache-flush bit (10.2)
    const isInternet = (octets.readUInt16BE(name.end + 2) & 0x7fff) === 1
    const ttl = octets.readUInt32BE(name.end + 4)
    const from = name.end + 10
    const to = from + octets.readUInt16BE(name.end + 8)
    if (to > octets.length) break
    const record = isInternet && ttl > 0 ? recordIn(octets, type, name.labels, from, to) : null
    if (record !== null) records.push(record)
    at = to
  }
  return { isResponse: flags >= 0x8000, records }
}

function recordIn(octets: Buffer, type: number, name: DnsName, from: number, to: number): DnsRecord | null {
  switch (type) {
    case recordTypes.A:
      return to - from === 4 ? { type: 'A', name, address: octets.subarray(from, to).join('.') } : null
    case recordTypes.PTR: {
      const target = nameAt(octets, from)
      return target === null || target.end > to ? null : { type: 'PTR', name, target: target.labels }
    }
    case recordTypes.SRV: {
      const target = to - from > 6 ? nameAt(octets, from + 6) : null
      if (target === null || target.end > to) return null
      return { type: 'SRV', name, target: target.labels, port: octets.readUInt16BE(from + 4) }
    }
    case recordTypes.TXT:
      return { type: 'TXT', name, texts: textsIn(octets, from, to) }
    default:
      return null
  }
}

/** `\x09model=X1\x00` → `model=X1`; ends at a truncated text. */
function textsIn(octets: Buffer, from: number, to: number): string[] {
  const texts: string[] = []
  for (let at = from; at < to; ) {
    const length = octets[at] ?? 0
    if (at + 1 + length > to) break
    if (length > 0) texts.push(textOf(octets.subarray(at + 1, at + 1 + length)))
    at += 1 + length
  }
  return texts
}

/**
 * A name and the position behind it. Each compression pointer (RFC 1035, 4.1.4) must point further back than the one before, which excludes
 * loops; null for truncated or long names and forward pointers.
 */
function nameAt(octets: Buffer, start: number): { readonly labels: string[]; readonly end: number } | null {
  const labels: string[] = []
  let at = start
  let end: number | null = null
  let earliest = start
  let length = 0
  for (;;) {
    const size = octets[at]
    if (size === undefined) return null
    if (size === 0) return { labels, end: end ?? at + 1 }
    if (size >= 0xc0) {
      const low = octets[at + 1]
      if (low === undefined) return null
      const target = ((size & 0x3f) << 8) | low
      if (target >= earliest) return null
      end ??= at + 2
      earliest = target
      at = target
      continue
    }
    if (size >= 0x40 || at + 1 + size > octets.length) return null
    length += 1 + size
    if (length > longestName) return null
    labels.push(textOf(octets.subarray(at + 1, at + 1 + size)))
    at += 1 + size
  }
}

export interface Question {
  readonly name: DnsName
  readonly type: keyof typeof recordTypes
}

/** Queries with several questions each (RFC 6762, 5.3). */
export function dnsQueries(questions: readonly Question[]): Buffer[] {
  const queries: Buffer[] = []
  // 20 questions stay far below the MTU
  for (let from = 0; from < questions.length; from += 20) {
    const some = questions.slice(from, from + 20)
    const head = Buffer.alloc(12)
    head.writeUInt16BE(some.length, 4)
    queries.push(Buffer.concat([head, ...some.map(questionOctets)]))
  }
  return queries
}

function questionOctets({ name, type }: Question): Buffer {
  const labels = name.map((label) => {
    const octets = Buffer.from(label).subarray(0, 63)
    return Buffer.concat([Buffer.of(octets.length), octets])
  })
  // class IN, with the unicast-response bit (5.4)
  return Buffer.concat([...labels, Buffer.of(0, 0, recordTypes[type], 0x80, 1)])
}
