/** The pages of the phone and the commands in their URLs. */
import { type Markup, markup } from '../../protocols/markup/template.ts'
import type { Faults } from '../kit/faults.ts'
import type { DeviceReply, DeviceRequest, Page, RequestHead } from '../kit/web-server.ts'
import type { Phone } from './state.ts'

export interface PagesParts {
  readonly phone: Phone
  readonly faults: Faults
}

const updatePath = '/advanced_update.htm'
const networkPath = '/advanced_network.htm'
const html = (body: Markup) => ({ type: 'text/html', body: body.text })
const page = (body: Markup): DeviceReply => ({ kind: 'page', ...html(body) })

/** `snom D735`; the setting phone_name replaces it. */
const titleOf = ({ data, settings }: Phone): string => settings.get('phone_name') || `snom ${data.model}`

const framed = (phone: Phone, body: Markup): Markup =>
  markup`<html><head><title>${titleOf(phone)}</title></head><body>${body}</body></html>`

/** Title and heading of a public probe. */
const errorPage = (status: number, heading: string): Page => ({
  status,
  ...html(
    markup`<html><head><title>snom VoIP phone: Error</title></head><body><h1>${heading}</h1></body></html>`,
  ),
})
export const notFound = errorPage(404, 'File not found')
/** The heading is ours. */
const forbidden: DeviceReply = { kind: 'page', ...errorPage(403, 'Forbidden') }

/** Requests that change the phone. */
export const isWrite = ({ method, path, query }: RequestHead): boolean =>
  method === 'POST' || (path === '/dummy.htm' && query.size > 0) || query.has('reboot') || query.has('reset')

/** Sets values by a URL, as the form for a new password does. */
export const isSave = ({ path, query }: RequestHead): boolean =>
  path === '/dummy.htm' && query.get('settings') === 'save'

export function pageAnswer(parts: PagesParts, request: DeviceRequest): DeviceReply {
  const { phone } = parts
  const { path, method, query, secure } = request
  if (phone.data.options.httpsOnly && !secure) return forbidden
  const isCommand = isWrite(request) && method !== 'POST'
  if (isCommand && phone.settings.get('restrict_uri_queries') === 'on') return forbidden
  const form = method === 'POST' ? formOf(request) : query
  // field name and status are ours
  if (isWrite(request) && phone.data.options.hiddenTags && form.get('hidden_tag') !== phone.hiddenTag())
    return forbidden
  switch (path) {
    case '/':
    case '/index.htm':
      return page(framed(phone, frontPage(phone)))
    case updatePath:
      return updateAnswer(parts, request, form)
    case '/dummy.htm':
      return dummyAnswer(parts, request)
    case networkPath:
      return networkAnswer(phone, request, form)
    case '/confirm.htm':
      return method === 'POST' && form.get('REBOOT') === 'Yes'
        ? rebooting(phone, request)
        : { kind: 'not-found' }
    default:
      return { kind: 'not-found' }
  }
}

