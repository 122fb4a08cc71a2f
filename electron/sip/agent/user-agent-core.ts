/**
 * A user agent without sockets: transactions and their users between a transport and a handler. Tests run it on a clock and a network of
 * their own.
 */
import { PunchdownError } from '#shared/errors.ts'
import type { Log } from '../../platform/log.ts'
import type { Timing } from '../../platform/timing.ts'
import type { MalformedReason } from '../message/malformed.ts'
import type { SipRequest, SipResponse } from '../message/message.ts'
import { tagOf } from '../message/name-address.ts'
import { type MalformedMessage, readMessage } from '../message/read-message.ts'
import { stampedVia } from '../message/via.ts'
import type { ClientEvent } from '../transaction/client-events.ts'
import { ServerTable, type TableLimits } from '../transaction/server-table.ts'
import type { SipTimers } from '../transaction/timers.ts'
import type { Admission } from '../transport/admission.ts'
import type { Destination, Flow, TransportListener } from '../transport/flow.ts'
import type { Flows } from '../transport/response-route.ts'
import { AnswersToInvite } from './answers.ts'
import {
  type Clients,
  closeClients,
  type OutgoingInvite,
  receiveResponse,
  startInvite,
  startRequest,
} from './clients.ts'
import { buildRequest, type NewRequestOptions, type Sender } from './request.ts'
import { type RequestHandler, receiveRequest, type Servers, sendStateless } from './servers.ts'

interface SendOptions {
  onProvisional?(response: SipResponse): void
  /** For an INVITE, abort sends CANCEL after the first provisional response (§9.1); for other methods it stops waiting. */
  readonly signal?: AbortSignal
}

export interface UserAgentCore extends Disposable, TransportListener {
  /**
   * Resolves with the first final response, of any status. The 2xx of further forks of an INVITE are declined.
   * @throws PunchdownError timed-out | unreachable | connection-lost | cancelled
   */
  send(request: SipRequest, to: Destination | Flow, options?: SendOptions): Promise<SipResponse>
  /**
   * Runs an INVITE as a stream of events; each 2xx is the user's to acknowledge or to decline.
   * @throws PunchdownError connection-lost when the user agent is closed
   */
  invite(request: SipRequest, to: Destination | Flow, onEvent: (event: ClientEvent) => void): OutgoingInvite
  /** Acknowledges the 2xx that `send` resolved with (§13.2.2.4). */
  ack(response: SipResponse, invite: SipRequest): void
  /** A request with Via, Max-Forwards, tags, Call-ID and CSeq filled in. */
  newRequest(method: string, uri: string, options: NewRequestOptions): SipRequest
  /** Server transactions. */
  readonly transactions: number
}

export interface UserAgentCoreParts {
  readonly handler: RequestHandler
  readonly onMalformed: ((info: MalformedInfo) => void) | undefined
  readonly flows: Flows
  readonly sender: Sender
  readonly admission: Admission
  readonly timers: SipTimers
  readonly timing: Timing
  readonly tableLimits: TableLimits
  readonly log: Pick<Log, 'write'>
}

export interface MalformedInfo {
  readonly flow: Flow
  readonly bytes: Buffer
  readonly reason: MalformedReason
}

interface Core {
  readonly parts: UserAgentCoreParts
  readonly clients: Clients
  readonly servers: Servers
  /** INVITEs whose `send` has resolved with a 2xx. */
  readonly answered: WeakMap<SipRequest, OutgoingInvite>
}

