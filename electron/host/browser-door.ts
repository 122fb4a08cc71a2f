/** The browser door: the page and the contract on 127.0.0.1, for whoever holds the link. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import { PunchdownError } from '#shared/errors.ts'
import type { Log } from '../platform/log.ts'
import type { CoreRouter } from '../router/index.ts'
import type { Services } from '../services/index.ts'
import { createPageFiles, type PageFiles } from './page.ts'
import type { DoorSessions } from './sessions.ts'

export interface BrowserDoorOptions {
  /** 0 takes any free port. */
  readonly port: number
  readonly pageFolder: string
  readonly sessions: DoorSessions
  readonly router: CoreRouter
  readonly services: Services
  readonly log: Log
}

export interface BrowserDoor extends AsyncDisposable {
  readonly port: number
  readonly origin: string
  /** A link with a fresh token in its fragment, which no server and no log ever sees. */
  link(): string
}

const host = '127.0.0.1'
/** Longest body of POST /session, and longest message over the socket. */
const longestToken = 1_024
const longestMessage = 4 * 1024 * 1024
/** Subprotocol the page offers beside its secret. */
const protocol = 'punchdown'

/** @throws PunchdownError port-in-use */
export async function openBrowserDoor(options: BrowserDoorOptions): Promise<BrowserDoor> {
  const { sessions, log } = options
  const sockets = new Set<Socket>()
  const server = createServer({ maxHeaderSize: 16_384, requestTimeout: 15_000 })
  const port = await listen(server, options.port)
  const place = `${host}:${port}`
  const origin = `http://${place}`
  const files = createPageFiles(options.pageFolder, `ws://${place}`)
  const handler = new RPCHandler(options.router)
  const upgrades = new WebSocketServer({
    noServer: true,
    maxPayload: longestMessage,
    handleProtocols: (offered) => (offered.has(protocol) ? protocol : false),
  })

  /** A page elsewhere that points a name of its own at 127.0.0.1 has another Host, and another Origin. */
  const fromHere = (request: IncomingMessage): boolean =>
    request.headers.host === place &&
    (request.headers.origin === undefined || request.headers.origin === origin)

  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('request', (request, response) => {
    if (!fromHere(request)) {
      log.write('door.refused', {
        host: request.headers.host ?? null,
        origin: request.headers.origin ?? null,
      })
      response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Forbidden')
      return
    }
    answer(request, response, files, sessions, origin).catch(() => response.destroy())
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [, secret = ''] = (request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/)
    const allowed = fromHere(request) && request.headers.origin === origin && request.url === '/contract'
    if (!allowed || !sessions.has(secret)) {
      log.write('door.socket-refused', { path: request.url ?? null, origin: request.headers.origin ?? null })
      socket.end(`HTTP/1.1 ${allowed ? '401 Unauthorized' : '403 Forbidden'}\r\nConnection: close\r\n\r\n`)
      return
    }
    upgrades.handleUpgrade(request, socket, head, (upgraded) => {
      upgraded.on('error', () => upgraded.terminate())
      handler.upgrade(upgraded, { context: { services: options.services } }).catch((error: unknown) => {
        log.write('door.socket-failed', { error: String(error) })
        upgraded.terminate()
      })
    })
  })

  return {
    port,
    origin,
    link: () => `${origin}/#token=${sessions.issueToken()}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const client of upgrades.clients) client.terminate()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  files: PageFiles,
  sessions: DoorSessions,
  origin: string,
): Promise<void> {
  const path = request.url ?? '/'
  if (path === '/session' && (request.method === 'POST' || request.method === 'GET')) {
    // a form of another page can be posted here, but not with this page's Origin
    const token = await bodyOf(request)
    const granted =
      request.method === 'GET'
        ? knownSession(request, sessions)
        : token !== null && request.headers.origin === origin
          ? sessions.exchange(token)
          : null
    response.writeHead(token === null ? 413 : granted === null ? 401 : 200, {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    })
    response.end(granted ?? 'Unauthorized')
    return
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end()
    return
  }
  const page = await files.get(path)
  response.writeHead(page.status, page.headers)
  response.end(request.method === 'HEAD' ? undefined : page.body)
}

/** A page whose socket was refused asks whether its session is over or the core was away. */
function knownSession(request: IncomingMessage, sessions: DoorSessions): 'open' | null {
  const secret = /^Bearer ([\w-]+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  return sessions.has(secret) ? 'open' : null
}

/** Null when it is longer than any token; what is too much is read and dropped, so that the answer can be read too. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  let text = ''
  for await (const chunk of request) {
    if (text.length <= longestToken) text += Buffer.from(chunk).toString('utf8')
  }
  return text.length > longestToken ? null : text.trim()
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new PunchdownError('port-in-use', { address: host, port }, { cause })),
    )
    server.listen(port, host, resolve)
  })
  const bound: AddressInfo | string | null = server.address()
  return bound !== null && typeof bound !== 'string' ? bound.port : port
}
