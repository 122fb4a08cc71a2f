/** Builds responses (RFC 3261 §8.2.6). */
import { createHmac, randomBytes } from 'node:crypto'
import { SipHeaders } from './headers.ts'
import type { SipRequest, SipResponse } from './message.ts'
import { hasTag } from './uri.ts'

export interface RespondOptions {
  readonly reason?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: Buffer | string
  readonly contentType?: string
}

const phrases: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  183: 'Session Progress',
  200: 'OK',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  407: 'Proxy Authentication Required',
  416: 'Unsupported URI Scheme',
  420: 'Bad Extension',
  423: 'Interval Too Brief',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  483: 'Too Many Hops',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  489: 'Bad Event',
  500: 'Server Internal Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  505: 'Version Not Supported',
  513: 'Message Too Large',
  603: 'Decline',
}

const reasonPhrase = (status: number): string => phrases[status] ?? 'Unknown'

const tagKey = randomBytes(16)

/** Our To tag, computed from the request, so that a stateless response to a retransmission has the same tag (§8.2.7). */
function tagFor(headers: SipHeaders): string {
  const named = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => headers.get(name) ?? '')
  return createHmac('sha256', tagKey).update(named.join('\n')).digest('hex').slice(0, 12)
}

/** A response with Via, From, To, Call-ID and CSeq of the request (To with our tag, except in 100), and the options' headers and body. */
export function responseTo(request: SipRequest, status: number, options: RespondOptions = {}): SipResponse {
  const headers = new SipHeaders()
  for (const via of request.headers.all('Via')) headers.append('Via', via)
  headers.append('From', request.headers.get('From') ?? '')
  const to = request.headers.get('To') ?? ''
  headers.append('To', hasTag(to) || status === 100 ? to : `${to};tag=${tagFor(request.headers)}`)
  headers.append('Call-ID', request.headers.get('Call-ID') ?? '')
  headers.append('CSeq', request.headers.get('CSeq') ?? '')
  for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value)
  if (options.contentType !== undefined) headers.set('Content-Type', options.contentType)
  const body = Buffer.from(options.body ?? '')
  return { kind: 'response', status, reason: options.reason ?? reasonPhrase(status), headers, body }
}
