/** Signs in with Basic (RFC 7617) before a challenge, for web pages that answer 200 and refuse in the text of the page. */
import { PunchdownError } from '#shared/errors.ts'
import { isWeaker } from './channel.ts'
import type { CookieJar } from './cookies.ts'
import type { SignIn, SignInTrust } from './sign-in.ts'
import type { BasicSignIn } from './strategies.ts'
import type { Credentials, WebReply, WebRequest } from './web.ts'

const pairOf = ({ user, password }: Credentials): string =>
  `Basic ${Buffer.from(`${user}:${password.reveal()}`, 'utf8').toString('base64')}`

/** Each request carries the credentials; a 401 or 403 is a refusal. */
const createSignIn = (credentials: Credentials, address: string): SignIn => ({
  begin() {},
  headers: () => ({ authorization: pairOf(credentials) }),
  isChallenge: (status) => status === 401 || status === 403,
  accept() {
    throw new PunchdownError('sign-in-refused', { address, user: credentials.user })
  },
  succeeded() {},
})

export interface BasicSignInParts {
  readonly credentials: Credentials | null
  readonly address: string
  readonly trust: SignInTrust
  readonly cookies: CookieJar
  readonly now: () => number
  readonly send: (request: WebRequest) => Promise<WebReply>
  /** Uses a sign-in for this request and later ones. */
  readonly use: (signIn: SignIn) => void
  /** @throws PunchdownError plain-http-not-accepted */
  readonly beforeCredentials: () => void
}

/**
 * @throws PunchdownError sign-in-needed | sign-in-weaker (the device has asked for Digest before) | sign-in-refused |
 *   plain-http-not-accepted and the codes of `send`
 */
export async function signInByBasic(parts: BasicSignInParts, strategy: BasicSignIn): Promise<void> {
  const { credentials, address, trust, cookies } = parts
  if (credentials === null) throw new PunchdownError('sign-in-needed', { address })
  const strongest = trust.strongestSignIn()
  if (strongest !== null && isWeaker('basic', strongest)) {
    throw new PunchdownError('sign-in-weaker', { address, before: strongest, now: 'basic' })
  }
  parts.beforeCredentials()
  trust.rememberSignIn('basic')
  parts.use(createSignIn(credentials, address))
  const reply = await parts.send({ ...strategy.request, idempotent: false })
  if (!strategy.isSignedIn(reply)) {
    throw new PunchdownError('sign-in-refused', { address, user: credentials.user })
  }
  if (strategy.cookie !== null && cookies.header('/', parts.now()) === null) {
    cookies.store([{ name: strategy.cookie, value: pairOf(credentials), path: '/' }], '/', parts.now())
  }
}
