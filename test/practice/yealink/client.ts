/** A client of the practice Yealink devices: curl for HTTP, node:crypto for the encryption of the sign-in pages. */
import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import { type CurlReply, curl } from '../curl.ts'

type Request = (...args: readonly string[]) => Promise<CurlReply>

/** A session: curl's arguments for its cookie and its token. `refusal` is the reply that ended the sign-in. */
export type SignedIn =
  | { readonly ok: true; readonly cookie: readonly string[]; readonly token: string }
  | { readonly ok: false; readonly refusal: CurlReply }

// curl sends a request again by itself when a connection that it reuses is cut
export const request: Request = (...args) => curl('-m', '10', '-H', 'Connection: close', ...args)

export const jsonBody = (value: unknown): readonly string[] => [
  ...['-H', 'Content-Type: application/json', '--data-raw'],
  JSON.stringify(value),
]

/** RSA PKCS#1 v1.5, hex; modulus and exponent as hex. */
export function rsa(text: string, n: string, e: string): string {
  const part = (hex: string) => Buffer.from(hex, 'hex').toString('base64url')
  const key = createPublicKey({ format: 'jwk', key: { kty: 'RSA', n: part(n), e: part(e) } })
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(text)).toString('hex')
}

/** AES-128-CBC with zero padding, base64. */
function aes(text: string, key: string, iv: string): string {
  const plain = Buffer.from(text)
  const padded = Buffer.concat([plain, Buffer.alloc(16 - (plain.length % 16))])
  const cipher = createCipheriv('aes-128-cbc', Buffer.from(key, 'hex'), Buffer.from(iv, 'hex'))
  cipher.setAutoPadding(false)
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64')
}

export function jsonIn({ body }: CurlReply): { readonly ret?: unknown; readonly data?: unknown } | null {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

export const cookieOf = ({ headers }: CurlReply): readonly string[] => [
  '-b',
  (headers.get('set-cookie') ?? '').split(';')[0] ?? '',
]

/** RSA modulus and exponent of the JSON interface. */
export async function jsonKeys(url: string, ...args: readonly string[]) {
  const ids = { idlist: ['wui.common.rsaN', 'wui.common.rsaE'] }
  const reply = await request(...args, ...jsonBody(ids), `${url}/api/common/info?p=Login&t=1`)
  const [, n] = /"wui\.common\.rsaN":"([0-9a-f]+)"/.exec(reply.body) ?? []
  const [, e] = /"wui\.common\.rsaE":"([0-9a-f]+)"/.exec(reply.body) ?? []
  return { reply, n, e }
}

export const logIn = (url: string, pwd: string, ...args: readonly string[]): Promise<CurlReply> =>
  request(
    ...[...args, '--data-urlencode', 'username=admin', '--data-urlencode', `pwd=${pwd}`],
    `${url}/api/auth/login?p=Login&t=1`,
  )

export async function jsonSignIn(
  url: string,
  password: string,
  ...args: readonly string[]
): Promise<SignedIn> {
  const { reply, n, e } = await jsonKeys(url, ...args)
  if (n === undefined || e === undefined) return { ok: false, refusal: reply }
  const login = await logIn(url, `__WUI_ENC__:${rsa(password, n, e)}`, ...args)
  if (login.body !== '{"ret":"ok","data":true}') return { ok: false, refusal: login }
  const cookie = cookieOf(login)
  const wui = await request(
    ...[...args, ...cookie, ...jsonBody({ idlist: ['wui'] })],
    `${url}/api/common/info?p=Login&t=1`,
  )
  const token = /"token":"([0-9a-f]+)"/.exec(wui.body)?.[1]
  if (token === undefined) return { ok: false, refusal: wui }
  return { ok: true, cookie, token }
}

const variable = (body: string, name: string): string =>
  new RegExp(`var ${name} = "([0-9A-Za-z]+)"`).exec(body)?.[1] ?? ''

export const tokenIn = ({ body }: CurlReply): string => variable(body, 'g_strToken')

export interface ServletLogin {
  readonly url: string
  readonly cookie: readonly string[]
  readonly n: string
  readonly e: string
}

/** The sign-in page of the servlet interface with its cookie and key. */
export async function servletForm(
  url: string,
  ...args: readonly string[]
): Promise<{ readonly reply: CurlReply; readonly form: ServletLogin | null }> {
  const reply = await request(...args, `${url}/servlet?m=mod_listener&p=login&q=loginForm&Random=0.5`)
  const n = variable(reply.body, 'g_rsa_n')
  const e = variable(reply.body, 'g_rsa_e')
  return { reply, form: n === '' || e === '' ? null : { url, cookie: cookieOf(reply), n, e } }
}

/** Form fields with the password as `way` encrypts it. */
export function encrypted(
  { cookie, n, e }: ServletLogin,
  fields: Readonly<Record<string, string>>,
  way: 'rsa' | 'rsa-aes',
): readonly string[] {
  const data = (name: string, value: string) => ['--data-urlencode', `${name}=${value}`]
  if (way === 'rsa') return Object.entries(fields).flatMap(([name, value]) => data(name, rsa(value, n, e)))
  const [key, iv] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')]
  const session = cookie[1]?.split('=')[1] ?? ''
  return [
    ...Object.entries(fields).flatMap(([name, value]) =>
      data(name, aes(`0.7314;${session};${value}`, key, iv)),
    ),
    ...data('rsakey', rsa(key, n, e)),
    ...data('rsaiv', rsa(iv, n, e)),
  ]
}

export const servletLogIn = (
  form: ServletLogin,
  password: string,
  way: 'rsa' | 'rsa-aes' = 'rsa',
  ...args: readonly string[]
): Promise<CurlReply> =>
  request(
    ...[...args, ...form.cookie, '--data-urlencode', 'username=admin'],
    ...encrypted(form, { pwd: password }, way),
    `${form.url}/servlet?m=mod_listener&p=login&q=login&Rajax=0.5`,
  )

export async function servletSignIn(
  url: string,
  password: string,
  ...args: readonly string[]
): Promise<SignedIn> {
  const { reply, form } = await servletForm(url, ...args)
  if (form === null) return { ok: false, refusal: reply }
  const login = await servletLogIn(form, password, 'rsa', ...args)
  if (!login.body.includes('"authstatus":"done"')) return { ok: false, refusal: login }
  const page = await request(...args, ...form.cookie, `${url}/servlet?m=mod_data&p=settings-autop&q=load`)
  const token = tokenIn(page)
  return token === '' ? { ok: false, refusal: page } : { ok: true, cookie: form.cookie, token }
}
