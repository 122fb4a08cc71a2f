/** The HTTP server that devices fetch from and the sign-in page is on. Plain HTTP, as stage 1 is (A6). */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type Problem, PunchdownError, toProblem } from '#shared/errors.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { GatewayLogEntry } from '#shared/model/host.ts'
import type { Journal } from '../journal.ts'
import type { Configurations, Place } from './configurations.ts'
import type { SignInPage } from './sign-in.ts'
import { readStage } from './stages.ts'

/** How long a peer may take and how much it may send. Ours. */
export interface HttpLimits {
  readonly headersMs: number
  readonly requestMs: number
  readonly idleMs: number
  readonly headerBytes: number
  readonly bodyBytes: number
  readonly connections: number
}
export const usualHttpLimits: HttpLimits = {
  headersMs: 10_000,
  requestMs: 20_000,
  idleMs: 5_000,
  headerBytes: 16_384,
  bodyBytes: 4_096,
  connections: 512,
}

export interface ProvisioningServer extends AsyncDisposable {
  readonly address: string
  readonly port: number
}

export interface ProvisioningServerParts {
  readonly address: string
  readonly port: number
  readonly sipPort: () => number
  readonly configurations: Configurations
  readonly isEnrolled: (hardwareId: HardwareId) => boolean
  readonly signIn: SignInPage
  readonly journal: Journal
  readonly limits?: HttpLimits
}

export interface HttpReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const plain = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpReply => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers },
  body: `${body}\n`,
})

