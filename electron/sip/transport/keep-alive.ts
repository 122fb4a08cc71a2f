/**
 * Keep-alives (RFC 5626 §3.5, §4.4).
 *
 *   client ── CRLF CRLF ──▶ server        ping, on a connection
 *   client ◀──── CRLF ───── server        pong
 *
 * A ping that has no pong in ten seconds means that the flow is lost (§4.4.1).
 */
import type { Timing } from '../../platform/timing.ts'

/** §4.4.1 */
const pongMs = 10_000
const ping = Buffer.from('\r\n\r\n')
export const pong = (pings: number): Buffer => Buffer.from('\r\n'.repeat(pings))

/**
 * Datagrams that need no answer: line ends, NUL octets and short words of some phones, and STUN (RFC 7983 §7: its first octet is 0
 * to 3), which belongs to another port.
 */
export function isKeepAlive(octets: Buffer): boolean {
  const [first = 0] = octets
  if (octets.length < 8 || first <= 3) return true
  if (first !== 0x0d && first !== 0x0a) return false
  return octets.subarray(0, 8).every((octet) => octet === 0x0d || octet === 0x0a)
}

export interface Pinger extends Disposable {
  /** A pong, or any other octets, came from the peer. */
  heard(): void
}

/** Sends pings on a connection; the interval is 80 to 100 % of `everyMs` (§4.4.1), by `random` from 0 to 1. */
export function createPinger(
  flow: { send(octets: Buffer): void },
  everyMs: number,
  timing: Timing,
  random: () => number,
  onLost: () => void,
): Pinger {
  let cancelNext = () => {}
  let cancelPong = () => {}
  const schedule = (): void => {
    cancelNext = timing.after(everyMs * (0.8 + random() * 0.2), () => {
      flow.send(ping)
      cancelPong = timing.after(pongMs, onLost)
      schedule()
    })
  }
  schedule()
  return {
    heard: () => cancelPong(),
    [Symbol.dispose]() {
      cancelNext()
      cancelPong()
    },
  }
}
