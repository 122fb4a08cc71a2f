/** Servers for the kit: handlers on real sockets, certificates made on the spot. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { SecureVersion } from 'node:tls'
import { createKit, type KitLimits, type Trust } from '#electron/drivers/kit/create-kit.ts'
import type { Kit } from '#electron/drivers/kit/kit.ts'
import { systemClock } from '#electron/platform/clock.ts'
import { createLog, type Log } from '#electron/platform/log.ts'
import { Secret } from '#electron/platform/secret.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { run } from '#test/support/programs.ts'

export interface Listening extends AsyncDisposable {
  readonly port: number
}

async function listening(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

export const web = (handler: RequestListener) => listening(createServer(handler))
export const raw = (handler: (socket: Socket) => void) => listening(createTcpServer(handler))

export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** A certificate of its own making, as devices bring it. Needs openssl. */
export async function selfSigned(name: string): Promise<Certificate> {
  using folder = temporaryFolder()
  const [key, cert] = ['key.pem', 'cert.pem']
  const made = await run(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      key,
      '-out',
      cert,
    ],
    folder.path,
  )
  if (made.code !== 0) throw new Error(made.errors)
  return {
    key: readFileSync(join(folder.path, key), 'utf8'),
    cert: readFileSync(join(folder.path, cert), 'utf8'),
  }
}

export const secureWeb = (certificate: Certificate, handler: RequestListener, only?: SecureVersion) =>
  listening(
    createTlsServer(
      {
        ...certificate,
        ...(only === undefined ? {} : { minVersion: only, maxVersion: only, ciphers: 'DEFAULT@SECLEVEL=0' }),
      },
      handler,
    ),
  )

/** A port on which nothing listens any more. */
export async function closedPort(): Promise<number> {
  await using server = await raw(() => undefined)
  return server.port
}

export interface TestKit {
  readonly kit: Kit
  readonly log: Log
}

/** Short limits: what is not answered at once is not answered. */
export function kitAt(
  ports: { http: number; https?: number },
  given: {
    user?: string
    password?: string | null
    trust?: Trust
    signal?: AbortSignal
    limits?: Partial<KitLimits>
  } = {},
): TestKit {
  const log = createLog()
  const { user = 'admin', password = 'secret word', trust, signal, limits } = given
  const kit = createKit({
    address: '127.0.0.1',
    ports: { http: ports.http, https: ports.https ?? ports.http },
    credentials: password === null ? null : { user, password: new Secret(password) },
    log,
    clock: systemClock,
    trust: trust ?? { known: () => null, remember: () => undefined },
    ...(signal === undefined ? {} : { signal }),
    limits: { attempts: 1, ...limits },
  })
  return { kit, log }
}

/** Trust on first use, in memory. */
export function memoryTrust(): Trust & { readonly seen: ReadonlyMap<string, string> } {
  const seen = new Map<string, string>()
  return {
    seen,
    known: (place) => seen.get(place) ?? null,
    remember: (place, fingerprint) => void seen.set(place, fingerprint),
  }
}
