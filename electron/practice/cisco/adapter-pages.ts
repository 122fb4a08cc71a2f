/** The adapter's web pages: sign-in, router status, voice form, restart. */
import { type Markup, markup } from '../../protocols/markup/template.ts'
import type { SignIn } from '../kit/sign-in.ts'
import type { DeviceReply, DeviceRequest } from '../kit/web-server.ts'
import { type Sessions, sessionIn } from './adapter-sessions.ts'
import type { Adapter } from './adapter-state.ts'
import { statusXml } from './adapter-status.ts'
import { sectionTables, valuesIn } from './field-rows.ts'
import { registrationStates } from './state.ts'

interface PagesParts {
  readonly adapter: Adapter
  readonly signIn: SignIn
  readonly sessions: Sessions
}

const html = (body: Markup): DeviceReply => ({ kind: 'page', type: 'text/html', body: body.text })

/** Title and text of a cousin's page; `user`, `pwd` and `Log In` of a public client. Whether a script hashes the password is not published. */
const loginPage = html(
  markup`<html><head><title>Login Page</title></head><body><h1>Phone Adapter Configuration Utility</h1><form name="frm" method="post" action="login.cgi"><input type="hidden" name="submit_button" value="login"><input type="text" name="user"><input type="password" name="pwd"><input type="submit" value="Log In"></form></body></html>`,
)
/** Reply to a refused sign-in, as a public client recognises it. */
const blankPage = html(markup`<html><head></head><body></body></html>`)

/** Not published: a page with a field for the new password and one to repeat it. */
export const passwordPage = html(
  markup`<html><head><title>Change Password</title></head><body><form method="post"><input type="password" name="new_password"><input type="password" name="confirm_password"><input type="submit" value="Submit"></form></body></html>`,
)

const statusPath = '/admin/status.xml&'
const voiceForm = '/admin/voice/bcisco.csc'

/** The forms that store a value or restart. */
export function isWrite({ method, path }: { readonly method: string; readonly path: string }): boolean {
  const { page } = sessionIn(path)
  return method === 'POST' && (page === voiceForm || page === '/apply.cgi')
}

export function adapterAnswer(parts: PagesParts, request: DeviceRequest): DeviceReply {
  const { adapter, sessions } = parts
  const { path, rawQuery, method } = request
  if (path.startsWith(statusPath)) return status(parts, rawQuery === '' ? path : `${path}?${rawQuery}`)
  const { page, session } = sessionIn(path)
  if (page === '/' || page === '/index.asp') return loginPage
  if (page === '/login.cgi') return method === 'POST' ? logIn(parts, request) : loginPage
  if (!sessions.isOpen(session || cookieOf(request.headers.cookie))) return loginPage
  switch (page) {
    case '/Status_Router.asp':
      return routerPage(adapter, session)
    case '/admin/voice/':
      return voicePage(adapter)
    case voiceForm:
      return method === 'POST' ? store(adapter, request) : { kind: 'not-found' }
    case '/apply.cgi':
      return method === 'POST' ? apply(adapter, request, session) : { kind: 'not-found' }
    default:
      return { kind: 'not-found' }
  }
}

/** `/admin/status.xml&xuser=admin&xpassword=admin`: an ampersand where a URL has a question mark. */
function status({ adapter, signIn, sessions }: PagesParts, target: string): DeviceReply {
  const given = new URLSearchParams(target.slice(statusPath.length))
  const verdict = signIn.checkPassword(given.get('xuser') ?? '', given.get('xpassword') ?? '')
  if (!verdict.ok)
    return {
      kind: 'page',
      status: 401,
      type: 'text/html',
      body: '<html><body>401 Unauthorized</body></html>',
    }
  return { kind: 'page', type: 'text/xml', body: statusXml(adapter, sessions.start()) }
}

/** The cookie is ours: a public client opens the voice page without an id in its URL. */
function logIn({ adapter, signIn, sessions }: PagesParts, { body }: DeviceRequest): DeviceReply {
  const form = new URLSearchParams(body)
  const verdict = signIn.checkPassword(form.get('user') ?? '', form.get('pwd') ?? '')
  if (!verdict.ok) return blankPage
  const session = sessions.start()
  return {
    kind: 'page',
    type: 'text/html',
    headers: { 'Set-Cookie': `session_id=${session}; HttpOnly` },
    body: framed(adapter, session, markup`<a href="/admin/voice/">Voice</a>`).text,
  }
}

