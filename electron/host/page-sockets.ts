/**
 * The core's end of the pages' WebSockets. The browser door accepts the TCP connection, checks the session, and hands the connection over,
 * so that no frame passes through the door's process.
 */
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { Log } from '../platform/log.ts'
import { Connections, guarded } from '../platform/sockets.ts'
import type { FromCore, Handshake } from './core-messages.ts'
import { doorLimits, pageProtocol } from './door-limits.ts'

/** Maximum length of a message from a page, in octets. */
const longestMessage = 4 * 1024 * 1024

interface Received {
  readonly socket: Socket
  readonly handshake: Handshake
}

/** A connection to one page, with the methods that the contract's handler uses. */
export interface PagePort {
  on(event: 'message' | 'close', listener: (event?: { data: unknown }) => void): void
  postMessage(message: unknown): void
  start(): void
}

export interface PageSockets {
  /** Holds a connection until the door has let go of it. `handle` is no socket when the page closed it on its way. */
  receive(page: number, handshake: Handshake, handle: unknown): void
  /** Accepts the WebSocket of a connection that was received. */
  open(page: number): void
  close(page: number): void
}

/** `connected` is called with each accepted WebSocket. */
export function createPageSockets(
  log: Pick<Log, 'write'>,
  post: (message: FromCore) => void,
  connected: (port: PagePort) => void,
): PageSockets {
  const connections = new Connections(doorLimits)
  const upgrades = new WebSocketServer({ noServer: true, maxPayload: longestMessage })
  const pages = new Map<number, Received>()
  return {
    receive(page, handshake, handle) {
      if (!(handle instanceof Socket)) {
        post({ kind: 'page-closed', page })
        return
      }
      const socket = handle
      pages.set(page, { socket, handshake })
      socket.once('close', () => {
        pages.delete(page)
        post({ kind: 'page-closed', page })
      })
      if (!connections.adopt(socket)) return
      connections.requested(socket)
      post({ kind: 'page-received', page })
    },
    open(page) {
      const received = pages.get(page)
      if (received === undefined) return
      const { socket, handshake } = received
      upgrades.handleUpgrade(requestOf(received), socket, Buffer.from(handshake.head), (opened) => {
        opened.on('error', () => opened.terminate())
        connected(portOf(opened, log))
      })
    },
    close: (page) => void pages.get(page)?.socket.destroy(),
  }
}

/** The upgrade request as the door has received it, without the secret of the session. */
function requestOf({ socket, handshake }: Received): IncomingMessage {
  const request = new IncomingMessage(socket)
  request.method = 'GET'
  request.headers = {
    connection: 'Upgrade',
    upgrade: handshake.upgrade,
    'sec-websocket-key': handshake.key,
    'sec-websocket-version': handshake.version,
    'sec-websocket-protocol': pageProtocol,
  }
  return request
}

const portOf = (socket: WebSocket, log: Pick<Log, 'write'>): PagePort => ({
  on(event, listener) {
    if (event === 'close') socket.on('close', () => listener())
    else
      socket.on(
        'message',
        guarded(log, 'core.frame', (data: RawData, isBinary: boolean) =>
          listener({ data: frameOf(data, isBinary) }),
        ),
      )
  },
  postMessage(frame) {
    if (typeof frame === 'string' || frame instanceof Uint8Array) socket.send(frame, () => undefined)
  },
  start: () => undefined,
})

/** A text message as a string, a binary one as an ArrayBuffer of its own. */
function frameOf(data: RawData, isBinary: boolean): string | ArrayBuffer {
  const octets = Array.isArray(data) ? Buffer.concat(data) : data
  if (isBinary) return octets instanceof ArrayBuffer ? octets : new Uint8Array(octets).buffer
  return (Buffer.isBuffer(octets) ? octets : Buffer.from(octets)).toString('utf8')
}
