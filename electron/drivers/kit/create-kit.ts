/** The kit on undici: one device's web interface, with time, sign-in, TLS trust, bounds and the traffic log inside. */
import type { TLSSocket } from 'node:tls'
import type { Agent } from 'undici'
import { PunchdownError } from '#shared/errors.ts'
import type { Ports } from '#shared/model/job.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import { oldTls } from '../../platform/old-tls.ts'
import type { Credentials, Kit, WebReply, WebRequest } from './kit.ts'
import { redactPage } from './redaction.ts'
import { createSignIn } from './sign-in.ts'
import { isAbsence, webProblem } from './web-problem.ts'

export interface Trust {
  /** SHA-256 fingerprint seen before at this place, null when none was. */
  known(place: string): string | null
  remember(place: string, fingerprint: string): void
}

export interface KitOptions {
  readonly address: string
  readonly ports: Pick<Ports, 'http' | 'https'>
  readonly credentials: Credentials | null
  readonly log: Log
  readonly clock: Clock
  readonly trust: Trust
  readonly signal?: AbortSignal
  readonly limits?: Partial<KitLimits>
}

type Undici = typeof import('undici')

export interface KitLimits {
  readonly connectMs: number
  /** Longest silence while waiting for an answer or its next part. */
  readonly answerMs: number
  readonly longestBody: number
  /** Times a request that may be sent again is sent in all. */
  readonly attempts: number
}

/** Small devices are slow: fifteen seconds is patience, a megabyte is more than any of their pages. */
const usualLimits: KitLimits = { connectMs: 5_000, answerMs: 15_000, longestBody: 1_048_576, attempts: 3 }

/** Longest waits for an answer that the whole of it may take. */
const answersForAll = 4

/** Longest piece of an unexpected page that is kept. */
const longestEvidence = 2_000

