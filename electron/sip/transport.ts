/** Transport layer (RFC 3261 §18): UDP and TCP on one port, and stream framing. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { PunchdownError } from '#shared/errors.ts'
import type { Log } from '../platform/log.ts'
import { type ConnectionLimits, Connections, guarded, listen, peerAddress } from '../platform/sockets.ts'
import type { MalformedReason } from './message/malformed.ts'
import { StreamFramer } from './stream-framer.ts'

/** Source or destination of a message. */
export interface Flow {
  readonly transport: 'udp' | 'tcp'
  readonly address: string
  readonly port: number
}

export interface TransportListener {
  onMessage(bytes: Buffer, flow: Flow): void
  onMalformed(bytes: Buffer, flow: Flow, reason: MalformedReason): void
}

export interface Transport extends AsyncDisposable {
  readonly address: string
  readonly port: number
  /** Resolves when the operating system has accepted the bytes. @throws PunchdownError unreachable | connection-lost */
  send(bytes: Buffer, flow: Flow): Promise<void>
}

/** Sends bytes without waiting; a failure is logged and passed to `onError`. */
export type Transmit = (bytes: Buffer, flow: Flow, onError?: (error: Error) => void) => void

/** Our limits. Phones send keep-alives or refresh their registration more often than every eleven minutes. */
const usualSipConnections: ConnectionLimits = {
  most: 512,
  mostPerPeer: 64,
  firstRequestMs: 10_000,
  idleMs: 660_000,
  mostUnread: 1_048_576,
}
const connectMs = 5_000
/** Requested receive buffer of the UDP socket in octets; the system may grant less. */
const receiveBuffer = 4_194_304

export interface TransportOptions {
  readonly address: string
  /** 0 chooses a port that is free for both transports. */
  readonly port: number
  readonly log: Pick<Log, 'write'>
  readonly connections?: ConnectionLimits
}

/** @throws PunchdownError port-in-use | address-not-here */
export async function openTransport(
  options: TransportOptions,
  listener: TransportListener,
): Promise<Transport> {
  const { address } = options
  for (let attempt = 0; ; attempt++) {
    const server = createServer()
    const udp = createSocket({ type: 'udp4', reuseAddr: false })
    try {
      const port = await listen(server, { address, port: options.port, protocol: 'sip' })
      await listen(udp, { address, port, protocol: 'sip' })
      return createTransport({ ...options, port, server, udp }, listener)
    } catch (error) {
      server.close()
      udp.close()
      // another program may use the same port for UDP only
      const isTaken = error instanceof PunchdownError && error.code === 'port-in-use'
      if (options.port !== 0 || attempt >= 20 || !isTaken) throw error
    }
  }
}

interface TransportParts extends TransportOptions {
  readonly server: Server
  readonly udp: UdpSocket
}

interface Streams {
  readonly connections: Connections
  readonly limits: ConnectionLimits
  /** By `address:port` of the peer. */
  readonly byPeer: Map<string, Socket>
}

function createTransport(parts: TransportParts, listener: TransportListener): Transport {
  const { address, port, server, udp, log } = parts
  const limits = parts.connections ?? usualSipConnections
  const streams: Streams = { connections: new Connections(limits), limits, byPeer: new Map() }
  server.on(
    'connection',
    guarded(log, 'sip.transport', (socket: Socket) => {
      const flow: Flow = { transport: 'tcp', address: peerAddress(socket), port: socket.remotePort ?? 0 }
      readStream(socket, flow, streams, listener, log)
    }),
  )
  udp.on(
    'message',
    guarded(log, 'sip.transport', (bytes: Buffer, from: { address: string; port: number }) =>
      listener.onMessage(bytes, { transport: 'udp', address: from.address, port: from.port }),
    ),
  )
  growReceiveBuffer(udp)

  return {
    address,
    port,
    async send(bytes, flow) {
      if (flow.transport === 'udp') return sendDatagram(udp, bytes, flow)
      const open = streams.byPeer.get(keyOf(flow))
      const socket = open ?? (await connect(address, flow))
      if (open === undefined) {
        if (!readStream(socket, flow, streams, listener, log)) throw lost(flow)
        streams.connections.requested(socket)
      }
      await write(socket, bytes, flow, limits.mostUnread)
    },
    async [Symbol.asyncDispose]() {
      streams.connections[Symbol.dispose]()
      await Promise.all([
        new Promise<void>((resolve) => server.close(() => resolve())),
        new Promise<void>((resolve) => udp.close(() => resolve())),
      ])
    },
  }
}

const keyOf = (flow: Flow): string => `${flow.address}:${flow.port}`
const lost = (flow: Flow, cause?: unknown) =>
  new PunchdownError('connection-lost', { address: flow.address, port: flow.port }, { cause })
const unreachable = (flow: Flow, cause: unknown) =>
  new PunchdownError('unreachable', { address: flow.address, port: flow.port }, { cause })

/** Reads messages from a connection until it closes; returns false when the connection exceeds the limits. */
function readStream(
  socket: Socket,
  flow: Flow,
  streams: Streams,
  listener: TransportListener,
  log: Pick<Log, 'write'>,
): boolean {
  const { connections, limits, byPeer } = streams
  if (!connections.adopt(socket)) return false
  const framer = new StreamFramer()
  byPeer.set(keyOf(flow), socket)
  socket.setNoDelay(true)
  socket.on(
    'data',
    guarded(log, 'sip.transport', (chunk: Buffer) => {
      const { messages, broken, pings } = framer.push(chunk)
      if (socket.writableLength > limits.mostUnread) {
        socket.destroy()
        return
      }
      if (pings > 0) socket.write('\r\n'.repeat(pings))
      if (messages.length > 0) connections.requested(socket)
      for (const message of messages) listener.onMessage(message, flow)
      if (broken === null) return
      listener.onMalformed(broken.bytes, flow, broken.reason)
      connections.close(socket, '')
    }),
  )
  socket.on('close', () => {
    if (byPeer.get(keyOf(flow)) === socket) byPeer.delete(keyOf(flow))
  })
  return true
}

function sendDatagram(udp: UdpSocket, bytes: Buffer, flow: Flow): Promise<void> {
  return new Promise((resolve, reject) => {
    udp.send(bytes, flow.port, flow.address, (error) => {
      if (error === null) resolve()
      else reject(unreachable(flow, error))
    })
  })
}

function connect(localAddress: string, flow: Flow): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: flow.address, port: flow.port, localAddress })
    const failed = (error: unknown): void => {
      socket.destroy()
      reject(unreachable(flow, error))
    }
    socket.once('error', failed)
    socket.setTimeout(connectMs, () => failed(new Error('no answer')))
    socket.once('connect', () => {
      socket.off('error', failed)
      socket.setTimeout(0)
      resolve(socket)
    })
  })
}

/** Destroys the connection of a peer that does not read, because the unsent bytes would grow without limit. */
async function write(socket: Socket, bytes: Buffer, flow: Flow, mostUnread: number): Promise<void> {
  if (socket.writableLength + bytes.length > mostUnread) {
    socket.destroy()
    throw lost(flow)
  }
  await new Promise<void>((resolve, reject) => {
    socket.write(bytes, (error) => {
      if (error === null || error === undefined) resolve()
      else reject(lost(flow, error))
    })
  })
}

function growReceiveBuffer(udp: UdpSocket): void {
  try {
    udp.setRecvBufferSize(receiveBuffer)
  } catch {
    // the default size remains
  }
}
