/** TCP and TLS (RFC 3261 §18, RFC 5626 §3.5.1): connections, their framing, and bounded queues. */
import { createConnection, isIPv6, type Socket } from 'node:net'
import { connect as connectTls, type SecureContext, TLSSocket } from 'node:tls'
import { PunchdownError } from '#shared/errors.ts'
import type { Log } from '../../platform/log.ts'
import { type ConnectionLimits, Connections, guarded, peerAddress } from '../../platform/sockets.ts'
import { refusalOf } from '../message/read-message.ts'
import type { Destination, Flow, TransportListener } from './flow.ts'
import { pong } from './keep-alive.ts'
import { StreamFramer } from './stream-framer.ts'

/** Our limits. Phones send keep-alives or refresh their registration more often than every eleven minutes. */
export const usualConnections: ConnectionLimits = {
  most: 512,
  mostPerPeer: 64,
  firstRequestMs: 10_000,
  idleMs: 660_000,
  mostUnread: 1_048_576,
}
const connectMs = 5_000
/** Messages of one connection that are handled in one turn of the event loop, before other sockets have theirs. */
const mostPerTurn = 8

export interface StreamParts {
  /** Local address of outgoing connections. */
  readonly address: string
  readonly limits: ConnectionLimits
  readonly listener: TransportListener
  readonly log: Pick<Log, 'write'>
  /** Certificate of this server, and the authorities that outgoing connections trust; null without TLS. */
  readonly secure: SecureContext | null
}

let connectionCount = 0

/** The connections of one transport, accepted and opened. */
export class Streams implements Disposable {
  readonly #parts: StreamParts
  readonly #connections: Connections
  /** By transport, address and port of the peer; the last connection counts. */
  readonly #byPeer = new Map<string, StreamFlow>()
  readonly #opening = new Map<string, Promise<StreamFlow>>()

  constructor(parts: StreamParts) {
    this.#parts = parts
    this.#connections = new Connections(parts.limits)
  }

  get size(): number {
    return this.#connections.size
  }

