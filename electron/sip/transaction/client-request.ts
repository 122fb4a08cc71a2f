/**
 * Non-INVITE client transaction (RFC 3261 §17.1.2).
 *
 *                │ request from the user
 *      E: resend ▼         F, transport error: tell
 *         ┌─▶ Trying ──────────────────────────────────┐
 *         └────┘ │ └──200-699: tell────────┐           │
 *           1xx: tell                      │           │
 *                ▼                         │           │
 *         ┌─▶ Proceeding ──200-699: tell───┤           │
 *         └────┘ │ F, transport error: tell│           │
 *  E: resend     └─────────────────────────┼───────────┤
 *  1xx: tell                               ▼           ▼
 *                                     Completed ──K─▶ Terminated
 */
import { type SipRequest, type SipResponse, serialize } from '../message/message.ts'
import type { ClientEvent, ClientInput } from './client-events.ts'
import { type Effect, type Step, send, start, stop, tell } from './effects.ts'
import { type TransactionContext, transactionLifetime } from './timers.ts'

export interface ClientRequest {
  readonly name: 'Trying' | 'Proceeding' | 'Completed' | 'Terminated'
  readonly octets: Buffer
  /** Current interval of timer E. */
  readonly intervalMs: number
}

type RequestStep = Step<ClientRequest, ClientEvent>

export const newClientRequest = (request: SipRequest, { timers }: TransactionContext): ClientRequest => ({
  name: 'Trying',
  octets: serialize(request),
  intervalMs: timers.t1,
})

export function clientRequest(
  state: ClientRequest,
  input: ClientInput,
  context: TransactionContext,
): RequestStep {
  if (input.kind === 'start') {
    return {
      state,
      effects: [
        send(state.octets),
        ...(context.reliable ? [] : [start('E', state.intervalMs)]),
        start('F', transactionLifetime(context.timers)),
      ],
    }
  }
  if (input.kind === 'timer' && input.timer === 'K') return ended(state, [])
  if (state.name !== 'Trying' && state.name !== 'Proceeding') return { state, effects: [] }
  switch (input.kind) {
    case 'response':
      return onResponse(state, input.response, context)
    case 'transport-error':
      return ended(state, [tell({ kind: 'transport-error', error: input.error })])
    case 'cancelled':
      return { state, effects: [] }
    case 'timer':
      if (input.timer === 'F') return ended(state, [tell({ kind: 'timeout' })])
      return resend(state, context)
  }
}

/** Timer E doubles up to T2, and is T2 from the first provisional response on (§17.1.2.2). */
function resend(state: ClientRequest, { timers }: TransactionContext): RequestStep {
  const next = state.name === 'Proceeding' ? timers.t2 : Math.min(state.intervalMs * 2, timers.t2)
  return { state: { ...state, intervalMs: next }, effects: [send(state.octets), start('E', next)] }
}

function onResponse(state: ClientRequest, response: SipResponse, context: TransactionContext): RequestStep {
  if (response.status < 200) {
    return { state: { ...state, name: 'Proceeding' }, effects: [tell({ kind: 'provisional', response })] }
  }
  const kind = response.status < 300 ? 'success' : 'failure'
  const effects = [stop('E'), stop('F'), tell({ kind, response } as const)]
  // timer K is zero over reliable transports
  if (context.reliable) return ended(state, effects)
  return { state: { ...state, name: 'Completed' }, effects: [...effects, start('K', context.timers.t4)] }
}

const ended = (state: ClientRequest, effects: readonly Effect<ClientEvent>[]): RequestStep => ({
  state: { ...state, name: 'Terminated' },
  effects,
})
