/** The browser door: serves the page and the contract on 127.0.0.1 to a browser that has the link. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Problem } from '#shared/errors.ts'
import { Connections, guarded, listen } from '../platform/sockets.ts'
import { hostOfRequest } from '../protocols/http/request-host.ts'
import type { CoreLink } from './core-link.ts'
import type { Handshake } from './core-messages.ts'
import { doorLimits, pageProtocol } from './door-limits.ts'
import { createPageFiles, type PageFiles } from './page.ts'
import type { DoorSessions } from './sessions.ts'

export interface BrowserDoorOptions {
  /** 0 for any free port. */
  readonly port: number
  readonly pageFolder: string
  readonly sessions: DoorSessions
  readonly core: CoreLink
}

export interface BrowserDoor extends Disposable {
  readonly port: number
  readonly origin: string
  /** A link with a new token in its fragment, which browsers do not send to servers. */
  link(): string
}

/** Body of `GET /session` for an open session; `problem` is the reason why there is no core, or null. */
interface SessionAnswer {
  readonly problem: Problem | null
}

const host = '127.0.0.1'
/** Maximum length of a body of POST /session, in octets. */
const longestToken = 1_024

interface Door {
  readonly options: BrowserDoorOptions
  /** `127.0.0.1:8123` */
  readonly authority: string
  readonly origin: string
  readonly files: PageFiles
  readonly connections: Connections
  /** Each ends the connection of a page. */
  readonly pages: Set<() => void>
}

/** @throws PunchdownError port-in-use */
export async function openBrowserDoor(options: BrowserDoorOptions): Promise<BrowserDoor> {
  const { log } = options.core
  const server = createServer({ maxHeaderSize: 16_384, requestTimeout: 15_000 })
  const connections = new Connections(doorLimits)
  server.on(
    'connection',
    guarded(log, 'door.connection', (socket: Socket) => void connections.adopt(socket)),
  )
  const port = await listen(server, { address: host, port: options.port, protocol: 'http' })
  const authority = `${host}:${port}`
  const origin = `http://${authority}`
  const files = createPageFiles(options.pageFolder, `ws://${authority}`)
  const pages = new Set<() => void>()
  const door: Door = { options, authority, origin, files, connections, pages }
  server.on(
    'request',
    guarded(log, 'door.request', async (request: IncomingMessage, response: ServerResponse) => {
      await answer(door, request, response).catch((error: unknown) => {
        response.destroy()
        throw error
      })
    }),
  )
  server.on(
    'upgrade',
    guarded(log, 'door.upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      socket instanceof Socket ? upgrade(door, request, socket, head) : void socket.destroy(),
    ),
  )
  return {
    port,
    origin,
    link: () => `${origin}/#token=${options.sessions.issueToken()}`,
    [Symbol.dispose]() {
      // its callback would wait for the connections that the core holds
      server.close()
      for (const end of [...pages]) end()
      connections[Symbol.dispose]()
    },
  }
}

/** Checks Host and Origin, against pages of other sites whose names resolve to 127.0.0.1 (DNS rebinding). */
const isFromHere = ({ authority, origin }: Door, request: IncomingMessage): boolean =>
  hostOfRequest(request) === authority &&
  (request.headers.origin === undefined || request.headers.origin === origin)

/** Hands the connection of a page with a session over to the core; waits until a starting core is ready. */
async function upgrade(door: Door, request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
  const { options, connections, origin } = door
  const { sessions, core } = options
  const { headers, method, url } = request
  const [offered, secret = ''] = (headers['sec-websocket-protocol'] ?? '')
    .split(',', 2)
    .map((each) => each.trim())
  const isAllowed =
    isFromHere(door, request) &&
    headers.origin === origin &&
    method === 'GET' &&
    url === '/contract' &&
    (offered === '' || offered === pageProtocol)
  if (!isAllowed || !sessions.has(secret)) {
    core.log.write('door.socket-refused', { origin: headers.origin ?? null })
    return refuse(door, socket, isAllowed ? '401 Unauthorized' : '403 Forbidden')
  }
  connections.requested(socket)
  if ((await core.ready()) !== null) return refuse(door, socket, '503 Service Unavailable')
  // the session may have ended during the wait
  if (!sessions.has(secret)) return refuse(door, socket, '401 Unauthorized')
  handOver(door, secret, socket, {
    upgrade: headers.upgrade ?? '',
    key: headers['sec-websocket-key'] ?? '',
    version: headers['sec-websocket-version'] ?? '',
    head,
  })
}

function handOver({ options, pages }: Door, secret: string, socket: Socket, handshake: Handshake): void {
  const { core, sessions } = options
  const end = core.handOver(socket, handshake, () => {
    cancel()
    if (end !== null) pages.delete(end)
  })
  if (end === null) {
    socket.destroy()
    return
  }
  pages.add(end)
  const cancel = sessions.onEnd(secret, end)
}

const refuse = ({ connections }: Door, socket: Socket, status: string): void =>
  connections.close(socket, `HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)

async function answer(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isFromHere(door, request)) {
    const { host: name = null, origin = null } = request.headers
    door.options.core.log.write('door.refused', { host: name, origin })
    response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Forbidden')
    return
  }
  const path = request.url ?? '/'
  const method = request.method ?? 'GET'
  if (path === '/session' && ['GET', 'POST', 'DELETE'].includes(method)) {
    const { status, body } = await sessionAnswer(door, method, request)
    response.writeHead(status, {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    })
    response.end(body)
    return
  }
  if (method !== 'GET' && method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end()
    return
  }
  const page = await door.files.get(path)
  response.writeHead(page.status, page.headers)
  response.end(method === 'HEAD' ? undefined : page.body)
}

const unauthorized = { status: 401, body: 'Unauthorized' }

/**
 * `POST` exchanges the token of a link for the secret of a session. With `Authorization: Bearer <secret>`, `GET` checks whether the
 * session is open and `DELETE` ends it.
 */
async function sessionAnswer(
  { options, origin, connections }: Door,
  method: string,
  request: IncomingMessage,
): Promise<{ readonly status: number; readonly body: string }> {
  const { sessions, core } = options
  const token = await bodyOf(request)
  if (token === null) return { status: 413, body: 'Content Too Large' }
  if (method === 'POST') {
    // pages of other sites can post forms here, but with another Origin
    const granted = request.headers.origin === origin ? sessions.exchange(token) : null
    if (granted === null) return unauthorized
    connections.requested(request.socket)
    return { status: 200, body: granted }
  }
  const secret = bearerOf(request)
  if (sessions.has(secret)) connections.requested(request.socket)
  if (method === 'DELETE') return sessions.end(secret) ? { status: 200, body: '' } : unauthorized
  const open: SessionAnswer = { problem: core.problem() }
  return sessions.has(secret) ? { status: 200, body: JSON.stringify(open) } : unauthorized
}

const bearerOf = ({ headers }: IncomingMessage): string =>
  /^Bearer ([\w-]+)$/.exec(headers.authorization ?? '')?.[1] ?? ''

/** Null for a body longer than any token. Reads the rest as well, so that the client receives the response. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  let text = ''
  for await (const chunk of request) {
    if (text.length <= longestToken) text += Buffer.from(chunk).toString('utf8')
  }
  return text.length > longestToken ? null : text.trim()
}
