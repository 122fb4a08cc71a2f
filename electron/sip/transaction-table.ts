/**
 * The server transactions of a user agent, limited in total and per source. An answered transaction only absorbs retransmissions
 * (RFC 3261 §17.2), so at the limit the oldest answered one is removed; a request that is still being handled is never removed.
 */
import type { ServerTransaction } from './server-transaction.ts'

export interface TableLimits {
  readonly most: number
  readonly mostPerSource: number
}

interface Entry {
  readonly key: string
  readonly source: string
  readonly transaction: ServerTransaction
}

interface Source {
  held: number
  /** The earliest answered first. */
  readonly answered: Set<Entry>
}

export class TransactionTable {
  readonly #limits: TableLimits
  readonly #entries = new Map<string, Entry>()
  readonly #sources = new Map<string, Source>()
  readonly #answered = new Set<Entry>()

  constructor(limits: TableLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: string): ServerTransaction | undefined {
    return this.#entries.get(key)?.transaction
  }

  /** Makes room for one more transaction of the source; false at a limit while all transactions are still being handled. */
  makeRoom(source: string): boolean {
    const own = this.#sources.get(source)
    if (own !== undefined && own.held >= this.#limits.mostPerSource) return stopOldest(own.answered)
    return this.#entries.size < this.#limits.most || stopOldest(this.#answered)
  }

  add(key: string, source: string, transaction: ServerTransaction): void {
    this.#entries.set(key, { key, source, transaction })
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
function stopOldest(answered: Set<Entry>): boolean {
  const [oldest] = answered
  oldest?.transaction.stop()
  return oldest !== undefined
}
