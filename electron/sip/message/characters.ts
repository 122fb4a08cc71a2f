/**
 * Octet text and the character classes of RFC 3261 §25.1.
 *
 * The stack keeps header values as **octet text**: a string with one character (U+0000 to U+00FF) for each octet of the wire. A value
 * that is copied into a response therefore comes back octet by octet (§8.2.6.2), also when it is no UTF-8. `decodeText` gives the text
 * that a person reads.
 */

/** `!` to `~` without separators: method, header name, parameter name. */
const tokenClass = 1
const spaceClass = 2
/** Letters, digits, `.`, `-` and, because field equipment uses it, `_`. */
const hostClass = 4
const digitClass = 8

const classes = new Uint8Array(256)
const mark = (characters: string, bit: number): void => {
  for (const character of characters)
    classes[character.charCodeAt(0)] = (classes[character.charCodeAt(0)] ?? 0) | bit
}
const digits = '0123456789'
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
mark(`${letters}${digits}-.!%*_+\`'~`, tokenClass)
mark(' \t\r\n', spaceClass)
mark(`${letters}${digits}-._`, hostClass)
mark(digits, digitClass)

/** The comparison keeps NaN, which `charCodeAt` gives past the end of a text, out of the table: such a lookup is slow. */
const isIn = (code: number, bit: number): boolean => code < 256 && ((classes[code] ?? 0) & bit) !== 0

export const isTokenCode = (code: number): boolean => isIn(code, tokenClass)
export const isSpaceCode = (code: number): boolean => isIn(code, spaceClass)
export const isHostCode = (code: number): boolean => isIn(code, hostClass)
export const isDigitCode = (code: number): boolean => isIn(code, digitClass)

/** `toLowerCase` for ASCII; returns a text without capital letters itself, which most are. */
export function lowerCase(text: string): string {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0x41 && code <= 0x5a) return text.toLowerCase()
  }
  return text
}

/** Octet text → text. Octets that are no UTF-8 become U+FFFD. */
export const decodeText = (octets: string): string =>
  isAscii(octets) ? octets : Buffer.from(octets, 'latin1').toString('utf8')

/** Text → octet text, UTF-8. */
export const encodeText = (text: string): string =>
  isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1')

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false
  return true
}
