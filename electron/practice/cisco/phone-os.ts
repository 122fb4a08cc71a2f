/**
 * The practice PhoneOS phone (9800 series, 8875): tells its identity without a sign-in, refuses the rest, and fetches the rule of its
 * description. How its web server takes a rule is not published.
 */
import { markup } from '../../protocols/markup/template.ts'
import { createFaults, type Faults } from '../kit/faults.ts'
import { createSignIn } from '../kit/sign-in.ts'
import { type DeviceReply, type DeviceRequest, openWebServer, type WebDevice } from '../kit/web-server.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { type Body, openBody } from './body.ts'
import { type PhoneOsData, phoneOsDataSchema } from './data.ts'
import { phoneParameters } from './parameters.ts'
import { openSettings } from './settings.ts'
import { bareMac } from './state.ts'

/** @throws PunchdownError port-in-use | address-not-here */
export async function openPhoneOs(given: unknown, parts: PracticeDeviceParts): Promise<PracticeDeviceHandle> {
  const data = phoneOsDataSchema.parse(given)
  const { id, vendor, model, mac, user, serial, firmware } = data
  const { address, onChange, now, log } = parts
  await using open = new AsyncDisposableStack()
  const settings = openSettings({
    ...{ folder: parts.flashFolder, id, firmware, parameters: phoneParameters },
    initial: new Map(data.options.profileRule === '' ? [] : [['Profile_Rule', data.options.profileRule]]),
    onFailure: (reason) => log.write('practice.flash.not-written', { device: id, reason }),
  })
  const body = await openBody(open, parts, {
    ...{ id, model, settings, lineIds: [bareMac(data).toUpperCase()] },
    macros: { productName: model, shortName: data.options.shortName, mac, serial },
    // neither is published
    ...{ sipUserAgent: () => null, httpUserAgent: () => null },
  })
  const faults = createFaults(onChange)
  const listening = { address, port: parts.ports.http, onChange }
  const device = phoneOsWeb(data, body, { faults, now })
  const web = open.use(await openWebServer(listening, device, faults, body.pace))
  body.life.start()
  const owned = open.move()
  return {
    id,
    status: () => ({
      ...{ id, vendor, model, mac, user, address, firmware, faults: faults.list() },
      ports: { http: web.port, https: web.port, ...body.ports },
      password: '',
      handsets: body.lines.map((line) => line.handset()),
    }),
    dial: body.dial,
    misbehave: faults.set,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function phoneOsWeb(
  data: PhoneOsData,
  { life }: Body,
  { faults, now }: { readonly faults: Faults; readonly now: () => number },
): WebDevice {
  return {
    server: 'miniweb',
    signIn: createSignIn({ realm: data.model, passwordOf: () => null, lockOut: null, faults, now }),
    schemeOf: () => null,
    authorizationOf: () => undefined,
    refusal: () => ({ status: 401, type: 'text/html', body: '' }),
    // no form that stores a value is published
    isWrite: () => false,
    answer: (request) => answer(data, request),
    interfaceOff: () => 'closed',
    passwordChange: ({ path }) => (path.startsWith('/api/admin/') ? noPassword : null),
    notFound: { status: 404, type: 'text/html', body: '<html><body>404 Not Found</body></html>' },
    longestBody: 65_536,
    // ours: no subject is published
    subject: { commonName: data.model, organization: 'Cisco Systems Inc.' },
    restart: () => life.restart('Restart'),
    restarting: life.restarting,
    garbage: '<HTML><TABLE><TR><TD><B> MAC\u0000\u0001\ufffd<html',
  }
}

/** Published text of a phone without credentials; the status is ours. */
const noPassword: DeviceReply = {
  kind: 'page',
  status: 401,
  type: 'text/html',
  body: '<html><body>No password configured. Administrator needs to reset credentials using security token.</body></html>',
}
/** The fields of the sign-in are not published, so every request is refused. */
const refused: DeviceReply = {
  kind: 'page',
  status: 401,
  type: 'text/html',
  body: '<html><body>Unauthorized</body></html>',
}

function answer(data: PhoneOsData, { path, method }: DeviceRequest): DeviceReply {
  if (path.startsWith('/api/admin/')) return data.password === '' ? noPassword : refused
  const isPage = path === '/' || path === '/api/deviceinfo'
  return isPage && method === 'GET' ? deviceInfo(data) : { kind: 'not-found' }
}

/** Rows of a published template: `<TR><TD><B> MAC address</B></TD><td width=20></TD><TD><B>%s</B></TD></TR>`; the frame is ours. */
function deviceInfo(data: PhoneOsData): DeviceReply {
  const rows = [
    ['MAC address', bareMac(data).toUpperCase()],
    ['Serial number', data.serial],
  ] as const
  const body = markup`<HTML><BODY><TABLE>${rows.map(
    ([label, value]) =>
      markup`<TR><TD><B> ${label}</B></TD><td width=20></TD><TD><B>${value}</B></TD></TR>\n`,
  )}</TABLE></BODY></HTML>`
  return { kind: 'page', type: 'text/html', body: body.text }
}
