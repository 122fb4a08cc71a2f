/**
 * How many questions may be asked: a token bucket that never lets through more than `burst + perSecond × seconds`. Pure. Loss halves
 * its pace, and it finds back to it by a tenth of the limit a second (additive increase, multiplicative decrease: RFC 5681, 3.1).
 */
export interface RateLimit {
  readonly perSecond: number
  readonly burst: number
}

export interface Bucket {
  readonly limit: RateLimit
  /** The pace now; at most that of the limit. */
  readonly perSecond: number
  readonly tokens: number
  readonly at: number
}

/** Slowest pace that loss brings it to, as a part of the limit. */
const slowest = 1 / 16
const recoveryPerSecond = 1 / 10
/** What is missing of a token after the wait that was told, by rounding alone. */
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

/** One question: taken when `waitMs` is 0, else how long until it is worth asking again. */
export function takeFrom(bucket: Bucket, now: number): { bucket: Bucket; waitMs: number } {
  const current = refilled(bucket, now)
  if (current.tokens >= 1 - rounding) return { bucket: { ...current, tokens: current.tokens - 1 }, waitMs: 0 }
  return { bucket: current, waitMs: ((1 - current.tokens) / current.perSecond) * 1000 }
}

/** After a loss: half the pace, and nothing in one go. */
export function slowed(bucket: Bucket, now: number): Bucket {
  const current = refilled(bucket, now)
  const perSecond = Math.max(current.limit.perSecond * slowest, current.perSecond / 2)
  return { ...current, perSecond, tokens: Math.min(current.tokens, 1) }
}
