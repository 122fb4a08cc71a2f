/** The web configuration utility: sign-in, the page of the provisioning server, the forms. */
import { randomBytes } from 'node:crypto'
import { sameText } from '../../platform/same-text.ts'
import { type Markup, markup } from '../../protocols/markup/template.ts'
import type { Faults } from '../kit/faults.ts'
import type { SignIn } from '../kit/sign-in.ts'
import { basicCredentials } from '../kit/sign-in.ts'
import type { DeviceReply, DeviceRequest, RequestHead } from '../kit/web-server.ts'
import { names, serverTypes } from './settings.ts'
import { bareMac, hasFactoryPassword, type Phone } from './state.ts'

export interface PagesParts {
  readonly phone: Phone
  readonly signIn: SignIn
  readonly faults: Faults
  readonly sessions: Sessions
}

/** Cookies of the signed-in clients → token in their forms. */
type Sessions = Map<string, string>

/** Maximum number of sessions; the oldest is removed first. Ours. */
const mostSessions = 16
const loginPath = '/auth.htm'
/** Parameters of the page, in the order of a public client. */
const fields: readonly string[] = [
  names.serverType,
  names.server,
  names.serverUser,
  names.serverPassword,
  names.attemptLimit,
  names.attemptDelay,
  names.tagSerial,
]
const title = 'Polycom - Configuration Utility'

const html = (body: Markup, headers?: Readonly<Record<string, string>>): DeviceReply => ({
  kind: 'page',
  type: 'text/html',
  body: body.text,
  ...(headers === undefined ? {} : { headers }),
})
const framed = (head: Markup | null, body: Markup): DeviceReply =>
  html(markup`<html><head><title>${title}</title>${head}</head><body>${body}</body></html>`)

/** Pages that are served without a sign-in. */
export const isOpenPage = ({ path }: RequestHead): boolean =>
  path === '/' || path === '/js/login.js' || path === loginPath

/** Credentials in the Authorization header, else in the cookie of that name that older firmware uses. */
export function authorizationOf({ headers }: RequestHead): string | undefined {
  if (headers.authorization !== undefined) return headers.authorization
  const cookie = cookieOf(headers.cookie, 'Authorization')
  return cookie === null ? undefined : decoded(cookie)
}

