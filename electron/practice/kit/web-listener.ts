/**
 * The port of a practice device's web server. HTTP and HTTPS share it (the first octet distinguishes them), because the devices of a
 * practice site are identified by their ports. Ours; a real device has a port for each.
 */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https'
import { createServer as createTcpServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { bugLog } from '../../platform/bugs.ts'
import { type ConnectionLimits, Connections, guarded, listen } from '../../platform/sockets.ts'
import { makeCertificate, type Subject } from './certificate.ts'

interface WebListenerOptions {
  readonly address: string
  /** 0 takes any free port. */
  readonly port: number
  /** Subject of the certificate; null for a device without HTTPS. */
  readonly subject: Subject | null
  /** Connections are cut while this is true. */
  readonly silent: () => boolean
  /** Exceptions are logged as bugs. */
  readonly onRequest: (
    request: IncomingMessage,
    response: ServerResponse,
    secure: boolean,
  ) => void | Promise<void>
}

export interface WebListener extends AsyncDisposable {
  readonly port: number
  /** Cuts all connections and listens on another port; `home` is the first one. @throws PunchdownError port-in-use */
  move(to: 'elsewhere' | 'home'): Promise<void>
  /** Changes the certificate for new connections; `first` is the one of the start. */
  showCertificate(which: 'first' | 'another'): void
}

/** Ours. */
export const connectionLimits: ConnectionLimits = {
  most: 64,
  mostPerPeer: 64,
  firstRequestMs: 30_000,
  idleMs: null,
  mostUnread: 1_048_576,
}
/** First octet of a TLS connection: a handshake record (RFC 8446 5.1). */
const handshakeRecord = 0x16

/** @throws PunchdownError port-in-use | address-not-here */
export async function openWebListener(options: WebListenerOptions): Promise<WebListener> {
  const { subject, onRequest } = options
  const handler = (secure: boolean): RequestListener =>
    guarded(bugLog, 'practice.http', (request: IncomingMessage, response: ServerResponse) =>
      onRequest(request, response, secure),
    )
  const plain = createServer(handler(false))
  const first = subject === null ? null : makeCertificate(subject)
  const secure = first === null ? null : createSecureServer(first, handler(true))
  const refuse = (socket: Duplex) => void socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
  const badRequest = guarded(bugLog, 'practice.http', (_error: Error, socket: Duplex) => refuse(socket))
  plain.on('clientError', badRequest)
  secure?.on('clientError', badRequest)
  secure?.on(
    'tlsClientError',
    guarded(bugLog, 'practice.http', (_error: Error, socket: Duplex) => void socket.destroy()),
  )
  let place = await openPlace(options, options.port, plain, secure)
  const home = place.port
  return {
    get port() {
      return place.port
    },
    async move(to) {
      if ((to === 'home') === (place.port === home)) return
      await place.close()
      place = await openPlace(options, to === 'home' ? home : 0, plain, secure)
    },
    showCertificate(which) {
      if (secure === null || subject === null || first === null) return
      secure.setSecureContext(which === 'first' ? first : makeCertificate(subject))
    },
    [Symbol.asyncDispose]: () => place.close(),
  }
}

async function openPlace(
  { address, silent }: WebListenerOptions,
  port: number,
  plain: ReturnType<typeof createServer>,
  secure: SecureServer | null,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const connections = new Connections(connectionLimits)
  const server = createTcpServer(
    guarded(bugLog, 'practice.http', (socket: Socket) => {
      if (!connections.adopt(socket)) return
      if (silent()) return void socket.destroy()
      const sort = guarded(bugLog, 'practice.http', () => {
        const octet: unknown = socket.read(1)
        if (!Buffer.isBuffer(octet)) return
        connections.requested(socket)
        socket.unshift(octet)
        const isTls = secure !== null && octet[0] === handshakeRecord
        ;(isTls ? secure : plain).emit('connection', socket)
      })
      socket.once('readable', sort)
    }),
  )
  return {
    port: await listen(server, { address, port, protocol: 'http' }),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      connections[Symbol.dispose]()
      await closed
    },
  }
}
