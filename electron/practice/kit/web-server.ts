/** The web server of a practice device: Digest sign-in (RFC 7616), faults, a form limit, silence during a restart. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import {
  type ConnectionLimits,
  Connections,
  guarded,
  listen,
  takeHttpConnections,
} from '../../platform/sockets.ts'
import { DigestServer } from './digest-server.ts'
import type { Faults } from './faults.ts'
import type { Pace } from './pace.ts'

export interface DeviceRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** True when the client accepts `text/html`, as browsers do. */
  readonly html: boolean
  readonly body: string
}

/**
 * page: a reply; `always` exempts it from the garbage-page fault. accepted: a form was stored. restart: the device restarts
 * and cuts the connection in the middle of its reply.
 */
export type DeviceReply =
  | { readonly kind: 'page'; readonly type: string; readonly body: string; readonly always?: true }
  | { readonly kind: 'accepted'; readonly body: string }
  | { readonly kind: 'restart' }
  | { readonly kind: 'not-found' }

export interface WebDevice {
  /** Value of the Server header. */
  readonly server: string
  readonly realm: string
  readonly user: string
  password(): string
  answer(request: DeviceRequest): DeviceReply
  restart(): void
  /** Connections are cut while this is true. */
  restarting(): boolean
  /** Reply of the garbage-page fault. */
  readonly garbage: string
}

export interface WebServer extends AsyncDisposable {
  readonly port: number
}

interface WebParts {
  readonly device: WebDevice
  readonly faults: Faults
  readonly pace: Pace
  readonly digest: DigestServer
}

/** A longer form is refused with 413. */
const longestForm = 65_536
/** Ours. */
export const connectionLimits: ConnectionLimits = {
  most: 64,
  mostPerPeer: 64,
  firstRequestMs: 30_000,
  idleMs: null,
  mostUnread: 1_048_576,
}
/** Delay of the slow fault, milliseconds; ours. */
const slowMs = 6_000

/** @throws PunchdownError port-in-use | address-not-here */
export async function openWebServer(
  options: { address: string; port: number },
  device: WebDevice,
  faults: Faults,
  pace: Pace,
): Promise<WebServer> {
  const parts: WebParts = { device, faults, pace, digest: new DigestServer({ realm: device.realm }) }
  const connections = new Connections(connectionLimits)
  const server = createServer((request, response) => {
    serve(parts, request, response).catch(() => response.destroy())
  })
  takeHttpConnections(server, connections)
  server.on(
    'connection',
    guarded(undefined, 'practice.http', (socket: Socket) => {
      if (device.restarting()) socket.destroy()
    }),
  )
  const port = await listen(server, { ...options, protocol: 'http' })
  return {
    port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      connections[Symbol.dispose]()
      await closed
    },
  }
}

async function serve(parts: WebParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { device, faults, pace } = parts
  const body = await bodyOf(request)
  if (body === null) {
    response.writeHead(413, { Connection: 'close' }).end()
    return
  }
  if (device.restarting()) return void response.destroy()
  response.setHeader('Server', device.server)
  if (!isSignedIn(parts, request, response, body)) return
  if (faults.has('slow') && !(await pace.wait(slowMs))) return void response.destroy()
  const url = request.url ?? '/'
  const reply = device.answer({
    method: request.method ?? 'GET',
    path: url.split('?')[0] ?? '/',
    query: new URLSearchParams(url.split('?')[1] ?? ''),
    html: (request.headers.accept ?? '').includes('text/html'),
    body,
  })
  send(parts, reply, response)
}

/** Answers 401 itself when the request is not signed in. */
function isSignedIn(
  { device, faults, digest }: WebParts,
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
): boolean {
  const verdict = digest.verify(
    request.headers.authorization,
    request.method ?? 'GET',
    (user) => (user === device.user ? device.password() : null),
    body,
  )
  if (verdict === 'ok' && !faults.has('wrong-password')) return true
  response.setHeader('WWW-Authenticate', digest.challenge(verdict === 'stale'))
  sendHtml(response, 401, '<html><body>401 Unauthorized</body></html>')
  return false
}

function send({ device, faults }: WebParts, reply: DeviceReply, response: ServerResponse): void {
  if (reply.kind === 'restart') {
    response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': '64' })
    response.write('<html><body>')
    device.restart()
    return void response.destroy()
  }
  const isDropped = faults.take('drop-one-reply')
  if (reply.kind === 'accepted' && faults.take('reboot-in-the-middle')) {
    device.restart()
    return void response.destroy()
  }
  if (isDropped) return void response.destroy()
  switch (reply.kind) {
    case 'accepted':
      sendHtml(response, 200, reply.body)
      return
    case 'not-found':
      sendHtml(response, 404, '<html><body>404 Not Found</body></html>')
      return
    case 'page':
      response.setHeader('Content-Type', reply.type)
      response.end(faults.has('garbage-page') && reply.always !== true ? device.garbage : reply.body)
  }
}

function sendHtml(response: ServerResponse, status: number, body: string): void {
  response.statusCode = status
  response.setHeader('Content-Type', 'text/html')
  response.end(body)
}

/** Null when it is longer than the device takes; then nothing of it is stored. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes: Buffer = Buffer.from(chunk)
    length += bytes.length
    if (length > longestForm) return null
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
