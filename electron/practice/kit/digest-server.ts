/** Digest access authentication, server side (RFC 7616), of practice devices. */
import { randomBytes } from 'node:crypto'
import { type Challenge, digestResponse, hashName, parseChallenges, quote } from '../../platform/digest.ts'
import { sameText } from '../../platform/same-text.ts'

type DigestVerdict = 'ok' | 'none' | 'unknown-user' | 'wrong' | 'stale'

interface DigestServerOptions {
  readonly realm: string
  readonly algorithm?: 'MD5' | 'SHA-256'
  readonly now?: () => number
  /** Lifetime of a nonce in milliseconds. */
  readonly nonceLifeMs?: number
  /** Maximum number of stored nonces; the oldest is removed first. */
  readonly mostNonces?: number
}

/** Stores a limited number of nonces; a nonce count must rise, to prevent replay. */
export class DigestServer {
  readonly #options: Required<DigestServerOptions>
  readonly #nonces = new Map<string, { born: number; count: number }>()

  constructor(options: DigestServerOptions) {
    this.#options = { algorithm: 'MD5', now: Date.now, nonceLifeMs: 300_000, mostNonces: 10_000, ...options }
  }

  challenge(stale = false): string {
    const nonce = randomBytes(18).toString('base64url')
    const { now, mostNonces, realm, algorithm } = this.#options
    this.#nonces.set(nonce, { born: now(), count: 0 })
    if (this.#nonces.size > mostNonces) {
      const [oldest] = this.#nonces.keys()
      if (oldest !== undefined) this.#nonces.delete(oldest)
    }
    return `Digest realm=${quote(realm)}, nonce="${nonce}", algorithm=${algorithm}, qop="auth"${stale ? ', stale=true' : ''}`
  }

  /** The username of an Authorization value; null unless it is a Digest for this realm. */
  userOf(authorization: string | undefined): string | null {
    const params = this.#params(authorization)
    return params === null ? null : (params.get('username') ?? null)
  }

  verify(
    authorization: string | undefined,
    method: string,
    passwordOf: (user: string) => string | null,
    body: string | Buffer = '',
  ): DigestVerdict {
    const params = this.#params(authorization)
    if (params === null) return 'none'
    const textOf = (name: string): string => params.get(name) ?? ''
    const [username, realm, nonce, uri] = [
      textOf('username'),
      textOf('realm'),
      textOf('nonce'),
      textOf('uri'),
    ]
    const [response, cnonce, nc] = [textOf('response'), textOf('cnonce'), textOf('nc')]
    const [qop, named] = [params.get('qop'), params.get('algorithm')]
    const known = this.#nonces.get(nonce)
    const { now, nonceLifeMs, algorithm } = this.#options
    const password = passwordOf(username)
    if (password === null) return 'unknown-user'
    if (hashName(named ?? 'MD5') !== hashName(algorithm)) return 'wrong'
    const expected = digestResponse({
      user: username,
      realm,
      password,
      nonce,
      method,
      uri,
      body,
      algorithm: named,
      qop,
      cnonce,
      nc,
    })
    if (expected === null || !sameText(expected, response.toLowerCase())) return 'wrong'
    if (known === undefined || now() - known.born > nonceLifeMs) return 'stale'
    if (qop !== undefined) {
      const count = Number.parseInt(nc, 16)
      if (!(count > known.count)) return 'stale'
      known.count = count
    }
    return 'ok'
  }

  #params(authorization: string | undefined): Challenge['params'] | null {
    const [first] = parseChallenges(authorization)
    return first?.scheme === 'digest' && first.params.get('realm') === this.#options.realm
      ? first.params
      : null
  }
}
