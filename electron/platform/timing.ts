/** Time that only goes forward, and waiting, so that whoever waits can be tested without waiting. */
export interface Timing {
  /** Milliseconds from a moment that means nothing. */
  now(): number
  /** Calls back once, after so many milliseconds; what it answers takes that back. */
  after(ms: number, then: () => void): () => void
}

export const systemTiming: Timing = {
  now: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
}
