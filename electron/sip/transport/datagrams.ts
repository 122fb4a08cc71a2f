/** UDP (RFC 3261 §18). */
import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { PunchdownError } from '#shared/errors.ts'
import type { Log } from '../../platform/log.ts'
import { guarded } from '../../platform/sockets.ts'
import type { Destination, Flow, TransportListener } from './flow.ts'
import { isKeepAlive } from './keep-alive.ts'

/** Requested receive buffer in octets; the system may grant less. */
const receiveBuffer = 4_194_304
/** Datagrams that wait to be sent; further ones are lost, as a network would lose them. */
const mostWaiting = 4_096

/** Addresses are IP addresses, so the resolver is left out: it costs more than the sending. */
export function createUdpSocket(address: string): Socket {
  const family = isIPv6(address) ? 6 : 4
  return createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    reuseAddr: false,
    lookup: (host, _options, callback) => callback(null, host, family),
  })
}

export interface Datagrams {
  flowTo(destination: Destination): Flow
}

/** Reads from a bound socket. */
export function readDatagrams(
  socket: Socket,
  listener: TransportListener,
  log: Pick<Log, 'write'>,
): Datagrams {
  const flowTo = ({ address, port }: Destination): Flow => new UdpFlow(socket, address, port)
  socket.on(
    'message',
    guarded(log, 'sip.transport', (octets: Buffer, from: { address: string; port: number }) => {
      if (!isKeepAlive(octets)) listener.onMessage(octets, new UdpFlow(socket, from.address, from.port))
    }),
  )
  try {
    socket.setRecvBufferSize(receiveBuffer)
  } catch {
    // the default size remains
  }
  return { flowTo }
}

class UdpFlow implements Flow {
  readonly transport = 'udp'
  readonly reliable = false
  readonly closed = false
  readonly address: string
  readonly port: number
  readonly #socket: Socket

  constructor(socket: Socket, address: string, port: number) {
    this.#socket = socket
    this.address = address
    this.port = port
  }

  get id(): string {
    return `udp ${this.address} ${this.port}`
  }

  onLost(): () => void {
    return () => {}
  }

  send(octets: Buffer, onError?: (error: Error) => void): void {
    const failed = (error: unknown): void =>
      onError?.(
        new PunchdownError('unreachable', { address: this.address, port: this.port }, { cause: error }),
      )
    try {
      if (this.#socket.getSendQueueCount() >= mostWaiting) return
      this.#socket.send(octets, this.port, this.address, (error) => {
        if (error !== null) failed(error)
      })
    } catch (error) {
      failed(error)
    }
  }
}
