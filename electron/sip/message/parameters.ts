/** Parameters of a header value or a URI: `*( SEMI generic-param )` (RFC 3261 §25.1, §7.3.1). */
import { lowerCase } from './characters.ts'
import { endOfQuoted, endOfToken, skipSpace, unquote } from './grammar.ts'

/** Maximum number of parameters of one value. Our limit: lookups go through all of them. */
const mostParameters = 100

/** Names are case-insensitive; the first of several parameters with one name counts. */
export class Parameters {
  readonly #names: string[] = []
  readonly #values: (string | null)[] = []

  static readonly none: Parameters = new Parameters()

  /** `name` in lower case; `value` without quotes, null for a parameter without one, such as `lr`. */
  add(name: string, value: string | null): void {
    this.#names.push(name)
    this.#values.push(value)
  }

  /** Octet text; null for a parameter without a value, undefined for no such parameter. */
  get(name: string): string | null | undefined {
    const at = this.#names.indexOf(name)
    return at === -1 ? undefined : this.#values[at]
  }

  has(name: string): boolean {
    return this.#names.includes(name)
  }

  get size(): number {
    return this.#names.length
  }

  *[Symbol.iterator](): Generator<readonly [string, string | null]> {
    for (const [at, name] of this.#names.entries()) yield [name, this.#values[at] ?? null]
  }
}

/**
 * Reads `;tag=a1 ; lr;x = "y;z"` up to the end of the text or a comma; null for other syntax, such as an empty parameter.
 *
 * The value may have any octet but white space, separators of the list and quotes: peers send `branch=z9hG4bKdGVzdA==`.
 */
export function readParameters(text: string, from: number): { params: Parameters; end: number } | null {
  let params = Parameters.none
  for (let at = skipSpace(text, from); ; ) {
    if (at >= text.length || text.charCodeAt(at) === 0x2c) return { params, end: at }
    if (text.charCodeAt(at) !== 0x3b) return null
    const start = skipSpace(text, at + 1)
    const nameEnd = endOfToken(text, start)
    if (nameEnd === start || params.size === mostParameters) return null
    if (params === Parameters.none) params = new Parameters()
    const name = lowerCase(text.slice(start, nameEnd))
    at = skipSpace(text, nameEnd)
    if (text.charCodeAt(at) !== 0x3d) {
      params.add(name, null)
      continue
    }
    const valueStart = skipSpace(text, at + 1)
    const isQuoted = text.charCodeAt(valueStart) === 0x22
    const valueEnd = isQuoted ? endOfQuoted(text, valueStart) : endOfBareValue(text, valueStart)
    if (valueEnd === -1) return null
    const value = text.slice(valueStart, valueEnd)
    params.add(name, isQuoted ? unquote(value) : value)
    at = skipSpace(text, valueEnd)
  }
}

/** Index after the value; stops at white space, `;`, `,` and `"`. */
function endOfBareValue(text: string, at: number): number {
  for (let end = at; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code <= 0x20 || code === 0x22 || code === 0x2c || code === 0x3b) return end
  }
  return text.length
}
