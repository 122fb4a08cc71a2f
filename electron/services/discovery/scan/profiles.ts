/** Limits of a scan for each profile. All figures are ours. */
import type { ScanProfile } from '#shared/model/scan.ts'
import type { RateLimit } from './rate-limit.ts'
import type { Bounds } from './round-trips.ts'

export interface ProfileLimits {
  /** Questions of all kinds: connections, datagrams, pages. */
  readonly rate: RateLimit
  /** Addresses in host discovery at the same time; one socket each. */
  readonly discoveriesAtOnce: number
  /** Devices asked at the same time, each one question at a time. */
  readonly devicesAtOnce: number
  /** Pause between two questions to one device, milliseconds. */
  readonly pauseMs: number
  /** Timeout of host discovery, which operating systems answer. */
  readonly bounds: Bounds
  /** Timeout of SIP and SNMP, which applications answer. */
  readonly answers: Bounds
  /** Minimum timeout for web pages, milliseconds. */
  readonly answerMs: number
  /** Each method of host discovery runs into its timeout before the next starts; else the next starts once an answer is late. */
  readonly methodsInTurn: boolean
  /** A device is asked over the next protocol while one of these facts is missing. */
  readonly wanted: readonly ('vendor' | 'model' | 'firmware' | 'mac')[]
}

export const profileLimits: Readonly<Record<ScanProfile, ProfileLimits>> = {
  /** About 1.6 Mbit/s at 100 octets a question. A /24 takes one timeout, a silent /16 99 s. */
  usual: {
    rate: { perSecond: 2_000, burst: 500 },
    discoveriesAtOnce: 1_024,
    devicesAtOnce: 128,
    pauseMs: 0,
    // initial value of RFC 6298, 2.1; floor of Linux's TCP (TCP_RTO_MIN)
    bounds: { initialMs: 1_000, floorMs: 200, ceilingMs: 3_000 },
    answers: { initialMs: 600, floorMs: 300, ceilingMs: 3_000 },
    answerMs: 900,
    methodsInTurn: false,
    wanted: ['vendor', 'model', 'firmware', 'mac'],
  },
  /** For phones that restart under load: one question at a time with a pause behind it, and no question for the MAC address alone. */
  gentle: {
    rate: { perSecond: 40, burst: 8 },
    discoveriesAtOnce: 16,
    devicesAtOnce: 4,
    pauseMs: 250,
    bounds: { initialMs: 1_500, floorMs: 1_000, ceilingMs: 5_000 },
    answers: { initialMs: 2_000, floorMs: 1_500, ceilingMs: 6_000 },
    answerMs: 3_000,
    methodsInTurn: true,
    wanted: ['vendor', 'model', 'firmware'],
  },
}