/** Empty for another content type. */
const formOf = ({ headers, body }: DeviceRequest): URLSearchParams =>
  new URLSearchParams(
    (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded') ? body : '',
  )

/** A phone without a password urges to set one (security guide); the text is ours. */
const frontPage = ({ settings, data }: Phone): Markup =>
  settings.get('http_pass') === ''
    ? markup`<p>HTTP password is not set. Set it in Advanced, QoS/Security.</p>`
    : markup`<p>Welcome to your phone ${data.model}</p>`

/** Field and button names of public clients; the rest of the markup is ours. */
/** Each form has the field, so that a browser returns it. */
const hiddenField = (phone: Phone): Markup =>
  phone.data.options.hiddenTags
    ? markup`<input type="hidden" name="hidden_tag" value="${phone.hiddenTag()}">`
    : markup``

function updatePage(phone: Phone): Markup {
  const { settings } = phone
  return markup`<form method="post" action="${updatePath}">${hiddenField(phone)}<table><tr><td>Update Policy:</td><td><input type="text" name="update_policy" value="${settings.get('update_policy')}"></td></tr>
<tr><td>Setting URL:</td><td><input type="text" name="setting_server" value="${settings.get('setting_server')}"></td></tr>
<tr><td>PnP Server:</td><td>${settings.get('pnp_server')}</td></tr></table>
<input type="submit" name="Settings" value="Save"><input type="submit" name="reboot" value="Reboot"></form>`
}

function updateAnswer(parts: PagesParts, request: DeviceRequest, form: URLSearchParams): DeviceReply {
  const { phone } = parts
  if (form.get('reboot') === 'Reboot') return rebooting(phone, request)
  if (request.method !== 'POST') return page(framed(phone, updatePage(phone)))
  if (form.get('Settings') !== 'Save') return page(framed(phone, updatePage(phone)))
  const names: readonly string[] = ['setting_server', 'update_policy']
  return save(
    parts,
    request,
    [...form].filter(([name]) => names.includes(name)),
    true,
  )
}

/** `settings=save` changes values, `store_settings=save` keeps them; `swload=load` loads firmware. */
function dummyAnswer(parts: PagesParts, request: DeviceRequest): DeviceReply {
  const { phone } = parts
  const { query, keep } = request
  if (query.get('swload') === 'load') {
    const url = query.get('firmware') ?? ''
    return {
      ...{ kind: 'accepted', ...html(framed(phone, markup`<p>Loading firmware</p>`)) },
      ...(keep ? { afterwards: () => phone.loadFirmware(url) } : {}),
    }
  }
  if (!isSave(request)) return page(framed(phone, markup``))
  return save(parts, request, query, query.get('store_settings') === 'save')
}

/** The reply to a stored value is not published: the update page. */
function save(
  { phone, faults }: PagesParts,
  request: DeviceRequest,
  values: Iterable<readonly [string, string]>,
  isKept: boolean,
): DeviceReply {
  const changes = new Map(values)
  if (faults.has('password-change')) {
    if ((changes.get('http_pass') ?? '') === '') return passwordPage(phone)
    if (request.keep) faults.set('password-change', false)
  }
  if (request.keep) {
    phone.settings.change(changes)
    if (isKept) phone.settings.keep()
  }
  return { kind: 'accepted', ...html(framed(phone, updatePage(phone))) }
}

/** Not published: a page with a field for the new password and one to repeat it. */
export const passwordPage = (phone: Phone): DeviceReply =>
  page(
    framed(
      phone,
      markup`<form action="/dummy.htm"><input type="hidden" name="settings" value="save"><input type="password" name="http_pass"><input type="password" name="http_pass_again"><input type="submit" name="store_settings" value="save"></form>`,
    ),
  )

/** Factory reset by the URL that the maker gives from version 7 on; the restart by a form in two steps (a public client). */
function networkAnswer(phone: Phone, request: DeviceRequest, form: URLSearchParams): DeviceReply {
  if (request.method !== 'POST' && form.get('reset') === 'Reset')
    return redirect(request, () => {
      phone.settings.reset()
      phone.life.restart('reset')
    })
  const isConfirmation = request.method === 'POST' && form.get('CONFIRM_REBOOT') === 'Reboot'
  return page(
    framed(
      phone,
      isConfirmation
        ? markup`<form method="post" action="/confirm.htm">${hiddenField(phone)}<input type="submit" name="REBOOT" value="Yes"></form>`
        : markup`<form method="post" action="${networkPath}">${hiddenField(phone)}<input type="submit" name="CONFIRM_REBOOT" value="Reboot"></form>`,
    ),
  )
}

const rebooting = (phone: Phone, request: DeviceRequest): DeviceReply =>
  redirect(request, () => phone.life.restart('web'))

/** 302 is the success of the maker's article; its Location is ours. */
const redirect = ({ keep }: DeviceRequest, afterwards: () => void): DeviceReply => ({
  ...{ kind: 'accepted', status: 302, type: 'text/html', body: '', headers: { Location: '/' } },
  ...(keep ? { afterwards } : {}),
})
