/** Signs requests with a key made of the password (HMAC). The driver states what is signed; the password stays in the kit. */
import { createHmac } from 'node:crypto'
import { PunchdownError } from '#shared/errors.ts'
import type { SignIn } from './sign-in.ts'
import type { KeyedSignIn } from './strategies.ts'
import type { Credentials } from './web.ts'

/** A refused key is not tried again: a second 401 or 403 is a refusal. */
export function createKeyedSignIn(
  credentials: Credentials | null,
  address: string,
  { hash, headers }: KeyedSignIn,
): SignIn {
  let isAsked = false
  return {
    begin() {},
    headers(request) {
      if (credentials === null || !isAsked) return {}
      const { user, password } = credentials
      return headers(request, user, (text) => createHmac(hash, password.reveal()).update(text).digest('hex'))
    },
    isChallenge: (status) => status === 401 || (status === 403 && isAsked),
    accept() {
      if (credentials === null) throw new PunchdownError('sign-in-needed', { address })
      if (isAsked) throw new PunchdownError('sign-in-refused', { address, user: credentials.user })
      isAsked = true
    },
    succeeded() {},
  }
}
