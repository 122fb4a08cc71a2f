/** The HTTP server for device configurations and the sign-in page. Plain HTTP, like stage 1 of the service (A6). */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Connections, guarded, listen, peerAddress } from '../../platform/sockets.ts'
import { SourceBudget } from '../../platform/source-budget.ts'
import { type HttpLimits, usualHttpLimits } from './http-limits.ts'
import { type HttpReply, plain } from './http-reply.ts'
import { type Answering, replyTo } from './replies.ts'

export interface ProvisioningServer extends AsyncDisposable {
  readonly address: string
  readonly port: number
}

export interface ProvisioningServerParts extends Omit<Answering, 'limits' | 'newIds'> {
  readonly address: string
  readonly port: number
  readonly limits?: HttpLimits
}

interface Served {
  readonly answering: Answering
  readonly connections: Connections
  readonly requests: SourceBudget
}

/** @throws PunchdownError port-in-use | address-not-here */
export async function openProvisioningServer(parts: ProvisioningServerParts): Promise<ProvisioningServer> {
  const limits = parts.limits ?? usualHttpLimits
  const { address } = parts
  const now = () => performance.now()
  // Node answers a connection without a complete head with 408 after headersMs
  const firstRequestMs = limits.headersMs + 2_000
  const served: Served = {
    answering: { ...parts, limits, newIds: new SourceBudget(limits.newIds, now) },
    connections: new Connections({ ...limits.connections, firstRequestMs, idleMs: null }),
    requests: new SourceBudget(limits.requests, now),
  }
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: Math.min(1000, limits.headersMs / 4),
  })
  // destroys the connection of a peer that does not read the reply
  server.timeout = limits.requestMs
  takeRequests(server, served)
  const port = await listen(server, { address, port: parts.port, protocol: 'http' })
  return {
    address,
    port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      served.connections[Symbol.dispose]()
      await closed
    },
  }
}

function takeRequests(server: Server, { answering, connections, requests }: Served): void {
  const { journal } = answering
  const isPipelined = onePending()
  server.on(
    'connection',
    guarded(answering.log, 'gateway.http', (socket: Socket) => void connections.adopt(socket)),
  )
  server.on(
    'request',
    guarded(answering.log, 'gateway.http', async (request: IncomingMessage, response: ServerResponse) => {
      if (isPipelined(request.socket, response)) return
      connections.requested(request.socket)
      if (!requests.take(peerAddress(request.socket))) {
        send(request, response, plain(503, 'too many requests', { 'Retry-After': '10', Connection: 'close' }))
        return
      }
      try {
        send(request, response, await replyTo(answering, request))
      } catch (error) {
        request.socket.destroy()
        throw error
      }
    }),
  )
  const unreadable = (error: Error & { code?: string }, socket: Socket): void => {
    // browsers open connections ahead and may never use them
    const neverAsked = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.bytesRead === 0
    if (error.code === 'ECONNRESET' || neverAsked || !socket.writable) {
      socket.destroy()
      return
    }
    const { remotePort = 0 } = socket
    journal.note({
      path: 'http.malformed',
      from: `${peerAddress(socket)}:${remotePort}`,
      hardwareId: null,
      facts: { problem: 'http-malformed', reason: error.code ?? 'unknown' },
    })
    connections.close(socket, `HTTP/1.1 ${statusOf(error.code)}\r\nConnection: close\r\n\r\n`)
  }
  server.on('clientError', guarded(answering.log, 'gateway.http', unreadable))
  server.on('connect', (_request, socket) => socket.destroy())
}

/**
 * Allows one pending request a connection: no device sends the next one before the answer (pipelining, RFC 9112 §9.3.2), and a chunk of
 * 64 kB holds more than a thousand. Destroys a connection with a second one; the function returns whether it did.
 */
function onePending(): (socket: Socket, response: ServerResponse) => boolean {
  const pending = new WeakSet<Socket>()
  return (socket, response) => {
    if (socket.destroyed) return true
    if (pending.has(socket)) {
      socket.destroy()
      return true
    }
    pending.add(socket)
    const answered = (): void => void pending.delete(socket)
    response.once('finish', answered).once('close', answered)
    return false
  }
}

function send(request: IncomingMessage, response: ServerResponse, reply: HttpReply): void {
  const body = Buffer.from(reply.body)
  response.writeHead(reply.status, {
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...reply.headers,
    'Content-Length': body.length,
  })
  response.end(request.method === 'HEAD' ? undefined : body)
  // discards the rest of a body
  request.resume()
}

function statusOf(code: string | undefined): string {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return '431 Request Header Fields Too Large'
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return '408 Request Timeout'
    default:
      return '400 Bad Request'
  }
}