/** @throws PunchdownError port-in-use | address-not-here */
export async function openProvisioningServer(parts: ProvisioningServerParts): Promise<ProvisioningServer> {
  const { journal, configurations, signIn } = parts
  const limits = parts.limits ?? usualHttpLimits

  const note = (
    path: string,
    socket: Socket,
    hardwareId: HardwareId | null,
    facts: GatewayLogEntry['facts'],
  ): void => journal.note({ path, from: peerOf(socket), hardwareId, facts })

  const refuse = (request: IncomingMessage, hardwareId: HardwareId | null, problem: Problem): void =>
    note('http.refused', request.socket, hardwareId, { problem: problem.code, ...problem.facts })

  const fetchReply = (request: IncomingMessage, path: string): HttpReply => {
    const stage = readStage(path)
    if (stage === null) {
      refuse(request, null, { code: 'not-found', facts: { path: path.slice(0, 80) } })
      return plain(404, 'not-found')
    }
    const answer = configurations.answer(stage, placeOf(request.socket, parts.sipPort()))
    if ('problem' in answer) {
      refuse(request, answer.hardwareId, answer.problem)
      return plain(404, answer.problem.code)
    }
    const { hardwareId } = answer
    if (stage.stage <= 2) journal.tell({ fact: 'configuration-fetched', hardwareId })
    const userAgent = request.headers['user-agent'] ?? null
    if (userAgent !== null) {
      journal.fetched({
        hardwareId,
        address: unmapped(request.socket.remoteAddress),
        userAgent: userAgent.slice(0, 512),
      })
    }
    note('http.fetch', request.socket, hardwareId, {
      stage: stage.stage,
      account: answer.account,
      ...(answer.freshSession ? { freshSession: true } : {}),
      ...(stage.stage === 1 && stage.tenantId !== null ? { tenantId: stage.tenantId } : {}),
      language: stage.language,
      userAgent: userAgent?.slice(0, 120) ?? null,
      // answered all the same: a device is onboarded before it is enrolled (A7.1)
      ...(parts.isEnrolled(hardwareId) ? {} : { problem: 'hardware-id-unknown' }),
    })
    return { status: 200, headers: { 'Content-Type': answer.mediaType }, body: answer.body }
  }

  const replyTo = async (request: IncomingMessage): Promise<HttpReply> => {
    if (!isOurHost(request)) {
      refuse(request, null, { code: 'bad-input', facts: { field: 'host', text: hostOf(request) } })
      return plain(421, 'not a name of this gateway')
    }
    const path = decodedPath(request.url ?? '')
    if (path === null) {
      note('http.malformed', request.socket, null, { problem: 'http-malformed', reason: 'path' })
      return plain(400, 'http-malformed')
    }
    const { method = '' } = request
    if (path === '/signin') {
      if (method === 'GET' || method === 'HEAD') return signIn.form()
      if (method !== 'POST') return plain(405, 'GET or POST', { Allow: 'GET, HEAD, POST' })
      const body = await readBody(request, limits.bodyBytes)
      if (body === null) return plain(413, 'too long', { Connection: 'close' })
      return signIn.submit({
        body,
        origin: request.headers.origin ?? null,
        site: header(request, 'sec-fetch-site'),
        host: hostOf(request),
        from: peerOf(request.socket),
      })
    }
    if (method !== 'GET' && method !== 'HEAD') return plain(405, 'GET', { Allow: 'GET, HEAD' })
    if (path === '/') return { status: 302, headers: { Location: '/signin' }, body: '' }
    return fetchReply(request, path)
  }

  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: Math.min(1000, limits.headersMs / 4),
    },
    (request, response) => {
      replyTo(request)
        .catch((error: unknown) => {
          const problem = toProblem(error)
          refuse(request, null, problem)
          return plain(problem.code === 'http-malformed' ? 400 : 500, problem.code)
        })
        .then((reply) => send(request, response, reply))
        .catch(() => request.socket.destroy())
    },
  )
  server.maxConnections = limits.connections
  server.on('clientError', (error: Error & { code?: string }, socket: Socket) => {
    if (error.code === 'ECONNRESET') {
      socket.destroy()
      return
    }
    note('http.malformed', socket, null, { problem: 'http-malformed', reason: error.code ?? 'unknown' })
    if (socket.writable) socket.end(`HTTP/1.1 ${statusOf(error.code)}\r\nConnection: close\r\n\r\n`)
    else socket.destroy()
  })
  // a CONNECT or an Upgrade has no answer here
  server.on('connect', (_request, socket) => socket.destroy())

  await listen(server, parts.address, parts.port)
  const bound = server.address()
  const port = bound !== null && typeof bound === 'object' ? bound.port : parts.port
  return {
    address: parts.address,
    port,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

function listen(server: ReturnType<typeof createServer>, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => {
      if (error.code === 'EADDRINUSE')
        reject(new PunchdownError('port-in-use', { port, protocol: 'http' }, { cause: error }))
      else if (error.code === 'EACCES')
        reject(
          new PunchdownError('port-in-use', { port, protocol: 'http', reason: 'rights' }, { cause: error }),
        )
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
        reject(new PunchdownError('address-not-here', { address }, { cause: error }))
      else reject(error)
    })
    server.listen({ host: address, port, exclusive: true }, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
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
  // what is left of a body nobody wanted
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

const header = (request: IncomingMessage, name: string): string | null => {
  const value = request.headers[name]
  return typeof value === 'string' ? value : null
}
const hostOf = (request: IncomingMessage): string => (request.headers.host ?? '').toLowerCase()
const unmapped = (address: string | undefined): string => (address ?? '').replace(/^::ffff:/, '')
const peerOf = (socket: Socket): string => `${unmapped(socket.remoteAddress)}:${socket.remotePort ?? 0}`

function placeOf(socket: Socket, sipPort: number): Place {
  const host = unmapped(socket.localAddress)
  return { http: `http://${host}:${socket.localPort ?? 0}`, registrar: `${host}:${sipPort}` }
}

/**
 * Only our own address and the reserved names: never an answer for anybody else's host name, and no way in for a page
 * that had its own name resolved to this address. HTTP/1.0 devices may send no Host.
 */
function isOurHost(request: IncomingMessage): boolean {
  const host = hostOf(request)
  if (host === '') return request.httpVersion === '1.0'
  const name = host.replace(/:\d+$/, '')
  return name === unmapped(request.socket.localAddress) || name === 'localhost' || name.endsWith('.test')
}

function decodedPath(url: string): string | null {
  if (!url.startsWith('/')) return null
  try {
    return decodeURIComponent(url.split('?')[0] ?? '')
  } catch {
    return null
  }
}

/** Null when it is longer than `most`. @throws PunchdownError http-malformed when it ends early */
async function readBody(request: IncomingMessage, most: number): Promise<string | null> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    // the answer still needs the socket when the body is given up half-way
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) continue
      length += chunk.length
      if (length > most) return null
      chunks.push(chunk)
    }
  } catch (error) {
    throw new PunchdownError('http-malformed', { reason: 'body' }, { cause: error })
  }
  return Buffer.concat(chunks).toString('utf8')
}
