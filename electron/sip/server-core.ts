/** The server side of a user agent (RFC 3261 §8.2, §17.2): matches a request to its transaction, or creates one and calls the handler. */
import type { Log } from '../platform/log.ts'
import { type SipRequest, type SipResponse, serialize } from './message/message.ts'
import { parseVia, readVia, stampedVia, type Via } from './message/via.ts'
import { type RespondOptions, responseTo } from './response.ts'
import { createServerTransaction, type ServerTransaction } from './server-transaction.ts'
import type { SipTimers } from './timers.ts'
import type { TransactionTable } from './transaction-table.ts'
import type { Flow, Transmit } from './transport.ts'

export interface IncomingRequest {
  readonly request: SipRequest
  readonly flow: Flow
  /** Aborted by a CANCEL from the caller. The user agent itself answers the INVITE with 487. */
  readonly cancelled: AbortSignal
  respond(status: number, options?: RespondOptions): SipResponse
}

export type RequestHandler = (incoming: IncomingRequest) => void | Promise<void>

export interface Servers {
  readonly table: TransactionTable
  readonly timers: SipTimers
  readonly transmit: Transmit
  readonly log: Pick<Log, 'write'>
  readonly handler: RequestHandler
}

/**
 * Statuses that keep no transaction (§8.2.7): the request had no effect, and the handler answers its retransmission in the same way.
 */
const statelessStatuses: ReadonlySet<number> = new Set([
  400, 401, 405, 407, 416, 420, 481, 489, 501, 503, 505, 513,
])

/** @throws PunchdownError sip-malformed for an unreadable Via */
export function receiveRequest(servers: Servers, request: SipRequest, flow: Flow): void {
  const { table, timers, transmit } = servers
  const via = parseVia(request.headers.get('Via'))
  const key = transactionKey(request, via, flow)
  const known = table.get(key)
  if (request.method === 'ACK') {
    known?.receiveAck()
    return
  }
  if (known !== undefined) {
    known.receiveRetransmission()
    return
  }
  const [topmost = '', ...others] = request.headers.all('Via')
  request.headers.set('Via', [stampedVia(topmost, flow), ...others])
  const reply = replyFlow(request, flow)
  if (request.method === 'CANCEL') {
    answerCancel(servers, request, transactionKey({ ...request, method: 'INVITE' }, via, flow), reply)
    return
  }
  if (!table.makeRoom(flow.address)) {
    transmit(serialize(responseTo(request, 503, { headers: { 'Retry-After': '10' } })), reply)
    return
  }
  const transaction = createServerTransaction({
    request,
    flow,
    timers,
    send: (bytes) => transmit(bytes, reply),
    onTerminated: () => table.delete(key),
  })
  table.add(key, flow.address, transaction)
  handle(servers, key, transaction, flow)
}

function handle(servers: Servers, key: string, transaction: ServerTransaction, flow: Flow): void {
  const { request, cancelled } = transaction
  const respond: IncomingRequest['respond'] = (status, options) => {
    const response = responseTo(request, status, options)
    transaction.respond(response)
    if (statelessStatuses.has(status)) transaction.stop()
    else if (status >= 200) servers.table.answered(key)
    return response
  }
  const failed = (error: unknown): void => {
    servers.log.write('sip.handler-failed', { method: request.method, error: String(error) })
    respond(500)
  }
  try {
    const handled = servers.handler({ request, flow, cancelled, respond })
    if (handled instanceof Promise) handled.catch(failed)
  } catch (error) {
    failed(error)
  }
}

/** §9.2: 200 for the CANCEL and 487 for the INVITE, or 481 when the INVITE is unknown or has its final response. */
function answerCancel(
  { transmit, table }: Servers,
  request: SipRequest,
  inviteKey: string,
  reply: Flow,
): void {
  const invite = table.get(inviteKey)
  const found = invite?.cancel() === true
  transmit(serialize(responseTo(request, found ? 200 : 481)), reply)
  if (invite === undefined || !found) return
  invite.respond(responseTo(invite.request, 487))
  table.answered(inviteKey)
}

/** §17.2.3: branch, sent-by and method. Peers older than RFC 3261 send a branch without the magic cookie, or none. */
function transactionKey(request: SipRequest, via: Via, flow: Flow): string {
  const method = request.method === 'ACK' ? 'INVITE' : request.method
  const branch = (via.params.get('branch') ?? '').toLowerCase()
  const sentBy = `${via.host.toLowerCase()}:${via.port ?? 5060}`
  if (branch.startsWith('z9hg4bk') && branch.length > 7) return `${branch} ${sentBy} ${method}`
  const call = request.headers.get('Call-ID') ?? ''
  const cseq = (request.headers.get('CSeq') ?? '').split(/\s/, 1)[0] ?? ''
  return `${call} ${cseq} ${request.headers.get('From') ?? ''} ${flow.address} ${method}`
}

/** Destination of a response (§18.2.2): the same connection, or the source address with its port (rport) or the port of Via. */
export function replyFlow(request: SipRequest, flow: Flow): Flow {
  if (flow.transport === 'tcp') return flow
  const topmost = request.headers.get('Via') ?? ''
  // the port of a malformed request is the source's, as with rport
  const via = readVia(topmost)
  return via === null || via.params.has('rport') ? flow : { ...flow, port: via.port ?? 5060 }
}
