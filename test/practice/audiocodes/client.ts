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

interface MediaPackClient {
  get(path: string, ...args: readonly string[]): Promise<CurlReply>
  /** Follows the links with these texts from a page; the reply of the last one, or of the first page without the link. */
  follow(path: string, ...links: readonly string[]): Promise<CurlReply>
  /** Fills in the form of the page *ini Parameters*, whose names are new at each start. */
  setParameter(name: string, value: string): Promise<CurlReply>
  loadIni(text: string): Promise<CurlReply>
  ini(): Promise<CurlReply>
  maintain(action: 'Burn' | 'Reset'): Promise<CurlReply>
}

/** Reads links and forms from the pages of a MediaPack, as a person does. */
export function mediaPackClient(url: () => string, password: string, scheme = '--digest'): MediaPackClient {
  const get: MediaPackClient['get'] = (path, ...args) =>
    request(scheme, '-u', `Admin:${password}`, ...args, `${url()}${path}`)
  const follow: MediaPackClient['follow'] = async (path, ...links) => {
    const page = await get(path)
    const [link, ...rest] = links
    if (link === undefined) return page
    const next = new RegExp(`href="(/\\w+)">${link}<`).exec(page.body)?.[1]
    return next === undefined ? page : follow(next, ...rest)
  }
  const submit = async (page: CurlReply, ...args: readonly string[]): Promise<CurlReply> => {
    const action = /action="(\/\w+)"/.exec(page.body)?.[1]
    return action === undefined ? page : get(action, ...args)
  }
  const fieldsOf = (type: string, { body }: CurlReply): string[] =>
    [...body.matchAll(new RegExp(`type="${type}" name="(\\w+)"`, 'g'))].map((found) => found[1] ?? '')
  return {
    ...{ get, follow },
    async setParameter(name, value) {
      const page = await follow('/AdminPage', 'ini Parameters')
      const [first = '', second = ''] = fieldsOf('text', page)
      return submit(page, '--data-urlencode', `${first}=${name}`, '--data-urlencode', `${second}=${value}`)
    },
    async loadIni(text) {
      const page = await follow('/', 'Configuration File')
      const [field = ''] = fieldsOf('file', page)
      // -F removes the line break at the end
      return submit(page, '--form-string', `${field}=${text}`)
    },
    ini: () => follow('/', 'Configuration File', 'Save INI File'),
    async maintain(action) {
      const page = await follow('/', 'Maintenance Actions')
      const [field = ''] = fieldsOf('submit', page)
      return submit(page, '-d', `${field}=${action}`)
    },
  }
}

interface MediantClient {
  /** A request of the REST API, signed in with Basic. */
  api(path: string, ...args: readonly string[]): Promise<CurlReply>
  /** Sends a file as the part `file`. */
  put(path: string, text: string): Promise<CurlReply>
  post(path: string, body: string): Promise<CurlReply>
}

export function mediantClient(url: () => string, password: string): MediantClient {
  const api: MediantClient['api'] = (path, ...args) =>
    request('--basic', '-u', `Admin:${password}`, ...args, `${url()}/api/v1${path}`)
  return {
    api,
    // -F removes the line break at the end
    put: (path, text) => api(path, '-X', 'PUT', '--form-string', `file=${text}`),
    post: (path, body) => api(path, '-H', 'Content-Type: application/json', '-d', body),
  }
}
