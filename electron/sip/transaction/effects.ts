/**
 * Transactions are pure transitions: state and input give the next state and effects, which a RunningTransaction performs. The input
 * `start` begins a transaction; a timer that fires is an input too.
 */

/** Timers of RFC 3261 table 4 and RFC 6026 §7; `trying` is the 200 ms of §17.2.1, `give-up` the wait of §9.1. */
export type TimerName =
  | 'A'
  | 'B'
  | 'D'
  | 'E'
  | 'F'
  | 'G'
  | 'H'
  | 'I'
  | 'J'
  | 'K'
  | 'L'
  | 'M'
  | 'trying'
  | 'give-up'

export type Effect<Event> =
  | { readonly do: 'send'; readonly octets: Buffer }
  | { readonly do: 'start'; readonly timer: TimerName; readonly ms: number }
  | { readonly do: 'stop'; readonly timer: TimerName }
  /** Passes an event to the transaction user. */
  | { readonly do: 'tell'; readonly event: Event }

export interface Step<State, Event> {
  readonly state: State
  readonly effects: readonly Effect<Event>[]
}

/** The name of every transaction's last state; its timers have ended. */
export const terminated = 'Terminated'

export const send = (octets: Buffer) => ({ do: 'send', octets }) as const
export const start = (timer: TimerName, ms: number) => ({ do: 'start', timer, ms }) as const
export const stop = (timer: TimerName) => ({ do: 'stop', timer }) as const
export const tell = <Event>(event: Event) => ({ do: 'tell', event }) as const
