/** Requests that change a session at the same time (RFC 3261 §14; RFC 3311 §5.2). */

export interface Refusal {
  readonly status: 491 | 500
  /** Seconds; for 500 only. */
  readonly retryAfter: number | null
}

export interface Underway {
  /** Our INVITE, or our offer in UPDATE, has no final response. */
  readonly ours: boolean
  /** The peer's INVITE, or its offer, has no final response. */
  readonly theirs: boolean
}

/** §14.2: the answer to a re-INVITE, or an UPDATE with an offer, that meets another; null when none is under way. `random` is 0 to 1. */
export function refusalOfChange({ ours, theirs }: Underway, random: number): Refusal | null {
  if (theirs) return { status: 500, retryAfter: Math.floor(random * 11) }
  return ours ? { status: 491, retryAfter: null } : null
}

/**
 * §14.1: milliseconds until a request that was answered with 491 is sent again, in units of 10: 2.1 to 4 s for the owner of the Call-ID, 0 to
 * 2 s for the other side, so that they do not meet again.
 */
export function retryAfterGlare(ownsCallId: boolean, random: number): number {
  const units = ownsCallId ? 210 + Math.floor(random * 191) : Math.floor(random * 201)
  return units * 10
}
