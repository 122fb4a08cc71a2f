/** A SIP endpoint: transport and transactions behind one object. Requests come in through one handler, go out through send(). */
import { randomBytes } from 'node:crypto'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import type { Log } from '../platform/log.ts'
import { type ClientTransaction, createClientTransaction } from './client-transaction.ts'
import { SipHeaders } from './headers.ts'
import { parseMessage, parseVia, printVia, type SipRequest, type SipResponse, serialize } from './message.ts'
import { responseTo } from './response.ts'
import { createServerTransaction, type ServerTransaction } from './server-transaction.ts'
import { type SipTimers, standardTimers } from './timers.ts'
import { type Flow, openTransport } from './transport.ts'

export type { Flow } from './transport.ts'

export interface RespondOptions {
  readonly reason?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: Buffer | string
  readonly contentType?: string
}

export interface IncomingRequest {
  readonly request: SipRequest
  readonly flow: Flow
  /** Fires when the caller gave up (CANCEL); the transaction has been answered 487 by then. */
  readonly cancelled: AbortSignal
  respond(status: number, options?: RespondOptions): SipResponse
}

export interface NewRequestOptions {
  readonly from: string
  readonly to: string
  readonly flow: Flow
  readonly contact?: string
  readonly callId?: string
  readonly cseq?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer | string
  readonly contentType?: string
}

export interface SendOptions {
  onProvisional?(response: SipResponse): void
  /** For an INVITE: sends CANCEL once a provisional answer was seen (§9.1). For others: stops waiting. */
  readonly signal?: AbortSignal
}

export interface SipUserAgent extends AsyncDisposable {
  readonly address: string
  /** The same number for UDP and TCP. */
  readonly port: number
  /**
   * A client transaction; resolves with the final answer of any status.
   * @throws PunchdownError timed-out | unreachable | connection-lost | cancelled
   */
  send(request: SipRequest, to: Flow, options?: SendOptions): Promise<SipResponse>
  /** ACK of a 2xx, outside the transaction (§13.2.2.4). */
  ack(response: SipResponse, invite: SipRequest, to: Flow): void
  /** A request with Via, Max-Forwards, tags, Call-ID and CSeq filled in. */
  newRequest(method: string, uri: string, options: NewRequestOptions): SipRequest
}

export interface SipUserAgentOptions {
  readonly address: string
  readonly port: number
  readonly handler: (incoming: IncomingRequest) => void | Promise<void>
  readonly onMalformed?: (info: { flow: Flow; bytes: Buffer; reason: string }) => void
  readonly log?: Log
  readonly timers?: SipTimers
}

/** Server transactions held at once; above it new requests are answered 503. */
const mostTransactions = 20_000

const token = (bytes: number): string => randomBytes(bytes).toString('hex')

