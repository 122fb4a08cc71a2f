/**
 * Reads a message in one pass over its octets (RFC 3261 §7, §18.3):
 *
 *   INVITE sip:*55*123456@127.0.0.1:5070 SIP/2.0
 *   Via: SIP/2.0/UDP 127.0.0.1:15060;branch=z9hG4bK74bf9;rport
 *   f: <sip:0003717C0E0A@onboarding.test>;tag=9fxced76sl
 *   …
 *
 * Nothing throws. A malformed message gives the reason and, for a request whose Via can be read, what a response needs.
 */
import { isSpaceCode, isTokenCode } from './characters.ts'
import { readCSeq } from './cseq.ts'
import { endOfToken, isToken, readNumber, trimEnd } from './grammar.ts'
import { keyOf } from './header-names.ts'
import { SipHeaders } from './headers.ts'
import type { MalformedReason } from './malformed.ts'
import { longestMessage, type SipMessage, type SipRequest } from './message.ts'
import { isKnownMethod } from './methods.ts'
import { readNameAddress } from './name-address.ts'
import { readSentBy, readVia } from './via.ts'

export interface MalformedMessage {
  readonly reason: MalformedReason
  /** Status of the answer (§21.4.1, §21.5.2, §21.5.6, §21.5.7). */
  readonly status: 400 | 501 | 505 | 513
  /**
   * The request with the headers that could be read, for the answer. Null for a response and an ACK, which have no answer, and for a
   * request whose topmost Via names no sender.
   */
  readonly request: SipRequest | null
}

export type ReadResult =
  | { readonly ok: true; readonly message: SipMessage }
  | { readonly ok: false; readonly malformed: MalformedMessage }

/** Maximum number of header lines. Our limit: the longest message of RFC 4475 has 51. */
const mostHeaderLines = 256

const noBody = Buffer.alloc(0)

export interface Head {
  readonly startLine: string
  readonly headers: SipHeaders
  /** Index of the first octet of the body. */
  readonly bodyAt: number
  readonly tooManyLines: boolean
}

/** Reads one datagram, or one message that a StreamFramer has cut. */
export function readMessage(input: Uint8Array): ReadResult {
  const octets = Buffer.from(input.buffer, input.byteOffset, Math.min(input.byteLength, longestMessage + 1))
  const head = readHead(octets.toString('latin1'))
  const start = readStartLine(head.startLine)
  const refuse = (reason: MalformedReason): ReadResult => ({
    ok: false,
    malformed: malformedOf(reason, head),
  })
  if (input.byteLength > longestMessage) return refuse('too-long')
  if (head.tooManyLines) return refuse('too-many-headers')
  if (typeof start === 'string') return refuse(start)
  const body = readBody(head, octets)
  if (typeof body === 'string') return refuse(body)
  const { headers } = head
  const problem = problemOf(headers, start)
  if (problem !== null) return refuse(problem)
  return {
    ok: true,
    message:
      start.kind === 'request'
        ? { kind: 'request', method: start.method, uri: start.uri, headers, body }
        : { kind: 'response', status: start.status, reason: start.reason, headers, body },
  }
}

/** Reads the header fields that an answer needs from octets of a stream that do not have a readable length. */
export const refusalOf = (octets: Buffer, reason: MalformedReason): MalformedMessage =>
  malformedOf(reason, readHead(octets.toString('latin1', 0, longestMessage)))

/**
 * The start line and the headers. Skips line ends before the message (§7.5), joins folded lines (§7.3.1), and ignores lines that are not
 * headers (§8.2.2). Lines may end with LF alone. The head ends with an empty line, or with the text.
 */
export function readHead(text: string): Head {
  let at = 0
  while (text.charCodeAt(at) === 0x0d || text.charCodeAt(at) === 0x0a) at++
  const headers = new SipHeaders()
  let startLine: string | null = null
  let lines = 0
  let foldable = false
  while (at < text.length) {
    const feed = text.indexOf('\n', at)
    const next = feed === -1 ? text.length : feed + 1
    let end = feed === -1 ? text.length : feed
    if (end > at && text.charCodeAt(end - 1) === 0x0d) end--
    if (end === at) return { startLine: startLine ?? '', headers, bodyAt: next, tooManyLines: false }
    if (startLine === null) startLine = text.slice(at, end)
    else if (isSpaceCode(text.charCodeAt(at))) {
      if (foldable) headers.extendLast(text.slice(at, end).trim())
    } else if (++lines > mostHeaderLines) break
    else foldable = readLine(text, at, end, headers)
    at = next
  }
  return { startLine: startLine ?? '', headers, bodyAt: text.length, tooManyLines: lines > mostHeaderLines }
}

/** HCOLON is SWS ":" SWS in effect; false for a line that is no header. */
function readLine(text: string, at: number, end: number, headers: SipHeaders): boolean {
  let nameEnd = at
  while (isTokenCode(text.charCodeAt(nameEnd))) nameEnd++
  let colon = nameEnd
  while (colon < end && isSpaceCode(text.charCodeAt(colon))) colon++
  if (nameEnd === at || colon >= end || text.charCodeAt(colon) !== 0x3a) return false
  let start = colon + 1
  while (start < end && isSpaceCode(text.charCodeAt(start))) start++
  const name = text.slice(at, nameEnd)
  headers.appendRead(name, keyOf(name), text.slice(start, trimEnd(text, start, end)))
  return true
}

type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string }

