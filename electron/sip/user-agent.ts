/**
 * A SIP user agent (RFC 3261 §6): transport and transactions behind one object. Incoming requests are passed to one handler; `send()`
 * sends requests.
 */
import { PunchdownError, toProblem } from '#shared/errors.ts'
import { bugLog } from '../platform/bugs.ts'
import type { Log } from '../platform/log.ts'
import type { ConnectionLimits } from '../platform/sockets.ts'
import { type BudgetLimits, SourceBudget } from '../platform/source-budget.ts'
import { type Clients, receiveResponse, type SendOptions, sendRequest } from './client-core.ts'
import { parseCSeq } from './message/cseq.ts'
import { type SipRequest, type SipResponse, serialize } from './message/message.ts'
import { readNameAddress } from './message/name-address.ts'
import { type MalformedMessage, readMessage, refusalOf } from './message/read-message.ts'
import { stampedVia } from './message/via.ts'
import { buildRequest, type NewRequestOptions } from './request.ts'
import { responseTo } from './response.ts'
import { type RequestHandler, receiveRequest, replyFlow, type Servers } from './server-core.ts'
import { type SipTimers, standardTimers } from './timers.ts'
import { type TableLimits, TransactionTable } from './transaction-table.ts'
import { type Flow, openTransport, type Transmit, type Transport } from './transport.ts'

export type { IncomingRequest } from './server-core.ts'
export type { Flow } from './transport.ts'

export interface SipUserAgent extends AsyncDisposable {
  readonly address: string
  /** The same port for UDP and TCP. */
  readonly port: number
  /**
   * Runs a client transaction; resolves with the final response of any status.
   * @throws PunchdownError timed-out | unreachable | connection-lost | cancelled
   */
  send(request: SipRequest, to: Flow, options?: SendOptions): Promise<SipResponse>
  /** Sends the ACK of a 2xx, outside the transaction (§13.2.2.4). */
  ack(response: SipResponse, invite: SipRequest, to: Flow): void
  /** A request with Via, Max-Forwards, tags, Call-ID and CSeq filled in. */
  newRequest(method: string, uri: string, options: NewRequestOptions): SipRequest
}

export interface SipLimits {
  /** Server transactions at once. At the limit, when none can be removed, a new request is answered with 503. */
  readonly transactions: TableLimits
  /** Messages per source. Surplus requests are answered with 503 without a transaction, as far as `refusals` allows, else dropped. */
  readonly messages: BudgetLimits
  /** Responses to malformed and surplus requests per source. */
  readonly refusals: BudgetLimits
  readonly connections?: ConnectionLimits
}

/** Our limits. A thousand handsets behind one address register with two requests each. */
export const usualSipLimits: SipLimits = {
  transactions: { most: 20_000, mostPerSource: 4_000 },
  messages: { perSecond: 300, burst: 4_000 },
  refusals: { perSecond: 20, burst: 100 },
}

export interface SipUserAgentOptions {
  readonly address: string
  readonly port: number
  readonly handler: RequestHandler
  readonly onMalformed?: (info: { flow: Flow; bytes: Buffer; reason: string }) => void
  /** Defaults to the log of bugs. */
  readonly log?: Pick<Log, 'write'>
  readonly timers?: SipTimers
  readonly limits?: SipLimits
}

interface Incoming {
  readonly options: SipUserAgentOptions
  readonly messages: SourceBudget
  readonly refusals: SourceBudget
  readonly servers: Servers
  readonly clients: Clients
  readonly transmit: Transmit
}

