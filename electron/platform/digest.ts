/**
 * Digest access authentication (RFC 7616, RFC 2617 without qop), for HTTP and SIP (RFC 3261 §22, RFC 8760).
 */
import { createHash, randomBytes } from 'node:crypto'

/** Strongest first. A client uses the first that the server offers. */
const algorithms = [
  ['SHA-512-256', 'sha512-256'],
  ['SHA-256', 'sha256'],
  ['MD5', 'md5'],
] as const

export interface Challenge {
  /** Lower case: `digest`, `basic`. */
  readonly scheme: string
  /** By name in lower case; values without quotes. */
  readonly params: ReadonlyMap<string, string>
}

export const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`

const isToken = (code: number): boolean =>
  (code >= 48 && code <= 57) ||
  (code >= 65 && code <= 90) ||
  (code >= 94 && code <= 122) ||
  tokenMarks.has(code)
const tokenMarks: ReadonlySet<number> = new Set([..."!#$%&'*+-.|~"].map((mark) => mark.charCodeAt(0)))

/**
 * `Digest realm="a", nonce="b", qop="auth,auth-int", Basic realm="c"` → two challenges, also from several header lines. A token
 * without a value begins a challenge; other characters are skipped. Reads each character once.
 */
export function parseChallenges(header: string | readonly string[] | undefined): Challenge[] {
  const challenges: { scheme: string; params: Map<string, string> }[] = []
  const lines = header === undefined ? [] : typeof header === 'string' ? [header] : header
  for (const line of lines) {
    for (let at = 0; at < line.length; ) {
      const end = endOfRun(line, at, isToken)
      if (end === at) {
        at += 1
        continue
      }
      const name = line.slice(at, end).toLowerCase()
      const value = valueAt(line, end)
      if (value === null) challenges.push({ scheme: name, params: new Map() })
      else challenges.at(-1)?.params.set(name, value.text)
      at = value?.end ?? end
    }
  }
  return challenges
}

/** Reads `= "a \" b"` or `=b` at an index; null without a value. An unclosed quoted string is an empty value. */
function valueAt(line: string, from: number): { readonly text: string; readonly end: number } | null {
  const equals = endOfRun(line, from, isBlank)
  if (line[equals] !== '=') return null
  const start = endOfRun(line, equals + 1, isBlank)
  if (line[start] !== '"') {
    const end = endOfRun(line, start, isBare)
    return end === start ? null : { text: line.slice(start, end), end }
  }
  let text = ''
  for (let at = start + 1; at < line.length; at++) {
    if (line[at] === '"') return { text, end: at + 1 }
    if (line[at] === '\\' && at + 1 < line.length) at += 1
    text += line[at]
  }
  return { text: '', end: line.length }
}

const isBlank = (code: number): boolean => code === 32 || code === 9
/** A character of a value without quotes. */
const isBare = (code: number): boolean => code > 32 && code !== 34 && code !== 44

function endOfRun(line: string, from: number, holds: (code: number) => boolean): number {
  let at = from
  while (at < line.length && holds(line.charCodeAt(at))) at++
  return at
}

interface Computed {
  readonly user: string
  readonly realm: string
  readonly password: string
  readonly nonce: string
  readonly method: string
  readonly uri: string
  readonly body: string | Buffer
  readonly algorithm: string | undefined
  readonly qop: string | undefined
  readonly cnonce: string
  readonly nc: string
}

/** Node's name of the hash of an algorithm, also of its `-sess` form; null for an unknown one. */
export function hashName(algorithm: string | undefined): string | null {
  const plain = (algorithm ?? 'MD5').replace(/-sess$/i, '').toUpperCase()
  return algorithms.find(([name]) => name === plain)?.[1] ?? null
}

/** The `response` value (RFC 7616 §3.4.1); null for an unknown algorithm. */
export function digestResponse(input: Computed): string | null {
  const name = hashName(input.algorithm)
  if (name === null) return null
  const hash = (text: string | Buffer) => createHash(name).update(text).digest('hex')
  let a1 = hash(`${input.user}:${input.realm}:${input.password}`)
  if (/-sess$/i.test(input.algorithm ?? '')) a1 = hash(`${a1}:${input.nonce}:${input.cnonce}`)
  const entity = input.qop === 'auth-int' ? `:${hash(input.body)}` : ''
  const a2 = hash(`${input.method}:${input.uri}${entity}`)
  return input.qop === undefined
    ? hash(`${a1}:${input.nonce}:${a2}`)
    : hash(`${a1}:${input.nonce}:${input.nc}:${input.cnonce}:${input.qop}:${a2}`)
}

/** The client side: one object per device and password, with the nonce count. */
export class DigestClient {
  readonly #user: string
  readonly #password: string
  #challenge: Challenge['params'] | null = null
  #count = 0

  constructor(user: string, password: string) {
    this.#user = user
    this.#password = password
  }

  /** Reads the challenges of a 401. False when a retry is useless: the password was refused, or no known scheme is offered. */
  accept(header: string | readonly string[] | undefined): boolean {
    const offered = parseChallenges(header).filter(({ scheme }) => scheme === 'digest')
    const best = algorithms
      .flatMap(([name]) =>
        offered.filter(({ params }) => hashName(params.get('algorithm')) === hashName(name)),
      )
      .at(0)?.params
    if (best === undefined) return false
    const refused = this.#challenge !== null && best.get('stale')?.toLowerCase() !== 'true' && this.#count > 0
    this.#challenge = best
    this.#count = 0
    return !refused
  }

  /** The Authorization value; null before the first challenge. */
  header(method: string, uri: string, body: string | Buffer = ''): string | null {
    const challenge = this.#challenge
    if (challenge === null) return null
    const [realm = '', nonce = ''] = [challenge.get('realm'), challenge.get('nonce')]
    const [algorithm, opaque] = [challenge.get('algorithm'), challenge.get('opaque')]
    const offered =
      challenge
        .get('qop')
        ?.split(',')
        .map((each) => each.trim().toLowerCase()) ?? []
    const qop = offered.includes('auth') ? 'auth' : offered.includes('auth-int') ? 'auth-int' : undefined
    const nc = (++this.#count).toString(16).padStart(8, '0')
    const cnonce = randomBytes(16).toString('hex')
    const response = digestResponse({
      user: this.#user,
      realm,
      password: this.#password,
      nonce,
      method,
      uri,
      body,
      algorithm,
      qop,
      cnonce,
      nc,
    })
    if (response === null) return null
    const parts = [
      `username=${quote(this.#user)}`,
      `realm=${quote(realm)}`,
      `nonce=${quote(nonce)}`,
      `uri=${quote(uri)}`,
      `response="${response}"`,
    ]
    if (algorithm !== undefined) parts.push(`algorithm=${algorithm}`)
    if (opaque !== undefined) parts.push(`opaque=${quote(opaque)}`)
    if (qop !== undefined) parts.push(`qop=${qop}`, `nc=${nc}`)
    if (qop !== undefined || /-sess$/i.test(algorithm ?? '')) parts.push(`cnonce="${cnonce}"`)
    return `Digest ${parts.join(', ')}`
  }
}
