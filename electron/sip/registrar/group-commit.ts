/**
 * Group commit: the writes of one turn of the event loop are one transaction, so that many registrations share one synchronization of the
 * disk. A write is durable when its promise resolves.
 *
 *   REGISTER 1 ─ run(write 1) ─┐
 *   REGISTER 2 ─ run(write 2) ─┼─▶ one transaction ─▶ 200, 200, 200
 *   REGISTER 3 ─ run(write 3) ─┘
 */
export class GroupCommit {
  readonly #transaction: (work: () => void) => void
  readonly #schedule: (then: () => void) => void
  #waiting: {
    readonly write: () => void
    readonly resolve: () => void
    readonly reject: (error: unknown) => void
  }[] = []

  /** `transaction` runs the writes, all or none; `schedule` calls back in a later turn. */
  constructor(
    transaction: (work: () => void) => void,
    schedule: (then: () => void) => void = (then) => void setImmediate(then),
  ) {
    this.#transaction = transaction
    this.#schedule = schedule
  }

  /** Rejects with the error of the transaction; nothing of it is then stored. */
  run(write: () => void): Promise<void> {
    if (this.#waiting.length === 0) this.#schedule(() => this.#commit())
    return new Promise((resolve, reject) => {
      this.#waiting.push({ write, resolve, reject })
    })
  }

  #commit(): void {
    const batch = this.#waiting
    this.#waiting = []
    try {
      this.#transaction(() => {
        for (const { write } of batch) write()
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
      return
    }
    for (const { resolve } of batch) resolve()
  }
}
