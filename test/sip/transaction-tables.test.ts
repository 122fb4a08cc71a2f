/** Every state of each transaction with every input (RFC 3261 figures 5 to 8, RFC 6026). An input that is not listed changes nothing. */
import { describe, expect, it } from 'vitest'
import { responseTo } from '#electron/sip/agent/response.ts'
import type { SipRequest } from '#electron/sip/message/message.ts'
import { readMessage } from '#electron/sip/message/read-message.ts'
import type { ClientInput } from '#electron/sip/transaction/client-events.ts'
import { type ClientInvite, clientInvite, newClientInvite } from '#electron/sip/transaction/client-invite.ts'
import {
  type ClientRequest,
  clientRequest,
  newClientRequest,
} from '#electron/sip/transaction/client-request.ts'
import type { Effect, TimerName } from '#electron/sip/transaction/effects.ts'
import {
  newServerInvite,
  type ServerInvite,
  type ServerInviteInput,
  serverInvite,
} from '#electron/sip/transaction/server-invite.ts'
import {
  newServerRequest,
  type ServerRequest,
  type ServerRequestInput,
  serverRequest,
} from '#electron/sip/transaction/server-request.ts'
import { standardTimers } from '#electron/sip/transaction/timers.ts'
import { request } from './samples.ts'

function requestOf(method: string): SipRequest {
  const read = readMessage(Buffer.from(request(method)))
  if (!read.ok || read.message.kind !== 'request') throw new Error('no request')
  return read.message
}
const [invite, options] = [requestOf('INVITE'), requestOf('OPTIONS')]
const statuses = [100, 180, 200, 299, 300, 486, 699]
const timers: readonly TimerName[] = [
  'A',
  'B',
  'D',
  'E',
  'F',
  'G',
  'H',
  'I',
  'J',
  'K',
  'L',
  'M',
  'trying',
  'give-up',
]

const wordOf = <Event extends { readonly kind: string }>(effect: Effect<Event>): string => {
  if (effect.do === 'send') {
    const [first = '', second = ''] = effect.octets.toString('latin1').split(' ', 2)
    return first === 'SIP/2.0' ? second : first
  }
  if (effect.do === 'tell') return `tell ${effect.event.kind}`
  return effect.do === 'start' ? `start ${effect.timer} ${effect.ms}` : `stop ${effect.timer}`
}

interface Row {
  readonly name: string
  readonly effects: readonly string[]
}

/** Rows of the inputs that change a state or have effects: `name: effects`. */
function table<State extends { readonly name: string }, Input>(
  states: readonly State[],
  inputs: readonly (readonly [word: string, input: Input])[],
  transition: (
    state: State,
    input: Input,
  ) => { readonly state: State; readonly effects: readonly Effect<{ readonly kind: string }>[] },
): string[] {
  return states.flatMap((state) =>
    inputs.flatMap(([word, input]) => {
      const step = transition(state, input)
      const row: Row = { name: step.state.name, effects: step.effects.map(wordOf) }
      if (row.name === state.name && row.effects.length === 0) return []
      return [`${state.name} ${word} → ${row.name}: ${row.effects.join(', ')}`]
    }),
  )
}

const clientInputs: readonly (readonly [string, ClientInput])[] = [
  ['start', { kind: 'start' }],
  ...statuses.map(
    (status) => [String(status), { kind: 'response', response: responseTo(invite, status) }] as const,
  ),
  ...timers.map((timer) => [timer, { kind: 'timer', timer }] as const),
  ['error', { kind: 'transport-error', error: new Error('lost') }],
  ['cancelled', { kind: 'cancelled' }],
]
const contexts = [false, true].map((reliable) => ({ timers: standardTimers, reliable }))

describe.each(contexts)('transactions over a flow with reliable $reliable', (context) => {
  it('INVITE client', () => {
    const names: readonly ClientInvite['name'][] = [
      'Calling',
      'Proceeding',
      'Accepted',
      'Completed',
      'Terminated',
    ]
    const states = names.map((name) => ({ ...newClientInvite(invite, context), name }))
    expect(
      table(states, clientInputs, (state, input) => clientInvite(state, input, context)),
    ).toMatchSnapshot()
  })

  it('other client', () => {
    const names: readonly ClientRequest['name'][] = ['Trying', 'Proceeding', 'Completed', 'Terminated']
    const states = names.map((name) => ({ ...newClientRequest(options, context), name }))
    expect(
      table(states, clientInputs, (state, input) => clientRequest(state, input, context)),
    ).toMatchSnapshot()
  })

  it('INVITE server', () => {
    const trying = responseTo(invite, 100)
    const inputs: readonly (readonly [string, ServerInviteInput])[] = [
      ['start', { kind: 'start' }],
      ['request', { kind: 'request' }],
      ['ack', { kind: 'ack' }],
      ...statuses.map(
        (status) => [String(status), { kind: 'respond', response: responseTo(invite, status) }] as const,
      ),
      ...timers.map((timer) => [timer, { kind: 'timer', timer, trying }] as const),
    ]
    const names: readonly ServerInvite['name'][] = [
      'Proceeding',
      'Accepted',
      'Completed',
      'Confirmed',
      'Terminated',
    ]
    const fresh = newServerInvite(context)
    const states = [fresh, ...names.map((name) => ({ ...fresh, name, last: Buffer.from('SIP/2.0 183 x') }))]
    expect(table(states, inputs, (state, input) => serverInvite(state, input, context))).toMatchSnapshot()
  })

  it('other server', () => {
    const inputs: readonly (readonly [string, ServerRequestInput])[] = [
      ['start', { kind: 'start' }],
      ['request', { kind: 'request' }],
      ...statuses.map(
        (status) => [String(status), { kind: 'respond', response: responseTo(options, status) }] as const,
      ),
      ['timer', { kind: 'timer' }],
    ]
    const names: readonly ServerRequest['name'][] = ['Trying', 'Proceeding', 'Completed', 'Terminated']
    const states = [newServerRequest, ...names.map((name) => ({ name, last: Buffer.from('SIP/2.0 183 x') }))]
    expect(table(states, inputs, (state, input) => serverRequest(state, input, context))).toMatchSnapshot()
  })
})
