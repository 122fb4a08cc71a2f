/**
 * Server sockets: `listen()`, connection limits, and a boundary for exceptions of socket callbacks.
 *
 * A peer can reset, hold open or flood connections. Every server uses these functions, so that no peer can end the process, exhaust
 * its file descriptors or fill its memory.
 */
import { randomUUID } from 'node:crypto'
import type { Socket as UdpSocket } from 'node:dgram'
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { type Server, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { PunchdownError } from '#shared/errors.ts'
import { bugLog } from './bugs.ts'
import type { Log } from './log.ts'

export interface ListenAddress {
  readonly address: string
  /** 0 for any free port. */
  readonly port: number
  /** Fact of the errors: `http`, `sip`, `snmp`, `udp`. */
  readonly protocol: string
}

/**
 * Binds a TCP, HTTP or UDP server; resolves with its port. Adds an error listener that stays, so that a failed accept (EMFILE) or
 * an ICMP error does not end the process.
 * @throws PunchdownError port-in-use | address-not-here
 */
export async function listen(on: Server | UdpSocket, where: ListenAddress): Promise<number> {
  const { address, port } = where
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let listening = false
  on.on('error', (error) => {
    if (!listening) reject(listenProblem(error, where))
  })
  on.once('listening', () => {
    listening = true
    resolve()
  })
  if ('bind' in on) on.bind({ address, port, exclusive: true })
  else on.listen({ host: address, port, exclusive: true })
  await promise
  const bound = on.address()
  return bound !== null && typeof bound === 'object' ? bound.port : port
}

function listenProblem(error: Error, { address, port, protocol }: ListenAddress): unknown {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new PunchdownError('port-in-use', { address, port, protocol }, { cause: error })
    case 'EACCES':
      return new PunchdownError(
        'port-in-use',
        { address, port, protocol, reason: 'rights' },
        { cause: error },
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new PunchdownError('address-not-here', { address }, { cause: error })
    default:
      return error
  }
}

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '')

/** Wraps a socket callback: logs what it throws or rejects with, under a reference, and does not rethrow it. */
export function guarded<Args extends readonly unknown[]>(
  log: Pick<Log, 'write'>,
  path: string,
  callback: (...args: Args) => void | Promise<void>,
): (...args: Args) => void {
  const failed = (error: unknown): void => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    log.write(`${path}.bug`, { reference: randomUUID().slice(0, 8), error: text })
  }
  return (...args) => {
    try {
      const running = callback(...args)
      if (running instanceof Promise) running.catch(failed)
    } catch (error) {
      failed(error)
    }
  }
}

export interface ConnectionLimits {
  /** Connections at once, in total. */
  readonly most: number
  /** Connections at once from one address. */
  readonly mostPerPeer: number
  /** Milliseconds until the first complete request of a connection. */
  readonly firstRequestMs: number
  /** Milliseconds without data from the peer after the first request; null when the server has its own idle timeout. */
  readonly idleMs: number | null
  /** Octets buffered for a peer that does not read. */
  readonly mostUnread: number
}

interface Connection {
  readonly socket: Socket
  readonly peer: string
  /** Milliseconds of the monotonic clock; null for no deadline. */
  deadline: number | null
  requested: boolean
  octets: number
}

/** Milliseconds until a connection that was closed is destroyed. */
const lastReadMs = 1_000

/** The open connections of one server. */
export class Connections implements Disposable {
  readonly #limits: ConnectionLimits
  readonly #now: () => number
  readonly #bySocket = new Map<Socket, Connection>()
  readonly #byPeer = new Map<string, Set<Connection>>()
  /** Connections without a complete request, the oldest first. */
  readonly #silent = new Set<Connection>()
  #sweeping: NodeJS.Timeout | undefined

  constructor(limits: ConnectionLimits, now = () => performance.now()) {
    this.#limits = limits
    this.#now = now
  }

  get size(): number {
    return this.#bySocket.size
  }

