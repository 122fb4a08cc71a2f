/** Rate limits per source address, so that a host that floods a port does not use up the share of the others. */

export interface BudgetLimits {
  /** Sustained requests per second. */
  readonly perSecond: number
  /** Requests at once. */
  readonly burst: number
}

/** Maximum number of stored sources; the earliest is removed first. */
const mostSources = 10_000

/** A token bucket per source. */
export class SourceBudget {
  readonly #limits: BudgetLimits
  readonly #now: () => number
  readonly #sources = new Map<string, { left: number; at: number }>()

  /** `now` in milliseconds, monotonic. */
  constructor(limits: BudgetLimits, now: () => number) {
    this.#limits = limits
    this.#now = now
  }

  /** Takes one token of the source; false when none is left. */
  take(source: string): boolean {
    const at = this.#now()
    const { perSecond, burst } = this.#limits
    const known = this.#sources.get(source)
    if (known === undefined) {
      const [oldest] = this.#sources.keys()
      if (this.#sources.size >= mostSources && oldest !== undefined) this.#sources.delete(oldest)
      this.#sources.set(source, { left: burst - 1, at })
      return true
    }
    known.left = Math.min(burst, known.left + (Math.max(0, at - known.at) / 1_000) * perSecond)
    known.at = at
    if (known.left < 1) return false
    known.left -= 1
    return true
  }
}
