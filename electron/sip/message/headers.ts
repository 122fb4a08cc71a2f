/** The header fields of a message in their order (RFC 3261 §7.3.1). */
import { decodeText, encodeText } from './characters.ts'
import { splitList } from './grammar.ts'
import { isListKey, keyOf, longFormOf } from './header-names.ts'

/** Values are octet text (see characters.ts); a value with a character above U+00FF is taken as text and encoded. */
export class SipHeaders {
  readonly #names: string[] = []
  /** Long form in lower case, by line. */
  readonly #keys: string[] = []
  readonly #values: string[] = []

  constructor(entries: Iterable<readonly [string, string]> = []) {
    for (const [name, value] of entries) this.append(name, value)
  }

  /** The first value; for a list header, its first item. */
  get(name: string): string | undefined {
    const key = keyOf(name)
    const at = this.#keys.indexOf(key)
    const value = this.#values[at]
    if (at === -1 || value === undefined || !isListKey(key)) return value
    return value.includes(',') || value === '' ? this.all(name)[0] : value
  }

  /** All values; for a list header, each item. */
  all(name: string): string[] {
    const key = keyOf(name)
    const values: string[] = []
    const isList = isListKey(key)
    for (let at = this.#keys.indexOf(key); at !== -1; at = this.#keys.indexOf(key, at + 1)) {
      const value = this.#values[at] ?? ''
      if (isList) values.push(...splitList(value))
      else values.push(value)
    }
    return values
  }

  /** The first value as text. */
  text(name: string): string | undefined {
    const value = this.get(name)
    return value === undefined ? undefined : decodeText(value)
  }

  /** All values as text. */
  texts(name: string): string[] {
    return this.all(name).map(decodeText)
  }

  has(name: string): boolean {
    return this.#keys.includes(keyOf(name))
  }

  /** Number of lines with this header. A header that is no list may appear once only. */
  count(name: string): number {
    const key = keyOf(name)
    let count = 0
    for (const each of this.#keys) if (each === key) count++
    return count
  }

  /** Replaces all values, at the position of the first. */
  set(name: string, value: string | readonly string[]): void {
    const values = typeof value === 'string' ? [value] : value
    const first = this.#keys.indexOf(keyOf(name))
    this.remove(name)
    let at = first === -1 ? this.#keys.length : first
    for (const each of values) this.#insert(at++, name, each)
  }

  append(name: string, value: string): void {
    this.#insert(this.#keys.length, name, value)
  }

  remove(name: string): void {
    const key = keyOf(name)
    for (let at = this.#keys.indexOf(key); at !== -1; at = this.#keys.indexOf(key, at)) {
      this.#names.splice(at, 1)
      this.#keys.splice(at, 1)
      this.#values.splice(at, 1)
    }
  }

  /** Adds a line as it came: an octet text without white space around it. */
  appendRead(name: string, key: string, value: string): void {
    this.#names.push(name)
    this.#keys.push(key)
    this.#values.push(value)
  }

  /** Adds a folded line to the last value (§7.3.1). */
  extendLast(value: string): void {
    const last = this.#values.length - 1
    const before = this.#values[last]
    if (before !== undefined) this.#values[last] = before === '' ? value : `${before} ${value}`
  }

  /** Copies all lines of a header, octet by octet. */
  copy(name: string, from: SipHeaders): void {
    const key = keyOf(name)
    for (let at = from.#keys.indexOf(key); at !== -1; at = from.#keys.indexOf(key, at + 1)) {
      this.appendRead(longFormOf(from.#names[at] ?? name), key, from.#values[at] ?? '')
    }
  }

  get size(): number {
    return this.#keys.length
  }

  /** Names in long form and values as received, in order. */
  entries(): (readonly [string, string])[] {
    return this.#names.map((name, at) => [longFormOf(name), this.#values[at] ?? ''])
  }

  #insert(at: number, name: string, value: string): void {
    this.#names.splice(at, 0, longFormOf(name))
    this.#keys.splice(at, 0, keyOf(name))
    this.#values.splice(at, 0, isOctetText(value) ? value : encodeText(value))
  }
}

function isOctetText(value: string): boolean {
  for (let at = 0; at < value.length; at++) if (value.charCodeAt(at) > 0xff) return false
  return true
}
