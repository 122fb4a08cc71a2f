/** Signing in as a device asks: Digest (RFC 7616), else Basic (RFC 7617). One refusal ends it: several makes lock out. */
import { PunchdownError } from '#shared/errors.ts'
import { DigestClient, parseChallenges } from '../../platform/digest.ts'
import type { Credentials } from './kit.ts'

export interface SignIn {
  /** The Authorization value to send, null before the device asked. */
  header(method: string, uri: string, body: string): string | null
  isChallenge(status: number): boolean
  /**
   * Takes the challenge of a 401.
   * @throws PunchdownError sign-in-needed (no credentials) | sign-in-refused (they were tried) | not-available-here (an
   *   unknown scheme)
   */
  accept(challenge: string | string[] | undefined): void
  /** The device answered otherwise than with a challenge. */
  succeeded(): void
}

/** A device that calls every nonce stale gets no more answers than this to one request. */
const mostStale = 2

export function createSignIn(credentials: Credentials | null, address: string): SignIn {
  const fresh = () =>
    credentials === null ? null : new DigestClient(credentials.user, credentials.password.reveal())
  let digest = fresh()
  let basic = false
  let tried = false
  /** The device took the credentials before: a challenge now means a forgotten nonce, once. */
  let proven = false
  let stale = 0
  return {
    header(method, uri, body) {
      if (credentials === null) return null
      if (basic) {
        tried = true
        const pair = Buffer.from(`${credentials.user}:${credentials.password.reveal()}`, 'utf8')
        return `Basic ${pair.toString('base64')}`
      }
      const value = digest?.header(method, uri, body) ?? null
      if (value !== null) tried = true
      return value
    },
    isChallenge: (status) => status === 401 || (status === 403 && tried),
    succeeded() {
      proven = tried
      stale = 0
    },
    accept(challenge) {
      if (credentials === null) throw new PunchdownError('sign-in-needed', { address })
      const refused = new PunchdownError('sign-in-refused', { address, user: credentials.user })
      if (basic || challenge === undefined) throw refused
      const schemes = parseChallenges(challenge).map(({ scheme }) => scheme)
      if (schemes.includes('digest')) {
        if (proven) digest = fresh()
        proven = false
        if (tried && stale++ >= mostStale) throw refused
        if (digest === null || !digest.accept(challenge)) throw refused
      } else if (schemes.includes('basic')) {
        basic = true
      } else {
        throw new PunchdownError('not-available-here', { address, schemes: schemes.join(', ') })
      }
    },
  }
}
