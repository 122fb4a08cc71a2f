/** One kept-alive connection to a web interface, with undici: pins the certificate of the first connection for the next ones. */
import type { TLSSocket } from 'node:tls'
import type { Client } from 'undici'
import { PunchdownError } from '#shared/errors.ts'
import { oldTls } from '../../platform/old-tls.ts'
import type { Channel } from './channel.ts'
import type { KitLimits } from './web.ts'

/** Where to connect to. `fingerprint` is required of the certificate; null for any. */
export type Destination = Channel

export interface Connection extends AsyncDisposable {
  readonly to: Destination
  readonly client: Client
  /** SHA-256 fingerprint of the device's certificate; null for plain HTTP and before the first connection. */
  fingerprint(): string | null
}

/**
 * How long an unused connection stays open, in milliseconds, also when the device offers more. Several devices close theirs after a few
 * seconds, and a request that meets the close is lost.
 */
const idleMs = 2_000

export const originOf = ({ scheme, address, port }: Destination): string =>
  `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}`

/** Connects on the first request, and again after the device has closed the connection. */
export async function openConnection(to: Destination, limits: KitLimits): Promise<Connection> {
  // loaded on first use, because a scan without sign-in does not need it
  const { buildConnector, Client } = await import('undici')
  let pinned = to.fingerprint
  const connector = buildConnector({ timeout: limits.connectMs, ...oldTls })
  const client = new Client(originOf(to), {
    pipelining: 1,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    headersTimeout: limits.answerMs,
    bodyTimeout: limits.answerMs,
    connect: (target, callback) =>
      connector(target, (...result) => {
        const [error, socket] = result
        // for a refused connection the socket is undefined, contrary to its type
        if (error !== null || !('getPeerCertificate' in socket)) return callback(...result)
        try {
          pinned = checkCertificate(socket, to, pinned)
        } catch (problem) {
          socket.destroy()
          return callback(problem instanceof Error ? problem : new Error(String(problem)), null)
        }
        callback(...result)
      }),
  })
  return {
    to,
    client,
    fingerprint: () => pinned,
    [Symbol.asyncDispose]: () => client.destroy(),
  }
}

/** @throws PunchdownError certificate-changed */
function checkCertificate(socket: TLSSocket, { address, port }: Destination, known: string | null): string {
  const { fingerprint256: now = '' } = socket.getPeerCertificate()
  if (now === '' || (known !== null && known !== now)) {
    throw new PunchdownError('certificate-changed', { address, port, known, now })
  }
  return now
}
