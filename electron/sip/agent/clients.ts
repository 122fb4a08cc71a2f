/** The client side of a user agent (RFC 3261 §8.1): runs client transactions and matches responses to them. */
import { PunchdownError } from '#shared/errors.ts'
import type { Timing } from '../../platform/timing.ts'
import { readCSeq } from '../message/cseq.ts'
import { type SipRequest, type SipResponse, serialize } from '../message/message.ts'
import { tagOf } from '../message/name-address.ts'
import type { ClientEvent, ClientInput } from '../transaction/client-events.ts'
import { clientInvite, newClientInvite } from '../transaction/client-invite.ts'
import { clientRequest, newClientRequest } from '../transaction/client-request.ts'
import type { Step } from '../transaction/effects.ts'
import { cancelOf } from '../transaction/in-transaction.ts'
import { clientKey } from '../transaction/matching.ts'
import { RunningTransaction } from '../transaction/running-transaction.ts'
import type { SipTimers } from '../transaction/timers.ts'
import type { Flow } from '../transport/flow.ts'
import { buildAfterSuccess, type Sender } from './request.ts'

/** One transaction of either kind. */
interface Client {
  input(input: ClientInput): void
  stop(): void
  readonly onEvent: (event: ClientEvent) => void
}

export interface Clients {
  /** By branch and method (§17.1.3). */
  readonly open: Map<string, Client>
  readonly timers: SipTimers
  readonly timing: Timing
  readonly sender: Sender
  closed: boolean
}

export interface OutgoingRequest {
  /** For an INVITE, CANCEL after the first provisional response (§9.1); any other request is forgotten, without an event. */
  cancel(): void
}

export interface OutgoingInvite extends OutgoingRequest {
  /** Sends the ACK of a 2xx; it is sent again for each retransmission of that 2xx (§13.2.2.4). */
  acknowledge(response: SipResponse, body?: { readonly octets: Buffer; readonly contentType: string }): void
  /** Acknowledges the 2xx of a fork that is not wanted and ends its dialog with BYE (§13.2.2.4). */
  decline(response: SipResponse): void
}

/** Passes a response to its transaction; drops a response that matches none (RFC 4475 §3.3.10). */
export function receiveResponse({ open }: Clients, response: SipResponse): void {
  const method = readCSeq(response.headers.get('CSeq') ?? '')?.method ?? ''
  open.get(clientKey(response.headers, method))?.input({ kind: 'response', response })
}

/** Ends every transaction with `connection-lost`. */
export function closeClients(clients: Clients): void {
  clients.closed = true
  const error = new PunchdownError('connection-lost', { reason: 'closed' })
  for (const client of [...clients.open.values()]) {
    client.stop()
    client.onEvent({ kind: 'transport-error', error })
  }
}

/** @throws PunchdownError connection-lost when the user agent is closed */
function assertOpen({ closed }: Clients, { address, port }: Flow): void {
  if (closed) throw new PunchdownError('connection-lost', { address, port })
}

/** Runs a transaction for any method but INVITE and ACK. */
export function startRequest(
  clients: Clients,
  request: SipRequest,
  flow: Flow,
  onEvent: (event: ClientEvent) => void,
): OutgoingRequest {
  assertOpen(clients, flow)
  const context = { timers: clients.timers, reliable: flow.reliable }
  const initial = newClientRequest(request, context)
  const client = open(clients, request, flow, onEvent, initial, (state, input) =>
    clientRequest(state, input, context),
  )
  client.input({ kind: 'start' })
  return { cancel: () => client.stop() }
}

export function startInvite(
  clients: Clients,
  request: SipRequest,
  flow: Flow,
  onEvent: (event: ClientEvent) => void,
): OutgoingInvite {
  assertOpen(clients, flow)
  const context = { timers: clients.timers, reliable: flow.reliable }
  /** ACKs sent, by To tag. */
  const acknowledged = new Map<string, Buffer>()
  const cancelling = { wanted: false, sent: false, proceeding: false }
  const cancelWhenAllowed = (): void => {
    if (!cancelling.wanted || cancelling.sent || !cancelling.proceeding) return
    cancelling.sent = true
    startRequest(clients, cancelOf(request), flow, () => undefined)
    client.input({ kind: 'cancelled' })
  }
  const receive = (event: ClientEvent): void => {
    if (event.kind === 'success') {
      const again = acknowledged.get(tagOf(event.response.headers.get('To') ?? ''))
      if (again !== undefined) {
        flow.send(again)
        return
      }
    }
    cancelling.proceeding = event.kind === 'provisional'
    onEvent(event)
    cancelWhenAllowed()
  }
  const initial = newClientInvite(request, context)
  const client = open(clients, request, flow, receive, initial, (state, input) =>
    clientInvite(state, input, context),
  )
  const outgoing: OutgoingInvite = {
    cancel() {
      cancelling.wanted = true
      cancelWhenAllowed()
    },
    acknowledge(response, body) {
      const ack = buildAfterSuccess('ACK', response, request, flow.transport, clients.sender)
      if (body !== undefined) ack.headers.append('Content-Type', body.contentType)
      const octets = serialize(body === undefined ? ack : { ...ack, body: body.octets })
      acknowledged.set(tagOf(response.headers.get('To') ?? ''), octets)
      flow.send(octets)
    },
    decline(response) {
      outgoing.acknowledge(response)
      const bye = buildAfterSuccess('BYE', response, request, flow.transport, clients.sender)
      startRequest(clients, bye, flow, () => undefined)
    },
  }
  client.input({ kind: 'start' })
  return outgoing
}

function open<State extends { readonly name: string }>(
  clients: Clients,
  request: SipRequest,
  flow: Flow,
  onEvent: (event: ClientEvent) => void,
  initial: State,
  transition: (state: State, input: ClientInput) => Step<State, ClientEvent>,
): Client {
  const key = clientKey(request.headers, request.method)
  const running = new RunningTransaction<State, ClientInput, ClientEvent>({
    ...{ initial, transition, onEvent, timing: clients.timing },
    onTimerInput: (timer) => ({ kind: 'timer', timer }),
    send: (octets) => flow.send(octets, (error) => running.input({ kind: 'transport-error', error })),
    onTerminated() {
      clients.open.delete(key)
      forgetFlow()
    },
  })
  const forgetFlow = flow.onLost((error) => running.input({ kind: 'transport-error', error }))
  const client: Client = { input: (input) => running.input(input), stop: () => running.stop(), onEvent }
  clients.open.set(key, client)
  return client
}
