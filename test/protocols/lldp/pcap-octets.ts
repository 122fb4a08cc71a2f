/** Builds capture files from packets, by the drafts of pcap and pcapng. Shares no code with the readers. */

export interface TestPacket {
  /** Seconds and nanoseconds. */
  readonly seconds: number
  readonly nanos: number
  readonly octets: Buffer
  /** Length on the wire, if longer than the captured octets. */
  readonly wireLength?: number
}

export interface PcapForm {
  readonly little: boolean
  readonly nano: boolean
  readonly linkType: number
  /** Magic a1b2cd34; the record header also has interface, protocol and packet type. */
  readonly modified?: boolean
}

const u32 = (value: number, little: boolean): Buffer => {
  const octets = Buffer.alloc(4)
  if (little) octets.writeUInt32LE(value)
  else octets.writeUInt32BE(value)
  return octets
}
const u16 = (value: number, little: boolean): Buffer => {
  const octets = Buffer.alloc(2)
  if (little) octets.writeUInt16LE(value)
  else octets.writeUInt16BE(value)
  return octets
}

export function pcapFile(
  packets: readonly TestPacket[],
  { little, nano, linkType, modified = false }: PcapForm,
): Buffer {
  return Buffer.concat([
    u32(modified ? 0xa1b2cd34 : nano ? 0xa1b23c4d : 0xa1b2c3d4, little),
    u16(2, little),
    u16(4, little),
    u32(0, little),
    u32(0, little),
    u32(0x40000, little),
    u32(linkType, little),
    ...packets.flatMap(({ seconds, nanos, octets, wireLength = octets.length }) => [
      u32(seconds, little),
      u32(nano ? nanos : Math.floor(nanos / 1_000), little),
      u32(octets.length, little),
      u32(wireLength, little),
      ...(modified ? [u32(3, little), u16(8, little), Buffer.of(0, 0)] : []),
      octets,
    ]),
  ])
}

const padded = (octets: Buffer): Buffer =>
  Buffer.concat([octets, Buffer.alloc((4 - (octets.length % 4)) % 4)])

/** A pcapng block of any type. */
export function block(type: number, body: Buffer, little: boolean): Buffer {
  const whole = padded(body)
  const length = u32(12 + whole.length, little)
  return Buffer.concat([u32(type, little), length, whole, length])
}

const option = (code: number, value: Buffer, little: boolean): Buffer =>
  Buffer.concat([u16(code, little), u16(value.length, little), padded(value)])

export const sectionHeader = (little: boolean): Buffer =>
  block(
    0x0a0d0d0a,
    Buffer.concat([u32(0x1a2b3c4d, little), u16(1, little), u16(0, little), Buffer.alloc(8, 0xff)]),
    little,
  )

export interface TestInterface {
  readonly linkType: number
  readonly name?: string
  /** if_tsresol */
  readonly resolution?: number
  readonly snapLength?: number
  readonly checkOctets?: number
  readonly offsetSeconds?: number
}

export function interfaceBlock(described: TestInterface, little: boolean): Buffer {
  const { linkType, name, resolution, snapLength = 0, checkOctets, offsetSeconds } = described
  const options: Buffer[] = []
  if (name !== undefined) options.push(option(2, Buffer.from(name), little))
  if (resolution !== undefined) options.push(option(9, Buffer.from([resolution]), little))
  if (checkOctets !== undefined) options.push(option(13, Buffer.from([checkOctets]), little))
  if (offsetSeconds !== undefined) {
    const value = Buffer.alloc(8)
    if (little) value.writeBigInt64LE(BigInt(offsetSeconds))
    else value.writeBigInt64BE(BigInt(offsetSeconds))
    options.push(option(14, value, little))
  }
  if (options.length > 0) options.push(option(0, Buffer.alloc(0), little))
  return block(
    1,
    Buffer.concat([u16(linkType, little), u16(0, little), u32(snapLength, little), ...options]),
    little,
  )
}

/** Ticks in the time resolution of the interface. */
export function packetBlock(
  id: number,
  ticks: bigint,
  octets: Buffer,
  little: boolean,
  { wireLength = octets.length, old = false } = {},
): Buffer {
  const head = old ? [u16(id, little), u16(0, little)] : [u32(id, little)]
  return block(
    old ? 2 : 6,
    Buffer.concat([
      ...head,
      u32(Number(ticks >> 32n), little),
      u32(Number(ticks & 0xffffffffn), little),
      u32(octets.length, little),
      u32(wireLength, little),
      octets,
    ]),
    little,
  )
}

export const simplePacketBlock = (octets: Buffer, little: boolean, wireLength = octets.length): Buffer =>
  block(3, Buffer.concat([u32(wireLength, little), octets]), little)
