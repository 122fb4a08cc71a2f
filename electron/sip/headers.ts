/**
 * SIP header fields (RFC 3261 §7.3): names case-insensitive with compact forms (§7.3.3), several values of a list header
 * in one line or in several lines mean the same (§7.3.1).
 */
import { splitOutside } from './syntax.ts'

/** Compact form → long form, RFC 3261 §20 and the IANA table of later RFCs that phones use. */
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

/** Headers whose value is a comma-separated list. Authentication headers hold commas inside one value (§7.3.1). */
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
  /** As printed. */
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

  /** The first value, of a list header the first item. */
  get(name: string): string | undefined {
    return this.all(name)[0]
  }

  /** All values; a list header's items one by one. */
  all(name: string): string[] {
    const wanted = keyOf(name)
    const values = this.#lines.filter(({ key }) => key === wanted).map(({ value }) => value)
    return listHeaders.has(wanted) ? values.flatMap((value) => splitOutside(value, ',')) : values
  }

  /** How many lines carry the header: a singular header with two lines is malformed. */
  count(name: string): number {
    const wanted = keyOf(name)
    return this.#lines.filter(({ key }) => key === wanted).length
  }

  /** Replaces every value, keeping the place of the first. */
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

  /** Names in their long form, values as received, in order. */
  entries(): (readonly [string, string])[] {
    return this.#lines.map(({ name, value }) => [name, value])
  }
}
