/** The servlet web interface: requests to /servlet with m (module), p (page) and q (action). */
import { partOf } from '../kit/multipart.ts'
import type { DeviceReply, DeviceRequest, RequestHead } from '../kit/web-server.ts'
import { parseCfg, writeCfg } from './cfg-file.ts'
import { decryptAes } from './encryption.ts'
import { autopPage, html, loginPage, passwordPage, plainPage, statusPage } from './servlet-pages.ts'
import { hasToken, type Session, setCookie } from './sessions.ts'
import { autopFields } from './settings.ts'
import { changePassword, mustChangePassword, type WebParts } from './web-parts.ts'

/** `mod_data settings-autop write` for `?m=mod_data&p=settings-autop&q=write`. */
const actionOf = ({ query }: RequestHead): string =>
  ['m', 'p', 'q'].flatMap((name) => query.get(name) ?? []).join(' ')

const writes: readonly string[] = [
  'mod_data settings-autop write',
  'mod_password security change',
  'mod_res upload',
]

export const isServletWrite = (head: RequestHead): boolean =>
  head.method === 'POST' && head.path === '/servlet' && writes.includes(actionOf(head))

export function servletAnswer(parts: WebParts, request: DeviceRequest): DeviceReply {
  const { sessions } = parts
  const found = sessions.of(request)
  const isPage = request.path === '/' || request.path === '/servlet'
  if (!isPage) return { kind: 'not-found' }
  const action = actionOf(request)
  if (action === 'mod_listener login login') return logIn(parts, request, found)
  if (found?.isSignedIn !== true || action === 'mod_listener login loginForm') {
    const session = found ?? sessions.open()
    return html(loginPage(parts), setCookie(session))
  }
  return request.method === 'POST' ? submit(parts, request, found) : load(parts, request, found)
}

function load(parts: WebParts, request: DeviceRequest, session: Session): DeviceReply {
  const { device } = parts
  if (mustChangePassword(parts)) return html(passwordPage(parts, session))
  switch (actionOf(request)) {
    case '':
    case 'mod_data status load':
      return html(statusPage(parts, session))
    case 'mod_data settings-autop load':
      return html(autopPage(parts, session))
    case 'mod_data security load':
      return html(passwordPage(parts, session))
    case 'mod_data settings-upgrade load':
    case 'mod_data settings-config load':
      return html(plainPage(parts, session))
    case 'mod_data settings-autop autopnow':
      return { ...data('1'), kind: 'accepted', afterwards: device.provisionNow }
    case 'mod_data settings-autop askautop':
      return { ...data(device.provisioning() ? '1' : '0'), kind: 'page' }
    case 'mod_configfile exportcfgconfig':
      return exportCfg(parts)
    case 'mod_data settings-upgrade reboot':
      return request.query.has('token') && hasToken(session, request.query.get('token'))
        ? { kind: 'accepted', type: 'text/html', body: '', afterwards: device.restart }
        : forbidden
    default:
      return { kind: 'not-found' }
  }
}

const data = (value: string) => ({ type: 'text/html', body: JSON.stringify({ data: value }) })

/** The words are of a public client. */
const forbidden: DeviceReply = {
  ...{ kind: 'page', status: 403, type: 'text/html', body: 'User Identity Forbidden' },
}

const isForm = ({ headers }: RequestHead): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')

function submit(parts: WebParts, request: DeviceRequest, session: Session): DeviceReply {
  const action = actionOf(request)
  if (action === 'mod_res upload') return upload(parts, request, session)
  const form = isForm(request) ? new URLSearchParams(request.body) : new URLSearchParams()
  if (!hasToken(session, form.get('token'))) return forbidden
  if (action === 'mod_password security change') return submitPassword(parts, request, session, form)
  if (mustChangePassword(parts)) return html(passwordPage(parts, session))
  switch (action) {
    case 'mod_data settings-autop write':
      return writeAutop(parts, request, session, form)
    case 'mod_upgrade reboot':
      return { kind: 'accepted', type: 'text/html', body: '', afterwards: parts.device.restart }
    default:
      return { kind: 'not-found' }
  }
}

