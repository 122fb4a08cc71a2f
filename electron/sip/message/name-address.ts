/** name-addr and addr-spec with header parameters: From, To, Contact, Route and others (RFC 3261 §20.10, §25.1). */
import { decodeText } from './characters.ts'
import { endOfQuoted, endOfToken, skipSpace, trimEnd, unquote } from './grammar.ts'
import { malformed } from './malformed.ts'
import { type Parameters, readParameters } from './parameters.ts'
import { isUri } from './uri.ts'

export interface NameAddress {
  /** Text. */
  readonly displayName: string
  /** As written. */
  readonly uri: string
  readonly params: Parameters
}

/**
 * `"Lobby" <sip:101@h>;tag=a1` and `sip:101@h;tag=a1`; without brackets the parameters belong to the header, and the URI has no `,`, `;`
 * or `?` (§20.10). Null for other syntax, and for more than one address.
 */
export function readNameAddress(text: string): NameAddress | null {
  const start = skipSpace(text, 0)
  const nameEnd = endOfDisplayName(text, start)
  if (nameEnd === -1) return null
  return text.charCodeAt(nameEnd) === 0x3c ? readBracketed(text, start, nameEnd) : readBare(text, start)
}

/** @throws PunchdownError sip-malformed */
export function parseNameAddress(text: string): NameAddress {
  const read = readNameAddress(text)
  if (read === null) throw malformed('name-addr', text)
  return read
}

/** Whether a From or To value has a tag: true for `<sip:a@h>;  tag = 1`, false for `"x;tag=1" <sip:a@h>`. */
export const hasTag = (value: string): boolean => readNameAddress(value)?.params.has('tag') ?? false

/** The tag of a From or To value; empty without one. */
export const tagOf = (value: string): string => readNameAddress(value)?.params.get('tag') ?? ''

/**
 * display-name = *(token LWS) / quoted-string. Index of what follows it: `<` in a name-addr, anything else in an addr-spec. -1 for an
 * unclosed quote. Peers also send names with other characters (RFC 4475 §3.1.2.15): taken as one, up to `<`.
 */
function endOfDisplayName(text: string, start: number): number {
  if (text.charCodeAt(start) === 0x22) {
    const end = endOfQuoted(text, start)
    const next = end === -1 ? -1 : skipSpace(text, end)
    return text.charCodeAt(next) === 0x3c ? next : -1
  }
  let at = start
  for (let end = endOfToken(text, at); end > at; end = endOfToken(text, at)) at = skipSpace(text, end)
  if (text.charCodeAt(at) === 0x3c) return at
  const angle = text.indexOf('<', at)
  const hasQuote = angle !== -1 && text.slice(start, angle).includes('"')
  return angle === -1 ? start : hasQuote ? -1 : angle
}

function readBracketed(text: string, start: number, angle: number): NameAddress | null {
  const close = text.indexOf('>', angle)
  if (close === -1) return null
  const uri = text.slice(angle + 1, close)
  const read = readParameters(text, close + 1)
  // white space within the brackets is refused (RFC 4475 §3.1.2.14)
  if (read === null || read.end < text.length || !isUri(uri)) return null
  const name = text.slice(start, trimEnd(text, start, angle))
  return { displayName: decodeText(unquote(name)), uri, params: read.params }
}

/** `sip:101@h ;tag=a1` */
function readBare(text: string, start: number): NameAddress | null {
  const semicolon = text.indexOf(';', start)
  const end = trimEnd(text, start, semicolon === -1 ? text.length : semicolon)
  const uri = text.slice(start, end)
  if (!isUri(uri) || /[,?]/.test(uri)) return null
  const read = readParameters(text, end)
  if (read === null || read.end < text.length) return null
  return { displayName: '', uri, params: read.params }
}
