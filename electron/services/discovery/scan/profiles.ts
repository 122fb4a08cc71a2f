/** How a scan behaves on a network. All figures are ours. */
import type { ScanProfile } from '#shared/model/scan.ts'
import type { RateLimit } from './rate-limit.ts'
import type { Bounds } from './round-trips.ts'

export interface Manners {
  /** Questions of all kinds: connections, datagrams, pages. */
  readonly rate: RateLimit
  /** Addresses of which it is not known whether anybody is there, side by side. A socket each. */
  readonly knocksAtOnce: number
  /** Devices looked at side by side, each asked one thing at a time. */
  readonly devicesAtOnce: number
  /** Between two questions to one device, milliseconds. */
  readonly pauseMs: number
  /** Of knocks, which a system answers by itself. */
  readonly bounds: Bounds
  /** Of SIP and SNMP, whose answers a device has to make. */
  readonly answers: Bounds
  /** Longest wait for what a device has to make first, be it near: a page. */
  readonly answerMs: number
  /** One way of knocking is given up before the next is tried; else the next is tried as soon as an answer is late. */
  readonly knocksInTurn: boolean
  /** Facts without which the next protocol is asked. */
  readonly wanted: readonly ('vendor' | 'model' | 'firmware' | 'mac')[]
}

export const manners: Readonly<Record<ScanProfile, Manners>> = {
  /** At about 100 octets a question this is 1.6 Mbit/s; a /24 takes its time-out, a /16 of nobody 99 s. */
  usual: {
    rate: { perSecond: 2_000, burst: 500 },
    knocksAtOnce: 1_024,
    devicesAtOnce: 128,
    pauseMs: 0,
    // begun with as RFC 6298 has it (2.1); the floor is that of Linux's TCP (TCP_RTO_MIN)
    bounds: { initialMs: 1_000, floorMs: 200, ceilingMs: 3_000 },
    answers: { initialMs: 600, floorMs: 300, ceilingMs: 3_000 },
    answerMs: 900,
    knocksInTurn: false,
    wanted: ['vendor', 'model', 'firmware', 'mac'],
  },
  /** For phones that restart when they are asked much: a question at a time and a rest after it, and none for a MAC alone. */
  gentle: {
    rate: { perSecond: 40, burst: 8 },
    knocksAtOnce: 16,
    devicesAtOnce: 4,
    pauseMs: 250,
    bounds: { initialMs: 1_500, floorMs: 1_000, ceilingMs: 5_000 },
    answers: { initialMs: 2_000, floorMs: 1_500, ceilingMs: 6_000 },
    answerMs: 3_000,
    knocksInTurn: true,
    wanted: ['vendor', 'model', 'firmware'],
  },
}
