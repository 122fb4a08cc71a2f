/** The base's web interface: pages, the submitted form, the restart request. */
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
  /** Takes a submitted form. */
  readonly submit: (fields: readonly (readonly [string, string])[]) => void
}

/** Half a page and half a memory dump; ours. */
const garbage =
  '<?xml version="1.0"?><model reboot_req="false"><object name="\u0000\u0001\u0002" <param \ufffd\ufffd</'

export const roveWeb = ({ data, settings, view, power, submit }: RoveWebParts): WebDevice => ({
  server: data.model,
  realm: `admin@${data.model}`,
  user: data.user,
  password: () => settings.get(names.adminPassword),
  answer: (request) => answer(request, view, submit),
  restart: power.restart,
  restarting: power.restarting,
  garbage,
})

function answer(
  { method, path, html, body }: DeviceRequest,
  view: PagesView,
  submit: RoveWebParts['submit'],
): DeviceReply {
  if (method === 'POST' && path === '/result.html') {
    submit(fieldsOf(body))
    return { kind: 'accepted', body: '<html><body>Parameters submitted.</body></html>' }
  }
  if (path === '/rebootgetconfig.htm') return { kind: 'restart' }
  const page = method === 'GET' ? view.page(path, html) : null
  if (page === null) return { kind: 'not-found' }
  return { kind: 'page', ...page, ...(path === '/menu.htm' ? { always: true } : {}) }
}

/** `ParameterList=79d6d10d%3DPeriodically%264e5fccb1%3D3600` → [['79d6d10d', 'Periodically'], ['4e5fccb1', '3600']] */
function fieldsOf(body: string): [string, string][] {
  const list = new URLSearchParams(body).get('ParameterList') ?? ''
  return list
    .split('&')
    .filter((pair) => pair.includes('='))
    .map((pair) => {
      const [key = '', ...value] = pair.split('=')
      return [decoded(key), decoded(value.join('='))]
    })
}

/** Text that is not percent-encoded is kept as received, as the device does. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
