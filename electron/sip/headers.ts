/**
 * SIP header fields (RFC 3261 §7.3): names case-insensitive with compact forms (§7.3.3), several values of a list header
 * in one line or in several lines mean the same (§7.3.1).
 */

/** Compact form → long form, RFC 3261 §20 and the IANA table of later RFCs that phones use. */
const compactForms: Readonly<Record<string, string>> = {
  a: 'Accept-Contact',
  b: 'Referred-By',
  c: 'Content-Type',
  e: 'Content-Encoding',
  f: 'From',
  i: 'Call-ID',
  k: 'Supported',
  l: 'Content-Length',
  m: 'Contact',
  o: 'Event',
  r: 'Refer-To',
  s: 'Subject',
  t: 'To',
  u: 'Allow-Events',
  v: 'Via',
  x: 'Session-Expires',
}

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

const longName = (name: string): string => compactForms[name.toLowerCase()] ?? name

/** Splits at commas that are neither inside quotes nor inside angle brackets: `"A, B" <sip:a@h;x=1,2>, <sip:b@h>`. */
export function splitList(value: string): string[] {
  const parts: string[] = []
  let start = 0
  let quoted = false
  let angled = false
  for (let i = 0; i < value.length; i++) {
    const char = value[i]
    if (quoted) {
      if (char === '\\') i++
      else if (char === '"') quoted = false
    } else if (char === '"') quoted = true
    else if (char === '<') angled = true
    else if (char === '>') angled = false
    else if (char === ',' && !angled) {
      parts.push(value.slice(start, i).trim())
      start = i + 1
    }
  }
  parts.push(value.slice(start).trim())
  return parts.filter((part) => part !== '')
}

export class SipHeaders {
  readonly #entries: [name: string, value: string][] = []

  constructor(entries: Iterable<readonly [string, string]> = []) {
    for (const [name, value] of entries) this.append(name, value)
  }

  /** The first value, of a list header the first item. */
  get(name: string): string | undefined {
    return this.all(name)[0]
  }

  /** All values; a list header's items one by one. */
  all(name: string): string[] {
    const wanted = longName(name).toLowerCase()
    const values = this.#entries.filter(([each]) => each.toLowerCase() === wanted).map(([, value]) => value)
    return listHeaders.has(wanted) ? values.flatMap(splitList) : values
  }

  /** How many lines carry the header: a singular header with two lines is malformed. */
  count(name: string): number {
    const wanted = longName(name).toLowerCase()
    return this.#entries.filter(([each]) => each.toLowerCase() === wanted).length
  }

  /** Replaces every value, keeping the place of the first. */
  set(name: string, value: string | readonly string[]): void {
    const values = typeof value === 'string' ? [value] : value
    const wanted = longName(name).toLowerCase()
    const first = this.#entries.findIndex(([each]) => each.toLowerCase() === wanted)
    this.remove(name)
    const lines = values.map((each): [string, string] => [longName(name), each])
    if (first === -1) this.#entries.push(...lines)
    else this.#entries.splice(first, 0, ...lines)
  }

  append(name: string, value: string): void {
    this.#entries.push([longName(name), value])
  }

  remove(name: string): void {
    const wanted = longName(name).toLowerCase()
    for (let i = this.#entries.length - 1; i >= 0; i--) {
      if (this.#entries[i]?.[0].toLowerCase() === wanted) this.#entries.splice(i, 1)
    }
  }

  entries(): readonly (readonly [string, string])[] {
    return this.#entries
  }
}
