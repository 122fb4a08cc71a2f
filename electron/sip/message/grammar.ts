/**
 * Small readers for the basic rules of RFC 3261 §25.1. Each takes a text and an index and returns the index after what it has read.
 * Peers choose the texts and their length: every reader looks at a character once and none goes back.
 */
import { isDigitCode, isHostCode, isSpaceCode, isTokenCode, lowerCase } from './characters.ts'

/** SWS: index of the first character at or after `at` that is not white space. */
export function skipSpace(text: string, at: number): number {
  let end = at
  while (isSpaceCode(text.charCodeAt(end))) end++
  return end
}

/** Index after the last character of `text[from..end)` that is not white space. */
export function trimEnd(text: string, from: number, end: number): number {
  let last = end
  while (last > from && isSpaceCode(text.charCodeAt(last - 1))) last--
  return last
}

/** token that begins at `at`: index after its last character; `at` itself without a token. */
export function endOfToken(text: string, at: number): number {
  let end = at
  while (isTokenCode(text.charCodeAt(end))) end++
  return end
}

export const isToken = (text: string): boolean => text !== '' && endOfToken(text, 0) === text.length

export function hasSpace(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (isSpaceCode(text.charCodeAt(at))) return true
  return false
}

/** quoted-string that begins at `at`: index after its closing quote; -1 when it is not closed. `"a \" b" <sip:x>` → 8 for 0. */
export function endOfQuoted(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === 0x5c) end++
    else if (code === 0x22) return end + 1
  }
  return -1
}

/** `"a \" b"` → `a " b`; returns a text without quotes unchanged. */
export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text
  if (!text.includes('\\')) return text.slice(1, -1)
  const parts: string[] = []
  let from = 1
  for (let at = 1; at < text.length - 1; at++) {
    if (text.charCodeAt(at) !== 0x5c) continue
    parts.push(text.slice(from, at))
    from = ++at
  }
  parts.push(text.slice(from, text.length - 1))
  return parts.join('')
}

/** `a " b` → `"a \" b"`. */
export const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`

/**
 * Index of the first separator outside quotes and angle brackets at or after `at`; the length of the text without one. An unclosed quote
 * reaches to the end.
 */
export function indexOutside(text: string, separator: number, at: number): number {
  let angled = false
  for (let end = at; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === 0x22) {
      const closed = endOfQuoted(text, end)
      if (closed === -1) return text.length
      end = closed - 1
    } else if (code === 0x3c) angled = true
    else if (code === 0x3e) angled = false
    else if (code === separator && !angled) return end
  }
  return text.length
}

/** The items of a list (§7.3.1), trimmed: `"A, B" <sip:a@h;x=1,2>, <sip:b@h>` → two. Empty items are left out. */
export function splitList(text: string): string[] {
  if (!text.includes(',')) return text === '' ? [] : [text]
  const items: string[] = []
  for (let at = 0; at < text.length; ) {
    const comma = indexOutside(text, 0x2c, at)
    const start = skipSpace(text, at)
    const end = trimEnd(text, start, comma)
    if (end > start && start < comma) items.push(text.slice(start, end))
    at = comma + 1
  }
  return items
}

export interface HostPort {
  /** Lower case; without brackets for IPv6. */
  readonly host: string
  readonly port: number | null
  /** Index after the port, or after the host without one. */
  readonly end: number
}

/** hostport (§25.1) with SWS around the colon: `[2001:db8::1]:5061`, `192.0.2.1 : 5060`. Null for no host or a port out of range. */
export function readHostPort(text: string, at: number): HostPort | null {
  const bracketed = text.charCodeAt(at) === 0x5b
  const start = bracketed ? at + 1 : at
  let end = start
  if (bracketed) {
    while (isIPv6Code(text.charCodeAt(end))) end++
    if (text.charCodeAt(end) !== 0x5d) return null
  } else while (isHostCode(text.charCodeAt(end))) end++
  if (end === start) return null
  const host = lowerCase(text.slice(start, end))
  const afterHost = bracketed ? end + 1 : end
  const colon = skipSpace(text, afterHost)
  if (text.charCodeAt(colon) !== 0x3a) return { host, port: null, end: afterHost }
  const first = skipSpace(text, colon + 1)
  const number = readNumber(text, first, 65_535)
  return number === null || number.value === 0 ? null : { host, port: number.value, end: number.end }
}

const isIPv6Code = (code: number): boolean =>
  isDigitCode(code) || code === 0x3a || code === 0x2e || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66)

/** 1*DIGIT of at most `most`; null without a digit, or above. Leading zeros are allowed. */
export function readNumber(
  text: string,
  at: number,
  most: number,
): { readonly value: number; readonly end: number } | null {
  let value = 0
  let end = at
  for (; isDigitCode(text.charCodeAt(end)); end++) {
    value = value * 10 + text.charCodeAt(end) - 0x30
    if (value > most) return null
  }
  return end === at ? null : { value, end }
}
