/** Growing delays by key, in bounded memory. Pure but for what it remembers: the time comes in with each call. */

export interface BackoffRule {
  /** Failures before the first delay. */
  readonly free: number
  /** Delay after the first failure beyond those; it doubles with each further one. */
  readonly firstMs: number
  readonly mostMs: number
  /** A key without a failure for this long starts anew. */
  readonly forgetMs: number
  /** Keys remembered; the one whose last failure is oldest is dropped first. */
  readonly mostKeys: number
}

interface Entry {
  readonly failures: number
  readonly at: number
  readonly until: number
}

export class Backoff {
  readonly #rule: BackoffRule
  /** In the order of their last failure. */
  readonly #entries = new Map<string, Entry>()

  constructor(rule: BackoffRule) {
    this.#rule = rule
  }

  get size(): number {
    return this.#entries.size
  }

  /** Milliseconds until the next try is looked at; 0 when that is now. */
  waitMs(key: string, now: number): number {
    const entry = this.#live(key, now)
    return entry === null ? 0 : Math.max(0, entry.until - now)
  }

  failures(key: string, now: number): number {
    return this.#live(key, now)?.failures ?? 0
  }

  fail(key: string, now: number): void {
    const { free, firstMs, mostMs, mostKeys } = this.#rule
    const failures = this.failures(key, now) + 1
    const delay = failures < free ? 0 : Math.min(mostMs, firstMs * 2 ** Math.min(failures - free, 30))
    this.#entries.delete(key)
    this.#entries.set(key, { failures, at: now, until: now + delay })
    if (this.#entries.size > mostKeys) {
      const [oldest] = this.#entries.keys()
      if (oldest !== undefined) this.#entries.delete(oldest)
    }
  }

  /** A clock that was set back forgets the key: otherwise its delay would last as long as the jump. */
  #live(key: string, now: number): Entry | null {
    const entry = this.#entries.get(key)
    if (entry === undefined) return null
    if (now >= entry.at && now - entry.at < this.#rule.forgetMs) return entry
    this.#entries.delete(key)
    return null
  }
}
