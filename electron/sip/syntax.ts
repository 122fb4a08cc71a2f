/**
 * Scanners for the basic syntax of RFC 3261 §25.1. Peers choose the texts and their length, so every function takes linear time and no
 * pattern backtracks.
 */

const tokenPattern = /^[\w\-.!%*+`'~]+$/

/** A token (§25.1): a method, a header name, a parameter name. */
export const isToken = (text: string): boolean => tokenPattern.test(text)

const isSpace = (char: string | undefined): boolean =>
  char === ' ' || char === '\t' || char === '\r' || char === '\n'

/** Index of the first character at or after `from` that is not white space. */
export function skipSpace(text: string, from: number): number {
  let at = from
  while (isSpace(text[at])) at++
  return at
}

export function hasSpace(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (isSpace(text[at])) return true
  return false
}

/** Index after the quoted string that begins at `from`; null when it is not closed. `"a \" b" <sip:x>` → 8 for 0. */
export function endOfQuoted(text: string, from: number): number | null {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return null
}

/** `"a \" b"` → `a " b`; returns a text without quotes unchanged. */
export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text
  let plain = ''
  for (let at = 1; at < text.length - 1; at++) {
    if (text[at] === '\\' && at + 1 < text.length - 1) at++
    plain += text[at]
  }
  return plain
}

/**
 * Splits at separators outside quotes and angle brackets:
 * `"A, B" <sip:a@h;x=1,2>, <sip:b@h>` at `,` → two parts, trimmed. Empty parts are left out.
 */
export function splitOutside(text: string, separator: ',' | ';'): string[] {
  const parts: string[] = []
  let start = 0
  let angled = false
  const take = (end: number): void => {
    const part = text.slice(start, end).trim()
    if (part !== '') parts.push(part)
  }
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"') at = (endOfQuoted(text, at) ?? text.length) - 1
    else if (char === '<') angled = true
    else if (char === '>') angled = false
    else if (char === separator && !angled) {
      take(at)
      start = at + 1
    }
  }
  take(text.length)
  return parts
}

/** `;tag=a1;lr;x="y;z"` → tag → a1, lr → null, x → y;z. Names in lower case; the first of several parameters with one name wins. */
export function readParams(text: string): Map<string, string | null> {
  const params = new Map<string, string | null>()
  for (const part of splitOutside(text, ';')) {
    const equals = part.indexOf('=')
    const name = (equals === -1 ? part : part.slice(0, equals)).trim().toLowerCase()
    if (params.has(name)) continue
    params.set(name, equals === -1 ? null : unquote(part.slice(equals + 1).trim()))
  }
  return params
}

/** `[2001:db8::1]:5061` → host and port. Null for a malformed host or a port out of range. */
export function readHostPort(text: string): { readonly host: string; readonly port: number | null } | null {
  const bracket = text.startsWith('[') ? text.indexOf(']') : -1
  if (text.startsWith('[') && bracket === -1) return null
  const colon = text.indexOf(':', bracket + 1)
  const host = (colon === -1 ? text : text.slice(0, colon)).trimEnd()
  const bare = bracket === -1 ? host : host.slice(1, bracket)
  const isHost =
    bracket === -1 ? /^[a-z0-9_.-]+$/i.test(host) : /^[0-9a-f:.]+$/i.test(bare) && host.length === bracket + 1
  if (!isHost) return null
  if (colon === -1) return { host: bare, port: null }
  const digits = text.slice(colon + 1).trim()
  const port = Number(digits)
  return /^\d{1,5}$/.test(digits) && port >= 1 && port <= 65_535 ? { host: bare, port } : null
}
