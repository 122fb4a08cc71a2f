/** SIP messages as pure data (RFC 3261 §7), with parse and print. */
import { PunchdownError } from '#shared/errors.ts'
import { SipHeaders } from './headers.ts'

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

/** No phone sends more; what is longer is refused before it is looked at. */
export const longestMessage = 65_535

const malformed = (reason: string) => new PunchdownError('sip-malformed', { reason })

/** End of the header part: CRLF CRLF, or LF LF from peers that end lines so. */
export function headerEnd(bytes: Buffer): { end: number; bodyAt: number } | null {
  const crlf = bytes.indexOf('\r\n\r\n')
  const lf = bytes.indexOf('\n\n')
  if (crlf !== -1 && (lf === -1 || crlf < lf)) return { end: crlf, bodyAt: crlf + 4 }
  return lf === -1 ? null : { end: lf, bodyAt: lf + 2 }
}

/**
 * One whole message:
 *
 *   INVITE sip:*55*123456@127.0.0.1:5070 SIP/2.0
 *   Via: SIP/2.0/UDP 127.0.0.1:15060;branch=z9hG4bK74bf9;rport
 *   f: <sip:0003717C0E0A@onboarding.test>;tag=9fxced76sl
 *   …
 *
 * Folded lines (§7.3.1) are joined, bytes behind Content-Length are left away (UDP, §18.3), and what every request needs
 * to be answered at all (§8.1.1: Via, From, To, Call-ID, CSeq) must be there.
 * @throws PunchdownError sip-malformed with the reason as a fact
 */
export function parseMessage(input: Uint8Array): SipMessage {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
  if (bytes.length > longestMessage) throw malformed('too-long')
  let at = 0
  while (bytes[at] === 0x0d || bytes[at] === 0x0a) at++ // leading CRLF, §7.5
  const whole = bytes.subarray(at)
  const split = headerEnd(whole) ?? { end: whole.length, bodyAt: whole.length }
  // UTF-8 where it is UTF-8; header values are printed back as they came
  const head = whole.subarray(0, split.end).toString('utf8')
  const [startLine = '', ...lines] = unfold(head)
  const headers = new SipHeaders()
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim()
    if (colon < 1 || !/^[\w\-.!%*+`'~]+$/.test(name)) throw malformed('header-line')
    headers.append(name, line.slice(colon + 1).trim())
  }
  const body = bodyOf(headers, whole.subarray(split.bodyAt))
  const response = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i.exec(startLine)
  if (response !== null) {
    const message: SipResponse = {
      kind: 'response',
      status: Number(response[1]),
      reason: response[2] ?? '',
      headers,
      body,
    }
    checkNeeded(message)
    return message
  }
  const request = /^([\w\-.!%*+`'~]+) ([^\s<>]+) SIP\/2\.0$/i.exec(startLine)
  if (request === null) throw malformed('start-line')
  const message: SipRequest = {
    kind: 'request',
    method: request[1] ?? '',
    uri: request[2] ?? '',
    headers,
    body,
  }
  checkNeeded(message)
  return message
}

function unfold(head: string): string[] {
  const lines: string[] = []
  for (const line of head.split(/\r?\n/)) {
    const last = lines.length - 1
    if (/^[ \t]/.test(line) && last > 0) lines[last] = `${lines[last]} ${line.trim()}`
    else if (line !== '' || lines.length === 0) lines.push(line)
  }
  return lines
}

function bodyOf(headers: SipHeaders, rest: Buffer): Buffer {
  const lengths = new Set(headers.all('Content-Length'))
  if (lengths.size > 1) throw malformed('content-length-twice')
  const [length] = lengths
  if (length === undefined) return rest
  if (!/^\d{1,9}$/.test(length)) throw malformed('content-length')
  if (Number(length) > rest.length) throw malformed('body-short')
  return rest.subarray(0, Number(length))
}

/** `CSeq: 4711 INVITE` → number and method. @throws PunchdownError sip-malformed */
export function parseCSeq(value: string | undefined): { number: number; method: string } {
  const match = /^(\d{1,10})\s+([\w\-.!%*+`'~]+)$/.exec(value ?? '')
  const number = Number(match?.[1])
  if (match === null || number > 0x7fff_ffff) throw malformed('cseq')
  return { number, method: match[2] ?? '' }
}

function checkNeeded(message: SipMessage): void {
  for (const name of ['From', 'To', 'Call-ID', 'CSeq'] as const) {
    const count = message.headers.count(name)
    if (count === 0) throw malformed(`${name.toLowerCase()}-missing`)
    if (count > 1) throw malformed(`${name.toLowerCase()}-twice`)
  }
  if (message.headers.get('Via') === undefined) throw malformed('via-missing')
  const cseq = parseCSeq(message.headers.get('CSeq'))
  if (message.kind === 'request' && cseq.method !== message.method) throw malformed('cseq-method')
}

/** Prints a message; Content-Length is always ours. Line breaks inside values are taken out: no header can be smuggled in. */
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

/** Via's parts: `SIP/2.0/UDP 192.0.2.4:5061;branch=z9hG4bK1;rport`. */
export interface Via {
  readonly transport: string
  readonly host: string
  readonly port: number | null
  readonly params: ReadonlyMap<string, string | null>
}

/** @throws PunchdownError sip-malformed */
export function parseVia(value: string | undefined): Via {
  const match =
    /^SIP\s*\/\s*2\.0\s*\/\s*([a-z0-9-]+)\s+(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?:\s*:\s*(\d{1,5}))?\s*((?:;.*)?)$/is.exec(
      value ?? '',
    )
  if (match === null) throw malformed('via')
  const params = new Map<string, string | null>()
  for (const part of (match[4] ?? '').split(';').slice(1)) {
    const [name = '', text] = part.split('=')
    params.set(name.trim().toLowerCase(), text === undefined ? null : text.trim())
  }
  return {
    transport: (match[1] ?? '').toUpperCase(),
    host: (match[2] ?? '').replace(/^\[|\]$/g, ''),
    port: match[3] === undefined ? null : Number(match[3]),
    params,
  }
}

export function printVia(via: Via): string {
  const host = via.host.includes(':') ? `[${via.host}]` : via.host
  const port = via.port === null ? '' : `:${via.port}`
  const params = [...via.params]
    .map(([name, value]) => (value === null ? `;${name}` : `;${name}=${value}`))
    .join('')
  return `SIP/2.0/${via.transport} ${host}${port}${params}`
}
