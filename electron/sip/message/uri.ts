/** SIP, SIPS and tel URIs (RFC 3261 §19.1, RFC 3966). */
import { decodeText, isSpaceCode, isTokenCode, lowerCase } from './characters.ts'
import { hasSpace, readHostPort } from './grammar.ts'
import { malformed } from './malformed.ts'
import { Parameters, readParameters } from './parameters.ts'

export interface SipUri {
  readonly scheme: 'sip' | 'sips' | 'tel'
  /** Text, unescaped: `%23` is `#`. Empty when the URI names a host only. */
  readonly user: string
  readonly password: string | null
  /** Lower case; without brackets for IPv6. Empty for tel. */
  readonly host: string
  readonly port: number | null
  readonly params: Parameters
  /** Behind `?`, as written; empty without. */
  readonly headers: string
}

/** `sip:a@h` → `sip`; empty for a text without a scheme. Lower case. */
export function schemeOf(uri: string): string {
  const colon = uri.indexOf(':')
  for (let at = 0; at < colon; at++) if (!isTokenCode(uri.charCodeAt(at))) return ''
  return colon < 1 ? '' : lowerCase(uri.slice(0, colon))
}

/** Whether a text has a scheme, something behind it, and no character that ends a URI. */
export function isUri(text: string): boolean {
  let colon = -1
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isSpaceCode(code) || code === 0x22 || code === 0x3c || code === 0x3e) return false
    if (colon !== -1) continue
    if (code === 0x3a) colon = at
    else if (!isTokenCode(code)) return false
  }
  return colon > 0 && colon < text.length - 1
}

/**
 * `sip:*55*123456@192.0.2.1:5060;transport=udp` → user `*55*123456`, host `192.0.2.1`, port 5060.
 * Accepts an unescaped `#` in the user part, which some phones send instead of `%23`. Null for a malformed URI.
 */
export function readSipUri(text: string): SipUri | null {
  const scheme = schemeOf(text)
  if (scheme === 'tel') return readTel(text)
  if ((scheme !== 'sip' && scheme !== 'sips') || hasSpace(text) || /[<>"]/.test(text)) return null
  const start = scheme.length + 1
  const at = text.indexOf('@', start)
  const hostPort = readHostPort(text, at === -1 ? start : at + 1)
  if (hostPort === null || at === start) return null
  const question = text.indexOf('?', hostPort.end)
  const end = question === -1 ? text.length : question
  const read = readUriParameters(text.slice(hostPort.end, end))
  if (read === null) return null
  const userinfo = at === -1 ? '' : text.slice(start, at)
  const colon = userinfo.indexOf(':')
  return {
    scheme,
    user: unescaped(beforeParameters(colon === -1 ? userinfo : userinfo.slice(0, colon))),
    password: colon === -1 ? null : unescaped(userinfo.slice(colon + 1)),
    host: hostPort.host,
    port: hostPort.port,
    params: read,
    headers: question === -1 ? '' : text.slice(question + 1),
  }
}

/** @throws PunchdownError sip-malformed */
export function parseSipUri(text: string): SipUri {
  const uri = readSipUri(text.trim())
  if (uri === null) throw malformed('uri', text)
  return uri
}

/** `?Replaces=a%3Bto-tag%3Db&Subject=x`, `replaces` → `a;to-tag=b` (§19.1.1). `name` in lower case; null without such a header. */
export function uriHeader({ headers }: SipUri, name: string): string | null {
  for (const each of headers.split('&')) {
    const equals = each.indexOf('=')
    if (equals > 0 && unescaped(each.slice(0, equals)).toLowerCase() === name)
      return unescaped(each.slice(equals + 1))
  }
  return null
}

/** `tel:+442079460101;ext=7` */
function readTel(text: string): SipUri | null {
  const semicolon = text.indexOf(';')
  const number = text.slice(4, semicolon === -1 ? text.length : semicolon)
  const params = semicolon === -1 ? Parameters.none : readUriParameters(text.slice(semicolon))
  if (number === '' || hasSpace(text) || params === null) return null
  return { scheme: 'tel', user: number, password: null, host: '', port: null, params, headers: '' }
}

/** uri-parameters may contain `,` in no place, so the whole text is read. */
function readUriParameters(text: string): Parameters | null {
  if (text === '') return Parameters.none
  const read = readParameters(text, 0)
  return read === null || read.end < text.length ? null : read.params
}

/** `+12125551212;phone-context=x` → `+12125551212`: the parameters of a telephone-subscriber in a user part (§19.1.6). */
function beforeParameters(user: string): string {
  const semicolon = user.indexOf(';')
  return semicolon === -1 ? user : user.slice(0, semicolon)
}

/** `l%6Fbby%23` → `lobby#`. The escaped octets are UTF-8. */
function unescaped(text: string): string {
  if (!text.includes('%')) return decodeText(text)
  const octets = text.replaceAll(/%[0-9a-f]{2}/gi, (octet) =>
    String.fromCharCode(Number.parseInt(octet.slice(1), 16)),
  )
  return decodeText(octets)
}
