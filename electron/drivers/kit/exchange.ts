/** One HTTP exchange with a device: limits of time and size, traffic log. */
import { PunchdownError } from '#shared/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { EncodedBody } from './body.ts'
import { decodeBody } from './charset.ts'
import type { Connection } from './connection.ts'
import { redactUrl } from './redaction.ts'
import type { Answer, KitLimits, WebRequest } from './web.ts'
import { webProblem } from './web-problem.ts'

/** Maximum time of an exchange after connecting, as a multiple of `answerMs`. */
const answersForAll = 4

export interface ExchangeOptions {
  readonly log: Log
  readonly clock: Clock
  readonly signal?: AbortSignal | undefined
  readonly limits: KitLimits
}

/** A request with its encoded body and the headers of the kit: authorization, cookies. */
export interface Outgoing extends Pick<WebRequest, 'method' | 'path'> {
  readonly body: EncodedBody | null
  readonly headers: Readonly<Record<string, string>>
}

/** @throws PunchdownError unreachable | timed-out | connection-lost | http-malformed | certificate-changed | cancelled */
export async function exchange(
  { log, clock, signal, limits }: ExchangeOptions,
  { client, to: { scheme, address, port } }: Connection,
  { method, path, body, headers }: Outgoing,
): Promise<Answer> {
  const startedAt = clock.now()
  // total time limit, against devices that send a byte at a time
  const late = AbortSignal.timeout(limits.connectMs + limits.answerMs * answersForAll)
  const type = body?.mediaType
  const line = {
    ...{ address, port, scheme, method, path: redactUrl(path) },
    ...(body === null ? {} : { sentType: type?.split(';', 1)[0] ?? '', sentBytes: body.bytes.length }),
  }
  try {
    const reply = await client.request({
      ...{ method, path },
      signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      body: body === null ? null : body.bytes,
      headers: { accept: '*/*', ...(type === undefined ? {} : { 'content-type': type }), ...headers },
    })
    const received = await readOctets(reply.body, limits.longestBody, address)
    const contentType = textOf(reply.headers['content-type'])
    log.write('kit.exchange', {
      ...{ ...line, status: reply.statusCode, tookMs: clock.now() - startedAt },
      ...{ receivedType: contentType.split(';', 1)[0] ?? '', receivedBytes: received.length },
    })
    return { status: reply.statusCode, headers: reply.headers, body: decodeBody(received, contentType) }
  } catch (cause) {
    const problem =
      signal?.aborted === true
        ? new PunchdownError('cancelled')
        : late.aborted
          ? new PunchdownError('timed-out', { address, port, reason: 'drip' }, { cause })
          : webProblem(cause, address, port)
    log.write('kit.exchange-failed', { ...line, problem: problem.code })
    throw problem
  }
}

export const textOf = (header: string | string[] | undefined): string =>
  typeof header === 'string' ? header : (header?.join(', ') ?? '')

/** @throws PunchdownError http-malformed for a body longer than `longest` octets */
export async function readOctets(
  body: AsyncIterable<unknown>,
  longest: number,
  address: string,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue
    length += chunk.length
    if (length > longest) throw new PunchdownError('http-malformed', { address, reason: 'too-long', longest })
    chunks.push(Buffer.from(chunk))
  }
  return Buffer.concat(chunks)
}
