/**
 * Timeouts from measured round trips: RFC 6298 (2.2 to 2.5, 5.5) with bounds of our own. Estimates are kept for each subnet, because a
 * link differs from a routed network. Pure.
 */
export interface Bounds {
  /** Before the first answer. */
  readonly initialMs: number
  /** RFC 6298 sets one second, for long-lived streams; a scan asks once, and a device on a link answers within milliseconds. */
  readonly floorMs: number
  readonly ceilingMs: number
}

export interface RoundTrips {
  readonly smoothedMs: number
  readonly variationMs: number
  /** Doubled by each loss, reset to 1 by the next answer. */
  readonly factor: number
}

export function observed(before: RoundTrips | null, ms: number): RoundTrips {
  if (before === null) return { smoothedMs: ms, variationMs: ms / 2, factor: 1 }
  return {
    variationMs: 0.75 * before.variationMs + 0.25 * Math.abs(before.smoothedMs - ms),
    smoothedMs: 0.875 * before.smoothedMs + 0.125 * ms,
    factor: 1,
  }
}

/** After a loss; null before the first answer. */
export const lost = (before: RoundTrips | null): RoundTrips | null =>
  before === null ? null : { ...before, factor: Math.min(64, before.factor * 2) }

export function timeoutOf(trips: RoundTrips | null, { initialMs, floorMs, ceilingMs }: Bounds): number {
  if (trips === null) return initialMs
  const bounded = Math.max(floorMs, trips.smoothedMs + 4 * trips.variationMs)
  return Math.min(ceilingMs, bounded * trips.factor)
}

/** Key of the addresses that share an estimate: an IPv4 /24, an IPv6 /64, or a name. */
export function subnetOf(address: string): string {
  if (/^[\d.]+$/.test(address)) return address.replace(/\.\d+$/, '')
  return address.includes(':') ? address.toLowerCase().split(':').slice(0, 4).join(':') : address
}
