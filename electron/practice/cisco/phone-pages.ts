/** The phone's web pages, the form of the full view, and its direct action URLs. */
import { type Markup, markup } from '../../protocols/markup/template.ts'
import type { Faults } from '../kit/faults.ts'
import type { DeviceReply, DeviceRequest } from '../kit/web-server.ts'
import { sectionTables, valuesIn } from './field-rows.ts'
import { cfgXml, infoRows, spacfgXml, statusXml } from './phone-xml.ts'
import { isYes } from './settings.ts'
import type { Phone } from './state.ts'

export interface PagesParts {
  readonly phone: Phone
  readonly faults: Faults
}

/** Full views of the administrator; the form of both posts to /admin/bcisco.csc. */
const adminViews: readonly string[] = ['/admin/advanced', '/admin/basic', '/admin/']
const userViews: readonly string[] = ['/', '/basic', '/advanced']
export const formPath = '/admin/bcisco.csc'

const html = (body: Markup): DeviceReply => ({ kind: 'page', type: 'text/html', body: body.text })
const xml = (body: string): DeviceReply => ({ kind: 'page', type: 'text/xml', body })
const forbidden = (body: string): DeviceReply => ({ kind: 'page', status: 403, type: 'text/html', body })

/** Title as in a field note. */
const framed = ({ data }: Phone, body: Markup): Markup =>
  markup`<html><head><title>${data.model} Configuration Utility</title></head>${body}</html>`

/** Text and status are ours. */
const notAllowed = forbidden('<html><body>not allowed</body></html>')

export function pageAnswer({ phone, faults }: PagesParts, request: DeviceRequest): DeviceReply {
  const { path, method, headers } = request
  if (userViews.includes(path)) return html(framed(phone, markup`<body>${infoTable(phone)}</body>`))
  if (path === '/status.xml') return xml(statusXml(phone))
  if (!path.startsWith('/admin/') || !isYes(phone.settings, 'Enable_Web_Admin_Access'))
    return { kind: 'not-found' }
  // field report: a request with the address of another site is refused
  if (isForeign(headers.referer, headers.host)) return forbidden('<html><body>Forbidden</body></html>')
  if (path === formPath) return method === 'POST' ? submit(phone, request, faults) : { kind: 'not-found' }
  if (adminViews.includes(path)) return adminPage(phone)
  switch (path) {
    case '/admin/status.xml':
      return xml(statusXml(phone))
    case '/admin/cfg.xml':
      return xml(cfgXml(phone))
    case '/admin/spacfg.xml':
      return xml(spacfgXml(phone))
    case '/admin/log/messages':
      return { kind: 'page', type: 'text/plain', body: `${phone.body.syslog.lines().join('\n')}\n` }
    default:
      return directAction(phone, request)
  }
}

function isForeign(referer: string | undefined, host: string | undefined): boolean {
  if (referer === undefined) return false
  return URL.parse(referer)?.host !== host
}

const infoTable = (phone: Phone): Markup =>
  markup`<div id="Info"><table><tbody>${infoRows(phone).map(
    ([label, value]) => markup`<tr><td>${label}:</td><td>${value}</td></tr>\n`,
  )}</tbody></table></div>`

function adminPage(phone: Phone): DeviceReply {
  phone.fieldIds.renew()
  const { settings, fieldIds } = phone
  return html(
    framed(
      phone,
      markup`<body onload="onLoad()">\n<form action="bcisco.csc" method="post"><table><tbody><tr><td valign="top">${infoTable(
        phone,
      )}${sectionTables(settings, fieldIds)}</td></tr></tbody></table><input class="sbtSearch" type="submit" value="Submit All Changes"></form></body>`,
    ),
  )
}

/** The administrator's password: 4 to 127 characters with three of four kinds (11.3 text of the maker). */
function isStrong(password: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length
  return password.length >= 4 && password.length <= 127 && kinds >= 3
}

/** Stores the fields that are known and valid, then restarts and resyncs. The reply is the same in each case (inferred). */
function submit(phone: Phone, request: DeviceRequest, faults: Faults): DeviceReply {
  const { settings, fieldIds } = phone
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  const values = new Map(isForm ? valuesIn(settings, fieldIds, request.body) : [])
  const password = values.get('Admin_Password')
  if (password !== undefined && !isStrong(password)) values.delete('Admin_Password')
  if (faults.has('password-change')) {
    if (!values.has('Admin_Password')) return passwordPage(phone)
    if (request.keep) faults.set('password-change', false)
  }
  if (request.keep && settings.store(values).length > 0) phone.body.life.restart('Web Configuration Change')
  return { kind: 'accepted', ...page(phone, 'The phone is applying the changes.') }
}

/** The text is ours: the reply to a form is not published. */
const page = (phone: Phone, text: string) => ({
  type: 'text/html',
  body: framed(phone, markup`<body>${text}</body>`).text,
})

/** Not published: a page with a field for the new password and one to repeat it. */
export function passwordPage(phone: Phone): DeviceReply {
  const parameter = phone.settings.parameters.find(({ name }) => name === 'Admin_Password')
  const id = parameter === undefined ? '' : phone.fieldIds.idOf(parameter)
  return html(
    framed(
      phone,
      markup`<body><form action="${formPath}" method="post"><p>Set the administrator password</p><input type="password" name="${id}"><input type="password" name="confirm"><input type="submit" value="Submit"></form></body>`,
    ),
  )
}

/** /admin/reboot, /admin/resync?<url>, /admin/upgrade?<url>, /admin/factory-reset. */
function directAction(phone: Phone, { path, rawQuery, keep }: DeviceRequest): DeviceReply {
  const { settings, body } = phone
  const { life, resync } = body
  const act = (run: () => void): DeviceReply => {
    if (!isYes(settings, 'Enable_Direct_Action_Url')) return notAllowed
    return { kind: 'accepted', ...page(phone, 'OK'), ...(keep ? { afterwards: run } : {}) }
  }
  switch (path) {
    case '/admin/reboot':
      return act(() => life.restart('User Triggered'))
    case '/admin/resync':
      return act(() => resync.start(rawQuery === '' ? undefined : rawQuery))
    case '/admin/upgrade':
      return act(() => resync.upgrade(rawQuery === '' ? undefined : rawQuery))
    case '/admin/factory-reset':
      return act(() => {
        settings.reset()
        life.restart('Factory Reset')
      })
    default:
      return { kind: 'not-found' }
  }
}
