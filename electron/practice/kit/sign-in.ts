/** Sign-in of a practice device's web server: Basic (RFC 7617), Digest (RFC 7616), and a limit of wrong tries. */
import { DigestServer } from './digest-server.ts'
import type { Faults } from './faults.ts'

export type Scheme = 'basic' | 'digest'

export interface LockOut {
  /** Number of wrong tries within `withinMs` that locks every sign-in for `lockMs`. */
  readonly tries: number
  readonly withinMs: number
  readonly lockMs: number
}

interface SignInParts {
  readonly realm: string
  readonly passwordOf: (user: string) => string | null
  /** The device's own limit; null without one. */
  readonly lockOut: LockOut | null
  readonly faults: Faults
  readonly now: () => number
}

/** `none`: the request has no credentials of this scheme. `wrong`: counts as a try. */
type SignInVerdict =
  | { readonly ok: true; readonly user: string }
  | { readonly ok: false; readonly why: 'none' | 'wrong' | 'locked'; readonly challenge: string }

export interface SignIn {
  check(scheme: Scheme, authorization: string | undefined, method: string): SignInVerdict
  /** The same for credentials in a cookie or a form. */
  checkPassword(user: string, password: string): SignInVerdict
}

/** Tries that the lock-out fault allows; the lock lasts until the fault is switched off. Ours. */
const faultTries = 3

export function createSignIn(parts: SignInParts): SignIn {
  const digest = new DigestServer({ realm: parts.realm })
  const gate = createGate(parts)
  const basicChallenge = `Basic realm="${parts.realm}"`
  const judge = (isRight: boolean, user: string, challenge: string): SignInVerdict => {
    if (gate.isLocked()) return { ok: false, why: 'locked', challenge }
    if (isRight && !parts.faults.has('wrong-password')) return { ok: true, user }
    gate.failed()
    return { ok: false, why: 'wrong', challenge }
  }
  const checkPassword = (user: string, password: string): SignInVerdict =>
    judge(parts.passwordOf(user) === password, user, basicChallenge)
  return {
    checkPassword,
    check(scheme, authorization, method) {
      if (scheme === 'basic') {
        const given = basicCredentials(authorization)
        if (given === null) return { ok: false, why: 'none', challenge: basicChallenge }
        return checkPassword(given.user, given.password)
      }
      const verdict = digest.verify(authorization, method, parts.passwordOf)
      const challenge = digest.challenge(verdict === 'stale')
      if (verdict === 'none' || verdict === 'stale') return { ok: false, why: 'none', challenge }
      return judge(verdict === 'ok', digest.userOf(authorization) ?? '', challenge)
    },
  }
}

/** Counts wrong tries. */
function createGate({ lockOut, faults, now }: SignInParts): { isLocked(): boolean; failed(): void } {
  let failures: number[] = []
  let lockedUntil = Number.NEGATIVE_INFINITY
  let sinceFault = 0
  return {
    isLocked() {
      if (!faults.has('lock-out')) sinceFault = 0
      return sinceFault >= faultTries || now() < lockedUntil
    },
    failed() {
      if (faults.has('lock-out')) sinceFault += 1
      if (lockOut === null) return
      failures = [...failures.filter((at) => now() - at < lockOut.withinMs), now()]
      if (failures.length < lockOut.tries) return
      failures = []
      lockedUntil = now() + lockOut.lockMs
    },
  }
}

/** `Basic UG9seWNvbTo0NTY=` → Polycom, 456. The password may contain colons. */
export function basicCredentials(
  authorization: string | undefined,
): { readonly user: string; readonly password: string } | null {
  const [scheme = '', token = ''] = (authorization ?? '').split(' ')
  if (scheme.toLowerCase() !== 'basic') return null
  const text = Buffer.from(token, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) }
}
