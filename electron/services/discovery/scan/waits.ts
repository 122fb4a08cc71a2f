/** How long each subnet is waited for, as its answers and losses had it, and which of them lose what is sent. */
import type { Pacer } from './pacer.ts'
import type { Manners } from './profiles.ts'
import { lost, observed, type RoundTrips, subnetOf, timeoutOf } from './round-trips.ts'

export interface Waits {
  of(address: string): number
  /** How long a device is waited for that has to make its answer. */
  ofDevice(address: string): number
  /** How long until one who did not answer is asked in another way. */
  nextAfter(address: string): number
  answer(address: string, tookMs: number): void
  deviceAnswer(address: string, tookMs: number): void
  /** Something was lost on the way: longer waits there, and slower questions everywhere. */
  loss(address: string): void
  /** Whether silence there may be a loss. */
  loses(address: string): boolean
}

export function createWaits(
  { bounds, answers }: Pick<Manners, 'bounds' | 'answers'>,
  pacer: Pick<Pacer, 'loss'>,
): Waits {
  const trips = new Map<string, RoundTrips>()
  const made = new Map<string, RoundTrips>()
  const observe = (of: Map<string, RoundTrips>, address: string, tookMs: number): void => {
    const subnet = subnetOf(address)
    of.set(subnet, observed(of.get(subnet) ?? null, tookMs))
  }
  const losing = new Set<string>()
  return {
    of: (address) => timeoutOf(trips.get(subnetOf(address)) ?? null, bounds),
    nextAfter(address) {
      const own = trips.get(subnetOf(address)) ?? null
      // most answers are there after half as long again as they usually take
      return Math.max(timeoutOf(own, bounds) / 20, own === null ? 0 : own.smoothedMs * 1.5)
    },
    // never less than it takes to get there and back
    ofDevice: (address) =>
      Math.max(
        timeoutOf(made.get(subnetOf(address)) ?? null, answers),
        timeoutOf(trips.get(subnetOf(address)) ?? null, { ...bounds, initialMs: 0 }),
      ),
    answer: (address, tookMs) => observe(trips, address, tookMs),
    deviceAnswer: (address, tookMs) => observe(made, address, tookMs),
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