const cookieOf = (header: string | undefined): string =>
  (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith('session_id='))
    ?.slice('session_id='.length) ?? ''

/** The form of a public client's sample: `<form autocomplete="off" id="frm" name="voice" method="post" action="apply.cgi;session_id=69f4…">` */
const framed = ({ data }: Adapter, session: string, content: Markup): Markup =>
  markup`<html><head><title>${data.model}</title></head><body><form autocomplete="off" id="frm" name="voice" method="post" action="apply.cgi;session_id=${session}"><div id="bg"><table class="MAINTABLE"><tbody><tr><td></td></tr><tr><td></td></tr><tr><td class="FUNTD"><table><tbody><tr><td class="CONTENTAREA"><div id="content">${content}</div></td></tr></tbody></table></td></tr></tbody></table></div></form></body></html>`

/** A public client reads the model from the first S row, the version from the second D row, the MAC address from the third. The other rows are ours. */
function routerPage(adapter: Adapter, session: string): DeviceReply {
  const { data, settings } = adapter
  const row = (kind: 'S' | 'D', label: string, value: string): Markup =>
    markup`<tr class="TABLECONTENT_${kind}"><td class="TABLECONTENT_TD">${label}</td><td class="TABLECONTENT_TD">${value}</td></tr>\n`
  const rows = [
    row('S', 'Product Name', data.model),
    row('D', 'Serial Number', data.serial),
    row('S', 'Hardware Version', data.hardware),
    row('D', 'Software Version', `${settings.firmware()} ${data.firmwareDate}`.trim()),
    row('S', 'Client Certificate', 'Installed'),
    row('D', 'MAC Address', data.mac),
  ]
  return html(
    framed(
      adapter,
      session,
      markup`<table class="CONTENT_TABLE"><tbody><tr><td>Product Information</td></tr><tr><td class="NOSPACE"><table class="CONTENT_GROUP"><tbody>${rows}</tbody></table></td></tr></tbody></table>`,
    ),
  )
}

/** Voice > Information and the sections of the voice settings. The address of the form is ours; a client reads it from the page. */
function voicePage({ data, settings, fieldIds, body }: Adapter): DeviceReply {
  fieldIds.renew()
  const states = registrationStates(body).map(
    (state, at) => markup`<tr><td>Line ${at + 1} Registration State:</td><td>${state}</td></tr>`,
  )
  return html(
    markup`<html><head><title>${data.model}</title></head><body onload="onLoad()"><form action="bcisco.csc" method="post"><div id="Information"><table><tbody>${states}<tr><td>Provisioning Profile:</td><td>${settings.get('Profile_Rule')}</td></tr><tr><td>Provision Status:</td><td>${body.resync.lastOutcome()}</td></tr></tbody></table></div>${sectionTables(settings, fieldIds)}<input type="submit" value="Submit All Changes"></form></body></html>`,
  )
}

const accepted = (afterwards?: () => void): DeviceReply => ({
  ...{ kind: 'accepted', type: 'text/html', body: '<html><body>Applying the changes</body></html>' },
  ...(afterwards === undefined ? {} : { afterwards }),
})

/** Stores the fields that are known and valid, then restarts. */
function store({ settings, fieldIds, body }: Adapter, request: DeviceRequest): DeviceReply {
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  const values = isForm ? valuesIn(settings, fieldIds, request.body) : new Map<string, string>()
  if (request.keep && settings.store(values).length > 0) body.life.restart('Web Configuration Change')
  return accepted()
}

/** Restart: `submit_button=Reboot&gui_action=Apply&need_reboot=1&session_key=<id>&closeflg=1`. Other forms are not published. */
function apply({ body }: Adapter, request: DeviceRequest, session: string): DeviceReply {
  const form = new URLSearchParams(request.body)
  const isReboot =
    form.get('submit_button') === 'Reboot' &&
    form.get('gui_action') === 'Apply' &&
    form.get('need_reboot') === '1'
  if (form.get('session_key') !== session) return loginPage
  if (!isReboot) return { kind: 'not-found' }
  return accepted(request.keep ? () => body.life.restart('User Triggered') : undefined)
}
