/** A client of the practice AudioCodes phone, with curl. */
import { type CurlReply, curl } from '../curl.ts'
import type { SignedIn } from '../yealink/client.ts'

// curl sends a request again by itself when a connection that it reuses is cut
export const request = (...args: readonly string[]): Promise<CurlReply> =>
  curl('-m', '10', '-H', 'Connection: close', ...args)

export const logIn = (url: string, psw: string, ...args: readonly string[]): Promise<CurlReply> =>
  request(...args, '--data-urlencode', 'user=admin', '--data-urlencode', `psw=${psw}`, `${url}/login.cgi`)

export const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** The sign-in of public clients: the form, the cookie, then a page, before any other form. */
export async function phoneSignIn(
  url: string,
  password: string,
  ...args: readonly string[]
): Promise<SignedIn> {
  const login = await logIn(url, base64(password), ...args)
  const cookie = login.headers.get('set-cookie') ?? ''
  if (cookie === '' || login.body.includes('Login failed')) return { ok: false, refusal: login }
  const session = ['-b', cookie.split(';')[0] ?? '']
  await request(...args, ...session, `${url}/mainform.cgi/info.htm`)
  return { ok: true, cookie: session, token: '' }
}

/** All fields of the form, as public configurators send them. */
export const urlForm = (url: string, changes: Readonly<Record<string, string>> = {}): readonly string[] =>
  Object.entries({
    ...{ ASU_METHOD: '2', CFG_URL: url, FW_URL: '', NOW_FW: '0', NOW_CFG: '0', FW_DYN: '0', CFG_DYN: '0' },
    ...{ OPTVAL: '160', ASU_PERIOD: '3', ASU_HOURS: '24', ASU_EDTIME: '0', ASU_EDWDAY: '0' },
    ...{ ASU_EDWTIME: '0', ASU_RANDOM: '120' },
    ...changes,
  }).flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`])
