/** Web pages of the office's devices: a first page with the banner; signing in is not possible. */
import { createServer, type Server } from 'node:http'

export interface Page {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Not listening yet. */
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
