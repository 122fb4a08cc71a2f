/** Who sent a request: Digest (RFC 3261 §22) against the accounts of the directory. */
import { PunchdownError } from '#shared/errors.ts'
import { DigestServer } from '../../platform/digest.ts'
import { parseNameAddress, parseSipUri } from '../../sip/uri.ts'
import type { IncomingRequest } from '../../sip/user-agent.ts'
import type { Account } from '../directory/accounts.ts'
import type { Directory } from '../directory/directory.ts'
import type { ServiceSettings } from '../service-settings.ts'

export type Authenticated =
  | { readonly account: Account }
  /** The request has been answered. */
  | { readonly answered: 401 | 403 | 404; readonly reason: string }

export interface Authentication {
  /**
   * Settles whether the sender may act as the address of record in `header`; answers 401, 403 or 404 when not.
   * @throws PunchdownError sip-malformed
   */
  authenticate(incoming: IncomingRequest, header: 'From' | 'To'): Authenticated
}

export interface AuthenticationParts {
  readonly directory: Directory
  readonly settings: ServiceSettings
  readonly now: () => number
}

export function createAuthentication({ directory, settings, now }: AuthenticationParts): Authentication {
  const server = (realm: string) => new DigestServer({ realm, algorithm: settings.digestAlgorithm, now })
  const servers = new Map([settings.temporaryDomain, settings.domain].map((realm) => [realm, server(realm)]))

  const serverOf = (realm: string): DigestServer => {
    const found = servers.get(realm)
    if (found === undefined) throw new PunchdownError('not-found', { what: 'realm', realm })
    return found
  }

  return {
    authenticate({ request, respond }, header) {
      const address = parseSipUri(parseNameAddress(request.headers.get(header) ?? '').uri)
      // an address instead of a domain is what a client without an outbound proxy writes
      const here = servers.has(address.host) || /^\d{1,3}(\.\d{1,3}){3}$|^localhost$/.test(address.host)
      if (!here) {
        respond(404)
        return { answered: 404, reason: 'domain' }
      }
      const accounts = directory.accounts()
      const account = accounts.find((each) => each.user === address.user)
      // an unknown user is challenged like any other: who is here is not told
      const digest = serverOf(account?.domain ?? settings.domain)
      const authorization = request.headers.get('Authorization')
      const verdict = digest.verify(
        authorization,
        request.method,
        (user) => (account?.authUser === user ? account.password : null),
        request.body,
      )
      if (verdict === 'ok' && account !== undefined) return { account }
      if (verdict === 'none' || verdict === 'stale') {
        respond(401, { headers: { 'WWW-Authenticate': digest.challenge(verdict === 'stale') } })
        return { answered: 401, reason: verdict === 'stale' ? 'stale' : 'challenged' }
      }
      respond(403)
      return { answered: 403, reason: verdict === 'ok' ? 'unknown-user' : verdict }
    },
  }
}
