/** One request to a device and its answer, on undici: time limits, size limits, the certificate, the traffic log. */
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
  /** Longest silence while waiting for an answer or its next part. */
  readonly answerMs: number
  readonly longestBody: number
  /** Times a request that may be sent again is sent in all. */
  readonly attempts: number
}

/** Longest waits for an answer that the whole of it may take. */
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
  /** Fingerprint that the certificate must have, null to take any. */
  readonly fingerprint: string | null
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** SHA-256 fingerprint of the certificate shown, null over plain HTTP. */
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

/** A connection pool of one request: the certificate is checked before anything is written. */
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
        // a refused connection comes without a socket, whatever the type says
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

/** What a Digest with `auth-int` is computed over. */
export const bodyOf = (wanted: WebRequest): string => formBody(wanted) ?? ''

/** @throws PunchdownError unreachable | timed-out | connection-lost | http-malformed | certificate-changed | cancelled */
export async function exchange(
  { log, clock, signal, limits }: ExchangeOptions,
  to: Destination,
  wanted: WebRequest,
  authorization: string | null,
): Promise<Answer> {
  const { scheme, address, port } = to
  // loaded on first use: a scan that signs in nowhere starts without it
  const undici = await import('undici')
  let fingerprint: string | null = null
  const agent = agentFor(undici, to, limits, (shown) => {
    fingerprint = shown
  })
  const body = formBody(wanted)
  const startedAt = clock.now()
  // a device that sends a byte at a time never exceeds a limit between two of them
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
