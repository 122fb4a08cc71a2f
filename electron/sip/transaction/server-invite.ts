/**
 * INVITE server transaction (RFC 3261 §17.2.1, RFC 6026 §7.1).
 *
 *                      │ INVITE: tell the user; 100 after 200 ms
 *   INVITE: resend 1xx ▼
 *          ┌───▶ Proceeding ──2xx: send────▶ Accepted ◀─┐ INVITE: absorbed
 *          └──────┘ │                         │ │ └─────┘ 2xx from the user: send
 *            300-699: send                    │ L
 *                   ▼                         │
 *  INVITE, G: ┌─▶ Completed ──H: tell─────────┼──▶ Terminated
 *      resend └────┘ │                        │        ▲
 *                   ACK                       │        │
 *                    ▼                        │        │
 *                Confirmed ──────I────────────┴────────┘
 *
 * The user retransmits a 2xx until its ACK, which is not of this transaction (§13.3.1.4).
 */
import { type SipResponse, serialize } from '../message/message.ts'
import { type Effect, type Step, send, start, stop, type TimerName, tell } from './effects.ts'
import { type TransactionContext, transactionLifetime } from './timers.ts'

export interface ServerInvite {
  readonly name: 'Proceeding' | 'Accepted' | 'Completed' | 'Confirmed' | 'Terminated'
  /** The last response; null before the first. */
  readonly last: Buffer | null
  /** Current interval of timer G. */
  readonly intervalMs: number
}

export type ServerInviteInput =
  | { readonly kind: 'start' }
  | { readonly kind: 'request' }
  | { readonly kind: 'ack' }
  | { readonly kind: 'respond'; readonly response: SipResponse }
  /** `trying`: the response 100, for a user that does not answer within 200 ms. */
  | { readonly kind: 'timer'; readonly timer: TimerName; readonly trying: SipResponse }

/** `unacknowledged`: no ACK of a final response other than 2xx came. */
export interface ServerEvent {
  readonly kind: 'unacknowledged'
}

type InviteStep = Step<ServerInvite, ServerEvent>

/** §17.2.1 */
const tryingMs = 200

export const newServerInvite = ({ timers }: TransactionContext): ServerInvite => ({
  name: 'Proceeding',
  last: null,
  intervalMs: timers.t1,
})

export function serverInvite(
  state: ServerInvite,
  input: ServerInviteInput,
  context: TransactionContext,
): InviteStep {
  const stay: InviteStep = { state, effects: [] }
  switch (input.kind) {
    case 'start':
      return { state, effects: state.last === null ? [start('trying', tryingMs)] : [] }
    case 'request': {
      const resends = state.name === 'Proceeding' || state.name === 'Completed'
      return state.last === null || !resends ? stay : { state, effects: [send(state.last)] }
    }
    case 'ack':
      if (state.name !== 'Completed') return stay
      if (context.reliable) return ended(state, [])
      return {
        state: { ...state, name: 'Confirmed' },
        effects: [stop('G'), stop('H'), start('I', context.timers.t4)],
      }
    case 'respond':
      return onRespond(state, input.response, context)
    case 'timer':
      return onTimer(state, input.timer, input.trying, context)
  }
}

function onRespond(
  state: ServerInvite,
  response: SipResponse,
  { timers, reliable }: TransactionContext,
): InviteStep {
  const octets = serialize(response)
  const isSuccess = response.status >= 200 && response.status < 300
  if (state.name === 'Accepted' && isSuccess) return { state, effects: [send(octets)] }
  if (state.name !== 'Proceeding') return { state, effects: [] }
  const effects = [stop('trying'), send(octets)] as const
  if (response.status < 200) return { state: { ...state, last: octets }, effects }
  const lifetime = transactionLifetime(timers)
  if (isSuccess) {
    return { state: { ...state, name: 'Accepted', last: null }, effects: [...effects, start('L', lifetime)] }
  }
  return {
    state: { ...state, name: 'Completed', last: octets },
    effects: [...effects, ...(reliable ? [] : [start('G', state.intervalMs)]), start('H', lifetime)],
  }
}

function onTimer(
  state: ServerInvite,
  timer: TimerName,
  trying: SipResponse,
  { timers }: TransactionContext,
): InviteStep {
  const { name, last } = state
  if (timer === 'trying' && name === 'Proceeding' && last === null) {
    const octets = serialize(trying)
    return { state: { ...state, last: octets }, effects: [send(octets)] }
  }
  if (timer === 'G' && name === 'Completed' && last !== null) {
    const next = Math.min(state.intervalMs * 2, timers.t2)
    return { state: { ...state, intervalMs: next }, effects: [send(last), start('G', next)] }
  }
  if (timer === 'H' && name === 'Completed') return ended(state, [tell({ kind: 'unacknowledged' })])
  return timer === 'I' || timer === 'L' ? ended(state, []) : { state, effects: [] }
}

const ended = (state: ServerInvite, effects: readonly Effect<ServerEvent>[]): InviteStep => ({
  state: { ...state, name: 'Terminated' },
  effects,
})
