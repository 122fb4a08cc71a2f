/** The base's web interface: pages, the submitted form, the restart request. */
import type { Faults } from '../kit/faults.ts'
import { submittedFields } from '../kit/obi-software.ts'
import { createSignIn } from '../kit/sign-in.ts'
import type { DeviceReply, DeviceRequest, WebDevice } from '../kit/web-server.ts'
import type { BaseData } from './data.ts'
import type { PagesView, Settings } from './pages-view.ts'
import { names } from './parameters.ts'
import type { Power } from './power.ts'

export interface RoveWebParts {
  readonly data: BaseData
  readonly settings: Settings
  readonly view: PagesView
  readonly power: Power
  readonly faults: Faults
  readonly now: () => number
  /** Handles a submitted form. */
  readonly submit: (fields: readonly (readonly [string, string])[]) => void
}

/** Half a page and half a memory dump; ours. */
const garbage =
  '<?xml version="1.0"?><model reboot_req="false"><object name="\u0000\u0001\u0002" <param \ufffd\ufffd</'

const message = (text: string): string => `<html><body>${text}</body></html>`

/** The first sign-in requires a new password (guide of a provider); the layout of the page is ours. */
const newPasswordPage = message(
  '<form method="post" action="/result.html"><p>Change the default password</p>' +
    '<input type="password" name="new"><input type="password" name="confirm"><input type="submit"></form>',
)

export const roveWeb = ({ data, settings, view, power, faults, now, submit }: RoveWebParts): WebDevice => ({
  server: data.model,
  signIn: createSignIn({
    realm: `admin@${data.model}`,
    passwordOf: (user) => (user === data.user ? settings.get(names.adminPassword) : null),
    ...{ lockOut: null, faults, now },
  }),
  schemeOf: () => 'digest',
  authorizationOf: ({ headers }) => headers.authorization,
  // the answer to a locked client is ours
  refusal: (_head, why) =>
    why === 'locked'
      ? { status: 403, type: 'text/html', body: message('403 Forbidden') }
      : { status: 401, type: 'text/html', body: message('401 Unauthorized') },
  isWrite: ({ method, path }) => method === 'POST' && path === '/result.html',
  answer: (request) => answer(request, view, submit),
  // ours: no publication says how a base shows that its pages are switched off
  interfaceOff: () => 'closed',
  passwordChange: () => ({ kind: 'page', type: 'text/html', body: newPasswordPage }),
  notFound: { status: 404, type: 'text/html', body: message('404 Not Found') },
  longestBody: 65_536,
  subject: null,
  restart: power.restart,
  restarting: power.restarting,
  garbage,
})

function answer(
  { method, path, html, body, keep }: DeviceRequest,
  view: PagesView,
  submit: RoveWebParts['submit'],
): DeviceReply {
  if (method === 'POST' && path === '/result.html') {
    if (keep) submit(submittedFields(body))
    return { kind: 'accepted', type: 'text/html', body: message('Parameters submitted.') }
  }
  if (path === '/rebootgetconfig.htm') return { kind: 'restart' }
  const page = method === 'GET' ? view.page(path, html) : null
  if (page === null) return { kind: 'not-found' }
  return { kind: 'page', ...page, ...(path === '/menu.htm' ? { always: true } : {}) }
}
