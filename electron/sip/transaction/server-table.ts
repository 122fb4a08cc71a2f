/**
 * The server transactions of a user agent, limited in total and per source. An answered transaction only absorbs retransmissions
 * (RFC 3261 §17.2), so at the limit the oldest answered one is removed; a request that is still being handled is never removed.
 */

export interface TableLimits {
  readonly most: number
  readonly mostPerSource: number
}

interface Held {
  stop(): void
}

interface Entry<Transaction> {
  readonly key: string
  /** See mergeKey. */
  readonly merge: string | null
  readonly source: string
  readonly transaction: Transaction
}

interface Source<Transaction> {
  held: number
  /** The earliest answered first. */
  readonly answered: Set<Entry<Transaction>>
}

export class ServerTable<Transaction extends Held> {
  readonly #limits: TableLimits
  readonly #entries = new Map<string, Entry<Transaction>>()
  /** Merge key → key of the transaction. */
  readonly #merges = new Map<string, string>()
  readonly #sources = new Map<string, Source<Transaction>>()
  readonly #answered = new Set<Entry<Transaction>>()

  constructor(limits: TableLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: string): Transaction | undefined {
    return this.#entries.get(key)?.transaction
  }

  /** Whether a request that has no transaction here came over another path before (§8.2.2.2). */
  isMerged(merge: string | null): boolean {
    return merge !== null && this.#merges.has(merge)
  }

  /** Whether one more transaction of the source has room; false at a limit while all transactions are still being handled. */
  hasRoom(source: string): boolean {
    const own = this.#sources.get(source)
    if (own !== undefined && own.held >= this.#limits.mostPerSource) return own.answered.size > 0
    return this.#entries.size < this.#limits.most || this.#answered.size > 0
  }

  /** Makes room for the transaction by stopping an answered one. */
  add(key: string, merge: string | null, source: string, transaction: Transaction): void {
    if ((this.#sources.get(source)?.held ?? 0) >= this.#limits.mostPerSource) {
      stopOldest(this.#sources.get(source)?.answered)
    } else if (this.#entries.size >= this.#limits.most) stopOldest(this.#answered)
    this.#entries.set(key, { key, merge, source, transaction })
    if (merge !== null) this.#merges.set(merge, key)
    const own = this.#sources.get(source)
    if (own === undefined) this.#sources.set(source, { held: 1, answered: new Set() })
    else own.held += 1
  }

  /** Marks a transaction as answered with its final response. */
  answered(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#answered.add(entry)
    this.#sources.get(entry.source)?.answered.add(entry)
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    if (entry.merge !== null && this.#merges.get(entry.merge) === key) this.#merges.delete(entry.merge)
    this.#answered.delete(entry)
    const own = this.#sources.get(entry.source)
    if (own === undefined) return
    own.answered.delete(entry)
    own.held -= 1
    if (own.held === 0) this.#sources.delete(entry.source)
  }

  stopAll(): void {
    for (const { transaction } of [...this.#entries.values()]) transaction.stop()
  }
}

/** Stopping a transaction deletes it from the table. */
function stopOldest<Transaction extends Held>(answered: Set<Entry<Transaction>> = new Set()): void {
  const [oldest] = answered
  oldest?.transaction.stop()
}
