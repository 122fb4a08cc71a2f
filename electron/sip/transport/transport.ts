/** Transport layer (RFC 3261 §18): UDP and TCP on one port, TLS on another, IPv4 or IPv6. */
import { createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import { PunchdownError } from '#shared/errors.ts'
import type { Log } from '../../platform/log.ts'
import { type ConnectionLimits, guarded, listen } from '../../platform/sockets.ts'
import { createUdpSocket, readDatagrams } from './datagrams.ts'
import type { Destination, Flow, TransportListener } from './flow.ts'
import { Streams, usualConnections } from './streams.ts'

export interface TransportOptions {
  readonly address: string
  /** 0 chooses a port that is free for UDP and TCP. */
  readonly port: number
  /** Listens for TLS as well; port 0 chooses a free one. */
  readonly tls?: SecureContextOptions & { readonly port: number }
  readonly log: Pick<Log, 'write'>
  readonly connections?: ConnectionLimits
}

export interface Transport extends AsyncDisposable {
  readonly address: string
  readonly port: number
  /** Null without TLS. */
  readonly tlsPort: number | null
  /** Open connections of TCP and TLS. */
  readonly connections: number
  flowTo(destination: Destination): Flow
}

/** @throws PunchdownError port-in-use | address-not-here */
export async function openTransport(
  options: TransportOptions,
  listener: TransportListener,
): Promise<Transport> {
  const { address, log, tls } = options
  const secure = tls === undefined ? null : createSecureContext(tls)
  await using open = new AsyncDisposableStack()
  const { server, udp, port } = await bindBoth(address, options.port)
  open.defer(() => closed(server))
  open.defer(() => closed(udp))
  const limits = options.connections ?? usualConnections
  const streams = open.use(new Streams({ address, limits, listener, log, secure }))
  acceptOn(server, 'tcp', streams, log)
  const datagrams = readDatagrams(udp, listener, log)
  let tlsPort: number | null = null
  if (tls !== undefined) {
    const tlsServer = createServer()
    open.defer(() => closed(tlsServer))
    tlsPort = await listen(tlsServer, { address, port: tls.port, protocol: 'sip' })
    acceptOn(tlsServer, 'tls', streams, log)
    // connections end before their servers close
    open.defer(() => streams[Symbol.dispose]())
  }
  const held = open.move()
  return {
    ...{ address, port, tlsPort },
    get connections() {
      return streams.size
    },
    flowTo: (destination) =>
      destination.transport === 'udp' ? datagrams.flowTo(destination) : streams.flowTo(destination),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

async function bindBoth(address: string, wanted: number) {
  for (let attempt = 0; ; attempt++) {
    const server = createServer()
    const udp = createUdpSocket(address)
    try {
      const port = await listen(server, { address, port: wanted, protocol: 'sip' })
      await listen(udp, { address, port, protocol: 'sip' })
      return { server, udp, port }
    } catch (error) {
      server.close()
      udp.close()
      // another program may use the same port for UDP only
      const isTaken = error instanceof PunchdownError && error.code === 'port-in-use'
      if (wanted !== 0 || attempt >= 20 || !isTaken) throw error
    }
  }
}

function acceptOn(server: Server, transport: 'tcp' | 'tls', streams: Streams, log: Pick<Log, 'write'>): void {
  server.on(
    'connection',
    guarded(log, 'sip.transport', (socket: Socket) => streams.accept(socket, transport)),
  )
}

const closed = (socket: { close(callback: () => void): unknown }): Promise<void> =>
  new Promise((resolve) => void socket.close(() => resolve()))
