/** Performs the effects of a transaction: sends, runs its timers and passes events on. */
import type { Timing } from '../../platform/timing.ts'
import { type Step, type TimerName, terminated } from './effects.ts'

export interface TransactionParts<State, Input, Event> {
  readonly initial: State
  readonly transition: (state: State, input: Input) => Step<State, Event>
  readonly onTimerInput: (timer: TimerName) => Input
  readonly timing: Timing
  readonly send: (octets: Buffer) => void
  readonly onEvent: (event: Event) => void
  /** Called once. */
  readonly onTerminated: () => void
}

export class RunningTransaction<State extends { readonly name: string }, Input, Event> {
  readonly #parts: TransactionParts<State, Input, Event>
  /** Functions that cancel the timers which run. */
  readonly #timers = new Map<TimerName, () => void>()
  #state: State
  #ended = false

  constructor(parts: TransactionParts<State, Input, Event>) {
    this.#parts = parts
    this.#state = parts.initial
  }

  get state(): State {
    return this.#state
  }

  input(input: Input): void {
    if (this.#ended) return
    const { state, effects } = this.#parts.transition(this.#state, input)
    this.#state = state
    if (state.name === terminated) this.stop()
    for (const effect of effects) {
      switch (effect.do) {
        case 'send':
          this.#parts.send(effect.octets)
          break
        case 'start':
          this.#start(effect.timer, effect.ms)
          break
        case 'stop':
          this.#stopTimer(effect.timer)
          break
        case 'tell':
          this.#parts.onEvent(effect.event)
      }
    }
  }

  /** Ends the transaction and its timers without an event. */
  stop(): void {
    if (this.#ended) return
    this.#ended = true
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
    this.#parts.onTerminated()
  }

  #start(timer: TimerName, ms: number): void {
    if (this.#ended) return
    this.#stopTimer(timer)
    this.#timers.set(
      timer,
      this.#parts.timing.after(ms, () => {
        this.#timers.delete(timer)
        this.input(this.#parts.onTimerInput(timer))
      }),
    )
  }

  #stopTimer(timer: TimerName): void {
    this.#timers.get(timer)?.()
    this.#timers.delete(timer)
  }
}
