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
    let after: NodeJS.Immediate | null = null
    // a program that was busy hears its timers before its sockets: what came in time is heard first
    const timer = setTimeout(() => {
      after = setImmediate(then)
    }, ms)
    return () => {
      clearTimeout(timer)
      if (after !== null) clearImmediate(after)
    }
  },
}
