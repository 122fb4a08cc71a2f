/** Servers for the kit: handlers on real sockets, and self-signed certificates. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { SecureVersion } from 'node:tls'
import {
  type Channel,
  type DeviceTrust,
  isWeaker,
  type SignInStrength,
} from '#electron/drivers/kit/channel.ts'
import { createKit, type KitLimits } from '#electron/drivers/kit/create-kit.ts'
import type { Kit } from '#electron/drivers/kit/kit.ts'
import { type Clock, systemClock } from '#electron/platform/clock.ts'
import { createLog, type Log } from '#electron/platform/log.ts'
import { Secret } from '#electron/platform/secret.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { run } from '#test/support/programs.ts'

export interface Listening extends AsyncDisposable {
  readonly port: number
}

async function listening(server: Server, host = '127.0.0.1'): Promise<Listening> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, host)
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

export const web = (handler: RequestListener, host?: string) => listening(createServer(handler), host)
export const raw = (handler: (socket: Socket) => void) => listening(createTcpServer(handler))

export interface Certificate {
  readonly key: string
  readonly cert: string
}

const certificates = new Map<string, Promise<Certificate>>()

/** A self-signed certificate, made once for each name. Needs openssl. */
export function selfSigned(name: string): Promise<Certificate> {
  const made = certificates.get(name) ?? makeCertificate(name)
  certificates.set(name, made)
  return made
}

async function makeCertificate(name: string): Promise<Certificate> {
  using folder = temporaryFolder()
  const [key, cert] = ['key.pem', 'cert.pem']
  const made = await run(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
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

export async function secureWeb(
  certificate: Certificate,
  handler: RequestListener,
  only?: SecureVersion,
): Promise<Listening & { useCertificate(other: Certificate): void }> {
  const server = createTlsServer(
    {
      ...certificate,
      ...(only === undefined ? {} : { minVersion: only, maxVersion: only, ciphers: 'DEFAULT@SECLEVEL=0' }),
    },
    handler,
  )
  return { ...(await listening(server)), useCertificate: (other) => server.setSecureContext({ ...other }) }
}

/** A closed port. */
export async function closedPort(): Promise<number> {
  await using server = await raw(() => undefined)
  return server.port
}

export interface TestKit {
  readonly kit: Kit
  readonly log: Log
}

/** A kit with one attempt, unless the limits say otherwise. */
export function kitAt(
  ports: { http: number; https?: number },
  given: {
    address?: string
    user?: string
    password?: string | null
    trust?: DeviceTrust
    channel?: Channel
    acceptPlainHttp?: boolean
    signal?: AbortSignal
    /** Null for the default limits. */
    limits?: Partial<KitLimits> | null
    clock?: Clock
  } = {},
): TestKit {
  const log = createLog()
  const { user = 'admin', password = 'secret word', trust, signal, limits, acceptPlainHttp = true } = given
  const kit = createKit({
    address: given.address ?? '127.0.0.1',
    ports: { http: ports.http, https: ports.https ?? ports.http },
    credentials: password === null ? null : { user, password: new Secret(password) },
    log,
    clock: given.clock ?? systemClock,
    channel: given.channel ?? null,
    acceptPlainHttp,
    trust: trust ?? memoryTrust(),
    ...(signal === undefined ? {} : { signal }),
    ...(limits === null ? {} : { limits: { attempts: 1, ...limits } }),
  })
  return { kit, log }
}

/** Trust in memory. */
export function memoryTrust(): DeviceTrust & { readonly seen: ReadonlyMap<number, string> } {
  const seen = new Map<number, string>()
  let strongest: SignInStrength | null = null
  return {
    seen,
    certificate: (port) => seen.get(port) ?? null,
    rememberCertificate: (port, fingerprint) => void seen.set(port, fingerprint),
    strongestSignIn: () => strongest,
    rememberSignIn(strength) {
      if (strongest === null || isWeaker(strongest, strength)) strongest = strength
    },
  }
}
