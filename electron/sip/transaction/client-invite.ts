/**
 * INVITE client transaction (RFC 3261 §17.1.1, RFC 6026 §7.2).
 *
 *                     │ INVITE from the user
 *            A: resend▼          B, transport error: tell
 *              ┌─▶ Calling ─────────────────────────────────────┐
 *              └───┘ │ │ └───────────2xx: tell──────────┐        │
 *             1xx: tell └──300-699: ACK, tell──┐        ▼        │
 *                    ▼                         │     Accepted ◀┐ │
 *   1xx: tell ┌─▶ Proceeding ──2xx: tell───────┼──────▶│ │ └───┘ │   2xx: tell (a fork, or a retransmission)
 *             └────┘ │ give-up: tell           │       │ M       │
 *                    │ └───────────────────────┼───────┼─────────┤
 *           300-699: ACK, tell                 │       │         │
 *                    ▼                         │       │         │
 *   300-699: ACK ┌─▶ Completed ◀───────────────┘       │         │
 *                └───┘ │ D, transport error            ▼         │
 *                      └────────────────────────▶ Terminated ◀───┘
 *
 * The ACK of a 2xx is not of this transaction: the user sends it, for each 2xx (§13.2.2.4).
 */
import { type SipRequest, type SipResponse, serialize } from '../message/message.ts'
import type { ClientEvent, ClientInput } from './client-events.ts'
import { type Effect, type Step, send, start, stop, type TimerName, tell } from './effects.ts'
import { ackFor } from './in-transaction.ts'
import { type TransactionContext, transactionLifetime } from './timers.ts'

export interface ClientInvite {
  readonly name: 'Calling' | 'Proceeding' | 'Accepted' | 'Completed' | 'Terminated'
  readonly request: SipRequest
  readonly octets: Buffer
  /** Current interval of timer A. */
  readonly intervalMs: number
}

type InviteStep = Step<ClientInvite, ClientEvent>

export const newClientInvite = (request: SipRequest, { timers }: TransactionContext): ClientInvite => ({
  name: 'Calling',
  request,
  octets: serialize(request),
  intervalMs: timers.t1,
})

export function clientInvite(
  state: ClientInvite,
  input: ClientInput,
  context: TransactionContext,
): InviteStep {
  const stay: InviteStep = { state, effects: [] }
  switch (input.kind) {
    case 'start':
      return {
        state,
        effects: [
          send(state.octets),
          ...(context.reliable ? [] : [start('A', state.intervalMs)]),
          start('B', transactionLifetime(context.timers)),
        ],
      }
    case 'response':
      return onResponse(state, input.response, context)
    case 'timer':
      return onTimer(state, input.timer)
    case 'transport-error':
      // a server whose connection is lost sends its final response over another (§18.2.2)
      if (state.name === 'Completed') return ended(state, [])
      if (state.name !== 'Calling') return stay
      return ended(state, [tell({ kind: 'transport-error', error: input.error })])
    case 'cancelled':
      if (state.name !== 'Proceeding') return stay
      return { state, effects: [start('give-up', transactionLifetime(context.timers))] }
  }
}

function onTimer(state: ClientInvite, timer: TimerName): InviteStep {
  const { name, octets, intervalMs } = state
  if (timer === 'A' && name === 'Calling') {
    // doubles without a limit (§17.1.1.2)
    const doubled = intervalMs * 2
    return { state: { ...state, intervalMs: doubled }, effects: [send(octets), start('A', doubled)] }
  }
  if (timer === 'D' || timer === 'M') return ended(state, [])
  const isGivenUp = (timer === 'B' && name === 'Calling') || (timer === 'give-up' && name === 'Proceeding')
  return isGivenUp ? ended(state, [tell({ kind: 'timeout' })]) : { state, effects: [] }
}

function onResponse(state: ClientInvite, response: SipResponse, context: TransactionContext): InviteStep {
  const { name, request } = state
  const { status } = response
  const isOpen = name === 'Calling' || name === 'Proceeding'
  if (isOpen && status < 200) {
    return {
      state: { ...state, name: 'Proceeding' },
      // the wait for the final response after a CANCEL goes on
      effects: [stop('A'), stop('B'), tell({ kind: 'provisional', response })],
    }
  }
  if (status >= 200 && status < 300 && (isOpen || name === 'Accepted')) {
    const entered = isOpen ? [...stopCalling, start('M', transactionLifetime(context.timers))] : []
    return {
      state: { ...state, name: 'Accepted' },
      effects: [...entered, tell({ kind: 'success', response })],
    }
  }
  if (status < 300 || (!isOpen && name !== 'Completed')) return { state, effects: [] }
  const acknowledge = send(serialize(ackFor(request, response)))
  if (name === 'Completed') return { state, effects: [acknowledge] }
  const effects = [...stopCalling, acknowledge, tell({ kind: 'failure', response } as const)]
  // timer D is zero over reliable transports
  if (context.reliable) return ended(state, effects)
  return { state: { ...state, name: 'Completed' }, effects: [...effects, start('D', context.timers.d)] }
}

const stopCalling = [stop('A'), stop('B'), stop('give-up')] as const

const ended = (state: ClientInvite, effects: readonly Effect<ClientEvent>[]): InviteStep => ({
  state: { ...state, name: 'Terminated' },
  effects,
})
