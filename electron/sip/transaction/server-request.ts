/**
 * Non-INVITE server transaction (RFC 3261 §17.2.2).
 *
 *            │ request: tell the user
 *            ▼
 *         Trying ──────────200-699: send──────┐
 *            │ request: absorbed              │
 *         1xx: send                           ▼
 *            ▼                          ┌─▶ Completed ──J─▶ Terminated
 *        Proceeding ──200-699: send──▶  └────┘
 *            │ request: resend 1xx      request: resend
 */
import { type SipResponse, serialize } from '../message/message.ts'
import { type Step, send, start } from './effects.ts'
import { type TransactionContext, transactionLifetime } from './timers.ts'

export interface ServerRequest {
  readonly name: 'Trying' | 'Proceeding' | 'Completed' | 'Terminated'
  readonly last: Buffer | null
}

export type ServerRequestInput =
  | { readonly kind: 'start' }
  | { readonly kind: 'request' }
  | { readonly kind: 'respond'; readonly response: SipResponse }
  | { readonly kind: 'timer' }

export const newServerRequest: ServerRequest = { name: 'Trying', last: null }

export function serverRequest(
  state: ServerRequest,
  input: ServerRequestInput,
  context: TransactionContext,
): Step<ServerRequest, never> {
  switch (input.kind) {
    case 'start':
      return { state, effects: [] }
    case 'request':
      return { state, effects: state.last === null || state.name === 'Terminated' ? [] : [send(state.last)] }
    case 'timer':
      return { state: { ...state, name: 'Terminated' }, effects: [] }
    case 'respond':
      return onRespond(state, input.response, context)
  }
}

function onRespond(
  state: ServerRequest,
  response: SipResponse,
  { timers, reliable }: TransactionContext,
): Step<ServerRequest, never> {
  if (state.name !== 'Trying' && state.name !== 'Proceeding') return { state, effects: [] }
  const last = serialize(response)
  if (response.status < 200) return { state: { name: 'Proceeding', last }, effects: [send(last)] }
  // timer J is zero over reliable transports
  if (reliable) return { state: { name: 'Terminated', last }, effects: [send(last)] }
  return {
    state: { name: 'Completed', last },
    effects: [send(last), start('J', transactionLifetime(timers))],
  }
}
