/** The web interface of the adapter: sign-in, pages, the submitted form, the restart. */
import { randomBytes } from 'node:crypto'
import { callStatusHtml } from '../kit/obi-page-html.ts'
import { submittedFields } from '../kit/obi-software.ts'
import { createSignIn } from '../kit/sign-in.ts'
import type { DeviceReply, DeviceRequest, WebDevice } from '../kit/web-server.ts'
import { menuHtml, pageXml, personPage } from './pages.ts'
import { names } from './parameters.ts'
import type { Adapter } from './state.ts'

const message = (text: string): string => `<html><body>${text}</body></html>`
const html = (body: string): DeviceReply => ({ kind: 'page', type: 'text/html', body })

export function adapterWeb(adapter: Adapter): WebDevice {
  const { data, core, settings } = adapter
  const change = createPasswordChange(adapter)
  return {
    server: data.options.server,
    signIn: createSignIn({
      realm: `admin@${data.wireModel}`,
      passwordOf: (name) => (name === data.user ? settings.get(names.adminPassword) : null),
      // the family has a limit; its factory values are not published
      lockOut: null,
      ...{ faults: core.faults, now: core.now },
    }),
    schemeOf: () => 'digest',
    authorizationOf: ({ headers }) => headers.authorization,
    // the answer to a locked client is ours
    refusal: (_head, why) =>
      why === 'locked'
        ? { status: 403, type: 'text/html', body: message('403 Forbidden') }
        : { status: 401, type: 'text/html', body: message('401 Unauthorized') },
    isWrite: ({ method, path }) => method === 'POST' && (path === '/result.html' || path === change.path),
    answer(request) {
      const isFactory = settings.get(names.adminPassword) === data.factoryPassword
      return data.options.asksForPassword && isFactory ? change.answer(request) : answer(adapter, request)
    },
    // not published: nothing answers
    interfaceOff: () => 'closed',
    passwordChange: change.answer,
    notFound: { status: 404, type: 'text/html', body: message('404 Not Found') },
    longestBody: 65_536,
    // no HTTPS is published for this family
    subject: null,
    restart: () => core.life.restart('web'),
    restarting: () => core.life.restarting() || !adapter.isWebOpen,
    garbage:
      '<?xml version="1.0" encoding="UTF-8"?><model reboot_req="false" ><object \u0000\u0001\ufffd<value',
  }
}

function answer(adapter: Adapter, request: DeviceRequest): DeviceReply {
  const { method, path, html: isForPeople } = request
  if (method === 'POST' && path === '/result.html') return submit(adapter, request)
  if (path === '/rebootgetconfig.htm') return { kind: 'restart' }
  if (method !== 'GET') return { kind: 'not-found' }
  const [first] = adapter.pages
  if (path === '/menu.htm' || (path === '/' && !isForPeople)) return html(menuHtml(adapter))
  if (path === '/callstatus.htm')
    return html(callStatusHtml(adapter.lines.filter((line) => line.calling()).length))
  const page = path === '/' ? first : adapter.pages.find(({ file }) => `/${file}` === path)
  if (page === undefined) return { kind: 'not-found' }
  return isForPeople
    ? html(personPage(adapter, page))
    : { kind: 'page', type: 'text/xml', body: pageXml(adapter, page) }
}

/** The list of a form, or values in the query that are stored as they were sent. The reply is that of a success in any case. */
function submit(adapter: Adapter, { headers, body, rawQuery, keep }: DeviceRequest): DeviceReply {
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  const fields = rawQuery === '' ? (isForm ? submittedFields(body) : []) : rawFields(rawQuery)
  if (keep && adapter.settings.submit(fields)) adapter.rebootRequired = true
  return { kind: 'accepted', type: 'text/html', body: message('Parameters submitted.') }
}

/** `7f7d0175=http://192.0.2.1/x%20y` → the value with its `%20` */
const rawFields = (query: string): [string, string][] =>
  query.split('&').map((pair) => {
    const [key = '', ...value] = pair.split('=')
    return [key, value.join('=')]
  })

/** A page for a new password. Neither its form nor its rules are published, so its address and its field names are random. */
function createPasswordChange({ settings, core, data }: Adapter): {
  readonly path: string
  answer(request: DeviceRequest): DeviceReply
} {
  const [path, first, second] = ['password', 'f1', 'f2'].map(
    (part) => `${part}${randomBytes(4).toString('hex')}`,
  )
  const form = `<form method="post" action="/${path}"><p>Change the default password</p><input type="password" name="${first}"><input type="password" name="${second}"><input type="submit"></form>`
  return {
    path: `/${path}`,
    answer(request) {
      if (request.method !== 'POST' || request.path !== `/${path}`) return html(message(form))
      const values = new URLSearchParams(request.body)
      const password = values.get(first ?? '') ?? ''
      const isUsable =
        password !== '' && password !== data.factoryPassword && password === values.get(second ?? '')
      if (!isUsable) return html(message(form))
      if (request.keep) {
        settings.provision(new Map([[names.adminPassword, password]]))
        core.faults.set('password-change', false)
      }
      return { kind: 'accepted', type: 'text/html', body: message('Password changed.') }
    },
  }
}