/** `INVITE sip:a@h SIP/2.0` with exactly one space between the parts (§7.1), or `SIP/2.0 200 OK` (§7.2). */
function readStartLine(line: string): StartLine | 'start-line' | 'version' {
  if (line.slice(0, 8).toUpperCase() === 'SIP/2.0 ') {
    const status = readNumber(line, 8, 699)
    const isStatus = status !== null && status.end === 11 && status.value >= 100
    if (!isStatus || (line.length > 11 && line.charCodeAt(11) !== 0x20)) return 'start-line'
    return { kind: 'response', status: status.value, reason: line.slice(12) }
  }
  const methodEnd = endOfToken(line, 0)
  const uriEnd = line.indexOf(' ', methodEnd + 1)
  if (methodEnd === 0 || line.charCodeAt(methodEnd) !== 0x20 || uriEnd <= methodEnd + 1) return 'start-line'
  const uri = line.slice(methodEnd + 1, uriEnd)
  const version = line.slice(uriEnd + 1)
  if (/[\s<>"]/.test(uri) || !isVersion(version)) return 'start-line'
  if (version.slice(4) !== '2.0') return 'version'
  if (hasUriHeaders(uri)) return 'start-line'
  return { kind: 'request', method: line.slice(0, methodEnd), uri }
}

/** "SIP" "/" 1*DIGIT "." 1*DIGIT */
function isVersion(text: string): boolean {
  if (text.slice(0, 4).toUpperCase() !== 'SIP/') return false
  const major = readNumber(text, 4, 999)
  if (major === null || text.charCodeAt(major.end) !== 0x2e) return false
  return readNumber(text, major.end + 1, 999)?.end === text.length
}

/** A Request-URI has no header component (§19.1.1 table 1; RFC 4475 §3.1.2.11). */
function hasUriHeaders(uri: string): boolean {
  const question = uri.lastIndexOf('?')
  const isSip = question !== -1 && /^sips?:/i.test(uri)
  return isSip && question > uri.lastIndexOf('@')
}

/** Discards octets after Content-Length (§18.3). */
function readBody(
  { headers, bodyAt }: Head,
  octets: Buffer,
): Buffer | 'content-length' | 'content-length-twice' | 'body-short' {
  const length = contentLength(headers)
  if (typeof length === 'string') return length
  if (length === 0) return noBody
  if (length === null) return bodyAt === octets.length ? noBody : octets.subarray(bodyAt)
  if (length > octets.length - bodyAt) return 'body-short'
  return octets.subarray(bodyAt, bodyAt + length)
}

/** Content-Length in octets; null without the header. Several lines must have the same value. */
export function contentLength(
  headers: SipHeaders,
): number | null | 'content-length' | 'content-length-twice' {
  const text = headers.get('Content-Length')
  if (text === undefined) return null
  if (headers.count('Content-Length') > 1 && headers.all('Content-Length').some((each) => each !== text)) {
    return 'content-length-twice'
  }
  const number = readNumber(text, 0, 999_999_999)
  return number === null || number.end < text.length ? 'content-length' : number.value
}

/** The headers that every message has (§8.1.1), each once and readable. */
function problemOf(headers: SipHeaders, start: StartLine): MalformedReason | null {
  const via = headers.get('Via')
  if (via === undefined) return 'via-missing'
  if (readVia(via) === null) return 'via'
  for (const [name, key] of singleHeaders) {
    const count = headers.count(name)
    if (count === 0 && key !== 'max-forwards') return `${key}-missing`
    if (count > 1) return `${key}-twice`
  }
  if (readNameAddress(headers.get('From') ?? '') === null) return 'from'
  if (readNameAddress(headers.get('To') ?? '') === null) return 'to'
  const cseq = readCSeq(headers.get('CSeq') ?? '')
  if (cseq === null) return 'cseq'
  if (start.kind === 'response') return null
  if (cseq.method !== start.method) return 'cseq-method'
  const hops = headers.get('Max-Forwards')
  return hops === undefined || isHopCount(hops) ? null : 'max-forwards'
}

const singleHeaders = [
  ['From', 'from'],
  ['To', 'to'],
  ['Call-ID', 'call-id'],
  ['CSeq', 'cseq'],
  ['Max-Forwards', 'max-forwards'],
] as const

/** 0 to 255 (§20.22). */
function isHopCount(text: string): boolean {
  const number = readNumber(text, 0, 255)
  return number !== null && number.end === text.length
}

function malformedOf(reason: MalformedReason, { startLine, headers }: Head): MalformedMessage {
  const method = startLine.slice(0, endOfToken(startLine, 0))
  return { reason, status: statusOf(reason, method), request: answerable(method, startLine, headers) }
}

function statusOf(reason: MalformedReason, method: string): MalformedMessage['status'] {
  switch (reason) {
    case 'version':
      return 505
    case 'too-long':
    case 'too-many-headers':
      return 513
    case 'cseq-method':
      // RFC 4475 §3.1.2.18: for a method that is not known, 501 says more than 400
      return isKnownMethod(method) ? 400 : 501
    default:
      return 400
  }
}

function answerable(method: string, startLine: string, headers: SipHeaders): SipRequest | null {
  const line = startLine.trimEnd()
  const isRequest = isToken(method) && isVersion(line.slice(line.lastIndexOf(' ') + 1))
  if (!isRequest || method === 'ACK' || readSentBy(headers.get('Via') ?? '') === null) return null
  return { kind: 'request', method, uri: '', headers, body: noBody }
}