/** @throws PunchdownError port-in-use | address-not-here */
export async function createSipUserAgent(options: SipUserAgentOptions): Promise<SipUserAgent> {
  const timers = options.timers ?? standardTimers
  const servers = new Map<string, ServerTransaction>()
  const clients = new Map<string, ClientTransaction>()
  let closed = false

  const transport = await openTransport(options.address, options.port, {
    onMessage: (bytes, flow) => receive(bytes, flow),
    onMalformed: (bytes, flow, reason) => options.onMalformed?.({ flow, bytes, reason }),
  })

  const transmit = (bytes: Buffer, flow: Flow, onError?: (error: Error) => void): void => {
    transport.send(bytes, flow).catch((error: unknown) => {
      options.log?.write('sip.transport.send-failed', { ...flow, problem: toProblem(error).code })
      if (error instanceof Error) onError?.(error)
    })
  }

  const receive = (bytes: Buffer, flow: Flow): void => {
    // keep-alives (RFC 5626) and STUN-like probes carry nothing to answer
    if (bytes.length < 8 || /^[\r\n\0]*$/.test(bytes.subarray(0, 8).toString('latin1'))) return
    try {
      const message = parseMessage(bytes)
      if (message.kind === 'response') receiveResponse(message)
      else receiveRequest(message, flow)
    } catch (error) {
      const problem = toProblem(error)
      if (problem.code !== 'sip-malformed') throw error
      options.onMalformed?.({ flow, bytes, reason: String(problem.facts.reason) })
    }
  }

  const receiveResponse = (response: SipResponse): void => {
    const branch = parseVia(response.headers.get('Via')).params.get('branch') ?? ''
    const method = (response.headers.get('CSeq') ?? '').split(/\s+/)[1] ?? ''
    clients.get(`${branch} ${method}`)?.receive(response)
  }

  const receiveRequest = (request: SipRequest, flow: Flow): void => {
    const via = parseVia(request.headers.get('Via'))
    const key = serverKey(request, via, flow)
    const known = servers.get(key)
    if (request.method === 'ACK') {
      known?.acknowledged()
      return
    }
    if (known !== undefined) {
      known.again()
      return
    }
    stampVia(request, flow)
    if (request.method === 'CANCEL') {
      answerCancel(request, via, flow)
      return
    }
    const reply = replyFlow(request, flow)
    if (servers.size >= mostTransactions) {
      transmit(serialize(responseTo(request, 503, { headers: { 'Retry-After': '10' } })), reply)
      return
    }
    const transaction = createServerTransaction({
      request,
      flow,
      timers,
      send: (bytes) => transmit(bytes, reply),
      onTerminated: () => servers.delete(key),
    })
    servers.set(key, transaction)
    const respond: IncomingRequest['respond'] = (status, respondOptions) => {
      const response = responseTo(request, status, respondOptions)
      transaction.respond(response)
      return response
    }
    const failed = (error: unknown): void => {
      options.log?.write('sip.handler-failed', { method: request.method, error: String(error) })
      respond(500)
    }
    try {
      const handled = options.handler({ request, flow, cancelled: transaction.cancelled, respond })
      if (handled instanceof Promise) handled.catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  const answerCancel = (request: SipRequest, via: ReturnType<typeof parseVia>, flow: Flow): void => {
    const invite = servers.get(serverKey({ ...request, method: 'INVITE' }, via, flow))
    const found = invite?.cancel() === true
    transmit(serialize(responseTo(request, found ? 200 : 481)), replyFlow(request, flow))
    if (found && invite !== undefined) invite.respond(responseTo(invite.request, 487))
  }

  const endpoint: SipUserAgent = {
    address: transport.address,
    port: transport.port,

    newRequest(method, uri, wanted) {
      const headers = new SipHeaders()
      const transportName = wanted.flow.transport.toUpperCase()
      headers.append(
        'Via',
        `SIP/2.0/${transportName} ${transport.address}:${transport.port};branch=z9hG4bK${token(12)};rport`,
      )
      headers.append('Max-Forwards', '70')
      headers.append('From', /;tag=/.test(wanted.from) ? wanted.from : `${wanted.from};tag=${token(6)}`)
      headers.append('To', wanted.to)
      headers.append('Call-ID', wanted.callId ?? `${token(12)}@${transport.address}`)
      headers.append('CSeq', `${wanted.cseq ?? 1} ${method}`)
      if (wanted.contact !== undefined) headers.append('Contact', wanted.contact)
      for (const [name, value] of Object.entries(wanted.headers ?? {})) headers.append(name, value)
      if (wanted.contentType !== undefined) headers.append('Content-Type', wanted.contentType)
      return { kind: 'request', method, uri, headers, body: Buffer.from(wanted.body ?? '') }
    },

    async send(request, to, sendOptions = {}) {
      if (closed) throw new PunchdownError('connection-lost', { address: to.address, port: to.port })
      const branch = parseVia(request.headers.get('Via')).params.get('branch') ?? ''
      const key = `${branch} ${request.method}`
      const { signal } = sendOptions
      let provisional = false
      let cancelWanted = signal?.aborted === true
      const cancel = (): void => {
        cancelWanted = true
        if (request.method !== 'INVITE') transaction.fail(new PunchdownError('cancelled'))
        else if (provisional) transmit(serialize(cancelOf(request)), to)
      }
      const transaction = createClientTransaction(key, {
        request,
        flow: to,
        timers,
        send: (bytes) => transmit(bytes, to, (error) => clients.get(key)?.fail(error)),
        onProvisional: (response) => {
          provisional = true
          sendOptions.onProvisional?.(response)
          if (cancelWanted) cancel()
        },
        onTerminated: () => clients.delete(key),
      })
      clients.set(key, transaction)
      signal?.addEventListener('abort', cancel)
      try {
        return await transaction.final
      } finally {
        signal?.removeEventListener('abort', cancel)
      }
    },

    ack(response, invite, to) {
      const contact = /<([^>]+)>/.exec(response.headers.get('Contact') ?? '')?.[1]
      const ack = endpoint.newRequest('ACK', contact ?? invite.uri, {
        from: invite.headers.get('From') ?? '',
        to: response.headers.get('To') ?? '',
        callId: invite.headers.get('Call-ID') ?? '',
        cseq: Number((invite.headers.get('CSeq') ?? '1').split(' ')[0]),
        flow: to,
      })
      transmit(serialize(ack), to)
    },

    async [Symbol.asyncDispose]() {
      closed = true
      const lost = new PunchdownError('connection-lost', { reason: 'closed' })
      for (const transaction of [...clients.values()]) transaction.fail(lost)
      for (const transaction of [...servers.values()]) transaction.stop()
      await transport[Symbol.asyncDispose]()
    },
  }
  return endpoint
}

/** §17.2.3: branch, sent-by and method; peers older than RFC 3261 have no cookie in the branch. */
function serverKey(request: SipRequest, via: ReturnType<typeof parseVia>, flow: Flow): string {
  const method = request.method === 'ACK' ? 'INVITE' : request.method
  const branch = via.params.get('branch') ?? ''
  const sentBy = `${via.host.toLowerCase()}:${via.port ?? 5060}`
  if (branch.startsWith('z9hG4bK') && branch.length > 7) return `${branch} ${sentBy} ${method}`
  const call = request.headers.get('Call-ID') ?? ''
  const cseq = (request.headers.get('CSeq') ?? '').split(/\s+/)[0] ?? ''
  return `${call} ${cseq} ${request.headers.get('From') ?? ''} ${flow.address} ${method}`
}

/** received and rport (§18.2.1, RFC 3581 §4). */
function stampVia(request: SipRequest, flow: Flow): void {
  const vias = request.headers.all('Via')
  const via = parseVia(vias[0])
  const params = new Map(via.params)
  const asked = params.has('rport')
  if (asked) params.set('rport', String(flow.port))
  if (asked || via.host !== flow.address) params.set('received', flow.address)
  request.headers.set('Via', [printVia({ ...via, params }), ...vias.slice(1)])
}

/** Where the answer goes (§18.2.2): back over the connection, or to received and rport, else to the port named. */
function replyFlow(request: SipRequest, flow: Flow): Flow {
  if (flow.transport === 'tcp') return flow
  const via = parseVia(request.headers.get('Via'))
  const rport = via.params.get('rport')
  return { ...flow, port: rport === undefined ? (via.port ?? 5060) : flow.port }
}

function cancelOf(invite: SipRequest): SipRequest {
  const headers = new SipHeaders()
  headers.append('Via', invite.headers.get('Via') ?? '')
  headers.append('Max-Forwards', '70')
  for (const name of ['From', 'To', 'Call-ID', 'Route']) {
    for (const value of invite.headers.all(name)) headers.append(name, value)
  }
  headers.append('CSeq', `${(invite.headers.get('CSeq') ?? '1').split(' ')[0]} CANCEL`)
  return { kind: 'request', method: 'CANCEL', uri: invite.uri, headers, body: Buffer.alloc(0) }
}
