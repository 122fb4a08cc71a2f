/** Pages of the practice office's devices: the first one says who they are, signing in leads nowhere. */
import { createServer, type Server } from 'node:http'

export interface Page {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A server that listens nowhere yet. */
export function pageServer(page: Page): Server {
  const server = createServer((request, response) => {
    request.resume()
    const isFirst = page.status === 401 || /^\/(?:$|\?)/.test(request.url ?? '/')
    const { 'Content-Type': type = 'text/html', ...headers } = page.headers
    response.writeHead(isFirst ? page.status : 404, { ...headers, 'Content-Type': type, Connection: 'close' })
    response.end(isFirst ? page.body : '')
  })
  server.on('connection', (socket) => socket.on('error', () => undefined))
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
  })
  return server
}
