/** Signs requests with a key made of the password (HMAC). The driver states what is signed; the password stays in the kit. */
import { createHmac } from 'node:crypto'
import { PunchdownError } from '#shared/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import type { SignIn } from './sign-in.ts'
import type { KeyedSignIn } from './strategies.ts'
import type { Credentials } from './web.ts'

interface KeyedSignInParts {
  readonly credentials: Credentials | null
  readonly address: string
  readonly clock: Pick<Clock, 'now'>
}

/**
 * A device refuses a signature whose time is far from its own clock in the same way as a wrong password. The clocks are compared once, by the
 * Date header of the challenge. The header has whole seconds, so a difference of up to this many milliseconds is ignored.
 */
const sameTimeMs = 5_000

/** A refused key is not tried again: a second 401 or 403 is a refusal. */
export function createKeyedSignIn(
  { credentials, address, clock }: KeyedSignInParts,
  { hash, headers }: KeyedSignIn,
): SignIn {
  let isAsked = false
  /** Clock of the device minus ours, in ms. */
  let ahead = 0
  return {
    begin() {},
    headers(request) {
      if (credentials === null || !isAsked) return {}
      const { user, password } = credentials
      return headers(request, {
        user,
        now: clock.now() + ahead,
        keyed: (text) => createHmac(hash, password.reveal()).update(text).digest('hex'),
      })
    },
    isChallenge: (status) => status === 401 || status === 403,
    accept(_challenge, date) {
      if (credentials === null) throw new PunchdownError('sign-in-needed', { address })
      if (isAsked) throw new PunchdownError('sign-in-refused', { address, user: credentials.user })
      isAsked = true
      const difference = typeof date === 'string' ? Date.parse(date) - clock.now() : 0
      if (Math.abs(difference) > sameTimeMs) ahead = difference
    },
    succeeded() {},
  }
}
