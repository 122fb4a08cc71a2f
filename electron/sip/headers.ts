/**
 * SIP header fields (RFC 3261 §7.3). Names are case-insensitive and may be in compact form (§7.3.3). The values of a list
 * header may be on one line, separated by commas, or on several lines (§7.3.1).
 */
import { splitOutside } from './syntax.ts'

/** Compact form → long form: RFC 3261 §20, and the forms of later RFCs that phones use (IANA SIP parameters). */
const compactForms: ReadonlyMap<string, string> = new Map([
  ['a', 'Accept-Contact'],
  ['b', 'Referred-By'],
  ['c', 'Content-Type'],
  ['e', 'Content-Encoding'],
  ['f', 'From'],
  ['i', 'Call-ID'],
  ['k', 'Supported'],
  ['l', 'Content-Length'],
  ['m', 'Contact'],
  ['o', 'Event'],
  ['r', 'Refer-To'],
  ['s', 'Subject'],
  ['t', 'To'],
  ['u', 'Allow-Events'],
  ['v', 'Via'],
  ['x', 'Session-Expires'],
])

/** Headers with a comma-separated list. Authentication headers are not lists: they have commas inside one value (§7.3.1). */
const listHeaders = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'allow',
  'allow-events',
  'call-info',
  'contact',
  'path',
  'proxy-require',
  'record-route',
  'require',
  'route',
  'service-route',
  'supported',
  'unsupported',
  'via',
  'warning',
])

interface HeaderLine {
  readonly name: string
  /** Long form in lower case. */
  readonly key: string
  readonly value: string
}

function lineOf(name: string, value: string): HeaderLine {
  const lower = name.toLowerCase()
  const long = compactForms.get(lower)
  return { name: long ?? name, key: long?.toLowerCase() ?? lower, value }
}

const keyOf = (name: string): string => lineOf(name, '').key

export class SipHeaders {
  readonly #lines: HeaderLine[] = []

  constructor(entries: Iterable<readonly [string, string]> = []) {
    for (const [name, value] of entries) this.append(name, value)
  }

  /** The first value; for a list header, its first item. */
  get(name: string): string | undefined {
    return this.all(name)[0]
  }

  /** All values; for a list header, each item. */
  all(name: string): string[] {
    const wanted = keyOf(name)
    const values = this.#lines.filter(({ key }) => key === wanted).map(({ value }) => value)
    return listHeaders.has(wanted) ? values.flatMap((value) => splitOutside(value, ',')) : values
  }

  /** Number of lines with this header. A header that is no list may appear once only. */
  count(name: string): number {
    const wanted = keyOf(name)
    return this.#lines.filter(({ key }) => key === wanted).length
  }

  /** Replaces all values, at the position of the first. */
  set(name: string, value: string | readonly string[]): void {
    const values = typeof value === 'string' ? [value] : value
    const wanted = keyOf(name)
    const first = this.#lines.findIndex(({ key }) => key === wanted)
    this.remove(name)
    const lines = values.map((each) => lineOf(name, each))
    if (first === -1) this.#lines.push(...lines)
    else this.#lines.splice(first, 0, ...lines)
  }

  append(name: string, value: string): void {
    this.#lines.push(lineOf(name, value))
  }

  remove(name: string): void {
    const wanted = keyOf(name)
    for (let at = this.#lines.length - 1; at >= 0; at--) {
      if (this.#lines[at]?.key === wanted) this.#lines.splice(at, 1)
    }
  }

  /** Names in long form and values as received, in order. */
  entries(): (readonly [string, string])[] {
    return this.#lines.map(({ name, value }) => [name, value])
  }
}
