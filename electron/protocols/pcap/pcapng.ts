/**
 * pcapng files (draft-ietf-opsawg-pcapng): sections of either byte order and several interfaces with different clocks. Other blocks are
 * skipped.
 *   0a 0d 0d 0a | 1c 00 00 00 | 4d 3c 2b 1a | 01 00 00 00 | ff ff ff ff ff ff ff ff | 1c 00 00 00    section header, little endian, 1.0
 *   01 00 00 00 | 20 00 00 00 | 01 00 00 00 | 00 00 04 00 | 09 00 01 00 06 00 00 00 00 00 00 00 | 20 00 00 00    Ethernet, clock in µs
 *   06 00 00 00 | bc 00 00 00 | 00 00 00 00 | c0 7b 04 00 f0 76 06 a4 | 9b 00 00 00 | 9b 00 00 00 | 01 80 c2 ... | bc 00 00 00
 */
import {
  type CaptureFormat,
  type CaptureItem,
  type Intake,
  longestPacket,
  longestRecord,
  packetItem,
  problemItem,
} from './capture.ts'
import { isLinkType } from './ethernet.ts'

const blocks = { section: 0x0a0d0d0a, interface: 1, oldPacket: 2, simplePacket: 3, packet: 6 } as const
const options = { end: 0, name: 2, resolution: 9, checkLength: 13, offset: 14 } as const

/** A bound against fuzzed input. */
const mostInterfaces = 4096

interface Interface {
  readonly linkType: number
  /** 0: unlimited. */
  readonly snapLength: number
  readonly name: string | null
  readonly ticksPerMs: number
  readonly offsetMs: number
  readonly checkOctets: number
}

/** State of a file between two blocks. */
interface Progress {
  /** Byte order of the section. */
  little: boolean
  /** Interfaces of the section. */
  interfaces: Interface[]
  /** Number of packet blocks so far, in all sections. */
  packets: number
}

const u16 = ({ little }: Progress, b: Buffer, at: number) =>
  little ? b.readUInt16LE(at) : b.readUInt16BE(at)
const u32 = ({ little }: Progress, b: Buffer, at: number) =>
  little ? b.readUInt32LE(at) : b.readUInt32BE(at)

/** Null when the first four octets are not pcapng's. */
export function pcapngFormat(magic: Buffer, intake: Intake): CaptureFormat | null {
  if (magic.readUInt32BE(0) !== blocks.section) return null
  const progress: Progress = { little: true, interfaces: [], packets: 0 }
  return { next: () => nextItem(progress, intake) }
}

const read: ReadonlySet<number> = new Set([
  blocks.interface,
  blocks.packet,
  blocks.oldPacket,
  blocks.simplePacket,
])

/** Reads blocks up to the next packet or problem; null when more octets are needed. */
function nextItem(progress: Progress, intake: Intake): CaptureItem | null {
  for (;;) {
    const offset = intake.offset
    const header = intake.peek(12)
    if (header === null) return null
    if (header.readUInt32BE(0) === blocks.section && !beginSection(progress, header)) {
      return problemItem('not-a-capture', offset)
    }
    const type = u32(progress, header, 0)
    const length = u32(progress, header, 4)
    if (length < 12 || length % 4 !== 0) return problemItem('record-length', offset)
    if (!read.has(type)) {
      intake.skip(length)
      continue
    }
    if (length > longestRecord) return problemItem('record-length', offset)
    const block = intake.peek(length)
    if (block === null) return null
    if (u32(progress, block, length - 4) !== length) return problemItem('record-length', offset)
    intake.skip(length)
    const item = itemOf(progress, type, block.subarray(8, length - 4), offset)
    if (item !== null) return item
  }
}

// 4d 3c 2b 1a    the byte-order magic of a little-endian section
function beginSection(progress: Progress, header: Buffer): boolean {
  const order = header.readUInt32LE(8)
  if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a) return false
  progress.little = order === 0x1a2b3c4d
  progress.interfaces = []
  return true
}

