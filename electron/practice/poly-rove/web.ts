/** The practice base's web server: Digest, the pages, the form, the restart. One request at a time, as small devices do. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { PunchdownError } from '#shared/errors.ts'
import type { PracticeFault } from '#shared/model/host.ts'
import { DigestServer } from '../../platform/digest.ts'
import type { Pace } from '../pace.ts'

export interface WebPages {
  readonly model: string
  readonly user: string
  password(): string
  /** A page, or null where there is none. `html`: a browser asks. */
  page(path: string, html: boolean): { type: string; body: string } | null
  /** A submitted form: key and value pairs, decoded. */
  submit(fields: readonly (readonly [string, string])[]): void
  restart(): void
  /** While true nothing is answered: connections are cut. */
  restarting(): boolean
}

export interface Faults {
  has(fault: PracticeFault): boolean
  /** Faults of one time end when they were shown. */
  clear(fault: PracticeFault): void
}

export interface WebServer extends AsyncDisposable {
  readonly port: number
}

/** A form larger than this is refused whole. */
const longestForm = 65_536
/** Ours: how long a slow device takes. */
const slowMs = 6_000

/** @throws PunchdownError port-in-use | address-not-here */
export async function openWebServer(
  options: { address: string; port: number },
  pages: WebPages,
  faults: Faults,
  pace: Pace,
): Promise<WebServer> {
  const digest = new DigestServer({ realm: `admin@${pages.model}` })
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.on('connection', (socket) => {
    if (pages.restarting()) socket.destroy()
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
  })
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
  })

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request)
    if (body === null) {
      response.writeHead(413, { Connection: 'close' }).end()
      return
    }
    if (pages.restarting()) return void response.destroy()
    response.setHeader('Server', pages.model)
    const verdict = digest.verify(
      request.headers.authorization,
      request.method ?? 'GET',
      (user) => (user === pages.user ? pages.password() : null),
      body,
    )
    if (verdict !== 'ok' || faults.has('wrong-password')) {
      response.setHeader('WWW-Authenticate', digest.challenge(verdict === 'stale'))
      response.setHeader('Content-Type', 'text/html')
      response.statusCode = 401
      return void response.end('<html><body>401 Unauthorized</body></html>')
    }
    if (faults.has('slow') && !(await pace.wait(slowMs))) return void response.destroy()
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const drop = faults.has('drop-one-reply')
    if (drop) faults.clear('drop-one-reply')
    if (request.method === 'POST' && path === '/result.html') {
      pages.submit(fieldsOf(body))
      if (faults.has('reboot-in-the-middle')) {
        faults.clear('reboot-in-the-middle')
        pages.restart()
        return void response.destroy()
      }
      if (drop) return void response.destroy()
      response.setHeader('Content-Type', 'text/html')
      return void response.end('<html><body>Parameters submitted.</body></html>')
    }
    if (path === '/rebootgetconfig.htm') {
      response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': '64' })
      response.write('<html><body>')
      pages.restart()
      return void response.destroy()
    }
    if (drop) return void response.destroy()
    const html = (request.headers.accept ?? '').includes('text/html')
    const page = request.method === 'GET' ? pages.page(path, html) : null
    if (page === null) {
      response.statusCode = 404
      response.setHeader('Content-Type', 'text/html')
      return void response.end('<html><body>404 Not Found</body></html>')
    }
    response.setHeader('Content-Type', page.type)
    response.end(faults.has('garbage-page') && path !== '/menu.htm' ? garbage : page.body)
  }

  const port = await listen(server, options)
  return {
    port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Half a page and half a memory dump: what a device with a full flash was once seen to send. */
const garbage =
  '<?xml version="1.0"?><model reboot_req="false"><object name="\u0000\u0001\u0002" <param \ufffd\ufffd</'

/** Null: longer than the device takes; nothing of it counts. */
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

/** `ParameterList=79d6d10d%3DPeriodically%264e5fccb1%3D3600` → [['79d6d10d', 'Periodically'], ['4e5fccb1', '3600']] */
function fieldsOf(body: string): [string, string][] {
  const list = new URLSearchParams(body).get('ParameterList') ?? ''
  return list
    .split('&')
    .filter((pair) => pair.includes('='))
    .map((pair) => {
      const [key = '', ...value] = pair.split('=')
      return [decoded(key), decoded(value.join('='))]
    })
}

/** What is no percent-encoding is kept as it came, as the device does. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

async function listen(server: Server, { address, port }: { address: string; port: number }): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const code = cause.code === 'EADDRNOTAVAIL' ? 'address-not-here' : 'port-in-use'
      reject(new PunchdownError(code, { address, port }, { cause }))
    })
    server.listen(port, address, resolve)
  })
  const bound = server.address()
  return bound !== null && typeof bound !== 'string' ? bound.port : port
}
