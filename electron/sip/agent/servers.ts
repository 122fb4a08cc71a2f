/**
 * The server side of a user agent (RFC 3261 §8.2, §17.2): matches a request to its transaction, or passes it to the handler.
 *
 * A transaction begins only when the handler has not refused the request at once: a 401 to a request without credentials, or a 503, is
 * sent without one (§8.2.7), so that requests without a password cost no memory.
 */
import type { Log } from '../../platform/log.ts'
import type { Timing } from '../../platform/timing.ts'
import { type SipRequest, type SipResponse, serialize } from '../message/message.ts'
import { stampedVia } from '../message/via.ts'
import { mergeKey, serverKey } from '../transaction/matching.ts'
import { RunningTransaction } from '../transaction/running-transaction.ts'
import {
  newServerInvite,
  type ServerEvent,
  type ServerInvite,
  type ServerInviteInput,
  serverInvite,
} from '../transaction/server-invite.ts'
import {
  newServerRequest,
  type ServerRequest,
  type ServerRequestInput,
  serverRequest,
} from '../transaction/server-request.ts'
import type { ServerTable } from '../transaction/server-table.ts'
import type { SipTimers } from '../transaction/timers.ts'
import type { Flow } from '../transport/flow.ts'
import { type Flows, replyFlow, replyFlowWhenGone } from '../transport/response-route.ts'
import type { AnswersToInvite, OnAcknowledged } from './answers.ts'
import { type RespondOptions, responseTo } from './response.ts'

interface RespondOptionsWithAck extends RespondOptions {
  /** For a 2xx to an INVITE. */
  readonly onAcknowledged?: OnAcknowledged
}

export interface IncomingRequest {
  readonly request: SipRequest
  readonly flow: Flow
  /** Aborted by a CANCEL from the caller. The user agent itself answers the INVITE with 487. */
  readonly cancelled: AbortSignal
  /** Sends a response; drops one that follows a final response. */
  respond(status: number, options?: RespondOptionsWithAck): SipResponse
}

export type RequestHandler = (incoming: IncomingRequest) => void | Promise<void>

export interface Servers {
  readonly table: ServerTable<ServerTransaction>
  readonly answers: AnswersToInvite
  readonly timers: SipTimers
  readonly timing: Timing
  readonly flows: Flows
  readonly log: Pick<Log, 'write'>
  readonly handler: RequestHandler
}

/** A server transaction of either kind. */
interface ServerTransaction {
  respond(response: SipResponse): void
  receiveRetransmission(): void
  receiveAck(): void
  cancel(): void
  stop(): void
}

/**
 * Statuses that keep no transaction (§8.2.7): the request had no effect, and the handler answers its retransmission in the same way.
 */
const statelessStatuses: ReadonlySet<number> = new Set([
  ...[400, 401, 405, 407, 415, 416, 420, 481, 482, 489, 501, 503, 505, 513],
])

export function receiveRequest(servers: Servers, request: SipRequest, flow: Flow): void {
  const { table, answers } = servers
  const key = serverKey(request, flow.address, request.method)
  const known = table.get(key)
  if (request.method === 'ACK') {
    if (!answers.receiveAck(request)) known?.receiveAck()
    return
  }
  if (known !== undefined) {
    known.receiveRetransmission()
    return
  }
  const [topmost = '', ...others] = request.headers.all('Via')
  request.headers.set('Via', [stampedVia(topmost, flow), ...others])
  const exchange = new Exchange(servers, key, request, flow)
  if (request.method === 'CANCEL') {
    const invite = table.get(serverKey(request, flow.address, 'INVITE'))
    // the INVITE may have its final response already: CANCEL has no effect then, and gets 200 all the same (§9.2)
    exchange.respond(invite === undefined ? 481 : 200)
    invite?.cancel()
  } else if (table.isMerged(mergeKey(request))) exchange.respond(482)
  else if (table.hasRoom(flow.address)) exchange.handle()
  else exchange.respond(503, { headers: { 'Retry-After': '10' } })
}

/** Sends a response without a transaction (§8.2.7). */
export function sendStateless(
  { flows }: Pick<Servers, 'flows'>,
  request: SipRequest,
  flow: Flow,
  status: number,
): void {
  const headers = status === 503 ? { headers: { 'Retry-After': '10' } } : {}
  replyFlow(request, flow, flows).send(serialize(responseTo(request, status, headers)))
}