function itemOf(progress: Progress, type: number, body: Buffer, offset: number): CaptureItem | null {
  switch (type) {
    case blocks.interface: {
      const described = interfaceOf(progress, body)
      if (described === null) return problemItem('record-length', offset)
      if (progress.interfaces.length === mostInterfaces) return problemItem('interface', offset)
      progress.interfaces.push(described)
      return isLinkType(described.linkType) ? null : problemItem('link-type', offset, false)
    }
    case blocks.packet:
      return packet(progress, body, offset, body.length < 20 ? -1 : u32(progress, body, 0))
    case blocks.oldPacket:
      return packet(progress, body, offset, body.length < 20 ? -1 : u16(progress, body, 0))
    default:
      return simplePacket(progress, body, offset)
  }
}

/** The obsolete packet block has a shorter interface number and a drop count; the rest is the same. */
function packet(progress: Progress, body: Buffer, offset: number, id: number): CaptureItem | null {
  progress.packets++
  if (id < 0) return problemItem('record-length', offset)
  const from = progress.interfaces[id]
  if (from === undefined) return problemItem('interface', offset)
  const captured = u32(progress, body, 12)
  if (captured > longestPacket || 20 + captured > body.length) return problemItem('record-length', offset)
  const ticks = u32(progress, body, 4) * 2 ** 32 + u32(progress, body, 8)
  return packetItem(
    {
      number: progress.packets,
      at: from.offsetMs + ticks / from.ticksPerMs,
      wireLength: u32(progress, body, 16),
      interface: from.name,
    },
    body.subarray(20, 20 + captured),
    from.linkType,
    from.checkOctets,
  )
}

// 03 00 00 00 | ac 00 00 00 | 9b 00 00 00 | 01 80 c2 ... | ac 00 00 00    no timestamp; always interface 0
function simplePacket(progress: Progress, body: Buffer, offset: number): CaptureItem | null {
  progress.packets++
  const [from] = progress.interfaces
  if (from === undefined) return problemItem('interface', offset)
  if (body.length < 4) return problemItem('record-length', offset)
  const wireLength = u32(progress, body, 0)
  const captured = from.snapLength === 0 ? wireLength : Math.min(wireLength, from.snapLength)
  if (4 + captured > body.length) return problemItem('record-length', offset)
  return packetItem(
    { number: progress.packets, at: null, wireLength, interface: from.name },
    body.subarray(4, 4 + captured),
    from.linkType,
    from.checkOctets,
  )
}

function interfaceOf(progress: Progress, body: Buffer): Interface | null {
  if (body.length < 8) return null
  let name: string | null = null
  let ticksPerMs = 1e3
  let offsetMs = 0
  let checkOctets = 0
  for (let at = 8; at + 4 <= body.length; ) {
    const code = u16(progress, body, at)
    const length = u16(progress, body, at + 2)
    const value = body.subarray(at + 4, at + 4 + length)
    if (code === options.end) break
    if (code === options.name) name = value.toString('utf8')
    if (code === options.resolution) ticksPerMs = ticksPerMsOf(value[0] ?? 6)
    if (code === options.checkLength) checkOctets = value[0] ?? 0
    if (code === options.offset && value.length === 8) {
      offsetMs = Number(progress.little ? value.readBigInt64LE() : value.readBigInt64BE()) * 1_000
    }
    at += 4 + Math.ceil(length / 4) * 4
  }
  const linkType = u16(progress, body, 0)
  return { linkType, snapLength: u32(progress, body, 4), name, ticksPerMs, offsetMs, checkOctets }
}

/** if_tsresol: the top bit chooses powers of two over powers of ten. 06: microseconds; 09: nanoseconds; 8a: 1/1024 second. */
function ticksPerMsOf(resolution: number): number {
  const exponent = resolution & 0x7f
  return ((resolution & 0x80) === 0 ? 10 : 2) ** exponent / 1_000
}
