/** Transport layer (RFC 3261 §18): UDP and TCP on one port, stream framing, where an answer goes. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { PunchdownError } from '#shared/errors.ts'
import { headerEnd, longestMessage } from './message.ts'

/** Where a message came from or goes to. */
export interface Flow {
  readonly transport: 'udp' | 'tcp'
  readonly address: string
  readonly port: number
}

export interface TransportListener {
  onMessage(bytes: Buffer, flow: Flow): void
  onMalformed(bytes: Buffer, flow: Flow, reason: string): void
}

export interface Transport extends AsyncDisposable {
  readonly address: string
  readonly port: number
  /** Resolves when the bytes were handed to the system. @throws PunchdownError unreachable | connection-lost */
  send(bytes: Buffer, flow: Flow): Promise<void>
}

/** Connections a peer may hold open at once, and how long one may stay silent. */
const mostConnections = 512
const idleMs = 660_000
const connectMs = 5_000

/**
 * Cuts a byte stream into messages by Content-Length (§18.3); a stream message without one has no body.
 * CRLFs between messages are keep-alives (RFC 5626 §3.5.1).
 */
export class StreamFramer {
  #held: Buffer = Buffer.alloc(0)

  /** Whole messages, or the reason why the stream cannot be read on. */
  push(chunk: Buffer): { messages: Buffer[]; broken: string | null; keepAlives: number } {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    const messages: Buffer[] = []
    let keepAlives = 0
    for (;;) {
      let at = 0
      while (this.#held[at] === 0x0d || this.#held[at] === 0x0a) at++
      keepAlives += Math.floor(at / 4)
      if (at > 0) this.#held = this.#held.subarray(at)
      if (this.#held.length === 0) return { messages, broken: null, keepAlives }
      const split = headerEnd(this.#held)
      if (split === null) {
        const broken = this.#held.length > longestMessage ? 'too-long' : null
        return { messages, broken, keepAlives }
      }
      const head = this.#held.subarray(0, split.end).toString('latin1')
      const length = /^(?:content-length|l)[ \t]*:[ \t]*(\d{1,9})[ \t]*$/im.exec(head)?.[1] ?? '0'
      const end = split.bodyAt + Number(length)
      if (end > longestMessage) return { messages, broken: 'too-long', keepAlives }
      if (this.#held.length < end) return { messages, broken: null, keepAlives }
      messages.push(Buffer.from(this.#held.subarray(0, end)))
      this.#held = this.#held.subarray(end)
    }
  }
}

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

function listenProblem(error: unknown, address: string, port: number): unknown {
  const code = errorCode(error)
  if (code === 'EADDRINUSE')
    return new PunchdownError('port-in-use', { port, protocol: 'sip' }, { cause: error })
  if (code === 'EACCES')
    return new PunchdownError('port-in-use', { port, protocol: 'sip', reason: 'rights' }, { cause: error })
  if (code === 'EADDRNOTAVAIL') return new PunchdownError('address-not-here', { address }, { cause: error })
  return error
}

function listenTcp(server: Server, address: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: address, port, exclusive: true }, () => {
      server.off('error', reject)
      const bound = server.address()
      resolve(bound !== null && typeof bound === 'object' ? bound.port : port)
    })
  })
}

function bindUdp(socket: UdpSocket, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind({ address, port, exclusive: true }, () => {
      socket.off('error', reject)
      resolve()
    })
  })
}

/**
 * Opens both transports on one port; port 0 finds a number that is free for both.
 * @throws PunchdownError port-in-use | address-not-here
 */
export async function openTransport(
  address: string,
  wantedPort: number,
  listener: TransportListener,
): Promise<Transport> {
  for (let attempt = 0; ; attempt++) {
    const server = createServer()
    const udp = createSocket({ type: 'udp4', reuseAddr: false })
    try {
      const port = await listenTcp(server, address, wantedPort)
      await bindUdp(udp, address, port)
      return carry(address, port, server, udp, listener)
    } catch (error) {
      server.close()
      udp.close()
      // another program may hold the same number for UDP only: any other number does when none was asked for
      if (wantedPort === 0 && attempt < 20 && errorCode(error) === 'EADDRINUSE') continue
      throw listenProblem(error, address, wantedPort)
    }
  }
}

function carry(
  address: string,
  port: number,
  server: Server,
  udp: UdpSocket,
  listener: TransportListener,
): Transport {
  const connections = new Map<string, Socket>()
  const key = (flow: { address: string; port: number }) => `${flow.address}:${flow.port}`

  const adopt = (socket: Socket, flow: Flow): void => {
    const framer = new StreamFramer()
    connections.set(key(flow), socket)
    socket.setNoDelay(true)
    socket.setTimeout(idleMs, () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      const { messages, broken, keepAlives } = framer.push(chunk)
      if (keepAlives > 0) socket.write('\r\n')
      for (const message of messages) listener.onMessage(message, flow)
      if (broken !== null) {
        listener.onMalformed(chunk, flow, broken)
        socket.destroy()
      }
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      if (connections.get(key(flow)) === socket) connections.delete(key(flow))
    })
  }

  server.maxConnections = mostConnections
  server.on('connection', (socket) => {
    adopt(socket, { transport: 'tcp', address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 })
  })
  udp.on('message', (bytes, from) =>
    listener.onMessage(bytes, { transport: 'udp', address: from.address, port: from.port }),
  )
  udp.on('error', () => {})

  const connect = (flow: Flow): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = createConnection({ host: flow.address, port: flow.port, localAddress: address })
      const lost = (error: unknown) => {
        socket.destroy()
        reject(
          new PunchdownError('unreachable', { address: flow.address, port: flow.port }, { cause: error }),
        )
      }
      socket.once('error', lost)
      socket.setTimeout(connectMs, () => lost(new Error('no answer')))
      socket.once('connect', () => {
        socket.off('error', lost)
        adopt(socket, flow)
        resolve(socket)
      })
    })

  return {
    address,
    port,
    async send(bytes, flow) {
      if (flow.transport === 'udp') {
        await new Promise<void>((resolve, reject) => {
          udp.send(bytes, flow.port, flow.address, (error) => {
            if (error === null) resolve()
            else
              reject(
                new PunchdownError(
                  'unreachable',
                  { address: flow.address, port: flow.port },
                  { cause: error },
                ),
              )
          })
        })
        return
      }
      const socket = connections.get(key(flow)) ?? (await connect(flow))
      await new Promise<void>((resolve, reject) => {
        socket.write(bytes, (error) => {
          if (error === null || error === undefined) resolve()
          else
            reject(
              new PunchdownError(
                'connection-lost',
                { address: flow.address, port: flow.port },
                { cause: error },
              ),
            )
        })
      })
    },
    async [Symbol.asyncDispose]() {
      for (const socket of connections.values()) socket.destroy()
      await Promise.all([
        new Promise<void>((resolve) => server.close(() => resolve())),
        new Promise<void>((resolve) => udp.close(() => resolve())),
      ])
    },
  }
}