/** Needs the cookie of the sign-in page: 404 without it. */
function logIn(parts: WebParts, request: DeviceRequest, session: Session | null): DeviceReply {
  const { device, signIn, sessions } = parts
  if (session === null || request.method !== 'POST') return { kind: 'not-found' }
  const form = isForm(request) ? new URLSearchParams(request.body) : new URLSearchParams()
  const password = secretIn(parts, session, form, 'pwd')
  const verdict = signIn.checkPassword(form.get('username') ?? '', password ?? '')
  if (!verdict.ok) {
    const { minutes } = device.data.options.lockOut
    // the name of the minutes is ours
    const status =
      verdict.why === 'locked' ? { authstatus: 'lock', locktime: minutes } : { authstatus: 'none' }
    return result(parts, JSON.stringify(status))
  }
  session.isSignedIn = true
  // the client stays with the cookie that it encrypted
  return result(parts, '{"authstatus":"done"}', sessions.of(request) === null ? setCookie(session) : {})
}

/**
 * An encrypted field of a form; null for one that is not encrypted as the page asks. With AES the text is
 * `<random number>;<JSESSIONID>;<password>`, base64, and rsakey and rsaiv are 32 hex digits each in RSA.
 */
function secretIn(
  { key, device }: WebParts,
  session: Session,
  form: URLSearchParams,
  name: string,
): string | null {
  const given = form.get(name) ?? ''
  if (device.data.options.servlet.signIn === 'rsa') return key.decrypt(given)
  const [aesKey, iv] = ['rsakey', 'rsaiv'].map((each) => key.decrypt(form.get(each) ?? ''))
  if (aesKey === null || aesKey === undefined || iv === null || iv === undefined) return null
  const [, cookie, ...password] = (decryptAes(given, aesKey, iv) ?? '').split(';')
  return cookie === session.cookie ? password.join(';') : null
}

function result(
  { device }: WebParts,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): DeviceReply {
  const body = device.data.options.servlet.wraps
    ? `<html><body><div id="_RES_INFO_">${text}</div></body></html>`
    : text
  return { ...{ kind: 'page', type: 'text/html', body }, headers }
}

/** Reply of a public client: `{'result' : '0'}` for a success. Another number for a failure is ours. */
function submitPassword(
  parts: WebParts,
  request: DeviceRequest,
  session: Session,
  form: URLSearchParams,
): DeviceReply {
  const old = secretIn(parts, session, form, 'editOldPassword')
  const next = secretIn(parts, session, form, 'editNewPassword')
  const isChanged = old !== null && next !== null && changePassword(parts, old, next, request.keep)
  if (!isChanged) return { kind: 'page', type: 'text/html', body: "{'result' : '1'}" }
  return { kind: 'accepted', type: 'text/html', body: "{'result' : '0'}" }
}

/** A missing field keeps its value. The reply is not published: the page again, so that a client has to read back. */
function writeAutop(
  parts: WebParts,
  request: DeviceRequest,
  session: Session,
  form: URLSearchParams,
): DeviceReply {
  const { device } = parts
  const values = [...autopFields].flatMap(([field, name]) => {
    const value = form.get(field)
    return value === null ? [] : [[name, value] as const]
  })
  if (request.keep) {
    device.settings.store(values, 'web')
    device.settingsChanged()
  }
  return { kind: 'accepted', type: 'text/html', body: autopPage(parts, session).text }
}

function exportCfg({ device }: WebParts): DeviceReply {
  const shown = device.settings.changed().filter(([name]) => !name.endsWith('.password'))
  return { kind: 'page', type: 'application/octet-stream', body: writeCfg(shown) }
}

/** maxlength is `<JSESSIONID>;100KB` in RSA, or `100KB` alone; the file is the part UploadName. */
function upload(parts: WebParts, request: DeviceRequest, session: Session): DeviceReply {
  const { device, key } = parts
  if (mustChangePassword(parts)) return html(passwordPage(parts, session))
  const limit = key.decrypt(request.query.get('maxlength') ?? '')
  const isLimited = limit === '100KB' || limit === `${session.cookie};100KB`
  const file = partOf(request.headers['content-type'], request.bytes, 'UploadName')
  const values = parseCfg(file?.toString('utf8') ?? '')
  const isValid = isLimited && request.query.get('type') === 'localcfg' && values.size > 0
  if (!isValid) return result(parts, '{"type":"localcfg","result":false}')
  if (request.keep) device.settings.store(values, 'web')
  const reply = result(parts, '{"type":"localcfg","result":true}')
  return reply.kind === 'page' ? { ...reply, kind: 'accepted', afterwards: device.settingsChanged } : reply
}
