/** Keys in RTP: telephone events (RFC 4733 §2.3). All packets of one key press have the timestamp of its begin. */
import type { RtpPacket } from './rtp.ts'

const keys = '0123456789*#ABCD'

/** The key of an event payload `05 8a 03 20`: event 5, end, volume 10, duration 800. Null for events that are no keys. */
function readKey(payload: Buffer): string | null {
  if (payload.length < 4) return null
  return keys[payload.readUInt8(0)] ?? null
}

/** Reports each key press once, whichever of its packets are lost or repeated. */
export function createKeyReader(onKey: (key: string) => void): (packet: RtpPacket) => void {
  let last: number | null = null
  return ({ timestamp, payload }) => {
    const key = readKey(payload)
    // a packet of the key before may come late
    const isLate = last !== null && (timestamp - last) >> 0 <= 0
    if (key === null || isLate) return
    last = timestamp
    onKey(key)
  }
}
