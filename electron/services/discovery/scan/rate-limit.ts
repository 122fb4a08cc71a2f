/**
 * Token bucket: at most `burst + perSecond × seconds` questions. A loss halves the rate, which recovers by a tenth of the limit a second
 * (additive increase, multiplicative decrease: RFC 5681, 3.1). Pure.
 */
export interface RateLimit {
  readonly perSecond: number
  readonly burst: number
}

export interface Bucket {
  readonly limit: RateLimit
  /** Current rate, at most that of the limit. */
  readonly perSecond: number
  readonly tokens: number
  readonly at: number
}

/** Lowest rate after losses, as a fraction of the limit. */
const slowest = 1 / 16
const recoveryPerSecond = 1 / 10
/** Tolerance for rounding: after the announced wait a token may be short by this much. */
const rounding = 1e-9

export const fullBucket = (limit: RateLimit, now: number): Bucket => ({
  limit,
  perSecond: limit.perSecond,
  tokens: limit.burst,
  at: now,
})

function refilled(bucket: Bucket, now: number): Bucket {
  const seconds = Math.max(0, now - bucket.at) / 1000
  const { limit } = bucket
  const perSecond = Math.min(
    limit.perSecond,
    bucket.perSecond + limit.perSecond * recoveryPerSecond * seconds,
  )
  const tokens = Math.min(limit.burst, bucket.tokens + ((bucket.perSecond + perSecond) / 2) * seconds)
  return { limit, perSecond, tokens, at: Math.max(now, bucket.at) }
}

/** Takes one token; when none is left, `waitMs` is the time until one is. */
export function takeFrom(bucket: Bucket, now: number): { bucket: Bucket; waitMs: number } {
  const current = refilled(bucket, now)
  if (current.tokens >= 1 - rounding) return { bucket: { ...current, tokens: current.tokens - 1 }, waitMs: 0 }
  return { bucket: current, waitMs: ((1 - current.tokens) / current.perSecond) * 1000 }
}

/** After a loss: half the rate, and no burst. */
export function slowed(bucket: Bucket, now: number): Bucket {
  const current = refilled(bucket, now)
  const perSecond = Math.max(current.limit.perSecond * slowest, current.perSecond / 2)
  return { ...current, perSecond, tokens: Math.min(current.tokens, 1) }
}
