/** Growing delays by key, with a maximum number of keys. The caller passes the time. */

export interface BackoffRule {
  /** Failures before the first delay. */
  readonly free: number
  /** Delay after the next failure; doubles with each further one. */
  readonly firstMs: number
  readonly mostMs: number
  /** A key is removed after this time without a failure. */
  readonly forgetMs: number
  /** Maximum number of keys; the one with the oldest last failure is removed first. */
  readonly mostKeys: number
}

interface Entry {
  readonly failures: number
  readonly at: number
  readonly until: number
}

export class Backoff {
  readonly #rule: BackoffRule
  /** Ordered by last failure. */
  readonly #entries = new Map<string, Entry>()

  constructor(rule: BackoffRule) {
    this.#rule = rule
  }

  get size(): number {
    return this.#entries.size
  }

  /** Milliseconds until the next try is accepted; 0 for now. */
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

  /** Removes the key when the clock was set back, because its delay would last as long as the jump. */
  #live(key: string, now: number): Entry | null {
    const entry = this.#entries.get(key)
    if (entry === undefined) return null
    if (now >= entry.at && now - entry.at < this.#rule.forgetMs) return entry
    this.#entries.delete(key)
    return null
  }
}
