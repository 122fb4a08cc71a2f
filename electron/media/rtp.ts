/** RTP packets (RFC 3550 §5.1). */

export interface RtpPacket {
  /** 0 to 127. */
  readonly payloadType: number
  readonly marker: boolean
  /** 16 bits. */
  readonly sequence: number
  /** 32 bits. */
  readonly timestamp: number
  /** 32 bits. */
  readonly ssrc: number
  readonly payload: Buffer
}

const headerLength = 12

/**
 * `80 00 1234 00000140 deadbeef …` → payload type 0, sequence 0x1234, timestamp 320. Null for a datagram that is not RTP version 2, or whose
 * lengths do not fit.
 */
export function readRtp(octets: Buffer): RtpPacket | null {
  if (octets.length < headerLength) return null
  const [first, second] = [octets.readUInt8(0), octets.readUInt8(1)]
  if (first >> 6 !== 2) return null
  let start = headerLength + (first & 0x0f) * 4
  if ((first & 0x10) !== 0) {
    if (octets.length < start + 4) return null
    start += 4 + octets.readUInt16BE(start + 2) * 4
  }
  const padding = (first & 0x20) === 0 ? 0 : octets.readUInt8(octets.length - 1)
  const end = octets.length - padding
  const isPaddingWrong = (first & 0x20) !== 0 && padding === 0
  if (end < start || isPaddingWrong) return null
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: octets.readUInt16BE(2),
    timestamp: octets.readUInt32BE(4),
    ssrc: octets.readUInt32BE(8),
    payload: octets.subarray(start, end),
  }
}

export function writeRtp({ payloadType, marker, sequence, timestamp, ssrc, payload }: RtpPacket): Buffer {
  const header = Buffer.alloc(headerLength)
  header.writeUInt8(0x80, 0)
  header.writeUInt8((marker ? 0x80 : 0) | payloadType, 1)
  header.writeUInt16BE(sequence & 0xffff, 2)
  header.writeUInt32BE(timestamp >>> 0, 4)
  header.writeUInt32BE(ssrc >>> 0, 8)
  return Buffer.concat([header, payload])
}
