/** Web pages of the office's devices: a first page with the banner; signing in is not possible. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { bugLog } from '../../platform/bugs.ts'
import { Connections, guarded, takeHttpConnections } from '../../platform/sockets.ts'
import { connectionLimits } from '../kit/web-listener.ts'

export interface Page {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Creates the server; the caller makes it listen. */
export function pageServer(page: Page): Server {
  const server = createServer(
    guarded(bugLog, 'practice.http', (request: IncomingMessage, response: ServerResponse) => {
      request.resume()
      const isFirst = page.status === 401 || /^\/(?:$|\?)/.test(request.url ?? '/')
      const { 'Content-Type': type = 'text/html', ...headers } = page.headers
      response.writeHead(isFirst ? page.status : 404, {
        ...headers,
        'Content-Type': type,
        Connection: 'close',
      })
      response.end(isFirst ? page.body : '')
    }),
  )
  takeHttpConnections(server, new Connections(connectionLimits))
  return server
}
