/**
 * Signs in with Digest (RFC 7616) or Basic (RFC 7617). Several vendors lock out after a few refusals, so a challenge is answered once.
 * It is answered a second time only when the nonce is stale, or unknown after the device had accepted the password.
 */
import { PunchdownError } from '#shared/errors.ts'
import { DigestClient, parseChallenges } from '../../platform/digest.ts'
import { type DeviceTrust, isWeaker, type SignInStrength } from './channel.ts'
import type { SignedRequest } from './strategies.ts'
import type { Credentials } from './web.ts'

export type SignInTrust = Pick<DeviceTrust, 'strongestSignIn' | 'rememberSignIn'>

export interface SignIn {
  /** Must be called before each request, and before each retry. */
  begin(): void
  /** The headers that carry the credentials; empty before the first challenge. */
  headers(request: SignedRequest): Readonly<Record<string, string>>
  isChallenge(status: number): boolean
  /**
   * Reads the challenge of a 401 or 403. `date` is the Date header of the reply.
   * @throws PunchdownError sign-in-needed (no credentials) | sign-in-refused (they were tried) | sign-in-weaker (a weaker scheme
   *   than the device requested before) | not-available-here (an unknown scheme)
   */
  accept(challenge: string | string[] | undefined, date?: string | string[]): void
  /** Must be called when the reply is not a challenge. */
  succeeded(): void
}

interface Offer {
  readonly strength: SignInStrength
  readonly isStale: boolean
}

/** The strongest supported scheme of a challenge; null when the challenge has no supported scheme. */
export function offerIn(challenge: string | string[]): Offer | null {
  const offered = parseChallenges(challenge)
  const digests = offered.filter(({ scheme }) => scheme === 'digest')
  if (digests.length === 0) {
    return offered.some(({ scheme }) => scheme === 'basic') ? { strength: 'basic', isStale: false } : null
  }
  return {
    strength: digests.every(({ params }) => params.has('qop')) ? 'digest-qop' : 'digest',
    isStale: digests.some(({ params }) => params.get('stale')?.toLowerCase() === 'true'),
  }
}

export function createSignIn(credentials: Credentials | null, address: string, trust: SignInTrust): SignIn {
  let digest: DigestClient | null = null
  let basic = false
  /** Whether credentials were sent with this request or an earlier one. */
  let sent = false
  /** Whether the device has accepted the credentials with the current nonce. */
  let proven = false
  /** Whether a challenge of this request was answered a second time. */
  let answeredAgain = false

  const basicHeader = (given: Credentials): string => {
    const pair = Buffer.from(`${given.user}:${given.password.reveal()}`, 'utf8')
    return `Basic ${pair.toString('base64')}`
  }

  return {
    begin() {
      answeredAgain = false
    },
    headers({ method, path, body }) {
      if (credentials === null) return {}
      const authorization = basic ? basicHeader(credentials) : (digest?.header(method, path, body) ?? null)
      sent ||= authorization !== null
      return authorization === null ? {} : { authorization }
    },
    isChallenge: (status) => status === 401 || (status === 403 && sent),
    succeeded() {
      proven = sent
    },
    accept(challenge) {
      if (credentials === null) throw new PunchdownError('sign-in-needed', { address })
      const refused = new PunchdownError('sign-in-refused', { address, user: credentials.user })
      if (challenge === undefined || basic) throw refused
      const offer = offerIn(challenge)
      if (offer === null) {
        const schemes = parseChallenges(challenge).map(({ scheme }) => scheme)
        throw new PunchdownError('not-available-here', { address, schemes: schemes.join(', ') })
      }
      const strongest = trust.strongestSignIn()
      if (strongest !== null && isWeaker(offer.strength, strongest)) {
        throw new PunchdownError('sign-in-weaker', { address, before: strongest, now: offer.strength })
      }
      if (sent) {
        if (answeredAgain || !(offer.isStale || proven)) throw refused
        answeredAgain = true
        proven = false
      }
      if (offer.strength === 'basic') {
        basic = true
      } else {
        digest = new DigestClient(credentials.user, credentials.password.reveal())
        if (!digest.accept(challenge)) throw refused
      }
      trust.rememberSignIn(offer.strength)
    },
  }
}
