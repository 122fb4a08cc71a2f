/** Parses and serializes SIP messages (RFC 3261 §7). */
import { PunchdownError } from '#shared/errors.ts'
import { SipHeaders } from './headers.ts'
import { isToken } from './syntax.ts'
import { parseVia } from './via.ts'

export interface SipRequest {
  readonly kind: 'request'
  readonly method: string
  readonly uri: string
  readonly headers: SipHeaders
  readonly body: Buffer
}
export interface SipResponse {
  readonly kind: 'response'
  readonly status: number
  readonly reason: string
  readonly headers: SipHeaders
  readonly body: Buffer
}
export type SipMessage = SipRequest | SipResponse

/** Maximum length of a message, in octets. Our limit: a datagram cannot be longer, and phones do not send more over TCP. */
export const longestMessage = 65_535

/** Maximum number of header lines. Our limit: the longest message of RFC 4475 has 51. */
const mostHeaderLines = 256

const malformed = (reason: string) => new PunchdownError('sip-malformed', { reason })

/** Finds the end of the header part: CRLF CRLF, or LF LF for peers that end lines with LF only. Searches from `from` on. */
export function headerEnd(bytes: Buffer, from = 0): { end: number; bodyAt: number } | null {
  const crlf = bytes.indexOf('\r\n\r\n', from)
  const lf = (crlf === -1 ? bytes : bytes.subarray(0, crlf)).indexOf('\n\n', from)
  if (lf !== -1) return { end: lf, bodyAt: lf + 2 }
  return crlf === -1 ? null : { end: crlf, bodyAt: crlf + 4 }
}

interface Head {
  readonly startLine: string
  readonly headers: SipHeaders
  /** Octets after the header part. */
  readonly rest: Buffer
}

/**
 * Reads the start line and the headers. Joins folded lines (§7.3.1) and ignores lines that are not headers (§8.2.2).
 * @throws PunchdownError sip-malformed
 */
export function readHead(input: Uint8Array): Head {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
  if (bytes.length > longestMessage) throw malformed('too-long')
  let at = 0
  while (bytes[at] === 0x0d || bytes[at] === 0x0a) at++ // leading CRLF, §7.5
  const whole = bytes.subarray(at)
  const split = headerEnd(whole) ?? { end: whole.length, bodyAt: whole.length }
  const [startLine = '', ...lines] = unfold(whole.subarray(0, split.end).toString('utf8'))
  if (lines.length > mostHeaderLines) throw malformed('too-many-headers')
  const headers = new SipHeaders()
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).trim()
    if (isToken(name)) headers.append(name, line.slice(colon + 1).trim())
  }
  return { startLine, headers, rest: whole.subarray(split.bodyAt) }
}

/**
 * Parses one message:
 *
 *   INVITE sip:*55*123456@127.0.0.1:5070 SIP/2.0
 *   Via: SIP/2.0/UDP 127.0.0.1:15060;branch=z9hG4bK74bf9;rport
 *   f: <sip:0003717C0E0A@onboarding.test>;tag=9fxced76sl
 *   …
 *
 * Discards octets after Content-Length (UDP, §18.3). Requires the headers without which no response can be sent (§8.1.1: Via,
 * From, To, Call-ID, CSeq).
 * @throws PunchdownError sip-malformed, with the fact `reason`
 */
export function parseMessage(input: Uint8Array): SipMessage {
  const { startLine, headers, rest } = readHead(input)
  const message = messageOf(startLine, headers, bodyOf(headers, rest))
  checkMandatoryHeaders(message)
  return message
}

function messageOf(startLine: string, headers: SipHeaders, body: Buffer): SipMessage {
  const response = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i.exec(startLine)
  if (response !== null) {
    return { kind: 'response', status: Number(response[1]), reason: response[2] ?? '', headers, body }
  }
  const [method = '', uri = '', version = '', ...more] = startLine.split(' ')
  const isRequestLine =
    isToken(method) && uri !== '' && !/[<>\s]/.test(uri) && /^SIP\/\d{1,3}\.\d{1,3}$/i.test(version)
  if (!isRequestLine || more.length > 0) throw malformed('start-line')
  if (version.slice(4) !== '2.0') throw malformed('version')
  return { kind: 'request', method, uri, headers, body }
}

