/** Queue of events from the worker to the core, with a maximum length and at most one pending status. */
import type { GatewayEvent } from './contract.ts'

/** Maximum length. Above it, fetches and log lines are dropped; facts are never dropped. */
const mostWaiting = 5_000

export class EventQueue {
  readonly #waiting: GatewayEvent[] = []
  #statusDue = false
  #wake = (): void => {}

  push(event: Exclude<GatewayEvent, { kind: 'status' }>): void {
    if (event.kind !== 'fact' && this.#waiting.length >= mostWaiting) return
    this.#waiting.push(event)
    this.#wake()
  }

  /** Schedules a status, which is read when it is sent. */
  statusChanged(): void {
    this.#statusDue = true
    this.#wake()
  }

  /** Ends when `signal` is aborted. */
  async *read(
    status: () => Extract<GatewayEvent, { kind: 'status' }>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<GatewayEvent, void> {
    const stop = (): void => this.#wake()
    signal?.addEventListener('abort', stop)
    try {
      while (signal?.aborted !== true) {
        const event = this.#waiting.shift()
        if (event !== undefined) yield event
        else if (this.#statusDue) {
          this.#statusDue = false
          yield status()
        } else await this.#next()
      }
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}
