/** Authenticates the sender of a request: Digest (RFC 3261 §22) against the accounts of the directory. */
import { type IncomingRequest, parseNameAddress, parseSipUri, type SipUri } from '../../sip/index.ts'
import type { Account } from '../directory/accounts.ts'
import type { Directory } from '../directory/directory.ts'
import type { Guess, GuessLimiter } from '../guessing/guess-limiter.ts'
import type { ServiceSettings } from '../service-settings.ts'
import type { Bindings } from './bindings.ts'
import { createSipDigest, credentialsFor, isSameTarget, type SipDigest } from './sip-digest.ts'

type Authenticated =
  | { readonly account: Account }
  /** The request has been answered. */
  | { readonly answered: 400 | 401 | 403 | 404 | 503; readonly reason: string }

export interface Authentication {
  /**
   * Checks whether the sender may act as the address of record in `header`; answers the request when not. An unknown account gets the
   * same status and realm, after the same work, as a wrong password.
   * @throws PunchdownError sip-malformed
   */
  authenticate(incoming: IncomingRequest, header: 'From' | 'To'): Authenticated
}

export interface AuthenticationParts {
  readonly directory: Directory
  readonly bindings: Bindings
  readonly guesses: GuessLimiter
  readonly settings: ServiceSettings
  readonly now: () => number
}

export function createAuthentication(parts: AuthenticationParts): Authentication {
  const { settings, now } = parts
  const digest = createSipDigest({ algorithm: settings.digestAlgorithm, now })
  return { authenticate: (incoming, header) => authenticate(parts, digest, incoming, header) }
}

function authenticate(
  parts: AuthenticationParts,
  digest: SipDigest,
  incoming: IncomingRequest,
  header: 'From' | 'To',
): Authenticated {
  const { settings, guesses } = parts
  const { request, flow, respond } = incoming
  const source = flow.address
  const address = parseSipUri(parseNameAddress(request.headers.get(header) ?? '').uri)
  const realm = realmOf(address, settings)
  if (realm === null) {
    respond(404)
    return { answered: 404, reason: 'domain' }
  }
  const ask = (stale: boolean): Authenticated => {
    respond(401, { headers: { 'WWW-Authenticate': digest.challenge(realm, source, stale) } })
    return { answered: 401, reason: stale ? 'stale' : 'challenged' }
  }
  const credentials = credentialsFor(request.headers.texts('Authorization'), new Set([realm]))
  if (credentials === null) return ask(false)
  if (!isSameTarget(credentials.uri, request.uri)) {
    respond(400, { reason: 'Digest URI Mismatch' })
    return { answered: 400, reason: 'digest-uri' }
  }
  // checked before the password: the response to a nonce of another address, or a used one, proves nothing
  if (!digest.isFresh(credentials, source)) return ask(true)

  const account = accountOf(parts.directory, address, realm)
  const guess: Guess = { kind: 'password', source, target: address.user }
  const known = isRegisteredFrom(parts.bindings, account, source) || guesses.isClean('password', source)
  const wait = guesses.waitFor(guess, known)
  if (wait !== null) {
    guesses.refused(guess)
    // 503 makes a client retry later; a phone with a wrong password gets the same status as before
    const answered = wait.by === 'pair' ? 403 : 503
    respond(answered, { headers: { 'Retry-After': String(wait.seconds) } })
    return { answered, reason: 'too-many-tries' }
  }
  const password = account?.authUser === credentials.username ? account.password : null
  if (digest.verify(credentials, request, password) && account !== null) return { account }
  guesses.wrong(guess)
  respond(403)
  return { answered: 403, reason: account === null ? 'unknown-user' : 'wrong' }
}

/**
 * The realm for an address, whether the account exists or not: its domain. Clients without an outbound proxy write an IP address
 * instead; the realm is then the tenant's domain for a number, and the temporary domain for any other user.
 */
function realmOf({ host, user }: SipUri, settings: ServiceSettings): string | null {
  if (host === settings.temporaryDomain || host === settings.domain) return host
  if (!/^\d{1,3}(\.\d{1,3}){3}$|^localhost$/.test(host)) return null
  return /^\+?\d{3,15}$/.test(user) ? settings.domain : settings.temporaryDomain
}

const accountOf = (directory: Directory, { user }: SipUri, realm: string): Account | null =>
  directory.accountOfUser(user, realm)

/** Whether the account has a binding that was registered from this address. */
export const isRegisteredFrom = (bindings: Bindings, account: Account | null, source: string): boolean =>
  account !== null && bindings.of(account.identity).some(({ flow }) => flow.address === source)