function cookieOf(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=')
    if (pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return null
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function pageAnswer(parts: PagesParts, request: DeviceRequest): DeviceReply {
  const { phone } = parts
  const { method, path } = request
  if (path === '/') return framed(null, markup`<form><input type="password"></form>`)
  if (path === '/js/login.js') return loginScript(phone)
  if (path === loginPath) return logIn(parts, request)
  const session = sessionOf(parts, request)
  if (session === null) return { kind: 'page', status: 401, type: 'text/html', body: 'INVALID' }
  if (method === 'POST') return submit(parts, request, session)
  if (mustChangePassword(parts)) return passwordPage(session.token)
  switch (path) {
    case '/index.htm':
      return framed(tokenMeta(session.token), markup`<p>${phone.data.model}</p>`)
    case '/home.htm':
      return homePage(phone)
    case '/provConf.htm':
      return provisioningPage(phone)
    case '/Diagnostics/log':
      return { kind: 'page', type: 'text/plain', body: logText(phone) }
    default:
      return { kind: 'not-found' }
  }
}

/** Contains the method and the page of the sign-in; a public client reads `type:` and `url:`. */
const loginScript = ({ data }: Phone): DeviceReply => ({
  kind: 'page',
  type: 'application/javascript',
  body: `$.ajax({\n  type: '${data.options.loginMethod}',\n  url: '${loginPath.slice(1)}',\n  dataType: 'text'\n});\n`,
})

/** A refusal is a page with the text INVALID (public client); the text of a success and the name of the cookie are ours. */
function logIn({ phone, signIn, sessions }: PagesParts, request: DeviceRequest): DeviceReply {
  if (request.method !== phone.data.options.loginMethod) return { kind: 'not-found' }
  const given = basicCredentials(request.headers.authorization)
  const verdict = given === null ? null : signIn.checkPassword(given.user, given.password)
  if (verdict?.ok !== true) return html(markup`INVALID`)
  if (phone.data.options.webSession === 'authorization') return html(markup`SUCCESS`)
  const cookie = randomBytes(16).toString('hex')
  sessions.set(cookie, randomBytes(16).toString('hex'))
  const [oldest] = sessions.keys()
  if (sessions.size > mostSessions && oldest !== undefined) sessions.delete(oldest)
  return html(markup`SUCCESS`, { 'Set-Cookie': `session=${cookie}; HttpOnly` })
}

interface Session {
  /** Null in firmware without tokens. */
  readonly token: string | null
}

const mustChangePassword = ({ phone, faults }: PagesParts): boolean =>
  hasFactoryPassword(phone) || faults.has('password-change')

function sessionOf({ phone, sessions }: PagesParts, { headers }: RequestHead): Session | null {
  if (phone.data.options.webSession === 'authorization') return { token: null }
  const token = sessions.get(cookieOf(headers.cookie, 'session') ?? '')
  return token === undefined ? null : { token }
}

const tokenMeta = (token: string | null): Markup | null =>
  token === null ? null : markup`<meta name="csrf-token" content="${token}"/>`

/** Fields from a public client; the layout is ours. */
const passwordPage = (token: string | null): DeviceReply =>
  framed(
    tokenMeta(token),
    markup`<form method="post" action="/form-submit/Settings/ChangePassword"><p>Change the default password</p>${[
      'oldadminpswd',
      'newadminpswd',
      'cnfmadminpswd',
    ].map((name) => markup`<input type="password" name="${name}"/>`)}</form>`,
  )

/** Model, part number, revision, MAC address and version as text. */
const homePage = (phone: Phone): DeviceReply =>
  framed(
    null,
    markup`<table><tr><td>Phone Model</td><td>${phone.data.model}</td></tr><tr><td>Part Number</td><td>0000-00000-000 Rev:A</td></tr><tr><td>MAC Address</td><td>${phone.data.mac}</td></tr><tr><td>UC Software Version</td><td>${phone.data.firmware}</td></tr></table>`,
  )

/** Number of a field, which differs between firmware versions. */
const numberOf = ({ data }: Phone, at: number): string =>
  String([...data.firmware].reduce((sum, character) => sum + character.charCodeAt(0), at))

function provisioningPage(phone: Phone): DeviceReply {
  const inputs = fields.map((name, at) => {
    const number = numberOf(phone, at)
    const value = phone.settings.get(name)
    if (name !== names.serverType)
      return markup`<input name="${number}" paramName="${name}" value="${name === names.serverPassword ? '' : value}"/>`
    const options = serverTypes.map((each) =>
      each === value
        ? markup`<option value="${each}" selected="selected">${each}</option>`
        : markup`<option value="${each}">${each}</option>`,
    )
    return markup`<select name="${number}" paramName="${name}">${options}</select>`
  })
  return framed(null, markup`<form method="post" action="/form-submit">${inputs}</form>`)
}

const logText = ({ settings, syslog }: Phone): string =>
  [...syslog.lines(), `cfg |4|00|Provisioning server address is ${settings.get(names.server)}`, ''].join('\n')

function submit(parts: PagesParts, request: DeviceRequest, session: Session): DeviceReply {
  const { phone, faults } = parts
  const token = request.headers['anti-csrf-token']
  const isTrusted = session.token === null || (typeof token === 'string' && sameText(token, session.token))
  if (!isTrusted) return { kind: 'page', status: 403, type: 'text/html', body: 'Forbidden' }
  const form = new URLSearchParams(request.body)
  if (request.path === '/form-submit/Settings/ChangePassword')
    return changePassword(phone, faults, form, request.keep)
  if (mustChangePassword(parts)) return passwordPage(session.token)
  switch (request.path) {
    case '/form-submit':
      return storeForm(phone, form, request.keep)
    case '/form-submit/Reboot':
      return changed(() => phone.restart('reboot'))
    case '/form-submit/Restart':
      return changed(() => phone.restart('restart'))
    case '/form-submit/Utilities/restorePhoneToFactory':
      return changed(phone.factoryReset)
    default:
      return { kind: 'not-found' }
  }
}

/** The text of a success; from a public client. */
const changed = (afterwards?: () => void): DeviceReply => ({
  ...{ kind: 'accepted', type: 'text/html', body: 'CONF_CHANGE' },
  ...(afterwards === undefined ? {} : { afterwards }),
})
/** Ours. */
const unchanged: DeviceReply = { kind: 'page', type: 'text/html', body: 'CONF_ERROR' }

/** A missing field keeps its value. */
function storeForm(phone: Phone, form: URLSearchParams, keep: boolean): DeviceReply {
  const values = new Map<string, string>()
  for (const [at, name] of fields.entries()) {
    const value = form.get(numberOf(phone, at))
    if (value === null) continue
    if (!phone.settings.accepts(name, value)) return unchanged
    values.set(name, value)
  }
  if (values.size === 0) return unchanged
  if (keep) {
    phone.settings.store(values, 'web')
    phone.settingsChanged()
  }
  return changed()
}

function changePassword(phone: Phone, faults: Faults, form: URLSearchParams, keep: boolean): DeviceReply {
  const [old, next, again] = ['oldadminpswd', 'newadminpswd', 'cnfmadminpswd'].map(
    (name) => form.get(name) ?? '',
  )
  const isValid = old === phone.flash.content.password && next === again && next !== ''
  if (!isValid || next === undefined || next === phone.data.factoryPassword) return unchanged
  if (keep) {
    phone.setPassword(next)
    faults.set('password-change', false)
  }
  return changed()
}

export const certificateName = (phone: Pick<Phone, 'data'>): string => bareMac(phone).toUpperCase()