export function createKit(options: KitOptions): Kit {
  const { address, ports, log, clock, trust, signal } = options
  const limits = { ...usualLimits, ...options.limits }
  const signIn = createSignIn(options.credentials, address)
  const host = address.includes(':') ? `[${address}]` : address
  let scheme: 'http' | 'https' | null = null

  const portOf = (of: 'http' | 'https') => (of === 'http' ? ports.http : ports.https)

  /** A certificate seen for the first time is remembered; another one later is said, never accepted silently. */
  const connect = (callback: (error: Error | null) => void, socket: TLSSocket, port: number): void => {
    const place = `${address}:${port}`
    const { fingerprint256 } = socket.getPeerCertificate()
    const known = trust.known(place)
    if (known !== null && known !== fingerprint256) {
      socket.destroy()
      callback(new PunchdownError('certificate-changed', { address, port, known, now: fingerprint256 }))
      return
    }
    if (known === null) trust.remember(place, fingerprint256)
    callback(null)
  }

  const dispatcher = ({ Agent, buildConnector }: Undici, port: number): Agent => {
    const connector = buildConnector({ timeout: limits.connectMs, ...oldTls })
    return new Agent({
      pipelining: 0,
      headersTimeout: limits.answerMs,
      bodyTimeout: limits.answerMs,
      connect: (target, callback) =>
        connector(target, (...result) => {
          const [error, socket] = result
          // a refused connection comes with no socket at all, whatever the type says
          if (error !== null || !('getPeerCertificate' in socket)) return callback(...result)
          connect(
            (problem) => (problem === null ? callback(...result) : callback(problem, null)),
            socket,
            port,
          )
        }),
    })
  }

  const exchange = async (of: 'http' | 'https', wanted: WebRequest, authorization: string | null) => {
    const port = portOf(of)
    // a scan that signs in nowhere starts without it
    const undici = await import('undici')
    const agent = dispatcher(undici, port)
    const body = wanted.form === undefined ? undefined : new URLSearchParams({ ...wanted.form }).toString()
    const startedAt = clock.now()
    // a device that drips a byte at a time never exceeds a limit between two of them
    const late = AbortSignal.timeout(limits.connectMs + limits.answerMs * answersForAll)
    try {
      const reply = await undici.request(`${of}://${host}:${port}${wanted.path}`, {
        dispatcher: agent,
        method: wanted.method,
        signal: signal === undefined ? late : AbortSignal.any([signal, late]),
        ...(body === undefined ? {} : { body }),
        headers: {
          accept: '*/*',
          ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
          ...wanted.headers,
          ...(authorization === null ? {} : { authorization }),
        },
      })
      const text = await read(reply.body, limits.longestBody, address)
      log.write('kit.exchange', {
        address,
        port,
        method: wanted.method,
        path: wanted.path,
        status: reply.statusCode,
        tookMs: clock.now() - startedAt,
      })
      return { status: reply.statusCode, headers: reply.headers, body: text }
    } catch (cause) {
      const problem =
        signal?.aborted === true
          ? new PunchdownError('cancelled')
          : late.aborted
            ? new PunchdownError('timed-out', { address, port, reason: 'drip' }, { cause })
            : webProblem(cause, address, port)
      log.write('kit.exchange-failed', { address, port, path: wanted.path, problem: problem.code })
      throw problem
    } finally {
      await agent.destroy()
    }
  }

  /** Finds out once whether the device speaks HTTP or HTTPS: a provisioned device may have changed. */
  const firstExchange = async (wanted: WebRequest, authorization: string | null) => {
    if (scheme !== null) return exchange(scheme, wanted, authorization)
    try {
      const reply = await exchange('http', wanted, authorization)
      const location = reply.headers.location
      if (
        reply.status >= 300 &&
        reply.status < 400 &&
        typeof location === 'string' &&
        location.startsWith('https:')
      ) {
        scheme = 'https'
        return await exchange('https', wanted, authorization)
      }
      scheme = 'http'
      return reply
    } catch (error) {
      if (!isAbsence(error) || ports.https === ports.http) throw error
      const reply = await exchange('https', wanted, authorization).catch((problem: unknown) => {
        throw isAbsence(problem) ? error : problem
      })
      scheme = 'https'
      return reply
    }
  }

  const once = async (wanted: WebRequest): Promise<WebReply> => {
    const body = wanted.form === undefined ? '' : new URLSearchParams({ ...wanted.form }).toString()
    let reply = await firstExchange(wanted, signIn.header(wanted.method, wanted.path, body))
    while (signIn.isChallenge(reply.status)) {
      signIn.accept(reply.headers['www-authenticate'])
      reply = await firstExchange(wanted, signIn.header(wanted.method, wanted.path, body))
    }
    signIn.succeeded()
    return { status: reply.status, headers: flat(reply.headers), body: reply.body }
  }

  return {
    address,
    async request(wanted) {
      const again = wanted.idempotent ?? wanted.method === 'GET'
      for (let attempt = 1; ; attempt++) {
        try {
          return await once(wanted)
        } catch (error) {
          if (!(error instanceof PunchdownError)) throw error
          const lost = error.code === 'connection-lost' || error.code === 'http-malformed'
          if (lost && wanted.dropIsSuccess === true) return { status: 0, headers: {}, body: '' }
          const worthIt = error.code === 'connection-lost' || error.code === 'timed-out'
          if (!worthIt || !again || attempt >= limits.attempts) throw error
        }
      }
    },
    unexpectedPage(reply, path, expected) {
      const page = redactPage(reply.body.slice(0, longestEvidence * 4)).slice(0, longestEvidence)
      log.write('kit.unexpected-page', { address, path, expected, status: reply.status, page })
      return new PunchdownError('unexpected-page', { address, path, expected, status: reply.status, page })
    },
  }
}

async function read(body: AsyncIterable<unknown>, longest: number, address: string): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue
    length += chunk.length
    if (length > longest) throw new PunchdownError('http-malformed', { address, reason: 'too-long', longest })
    chunks.push(Buffer.from(chunk))
  }
  return Buffer.concat(chunks).toString('utf8')
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [value].flat().join(', ')]],
    ),
  )
}