function unfold(head: string): string[] {
  const lines: string[][] = []
  for (const line of head.split('\n')) {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    if (lines.length > 1 && (text.startsWith(' ') || text.startsWith('\t'))) lines.at(-1)?.push(text.trim())
    else if (text !== '' || lines.length === 0) lines.push([lines.length === 0 ? text : text.trimEnd()])
  }
  return lines.map((parts) => parts.join(' '))
}

/** Content-Length in octets; null without the header. @throws PunchdownError sip-malformed */
export function contentLength(headers: SipHeaders): number | null {
  const lengths = new Set(headers.all('Content-Length'))
  if (lengths.size > 1) throw malformed('content-length-twice')
  const [length] = lengths
  if (length === undefined) return null
  if (!/^\d{1,9}$/.test(length)) throw malformed('content-length')
  return Number(length)
}

function bodyOf(headers: SipHeaders, rest: Buffer): Buffer {
  const length = contentLength(headers)
  if (length === null) return rest
  if (length > rest.length) throw malformed('body-short')
  return rest.subarray(0, length)
}

/** `4711 INVITE` → number and method. @throws PunchdownError sip-malformed */
export function parseCSeq(value: string | undefined): { number: number; method: string } {
  const match = /^(\d{1,10})\s+(\S+)$/.exec(value ?? '')
  const number = Number(match?.[1])
  const method = match?.[2] ?? ''
  if (match === null || number > 0x7fff_ffff || !isToken(method)) throw malformed('cseq')
  return { number, method }
}

function checkMandatoryHeaders(message: SipMessage): void {
  for (const name of ['From', 'To', 'Call-ID', 'CSeq'] as const) {
    const count = message.headers.count(name)
    if (count === 0) throw malformed(`${name.toLowerCase()}-missing`)
    if (count > 1) throw malformed(`${name.toLowerCase()}-twice`)
  }
  if (message.headers.get('Via') === undefined) throw malformed('via-missing')
  const cseq = parseCSeq(message.headers.get('CSeq'))
  if (message.kind === 'request' && cseq.method !== message.method) throw malformed('cseq-method')
}

/**
 * Reads from a malformed request the headers that a response repeats: Via, From, To, Call-ID and CSeq. Null for a response, an ACK,
 * or a request without one of them.
 *
 *   INVITE sip:a@127.0.0.1 SIP/7.0
 *   Via: SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bK1
 *   …
 */
export function requestToRefuse(input: Uint8Array): SipRequest | null {
  try {
    const { startLine, headers } = readHead(input)
    const method = startLine.slice(0, Math.max(0, startLine.indexOf(' ')))
    const isRequest = isToken(method) && / SIP\/[\d.]+\s*$/i.test(startLine.slice(-24))
    const isWhole = ['From', 'To', 'Call-ID', 'CSeq'].every((name) => headers.count(name) > 0)
    if (!isRequest || !isWhole || method === 'ACK') return null
    parseVia(headers.get('Via'))
    return { kind: 'request', method, uri: '', headers, body: Buffer.alloc(0) }
  } catch {
    return null
  }
}

/** Status of the response to a malformed request (§21.4.1, §21.5.6, §21.5.7). */
export function refusalStatus(reason: string): 400 | 505 | 513 {
  if (reason === 'version') return 505
  return reason === 'too-long' || reason === 'too-many-headers' ? 513 : 400
}

/** Serializes a message with a computed Content-Length. Replaces line breaks in values by spaces, to prevent header injection. */
export function serialize(message: SipMessage): Buffer {
  const start =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${oneLine(message.reason)}`
  const lines = message.headers
    .entries()
    .filter(([name]) => name.toLowerCase() !== 'content-length')
    .map(([name, value]) => `${name}: ${oneLine(value)}`)
  const head = [oneLine(start), ...lines, `Content-Length: ${message.body.length}`, '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head, 'utf8'), message.body])
}

const oneLine = (text: string): string => text.replaceAll(/[\r\n]+/g, ' ')
