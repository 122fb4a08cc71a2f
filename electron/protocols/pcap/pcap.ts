/**
 * pcap files (draft-ietf-opsawg-pcap): both byte orders, microseconds and nanoseconds, and the modified format of A. Kuznetsov's
 * patches (magic a1b2cd34), which FRITZ!Box routers write: its record headers have eight more octets.
 *   d4 c3 b2 a1 | 02 00 04 00 | 00 00 00 00 00 00 00 00 | ff ff 00 00 | 01 00 00 00    little endian, µs; 2.4; zone; snap length; Ethernet
 *   80 a4 a3 4b | f0 76 06 00 | 9b 00 00 00 | 9b 00 00 00 | 01 80 c2 00 00 0e ...      seconds, µs, captured, on the wire, octets
 *   00 f1 53 65 | e8 03 00 00 | a0 00 00 00 | a0 00 00 00 | 03 00 00 00 08 00 00 00 | 01 80 c2 ...    modified: interface, protocol, type
 */
import {
  type CaptureFormat,
  type CaptureItem,
  type Intake,
  longestPacket,
  packetItem,
  problemItem,
} from './capture.ts'
import { isLinkType } from './ethernet.ts'

const kinds = new Map([
  ['a1b2c3d4', { little: false, perMs: 1e3, recordHeader: 16 }],
  ['d4c3b2a1', { little: true, perMs: 1e3, recordHeader: 16 }],
  ['a1b23c4d', { little: false, perMs: 1e6, recordHeader: 16 }],
  ['4d3cb2a1', { little: true, perMs: 1e6, recordHeader: 16 }],
  ['a1b2cd34', { little: false, perMs: 1e3, recordHeader: 24 }],
  ['34cdb2a1', { little: true, perMs: 1e3, recordHeader: 24 }],
])
const fileHeader = 24

/** Null when the first four octets are not pcap's. */
export function pcapFormat(magic: Buffer, intake: Intake): CaptureFormat | null {
  const kind = kinds.get(magic.toString('hex'))
  if (kind === undefined) return null
  const { little, perMs, recordHeader } = kind
  const u32 = (b: Buffer, at: number) => (little ? b.readUInt32LE(at) : b.readUInt32BE(at))
  let link: { readonly type: number; readonly checkOctets: number } | null = null
  let number = 0

  function next(): CaptureItem | null {
    if (link === null) {
      const header = intake.peek(fileHeader)
      if (header === null) return null
      // upper half: length of the frame check sequence in 16 bit words, and a bit that says whether it is given
      const field = u32(header, 20)
      link = { type: field & 0xffff, checkOctets: (field & 0x0400_0000) === 0 ? 0 : 2 * (field >>> 28) }
      if (!isLinkType(link.type)) return problemItem('link-type', 0)
      intake.skip(fileHeader)
    }
    const header = intake.peek(recordHeader)
    if (header === null) return null
    const captured = u32(header, 8)
    if (captured > longestPacket) return problemItem('record-length', intake.offset)
    const record = intake.peek(recordHeader + captured)
    if (record === null) return null
    intake.skip(record.length)
    number++
    const at = u32(header, 0) * 1_000 + u32(header, 4) / perMs
    return packetItem(
      { number, at, wireLength: u32(header, 12), interface: null },
      record.subarray(recordHeader),
      link.type,
      link.checkOctets,
    )
  }
  return { next }
}
