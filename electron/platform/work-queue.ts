/** Runs work one at a time, in the order it was asked for. A failure does not stop the work behind it. */
export class WorkQueue {
  #last: Promise<unknown> = Promise.resolve()
  #pending = 0

  get isEmpty(): boolean {
    return this.#pending === 0
  }

  /** Resolves or rejects as the work does. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#pending++
    const done = this.#last.then(work).finally(() => {
      this.#pending--
    })
    this.#last = done.catch(() => {})
    return done
  }
}