export function createUserAgentCore(parts: UserAgentCoreParts): UserAgentCore {
  const { timers, timing, flows, log, handler, sender } = parts
  const table: Servers['table'] = new ServerTable(parts.tableLimits)
  const answers = new AnswersToInvite(timers, timing)
  const core: Core = {
    parts,
    clients: { open: new Map(), timers, timing, sender, closed: false },
    servers: { table, answers, timers, timing, flows, log, handler },
    answered: new WeakMap(),
  }
  return {
    onMessage: (octets, flow) => receive(core, octets, flow),
    onMalformed: (octets, flow, malformed) => refuseMalformed(core, octets, flow, malformed),
    send: (request, to, options = {}) => send(core, request, to, options),
    invite: (request, to, onEvent) => startInvite(core.clients, request, flowOf(core, to), onEvent),
    ack: (response, invite) => core.answered.get(invite)?.acknowledge(response),
    newRequest: (method, uri, options) => buildRequest(method, uri, options, sender),
    get transactions() {
      return table.size
    },
    [Symbol.dispose]() {
      closeClients(core.clients)
      answers[Symbol.dispose]()
      table.stopAll()
    },
  }
}

/** A live flow as it is; for a destination, and for a flow whose connection has ended, one that reaches it. */
const flowOf = ({ parts }: Core, to: Destination | Flow): Flow =>
  'send' in to && !to.closed ? to : parts.flows.flowTo(to)

function send(
  core: Core,
  request: SipRequest,
  to: Destination | Flow,
  options: SendOptions,
): Promise<SipResponse> {
  const { signal, onProvisional } = options
  const { promise, resolve, reject } = Promise.withResolvers<SipResponse>()
  const onEvent = (event: ClientEvent): void => {
    if (event.kind === 'provisional') onProvisional?.(event.response)
    else if (event.kind === 'success' || event.kind === 'failure') resolve(event.response)
    else if (event.kind === 'transport-error') reject(event.error)
    else
      reject(new PunchdownError('timed-out', { address: to.address, port: to.port, method: request.method }))
  }
  const flow = flowOf(core, to)
  try {
    const outgoing =
      request.method === 'INVITE'
        ? sendInvite(core, request, flow, onEvent)
        : startRequest(core.clients, request, flow, onEvent)
    const cancel = (): void => {
      outgoing.cancel()
      if (request.method !== 'INVITE') reject(new PunchdownError('cancelled'))
    }
    if (signal?.aborted === true) cancel()
    signal?.addEventListener('abort', cancel)
    const forget = (): void => signal?.removeEventListener('abort', cancel)
    promise.then(forget, forget)
  } catch (error) {
    reject(error)
  }
  return promise
}

/** Declines the 2xx of every fork but the first. */
function sendInvite(
  core: Core,
  request: SipRequest,
  flow: Flow,
  onEvent: (event: ClientEvent) => void,
): OutgoingInvite {
  let first: string | null = null
  const outgoing = startInvite(core.clients, request, flow, (event) => {
    if (event.kind !== 'success') return onEvent(event)
    const tag = tagOf(event.response.headers.get('To') ?? '')
    if (first === null) {
      first = tag
      core.answered.set(request, outgoing)
      onEvent(event)
    } else if (first !== tag) outgoing.decline(event.response)
  })
  return outgoing
}

function receive(core: Core, octets: Buffer, flow: Flow): void {
  const { clients, servers, parts } = core
  const admitted = parts.admission.admit(flow.address)
  if (admitted === 'drop') return
  const read = readMessage(octets)
  if (!read.ok) {
    refuseMalformed(core, octets, flow, read.malformed)
    return
  }
  const { message } = read
  if (message.kind === 'response') receiveResponse(clients, message)
  else if (admitted === 'admit') receiveRequest(servers, message, flow)
  else if (message.method !== 'ACK') sendStateless(servers, message, flow, 503)
}

function refuseMalformed(core: Core, bytes: Buffer, flow: Flow, malformed: MalformedMessage): void {
  const { reason, status, request } = malformed
  core.parts.onMalformed?.({ flow, bytes, reason })
  if (request === null || !core.parts.admission.mayRefuse(flow.address)) return
  const [topmost = '', ...others] = request.headers.all('Via')
  request.headers.set('Via', [stampedVia(topmost, flow), ...others])
  sendStateless(core.servers, request, flow, status)
}
