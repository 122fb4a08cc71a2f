/** Signs in with a password that is encrypted with a key of the device. The form is sent once: vendors lock out after a few refusals. */
import { createHash, randomBytes } from 'node:crypto'
import { PunchdownError } from '#shared/errors.ts'
import type { CookieJar } from './cookies.ts'
import { aesBase64, rsaHex } from './encryption.ts'
import type { SignIn } from './sign-in.ts'
import type { EncryptedForm, EncryptedSignIn, SignInKey } from './strategies.ts'
import type { Credentials, WebReply, WebRequest } from './web.ts'

/** The session cookie carries the sign-in. A 401 or 403 is a page for the driver, and the password answers no challenge. */
const sessionSignIn: SignIn = {
  begin() {},
  headers: () => ({}),
  isChallenge: () => false,
  accept() {},
  succeeded() {},
}

export interface EncryptedSignInParts {
  readonly credentials: Credentials | null
  readonly address: string
  readonly cookies: CookieJar
  readonly now: () => number
  readonly send: (request: WebRequest) => Promise<WebReply>
  /** Uses a sign-in for this request and later ones. */
  readonly use: (signIn: SignIn) => void
  /** @throws PunchdownError plain-http-not-accepted */
  readonly beforeCredentials: () => void
}

/**
 * @throws PunchdownError sign-in-needed | sign-in-refused | unexpected-page (the key cannot be used) | plain-http-not-accepted and the
 *   codes of `send`
 */
export async function signInEncrypted(parts: EncryptedSignInParts, strategy: EncryptedSignIn): Promise<void> {
  const { credentials, address, cookies } = parts
  const { key, path, headers = {} } = strategy
  if (credentials === null) throw new PunchdownError('sign-in-needed', { address })
  const form = encryptedForm(strategy.form, credentials, key, cookies)
  if (form === null) throw new PunchdownError('unexpected-page', { address, path, expected: 'RSA' })
  parts.beforeCredentials()
  if (strategy.form.cipher === 'rsa-aes' && key.session !== null) {
    cookies.store([{ name: strategy.form.cookie, value: key.session, path: '/' }], '/', parts.now())
  }
  parts.use(sessionSignIn)
  const body = { kind: 'form', fields: [...form, ...strategy.fields] } as const
  const reply = await parts.send({ method: 'POST', path, headers, body, idempotent: false })
  if (!strategy.isSignedIn(reply)) {
    throw new PunchdownError('sign-in-refused', { address, user: credentials.user })
  }
}

type Fields = readonly (readonly [name: string, value: string])[]

/** The fields of the form; null for a key that cannot be used. */
function encryptedForm(
  form: EncryptedForm,
  { user, password }: Credentials,
  key: SignInKey,
  cookies: Pick<CookieJar, 'value'>,
): Fields | null {
  if (form.cipher === 'rsa') {
    const encrypted = rsaHex(key, password.reveal())
    if (encrypted === null) return null
    return [
      [form.userField, user],
      [form.passwordField, `${form.prefix}${encrypted}`],
    ]
  }
  const [aesKey, vector] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')]
  const [sentKey, sentVector] = [rsaHex(key, aesKey), rsaHex(key, vector)]
  if (sentKey === null || sentVector === null) return null
  const values = new Map([
    ['{nonce}', `0.${randomBytes(6).readUIntBE(0, 6)}`],
    ['{session}', key.session ?? cookies.value(form.cookie) ?? ''],
    ['{user}', user],
    ['{password}', password.reveal()],
  ])
  return [
    ...(form.userField === null ? [] : [[form.userField, user] as const]),
    [form.textField, aesBase64(filled(form.text, values), aesKey, vector)],
    [form.keyField, sentKey],
    [form.vectorField, sentVector],
  ]
}

/** `MD5={md5};rand={nonce};` → `MD5=<MD5 of rand=0.1;>;rand=0.1;` */
function filled(template: string, values: ReadonlyMap<string, string>): string {
  const fill = (part: string): string => part.replaceAll(/\{\w+\}/g, (name) => values.get(name) ?? name)
  const mark = '{md5};'
  const at = template.indexOf(mark)
  if (at < 0) return fill(template)
  const rest = fill(template.slice(at + mark.length))
  return `${fill(template.slice(0, at))}${createHash('md5').update(rest, 'utf8').digest('hex')};${rest}`
}
