/** One HTTP exchange with a device, with undici: limits of time and size, check of the certificate, traffic log. */
import type { TLSSocket } from 'node:tls'
import type { Agent } from 'undici'
import { PunchdownError } from '#shared/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import { oldTls } from '../../platform/old-tls.ts'
import type { WebRequest } from './kit.ts'
import { redactUrl } from './redaction.ts'
import { webProblem } from './web-problem.ts'

type Undici = typeof import('undici')

export interface KitLimits {
  readonly connectMs: number
  /** Maximum time without data while waiting for a reply, in milliseconds. */
  readonly answerMs: number
  readonly longestBody: number
  /** Total attempts for an idempotent request. */
  readonly attempts: number
}

/** Maximum time of an exchange after connecting, as a multiple of `answerMs`. */
const answersForAll = 4

export interface ExchangeOptions {
  readonly log: Log
  readonly clock: Clock
  readonly signal?: AbortSignal | undefined
  readonly limits: KitLimits
}

export interface Destination {
  readonly scheme: 'http' | 'https'
  readonly address: string
  readonly port: number
  /** Required fingerprint of the certificate; null for any. */
  readonly fingerprint: string | null
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** SHA-256 fingerprint of the device's certificate; null for plain HTTP. */
  readonly fingerprint: string | null
}

/** @throws PunchdownError certificate-changed */
function checkCertificate(socket: TLSSocket, { address, port, fingerprint: known }: Destination): string {
  const { fingerprint256: now = '' } = socket.getPeerCertificate()
  if (now === '' || (known !== null && known !== now)) {
    throw new PunchdownError('certificate-changed', { address, port, known, now })
  }
  return now
}

/** An agent for one request, which checks the certificate before the request is sent. */
function agentFor(
  { Agent, buildConnector }: Undici,
  to: Destination,
  limits: KitLimits,
  onCertificate: (fingerprint: string) => void,
): Agent {
  const connector = buildConnector({ timeout: limits.connectMs, ...oldTls })
  return new Agent({
    pipelining: 0,
    headersTimeout: limits.answerMs,
    bodyTimeout: limits.answerMs,
    connect: (target, callback) =>
      connector(target, (...result) => {
        const [error, socket] = result
        // for a refused connection the socket is undefined, contrary to its type
        if (error !== null || !('getPeerCertificate' in socket)) return callback(...result)
        try {
          onCertificate(checkCertificate(socket, to))
        } catch (problem) {
          socket.destroy()
          return callback(problem instanceof Error ? problem : new Error(String(problem)), null)
        }
        callback(...result)
      }),
  })
}

const formBody = ({ form }: WebRequest): string | undefined =>
  form === undefined ? undefined : new URLSearchParams({ ...form }).toString()

/** Body of a request, which Digest with `auth-int` includes. */
export const bodyOf = (wanted: WebRequest): string => formBody(wanted) ?? ''

/** @throws PunchdownError unreachable | timed-out | connection-lost | http-malformed | certificate-changed | cancelled */
export async function exchange(
  { log, clock, signal, limits }: ExchangeOptions,
  to: Destination,
  wanted: WebRequest,
  authorization: string | null,
): Promise<Answer> {
  const { scheme, address, port } = to
  // loaded on first use, because a scan without sign-in does not need it
  const undici = await import('undici')
  let fingerprint: string | null = null
  const agent = agentFor(undici, to, limits, (shown) => {
    fingerprint = shown
  })
  const body = formBody(wanted)
  const startedAt = clock.now()
  // total time limit, against devices that send a byte at a time
  const late = AbortSignal.timeout(limits.connectMs + limits.answerMs * answersForAll)
  const host = address.includes(':') ? `[${address}]` : address
  const place = { address, port, scheme, method: wanted.method, path: redactUrl(wanted.path) }
  try {
    const reply = await undici.request(`${scheme}://${host}:${port}${wanted.path}`, {
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
    log.write('kit.exchange', { ...place, status: reply.statusCode, tookMs: clock.now() - startedAt })
    return { status: reply.statusCode, headers: reply.headers, body: text, fingerprint }
  } catch (cause) {
    const problem =
      signal?.aborted === true
        ? new PunchdownError('cancelled')
        : late.aborted
          ? new PunchdownError('timed-out', { address, port, reason: 'drip' }, { cause })
          : webProblem(cause, address, port)
    log.write('kit.exchange-failed', { ...place, problem: problem.code })
    throw problem
  } finally {
    await agent.destroy()
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
