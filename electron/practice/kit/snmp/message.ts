/** SNMPv1 and v2c messages (RFC 1157, RFC 3416) on the wire, with the BER of asn1-ber. Pure. */
import asn1 from 'asn1-ber'

export const tags = {
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  ipAddress: 0x40,
  noSuchObject: 0x80,
  noSuchInstance: 0x81,
  endOfMibView: 0x82,
} as const

export const errorStatus = { none: 0, tooBig: 1, noSuchName: 2 } as const

const kinds: ReadonlyMap<number, Request['kind']> = new Map([
  [0xa0, 'get'],
  [0xa1, 'get-next'],
  [0xa5, 'get-bulk'],
])
const responseTag = 0xa2
/** RFC 2578, 3.5: an OID has at most 128 numbers of at most 2^32-1. */
const longestOid = 128

export interface AgentRow {
  readonly oid: readonly number[]
  readonly tag: number
  readonly body: Buffer
}

export interface Request {
  readonly version: '1' | '2c'
  readonly kind: 'get' | 'get-next' | 'get-bulk'
  readonly oids: readonly (readonly number[])[]
  readonly repetitions: number
}

export interface RequestMessage {
  readonly request: Request
  readonly community: string
  readonly id: number
  /** Zero for GET and GETNEXT. */
  readonly nonRepeaters: number
}

/**
 * Sample, a GET of sysUpTime.0 with the community public:
 *   30 26 02 01 01 04 06 70 75 62 6c 69 63 a0 19 02 01 01 02 01 00 02 01 00 30 0e 30 0c 06 08 2b 06 01 02 01 01 03 00 05 00
 * Null for anything that is not such a request: another version, a cut message, lengths beyond the datagram.
 */
export function readRequest(octets: Buffer): RequestMessage | null {
  try {
    return requestIn(new asn1.Ber.Reader(octets))
  } catch {
    return null
  }
}

function requestIn(reader: InstanceType<typeof asn1.Ber.Reader>): RequestMessage | null {
  reader.readSequence()
  const version = reader.readInt()
  const community = reader.readString(tags.octets, true)
  const kind = kinds.get(reader.peek() ?? 0)
  if (community === null || kind === undefined || (version !== 0 && version !== 1)) return null
  if (version === 0 && kind === 'get-bulk') return null
  reader.readSequence(reader.peek() ?? 0)
  const id = reader.readInt()
  const first = reader.readInt()
  const second = reader.readInt()
  if (id === null || first === null || second === null) return null
  const oids = readOids(reader)
  if (oids === null) return null
  const isBulk = kind === 'get-bulk'
  return {
    request: {
      version: version === 0 ? '1' : '2c',
      kind,
      oids,
      repetitions: isBulk ? Math.max(second, 0) : 1,
    },
    community: community.toString('latin1'),
    id,
    nonRepeaters: isBulk ? Math.max(first, 0) : 0,
  }
}

function readOids(reader: InstanceType<typeof asn1.Ber.Reader>): number[][] | null {
  if (reader.readSequence() === null) return null
  const end = reader.offset + reader.length
  const oids: number[][] = []
  while (reader.offset < end) {
    if (reader.readSequence() === null) return null
    const valueEnd = reader.offset + reader.length
    const oid = (reader.readOID() ?? '').split('.').map(Number)
    if (oid.length > longestOid || oid.some((each) => !(each <= 0xffff_ffff))) return null
    oids.push(oid)
    while (reader.offset < valueEnd) if (reader.readByte() === null) return null
  }
  return oids
}

/** `status` and `index` as RFC 1157 4.1.6: zero, or the error and the number of its variable, counted from 1. */
export function writeResponse(
  { request, community, id }: RequestMessage,
  varbinds: readonly AgentRow[],
  status: number = errorStatus.none,
  index = 0,
): Buffer {
  const writer = new asn1.Ber.Writer()
  writer.startSequence()
  writer.writeInt(request.version === '1' ? 0 : 1)
  writeOctets(writer, Buffer.from(community, 'latin1'), tags.octets)
  writer.startSequence(responseTag)
  writer.writeInt(id)
  writer.writeInt(status)
  writer.writeInt(index)
  writer.startSequence()
  for (const { oid, tag, body } of varbinds) {
    writer.startSequence()
    writer.writeOID(oid.join('.'))
    writeOctets(writer, body, tag)
    writer.endSequence()
  }
  writer.endSequence()
  writer.endSequence()
  writer.endSequence()
  return writer.buffer
}

/** asn1-ber refuses to write an empty value. */
function writeOctets(writer: InstanceType<typeof asn1.Ber.Writer>, octets: Buffer, tag: number): void {
  if (octets.length > 0) {
    writer.writeBuffer(octets, tag)
    return
  }
  writer.writeByte(tag)
  writer.writeByte(0)
}

/** Value octets of an INTEGER, Counter, Gauge or TimeTicks: two's complement, the fewest that hold it. */
export function integerBody(value: bigint): Buffer {
  const octets: number[] = []
  for (let rest = value; ; rest >>= 8n) {
    octets.unshift(Number(rest & 0xffn))
    const isNegative = ((octets[0] ?? 0) & 0x80) !== 0
    const above = rest >> 8n
    if ((above === 0n && !isNegative) || (above === -1n && isNegative)) return Buffer.from(octets)
  }
}

/** Value octets of an OBJECT IDENTIFIER. */
export function oidBody(oid: string): Buffer {
  const writer = new asn1.Ber.Writer()
  writer.writeOID(oid)
  const reader = new asn1.Ber.Reader(writer.buffer)
  return reader.readString(tags.oid, true) ?? Buffer.alloc(0)
}
