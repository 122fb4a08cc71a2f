/** Builds responses (RFC 3261 §8.2.6). */
import { hash, randomBytes } from 'node:crypto'
import { SipHeaders } from '../message/headers.ts'
import type { SipRequest, SipResponse } from '../message/message.ts'
import { hasTag } from '../message/name-address.ts'

export interface RespondOptions {
  readonly reason?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: Buffer | string
  readonly contentType?: string
}

/** RFC 3261 §21, and the RFCs of the other statuses. */
const phrases: ReadonlyMap<number, string> = new Map([
  [100, 'Trying'],
  [180, 'Ringing'],
  [183, 'Session Progress'],
  [200, 'OK'],
  [202, 'Accepted'],
  [302, 'Moved Temporarily'],
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [406, 'Not Acceptable'],
  [407, 'Proxy Authentication Required'],
  [415, 'Unsupported Media Type'],
  [416, 'Unsupported URI Scheme'],
  [420, 'Bad Extension'],
  [421, 'Extension Required'],
  [422, 'Session Interval Too Small'],
  [423, 'Interval Too Brief'],
  [439, 'First Hop Lacks Outbound Support'],
  [480, 'Temporarily Unavailable'],
  [481, 'Call/Transaction Does Not Exist'],
  [482, 'Loop Detected'],
  [483, 'Too Many Hops'],
  [486, 'Busy Here'],
  [487, 'Request Terminated'],
  [488, 'Not Acceptable Here'],
  [489, 'Bad Event'],
  [491, 'Request Pending'],
  [500, 'Server Internal Error'],
  [501, 'Not Implemented'],
  [503, 'Service Unavailable'],
  [504, 'Server Time-out'],
  [505, 'Version Not Supported'],
  [513, 'Message Too Large'],
  [600, 'Busy Everywhere'],
  [603, 'Decline'],
])

const reasonPhrase = (status: number): string => phrases.get(status) ?? 'Unknown'

const tagKey = randomBytes(16).toString('hex')

/** Our To tag, computed from the request, so that a stateless response to a retransmission has the same tag (§8.2.7). */
function tagFor(headers: SipHeaders): string {
  const named = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => headers.get(name) ?? '')
  return hash('sha1', `${tagKey}\n${named.join('\n')}`).slice(0, 12)
}

/**
 * A response with Via, From, To, Call-ID and CSeq of the request, octet by octet (To with our tag, except in 100), and the options'
 * headers and body. Leaves out what a malformed request does not have.
 */
export function responseTo(request: SipRequest, status: number, options: RespondOptions = {}): SipResponse {
  const headers = new SipHeaders()
  headers.copy('Via', request.headers)
  for (const name of ['From', 'To', 'Call-ID', 'CSeq']) {
    const value = request.headers.get(name)
    if (value === undefined) continue
    const needsTag = name === 'To' && status !== 100 && !hasTag(value)
    headers.append(name, needsTag ? `${value};tag=${tagFor(request.headers)}` : value)
  }
  if (status === 100) headers.copy('Timestamp', request.headers)
  for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value)
  if (options.contentType !== undefined) headers.set('Content-Type', options.contentType)
  const body = Buffer.from(options.body ?? '')
  return { kind: 'response', status, reason: options.reason ?? reasonPhrase(status), headers, body }
}