/** @throws PunchdownError port-in-use | address-not-here */
export async function createSipUserAgent(options: SipUserAgentOptions): Promise<SipUserAgent> {
  const timers = options.timers ?? standardTimers
  const limits = options.limits ?? usualSipLimits
  const { log = bugLog } = options
  const now = () => performance.now()
  const transport: Transport = await openTransport(
    {
      address: options.address,
      port: options.port,
      log,
      ...(limits.connections === undefined ? {} : { connections: limits.connections }),
    },
    {
      onMessage: (bytes, flow) => receive(incoming, bytes, flow),
      onMalformed: (bytes, flow, reason) => refuseMalformed(incoming, bytes, flow, refusalOf(bytes, reason)),
    },
  )
  const transmit: Transmit = (bytes, flow, onError) => {
    transport.send(bytes, flow).catch((error: unknown) => {
      log.write('sip.transport.send-failed', { ...flow, problem: toProblem(error).code })
      if (error instanceof Error) onError?.(error)
    })
  }
  const table = new TransactionTable(limits.transactions)
  const clients: Clients = { open: new Map(), timers, transmit, closed: false }
  const servers: Servers = { table, timers, transmit, log, handler: options.handler }
  const incoming: Incoming = {
    options,
    messages: new SourceBudget(limits.messages, now),
    refusals: new SourceBudget(limits.refusals, now),
    servers,
    clients,
    transmit,
  }
  const newRequest: SipUserAgent['newRequest'] = (method, uri, wanted) =>
    buildRequest(method, uri, wanted, transport)

  return {
    address: transport.address,
    port: transport.port,
    newRequest,
    send: (request, to, sendOptions = {}) => sendRequest(clients, request, to, sendOptions),
    ack(response, invite, to) {
      const ack = newRequest('ACK', contactOf(response) ?? invite.uri, {
        from: invite.headers.get('From') ?? '',
        to: response.headers.get('To') ?? '',
        callId: invite.headers.get('Call-ID') ?? '',
        cseq: parseCSeq(invite.headers.get('CSeq')).number,
        flow: to,
      })
      transmit(serialize(ack), to)
    },
    async [Symbol.asyncDispose]() {
      clients.closed = true
      const lost = new PunchdownError('connection-lost', { reason: 'closed' })
      for (const transaction of [...clients.open.values()]) transaction.fail(lost)
      table.stopAll()
      await transport[Symbol.asyncDispose]()
    },
  }
}

/** The URI of a response's Contact; null when it is missing or malformed. */
const contactOf = (response: SipResponse): string | null =>
  readNameAddress(response.headers.get('Contact') ?? '')?.uri ?? null

/**
 * Keep-alives that need no response: line ends (RFC 5626 §4.4.1), NUL octets and short words of some phones, STUN (RFC 7983 §7: its
 * first octet is 0 to 3).
 */
function isKeepAlive(bytes: Buffer): boolean {
  const [first = 0] = bytes
  return bytes.length < 8 || first <= 3 || bytes.subarray(0, 8).every((octet) => octet === 13 || octet === 10)
}

function receive(incoming: Incoming, bytes: Buffer, flow: Flow): void {
  if (isKeepAlive(bytes)) return
  const surplus = !incoming.messages.take(flow.address)
  if (surplus && !incoming.refusals.take(flow.address)) return
  const read = readMessage(bytes)
  if (!read.ok) refuseMalformed(incoming, bytes, flow, read.malformed)
  else if (read.message.kind === 'response') receiveResponse(incoming.clients, read.message)
  else if (!surplus) receiveRequest(incoming.servers, read.message, flow)
  else if (read.message.method !== 'ACK') refuse(incoming, read.message, 503, flow)
}

/** Responds without a transaction (§8.2.7). */
function refuse({ transmit }: Incoming, request: SipRequest, status: number, flow: Flow): void {
  const headers = status === 503 ? { headers: { 'Retry-After': '10' } } : {}
  transmit(serialize(responseTo(request, status, headers)), replyFlow(request, flow))
}

function refuseMalformed(incoming: Incoming, bytes: Buffer, flow: Flow, malformed: MalformedMessage): void {
  const { reason, status, request } = malformed
  incoming.options.onMalformed?.({ flow, bytes, reason })
  if (request === null || !incoming.refusals.take(flow.address)) return
  const [topmost = '', ...others] = request.headers.all('Via')
  request.headers.set('Via', [stampedVia(topmost, flow), ...others])
  refuse(incoming, request, status, flow)
}
