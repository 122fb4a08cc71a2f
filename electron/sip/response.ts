/** Answers to requests (RFC 3261 §8.2.6). */
import { randomBytes } from 'node:crypto'
import { SipHeaders } from './headers.ts'
import type { SipRequest, SipResponse } from './message.ts'
import type { RespondOptions } from './user-agent.ts'

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
  603: 'Decline',
}

export const reasonPhrase = (status: number): string => phrases[status] ?? 'Unknown'

/** To tags of one transaction stay the same: they are kept with the request they answer. */
const toTags = new WeakMap<SipRequest, string>()

/** Via, From, To (with our tag, except in 100), Call-ID and CSeq as in the request, and what the options add. */
export function responseTo(request: SipRequest, status: number, options: RespondOptions = {}): SipResponse {
  const headers = new SipHeaders()
  for (const via of request.headers.all('Via')) headers.append('Via', via)
  headers.append('From', request.headers.get('From') ?? '')
  const to = request.headers.get('To') ?? ''
  const tag = toTags.get(request) ?? randomBytes(6).toString('hex')
  toTags.set(request, tag)
  headers.append('To', /;\s*tag=/i.test(to) || status === 100 ? to : `${to};tag=${tag}`)
  headers.append('Call-ID', request.headers.get('Call-ID') ?? '')
  headers.append('CSeq', request.headers.get('CSeq') ?? '')
  for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value)
  if (options.contentType !== undefined) headers.set('Content-Type', options.contentType)
  const body = Buffer.from(options.body ?? '')
  return { kind: 'response', status, reason: options.reason ?? reasonPhrase(status), headers, body }
}
