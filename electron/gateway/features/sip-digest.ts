/**
 * Digest for SIP requests, server side (RFC 3261 §22, RFC 7616).
 *
 *     Authorization: Digest username="0003717C0E0AaB3xYz12", realm="onboarding.test", nonce="…", uri="sip:onboarding.test",
 *       response="6629fae49393a05397450978507c4ef1", algorithm=MD5, cnonce="0a4f113b", qop=auth, nc=00000001
 *
 * Nonces are signed instead of stored: challenges need no memory, and a nonce is valid only for the address it was sent to. Used
 * nonces are stored: with qop the count must rise (RFC 7616 §3.4.5), without qop a nonce is valid for one request (RFC 7616 §5.5).
 */
import { createHmac, randomBytes } from 'node:crypto'
import { digestResponse, parseChallenges } from '../../platform/digest.ts'
import { sameText } from '../../platform/same-text.ts'
import { parseSipUri } from '../../sip/index.ts'

export interface SipCredentials {
  readonly username: string
  readonly realm: string
  readonly nonce: string
  readonly uri: string
  readonly response: string
  readonly algorithm: string | undefined
  readonly qop: string | undefined
  readonly cnonce: string
  readonly nc: string
}

export interface SipDigestOptions {
  readonly algorithm: 'MD5' | 'SHA-256'
  readonly now: () => number
  readonly nonceLifeMs?: number
  /** Maximum number of stored used nonces. */
  readonly mostUsed?: number
}

export interface SipDigest {
  /** Value of WWW-Authenticate. */
  challenge(realm: string, source: string, stale: boolean): string
  /** Whether the nonce was sent to this address, has not expired and is not used up. */
  isFresh(credentials: SipCredentials, source: string): boolean
  /** Compares in constant time, also for a null password, which never matches. A match uses the nonce. */
  verify(
    credentials: SipCredentials,
    request: { method: string; body: Buffer },
    password: string | null,
  ): boolean
}

/**
 * Selects the credentials for one of our realms from all Authorization headers (RFC 3261 §22.3). Null when there are none, and when
 * nonce or response is empty, with which a client requests a challenge.
 */
export function credentialsFor(lines: readonly string[], realms: ReadonlySet<string>): SipCredentials | null {
  for (const { scheme, params } of parseChallenges(lines)) {
    const text = (name: string): string => params.get(name) ?? ''
    const realm = text('realm')
    if (scheme !== 'digest' || !realms.has(realm)) continue
    const [username, nonce, uri, response] = [text('username'), text('nonce'), text('uri'), text('response')]
    if (username === '' || nonce === '' || uri === '' || response === '') return null
    const optional = { algorithm: params.get('algorithm'), qop: params.get('qop') }
    return { username, realm, nonce, uri, response, cnonce: text('cnonce'), nc: text('nc'), ...optional }
  }
  return null
}

/**
 * Whether the `uri` of the credentials matches the Request-URI (RFC 3261 §22.4 item 1). Ignores parameters, and a port that only one
 * of them has, because phones differ in them.
 */
export function isSameTarget(uri: string, requestUri: string): boolean {
  if (uri === requestUri) return true
  try {
    const [a, b] = [parseSipUri(uri), parseSipUri(requestUri)]
    const samePort = a.port === null || b.port === null || a.port === b.port
    return a.user === b.user && a.host.toLowerCase() === b.host.toLowerCase() && samePort
  } catch {
    return false
  }
}

export function createSipDigest(options: SipDigestOptions): SipDigest {
  const { algorithm, now, nonceLifeMs = 300_000, mostUsed = 10_000 } = options
  const key = randomBytes(32)
  /** Highest count by nonce; Infinity after a use without qop. Ordered by first use. */
  const used = new Map<string, number>()
  /** Nonces created up to this time are stale, because their use may no longer be stored. */
  let forgottenUntil = Number.NEGATIVE_INFINITY

  const sign = (text: string, source: string) =>
    createHmac('sha256', key).update(`${text} ${source}`).digest('base64url')

  const use = (nonce: string, count: number): void => {
    used.set(nonce, count)
    if (used.size <= mostUsed) return
    const [oldest] = used.keys()
    if (oldest === undefined) return
    used.delete(oldest)
    forgottenUntil = Math.max(forgottenUntil, bornAt(oldest))
  }

  return {
    challenge(realm, source, stale) {
      const text = `${now().toString(36)}.${randomBytes(9).toString('base64url')}`
      const nonce = `${text}.${sign(text, source)}`
      return `Digest realm="${realm}", nonce="${nonce}", algorithm=${algorithm}, qop="auth"${stale ? ', stale=true' : ''}`
    },
    isFresh({ nonce, qop, nc }, source) {
      const split = nonce.lastIndexOf('.')
      if (!sameText(nonce.slice(split + 1), sign(nonce.slice(0, split), source))) return false
      const born = bornAt(nonce)
      const age = now() - born
      if (age < 0 || age > nonceLifeMs || born <= forgottenUntil) return false
      const count = used.get(nonce) ?? 0
      return qop === undefined ? count === 0 : countOf(nc) > count
    },
    verify(credentials, { method, body }, password) {
      const { username: user, response, qop, nonce, nc } = credentials
      const given = credentials.algorithm ?? 'MD5'
      const expected = digestResponse({ ...credentials, user, password: password ?? '', method, body })
      const fits = expected !== null && sameText(expected, response.toLowerCase())
      if (!fits || password === null || given.toUpperCase() !== algorithm) return false
      use(nonce, qop === undefined ? Number.POSITIVE_INFINITY : countOf(nc))
      return true
    },
  }
}

const bornAt = (nonce: string): number => Number.parseInt(nonce.split('.', 1)[0] ?? '', 36)
/** `0000000a` → 10; NaN, which compares greater than no count, for malformed text. */
const countOf = (nc: string): number => (/^[0-9a-f]{8}$/i.test(nc) ? Number.parseInt(nc, 16) : Number.NaN)