  /**
   * Adds an error listener to a connection and counts it until it closes. At a limit, destroys the oldest connection without a request
   * (of this peer, or of all peers), else the oldest of the peer that has most; where no other peer has more than this one, destroys
   * the new connection and returns false.
   */
  adopt(socket: Socket): boolean {
    socket.on('error', () => socket.destroy())
    const peer = peerAddress(socket)
    if (peer === '' || !this.#makeRoom(peer)) {
      socket.destroy()
      return false
    }
    const deadline = this.#now() + this.#limits.firstRequestMs
    const connection: Connection = { socket, peer, deadline, requested: false, octets: 0 }
    this.#bySocket.set(socket, connection)
    this.#silent.add(connection)
    const own = this.#byPeer.get(peer)
    if (own === undefined) this.#byPeer.set(peer, new Set([connection]))
    else own.add(connection)
    socket.on('close', () => this.#forget(connection))
    const interval = Math.min(1_000, this.#limits.firstRequestMs / 2)
    this.#sweeping ??= setInterval(() => this.#sweep(), interval).unref()
    return true
  }

  /** Marks a connection whose peer has sent a complete request: its peer's other connections do not replace it, and `idleMs` applies. */
  requested(socket: Socket): void {
    const connection = this.#bySocket.get(socket)
    if (connection === undefined || connection.requested) return
    const { idleMs } = this.#limits
    connection.requested = true
    connection.deadline = idleMs === null ? null : this.#now() + idleMs
    this.#silent.delete(connection)
  }

  /** Sends the last data and ends the connection; destroys it after a second if the peer has not closed it. */
  close(socket: Socket, last: string): void {
    const connection = this.#bySocket.get(socket)
    if (connection === undefined || !socket.writable) {
      socket.destroy()
      return
    }
    connection.requested = false
    connection.deadline = Math.min(connection.deadline ?? Number.POSITIVE_INFINITY, this.#now() + lastReadMs)
    this.#silent.add(connection)
    socket.end(last)
    // unread data would turn the close into a reset, which can overtake the response
    socket.resume()
  }

  [Symbol.dispose](): void {
    for (const connection of [...this.#bySocket.values()]) this.#destroy(connection)
  }

  #makeRoom(peer: string): boolean {
    const own = this.#byPeer.get(peer)
    const isPeerFull = own !== undefined && own.size >= this.#limits.mostPerPeer
    if (!isPeerFull && this.size < this.#limits.most) return true
    const oldest = firstSilent(isPeerFull ? own : this.#silent)
    const givesWay = oldest ?? (isPeerFull ? null : this.#oldestOfLargest(own?.size ?? 0))
    if (givesWay !== null) this.#destroy(givesWay)
    return givesWay !== null
  }

  /** Null where no peer holds more than `held` connections and the new one: several addresses of one host do not keep others out. */
  #oldestOfLargest(held: number): Connection | null {
    let largest: ReadonlySet<Connection> = new Set()
    for (const each of this.#byPeer.values()) if (each.size > largest.size) largest = each
    const [oldest] = largest
    return largest.size > held + 1 && oldest !== undefined ? oldest : null
  }

  #sweep(): void {
    const at = this.#now()
    const { idleMs, mostUnread } = this.#limits
    for (const connection of this.#bySocket.values()) {
      const { socket, requested, octets } = connection
      if (requested && idleMs !== null && socket.bytesRead !== octets) connection.deadline = at + idleMs
      connection.octets = socket.bytesRead
      const isLate = connection.deadline !== null && at >= connection.deadline
      if (isLate || socket.writableLength > mostUnread) this.#destroy(connection)
    }
  }

  #destroy(connection: Connection): void {
    this.#forget(connection)
    connection.socket.destroy()
  }

  #forget(connection: Connection): void {
    const { socket, peer } = connection
    this.#bySocket.delete(socket)
    this.#silent.delete(connection)
    const own = this.#byPeer.get(peer)
    own?.delete(connection)
    if (own?.size === 0) this.#byPeer.delete(peer)
    if (this.size > 0) return
    clearInterval(this.#sweeping)
    this.#sweeping = undefined
  }
}

/** Applies the limits to the connections of an HTTP server, and answers a malformed request with 400. */
export function takeHttpConnections(server: HttpServer, connections: Connections): void {
  server.on(
    'connection',
    guarded(bugLog, 'http', (socket: Socket) => void connections.adopt(socket)),
  )
  server.on(
    'request',
    guarded(bugLog, 'http', ({ socket }: IncomingMessage) => connections.requested(socket)),
  )
  server.on(
    'clientError',
    guarded(bugLog, 'http', (_error: Error, socket: Duplex) => {
      // the socket of an HTTP server is a net.Socket; a reset one is no longer writable
      if (socket instanceof Socket)
        connections.close(socket, 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
      else socket.destroy()
    }),
  )
}

function firstSilent(connections: Iterable<Connection>): Connection | null {
  for (const connection of connections) if (!connection.requested) return connection
  return null
}

/** `::ffff:192.0.2.4` → `192.0.2.4`; empty for a closed connection. */
export function peerAddress(socket: Socket): string {
  const address = socket.remoteAddress ?? ''
  return address.startsWith('::ffff:') ? address.slice(7) : address
}
