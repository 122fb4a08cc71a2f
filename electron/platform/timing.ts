/** Monotonic clock and timers, replaceable in tests. */
export interface Timing {
  /** Milliseconds since an arbitrary moment. */
  now(): number
  /** Calls back once, after `ms` milliseconds; the result cancels it. */
  after(ms: number, then: () => void): () => void
}

export const systemTiming: Timing = {
  now: () => performance.now(),
  after(ms, then) {
    let after: NodeJS.Immediate | null = null
    // after a busy period Node runs timers before socket callbacks; setImmediate lets the sockets go first
    const timer = setTimeout(() => {
      after = setImmediate(then)
    }, ms)
    return () => {
      clearTimeout(timer)
      if (after !== null) clearImmediate(after)
    }
  },
}
