/** Timeouts of each subnet, from its answers and losses, and which subnets lose packets. */
import type { Pacer } from './pacer.ts'
import type { ProfileLimits } from './profiles.ts'
import { lost, observed, type RoundTrips, subnetOf, timeoutOf } from './round-trips.ts'

export interface Waits {
  /** Timeout of host discovery, milliseconds. */
  of(address: string): number
  /** Timeout of an application's answer, milliseconds. */
  ofDevice(address: string): number
  /** Delay before the next method of host discovery, milliseconds. */
  nextAfter(address: string): number
  answer(address: string, tookMs: number): void
  deviceAnswer(address: string, tookMs: number): void
  /** A packet was lost: longer timeouts in that subnet, fewer questions everywhere. */
  loss(address: string): void
  /** Whether silence in that subnet may be a loss. */
  loses(address: string): boolean
}

export function createWaits(
  { bounds, answers }: Pick<ProfileLimits, 'bounds' | 'answers'>,
  pacer: Pick<Pacer, 'loss'>,
): Waits {
  const trips = new Map<string, RoundTrips>()
  const applicationTrips = new Map<string, RoundTrips>()
  const losing = new Set<string>()
  const observe = (of: Map<string, RoundTrips>, address: string, tookMs: number): void => {
    const subnet = subnetOf(address)
    of.set(subnet, observed(of.get(subnet) ?? null, tookMs))
  }
  return {
    of: (address) => timeoutOf(trips.get(subnetOf(address)) ?? null, bounds),
    nextAfter(address) {
      const own = trips.get(subnetOf(address)) ?? null
      // most answers arrive within 1.5 times the smoothed round trip
      return Math.max(timeoutOf(own, bounds) / 20, own === null ? 0 : own.smoothedMs * 1.5)
    },
    // never less than a round trip
    ofDevice: (address) =>
      Math.max(
        timeoutOf(applicationTrips.get(subnetOf(address)) ?? null, answers),
        timeoutOf(trips.get(subnetOf(address)) ?? null, { ...bounds, initialMs: 0 }),
      ),
    answer: (address, tookMs) => observe(trips, address, tookMs),
    deviceAnswer: (address, tookMs) => observe(applicationTrips, address, tookMs),
    loss(address) {
      const subnet = subnetOf(address)
      losing.add(subnet)
      if (!pacer.loss()) return
      const next = lost(trips.get(subnet) ?? null)
      if (next !== null) trips.set(subnet, next)
    },
    loses: (address) => losing.has(subnetOf(address)),
  }
}