  accept(socket: Socket, transport: 'tcp' | 'tls'): void {
    const from = { transport, address: peerAddress(socket), port: socket.remotePort ?? 0 }
    if (!this.#connections.adopt(socket)) return
    if (transport === 'tcp' || this.#parts.secure === null) this.#open(socket, socket, from)
    else {
      const secured = new TLSSocket(socket, { isServer: true, secureContext: this.#parts.secure })
      this.#open(secured, socket, from)
    }
  }

  /** The open connection to a destination, or one that is opened by the first `send`. */
  flowTo(destination: Destination): Flow {
    const open = this.#byPeer.get(keyOf(destination))
    return open ?? new OpeningFlow(destination, () => this.#connect(destination))
  }

  [Symbol.dispose](): void {
    this.#connections[Symbol.dispose]()
  }

  #connect(destination: Destination): Promise<StreamFlow> {
    const key = keyOf(destination)
    const open = this.#byPeer.get(key)
    if (open !== undefined) return Promise.resolve(open)
    const opening =
      this.#opening.get(key) ?? this.#connectNew(destination).finally(() => this.#opening.delete(key))
    this.#opening.set(key, opening)
    return opening
  }

  /** @throws PunchdownError unreachable | connection-lost */
  async #connectNew(destination: Destination): Promise<StreamFlow> {
    const { address, secure } = this.#parts
    const socket = await connect(address, destination, secure)
    if (!this.#connections.adopt(socket)) throw lost(destination)
    this.#connections.requested(socket)
    return this.#open(socket, socket, destination)
  }

  /** `raw` is the connection that counts for the limits; `socket` is the one to read, which is another over TLS. */
  #open(socket: Socket, raw: Socket, destination: Destination): StreamFlow {
    const { limits, listener, log } = this.#parts
    const flow = new StreamFlow(socket, destination, limits.mostUnread)
    const framer = new StreamFramer()
    const key = keyOf(destination)
    this.#byPeer.set(key, flow)
    socket.setNoDelay(true)
    if (socket !== raw) socket.on('error', () => raw.destroy())
    const inTurns = handleInTurns(socket, log, flow, listener)
    socket.on(
      'data',
      guarded(log, 'sip.transport', (chunk: Buffer) => {
        const { messages, broken, pings } = framer.push(chunk)
        if (pings > 0) flow.send(pong(pings))
        if (messages.length > 0) this.#connections.requested(raw)
        inTurns(messages, () => {
          if (broken === null || flow.closed) return
          listener.onMalformed(broken.bytes, flow, refusalOf(broken.bytes, broken.reason))
          if (socket === raw) this.#connections.close(raw, '')
          else socket.end()
        })
      }),
    )
    raw.on('close', () => {
      if (this.#byPeer.get(key) === flow) this.#byPeer.delete(key)
      if (socket !== raw) socket.destroy()
      flow.end()
    })
    return flow
  }
}

/**
 * Passes messages to the listener, a few in each turn of the event loop, and calls `then` after the last one. The socket is not read
 * meanwhile: one chunk of 64 kB holds hundreds of messages, and a hundred such connections would keep all other peers waiting.
 */
function handleInTurns(
  socket: Socket,
  log: Pick<Log, 'write'>,
  flow: Flow,
  listener: TransportListener,
): (messages: readonly Buffer[], then: () => void) => void {
  return (messages, then) => {
    let next = 0
    const turn = guarded(log, 'sip.transport', (): void => {
      for (const message of messages.slice(next, next + mostPerTurn)) {
        if (!flow.closed) listener.onMessage(message, flow)
      }
      next += mostPerTurn
      if (next < messages.length && !flow.closed) {
        setImmediate(turn)
        return
      }
      then()
      socket.resume()
    })
    if (messages.length > mostPerTurn) socket.pause()
    turn()
  }
}

const keyOf = ({ transport, address, port }: Destination): string => `${transport} ${address} ${port}`
const lost = ({ address, port }: Destination, cause?: unknown) =>
  new PunchdownError('connection-lost', { address, port }, { cause })
const unreachable = ({ address, port }: Destination, cause: unknown) =>
  new PunchdownError('unreachable', { address, port }, { cause })

class StreamFlow implements Flow {
  readonly id: string
  readonly transport: 'tcp' | 'tls'
  readonly reliable = true
  readonly address: string
  readonly port: number
  readonly #socket: Socket
  readonly #mostUnread: number
  readonly #listeners = new Set<(error: Error) => void>()

  constructor(socket: Socket, { transport, address, port }: Destination, mostUnread: number) {
    this.transport = transport === 'tls' ? 'tls' : 'tcp'
    this.address = address
    this.port = port
    this.id = `${transport} ${address} ${port} ${++connectionCount}`
    this.#socket = socket
    this.#mostUnread = mostUnread
  }

  get closed(): boolean {
    return this.#socket.destroyed || !this.#socket.writable
  }

  onLost(listener: (error: Error) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** The connection has ended. */
  end(): void {
    for (const listener of [...this.#listeners]) listener(lost(this))
    this.#listeners.clear()
  }

  /** Closes the connection of a peer that does not read, because the unsent octets would grow without limit. */
  send(octets: Buffer, onError?: (error: Error) => void): void {
    if (this.#socket.writableLength + octets.length > this.#mostUnread) this.#socket.destroy()
    if (this.closed) {
      onError?.(lost(this))
      return
    }
    this.#socket.write(octets, (error) => {
      if (error !== null && error !== undefined) onError?.(lost(this, error))
    })
  }
}

/** A flow to a destination without a connection: opens it at the first `send`, and again after it has ended. */
class OpeningFlow implements Flow {
  readonly transport: Destination['transport']
  readonly reliable = true
  readonly closed = false
  readonly address: string
  readonly port: number
  readonly #connect: () => Promise<Flow>
  readonly #listeners = new Set<(error: Error) => void>()
  /** The last connection that was opened. */
  #current: Flow | null = null

  constructor({ transport, address, port }: Destination, connectNow: () => Promise<Flow>) {
    this.transport = transport
    this.address = address
    this.port = port
    this.#connect = connectNow
  }

  get id(): string {
    return `${this.transport} ${this.address} ${this.port}`
  }

  send(octets: Buffer, onError?: (error: Error) => void): void {
    // at once where it can, so that messages keep their order with those of other flows over this connection
    if (this.#current?.closed === false) {
      this.#current.send(octets, onError)
      return
    }
    this.#connect().then(
      (flow) => {
        this.#watch(flow)
        flow.send(octets, onError)
      },
      (error: unknown) => onError?.(error instanceof Error ? error : lost(this, error)),
    )
  }

  onLost(listener: (error: Error) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #watch(flow: Flow): void {
    if (flow === this.#current) return
    this.#current = flow
    flow.onLost((error) => {
      for (const listener of [...this.#listeners]) listener(error)
    })
  }
}

function connect(localAddress: string, to: Destination, secure: SecureContext | null): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const isSameFamily = isIPv6(localAddress) === isIPv6(to.address)
    const where = { host: to.address, port: to.port, ...(isSameFamily ? { localAddress } : {}) }
    const trust = secure === null ? {} : { secureContext: secure }
    // a destination is an address, which certificates seldom name: the chain is checked and the name is not
    const socket =
      to.transport === 'tls'
        ? connectTls({ ...where, ...trust, checkServerIdentity: () => undefined })
        : createConnection(where)
    const failed = (error: unknown): void => {
      socket.destroy()
      reject(unreachable(to, error))
    }
    socket.once('error', failed)
    socket.setTimeout(connectMs, () => failed(new Error('no answer')))
    socket.once(to.transport === 'tls' ? 'secureConnect' : 'connect', () => {
      socket.off('error', failed)
      socket.setTimeout(0)
      resolve(socket)
    })
  })
}