/** A request and its answers. */
class Exchange implements IncomingRequest {
  readonly request: SipRequest
  readonly flow: Flow
  readonly #servers: Servers
  readonly #key: string
  readonly #reply: Flow
  #cancelling: AbortController | undefined
  #transaction: ServerTransaction | null = null
  /** The handler has returned. */
  #returned = false
  #final = false

  constructor(servers: Servers, key: string, request: SipRequest, flow: Flow) {
    this.#servers = servers
    this.#key = key
    this.request = request
    this.flow = flow
    this.#reply = replyFlow(request, flow, servers.flows)
  }

  get cancelled(): AbortSignal {
    this.#cancelling ??= new AbortController()
    return this.#cancelling.signal
  }

  readonly respond = (status: number, options: RespondOptionsWithAck = {}): SipResponse => {
    const response = responseTo(this.request, status, options)
    if (this.#final) return response
    this.#final = status >= 200
    if (this.#transaction === null && !this.#returned && statelessStatuses.has(status)) {
      this.#send(serialize(response))
      return response
    }
    this.#begin().respond(response)
    if (!this.#final) return response
    this.#servers.table.answered(this.#key)
    if (this.request.method === 'INVITE' && status < 300) {
      this.#servers.answers.add(response, this.#send, options.onAcknowledged ?? (() => undefined))
    }
    return response
  }

  handle(): void {
    const failed = (error: unknown): void => {
      const { method } = this.request
      this.#servers.log.write('sip.handler-failed', { method, error: String(error) })
      this.respond(500)
    }
    try {
      const handled = this.#servers.handler(this)
      if (handled instanceof Promise) handled.catch(failed)
    } catch (error) {
      failed(error)
    }
    if (!this.#final) this.#begin()
    this.#returned = true
  }

  readonly #send = (octets: Buffer): void => {
    const { flows, log } = this.#servers
    const reply = replyFlowWhenGone(this.request, this.#reply, flows)
    reply.send(octets, (error) =>
      log.write('sip.transport.send-failed', { address: reply.address, error: error.message }),
    )
  }

  #begin(): ServerTransaction {
    if (this.#transaction !== null) return this.#transaction
    const begun = this.request.method === 'INVITE' ? this.#beginInvite() : this.#beginOther()
    this.#servers.table.add(this.#key, mergeKey(this.request), this.flow.address, begun)
    this.#transaction = begun
    return begun
  }

  #beginInvite(): ServerTransaction {
    const { timers, timing } = this.#servers
    const context = { timers, reliable: this.flow.reliable }
    const trying = responseTo(this.request, 100)
    const running = new RunningTransaction<ServerInvite, ServerInviteInput, ServerEvent>({
      ...{ timing, initial: newServerInvite(context), send: this.#send },
      transition: (state, input) => serverInvite(state, input, context),
      onTimerInput: (timer) => ({ kind: 'timer', timer, trying }),
      onEvent: ({ kind }) => this.#servers.log.write('sip.final-response', { kind }),
      onTerminated: () => this.#servers.table.delete(this.#key),
    })
    running.input({ kind: 'start' })
    return {
      respond: (response) => running.input({ kind: 'respond', response }),
      receiveRetransmission: () => running.input({ kind: 'request' }),
      receiveAck: () => running.input({ kind: 'ack' }),
      cancel: () => this.#cancel(),
      stop: () => running.stop(),
    }
  }

  #beginOther(): ServerTransaction {
    const { timers, timing } = this.#servers
    const context = { timers, reliable: this.flow.reliable }
    const running = new RunningTransaction<ServerRequest, ServerRequestInput, never>({
      ...{ timing, initial: newServerRequest, send: this.#send },
      transition: (state, input) => serverRequest(state, input, context),
      onTimerInput: () => ({ kind: 'timer' }),
      onEvent: () => undefined,
      onTerminated: () => this.#servers.table.delete(this.#key),
    })
    return {
      respond: (response) => running.input({ kind: 'respond', response }),
      receiveRetransmission: () => running.input({ kind: 'request' }),
      receiveAck: () => undefined,
      cancel: () => undefined,
      stop: () => running.stop(),
    }
  }

  /** §9.2: an INVITE without a final response gets 487. */
  #cancel(): void {
    if (this.#final) return
    this.#cancelling?.abort()
    this.respond(487)
  }
}
