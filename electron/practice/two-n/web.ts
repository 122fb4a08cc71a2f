/** The intercom's web server: the HTTP API by service group, and a first page. */
import { markup } from '../../protocols/markup/template.ts'
import type { Faults } from '../kit/faults.ts'
import { createSignIn } from '../kit/sign-in.ts'
import type { DeviceReply, DeviceRequest, RequestHead, WebDevice } from '../kit/web-server.ts'
import type { Right, Service } from './data.ts'
import { phoneConfig, phoneStatus, putPhoneConfig } from './phone-api.ts'
import { failed, failurePage } from './replies.ts'
import { accountsOf, type Intercom } from './state.ts'
import {
  applyFirmware,
  factoryReset,
  getConfig,
  putConfig,
  putFirmware,
  rejectFirmware,
  systemInfo,
  systemRestart,
  systemStatus,
} from './system-api.ts'

interface ApiFunction {
  readonly methods: readonly string[]
  readonly service: Service
  readonly right: Right
  /** Needs the Enhanced Integration licence in older firmware (manual, 5.3.1). */
  readonly isLicensed: boolean
  readonly run: (intercom: Intercom, request: DeviceRequest) => DeviceReply
}

const system = (run: ApiFunction['run'], ...methods: string[]): ApiFunction => ({
  ...{ methods, service: 'system', right: 'system-control', isLicensed: true, run },
})
const phone = (run: ApiFunction['run'], right: Right, ...methods: string[]): ApiFunction => ({
  ...{ methods, service: 'phone', right, isLicensed: false, run },
})

/** Paths, methods and rights from the manual, 5.1 to 5.6; functions of other groups are not simulated. */
const functions: ReadonlyMap<string, readonly ApiFunction[]> = new Map([
  ['/api/system/status', [system(systemStatus, 'GET', 'POST')]],
  ['/api/system/restart', [system(systemRestart, 'GET', 'POST')]],
  ['/api/config', [system(getConfig, 'GET', 'POST'), system(putConfig, 'PUT')]],
  ['/api/config/factoryreset', [system(factoryReset, 'GET', 'POST')]],
  ['/api/firmware', [system(putFirmware, 'PUT')]],
  ['/api/firmware/apply', [system(applyFirmware, 'GET', 'POST')]],
  ['/api/firmware/reject', [system(rejectFirmware, 'GET', 'POST')]],
  ['/api/phone/status', [phone(phoneStatus, 'phone-monitoring', 'GET', 'POST')]],
  [
    '/api/phone/config',
    [phone(phoneConfig, 'phone-monitoring', 'GET'), phone(putPhoneConfig, 'phone-control', 'PUT')],
  ],
])
const infoPath = '/api/system/info'
const isApi = ({ path }: RequestHead): boolean => path.startsWith('/api/')

const functionOf = ({ method, path }: RequestHead): ApiFunction | null =>
  functions.get(path)?.find(({ methods }) => methods.includes(method)) ?? null

export function intercomWeb(
  intercom: Intercom,
  { faults, restarting, restart }: { readonly faults: Faults; restarting(): boolean; restart(): void },
): WebDevice {
  const { data, now } = intercom
  /** The enabled service of a request over the right transport; other requests are refused before the sign-in. */
  const asked = (head: RequestHead) => {
    const found = functionOf(head)
    if (found === null) return null
    const service = data.services[found.service]
    return service.enabled && (service.transport === 'http' || head.secure) ? service : null
  }
  return {
    // no publication mentions a Server header
    server: null,
    signIn: createSignIn({
      realm: data.identity.variant,
      passwordOf: (user) => accountsOf(intercom).find((each) => each.user === user)?.password ?? null,
      ...{ lockOut: null, faults, now },
    }),
    schemeOf(head) {
      const scheme = asked(head)?.scheme ?? 'none'
      return scheme === 'none' ? null : scheme
    },
    authorizationOf: ({ headers }) => headers.authorization,
    refusal: ({ headers }, why) =>
      failurePage(
        why === 'none' && headers.authorization !== undefined ? 'authentication' : 'authorization',
        undefined,
        401,
      ),
    isWrite: ({ method }) => method === 'PUT',
    answer: (request) => answer(intercom, request),
    interfaceOff: (head) => (isApi(head) && head.path !== infoPath ? failed('disabled') : null),
    // with the factory password there is no API account yet (manual, 4: accounts are made on the web pages); inferred
    passwordChange: (request) =>
      isApi(request) && request.path !== infoPath
        ? { kind: 'page', ...failurePage('authorization', undefined, 401) }
        : null,
    notFound: { status: 404, type: 'text/html', body: '<html><body>404 Not Found</body></html>' },
    longestBody: 2_097_152,
    subject: { commonName: data.identity.variant, organization: null },
    restart,
    restarting,
    garbage: '{"success" : tr\u0000\u0001\ufffd<DeviceDatabase Ver',
  }
}

function answer(intercom: Intercom, request: DeviceRequest): DeviceReply {
  const { data } = intercom
  if (!isApi(request)) {
    return request.path === '/' ? firstPage(data.identity.deviceName) : { kind: 'not-found' }
  }
  if (request.path === infoPath)
    return ['GET', 'POST'].includes(request.method) ? systemInfo(intercom) : failed('invalidMethod')
  if (!functions.has(request.path)) return failed('invalidPath')
  const found = functionOf(request)
  if (found === null) return failed('invalidMethod')
  const service = data.services[found.service]
  if (!service.enabled) return failed('disabled')
  if (service.transport === 'https' && !request.secure) return failed('connectionType')
  if (found.isLicensed && data.options.licenceMissing) return failed('licensed')
  if (!mayRun(intercom, request.user, found.right)) return failed('privileges')
  return found.run(intercom, request)
}

/** Control includes monitoring; ours. A service without sign-in is open to everyone (manual, 3). */
function mayRun(intercom: Intercom, user: string | null, right: Right): boolean {
  if (user === null) return true
  const rights = accountsOf(intercom).find((each) => each.user === user)?.rights ?? []
  return rights.includes(right) || (right === 'phone-monitoring' && rights.includes('phone-control'))
}

/** Its layout is ours; the real page has the sign-in of the web account. */
const firstPage = (name: string): DeviceReply => ({
  kind: 'page',
  type: 'text/html; charset=utf-8',
  body: markup`<!DOCTYPE html><html><head><title>${name}</title></head><body><h1>${name}</h1></body></html>`
    .text,
  always: true,
})
