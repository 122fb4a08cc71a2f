/** Listeners of one kind of event. Logs an exception of a listener and calls the others. */
import type { Log } from '../platform/log.ts'

export class Listeners<Event> {
  readonly #all = new Set<(event: Event) => void>()
  readonly #log: Log

  constructor(log: Log) {
    this.#log = log
  }

  /** Returns a function that removes the listener. */
  add(listener: (event: Event) => void): () => void {
    this.#all.add(listener)
    return () => this.#all.delete(listener)
  }

  emit(event: Event): void {
    for (const listener of this.#all) {
      try {
        listener(event)
      } catch (error) {
        this.#log.write('gateway.listener-failed', { error: String(error) })
      }
    }
  }
}
