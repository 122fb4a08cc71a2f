/** The practice ATA 191 or 192, assembled from its body, web pages and status document. */
import { createFaults, type Faults } from '../kit/faults.ts'
import { createSignIn } from '../kit/sign-in.ts'
import { openWebServer, type WebDevice } from '../kit/web-server.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { adapterAnswer, isWrite, passwordPage } from './adapter-pages.ts'
import { createSessions } from './adapter-sessions.ts'
import { type Adapter, adapterUserAgent } from './adapter-state.ts'
import { openBody } from './body.ts'
import { adapterDataSchema } from './data.ts'
import { createFieldIds } from './field-ids.ts'
import { adapterParameters } from './parameters.ts'
import { openSettings } from './settings.ts'

/** @throws PunchdownError port-in-use | address-not-here */
export async function openAdapter(given: unknown, parts: PracticeDeviceParts): Promise<PracticeDeviceHandle> {
  const data = adapterDataSchema.parse(given)
  const { id, vendor, model, mac, user, serial } = data
  const { address, onChange, now, log } = parts
  await using open = new AsyncDisposableStack()
  const settings = openSettings({
    ...{ folder: parts.flashFolder, id, firmware: data.firmware, parameters: adapterParameters },
    initial: new Map(),
    onFailure: (reason) => log.write('practice.flash.not-written', { device: id, reason }),
  })
  const bareMac = mac.replaceAll(':', '').toUpperCase()
  const userAgent = () => adapterUserAgent(data, settings.firmware())
  const body = await openBody(open, parts, {
    ...{ id, model, settings, sipUserAgent: userAgent, httpUserAgent: userAgent },
    // hardware ids of the ports
    lineIds: [`${bareMac}:001`, `${bareMac}:002`],
    macros: { productName: model, shortName: data.options.shortName, mac, serial },
  })
  const fieldIds = createFieldIds(settings.parameters, settings.firmware)
  const adapter: Adapter = { data, settings, fieldIds, body, address, now }
  const faults = createFaults(onChange)
  const listening = { address, port: parts.ports.http, onChange }
  const web = open.use(await openWebServer(listening, adapterWeb(adapter, faults), faults, body.pace))
  body.life.start()
  const owned = open.move()
  return {
    id,
    status: () => ({
      ...{ id, vendor, model, mac, user, address, firmware: settings.firmware(), faults: faults.list() },
      ports: { http: web.port, https: web.port, ...body.ports },
      password: data.password,
      handsets: body.lines.map((line) => line.handset()),
    }),
    dial: body.dial,
    misbehave: faults.set,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function adapterWeb(adapter: Adapter, faults: Faults): WebDevice {
  const { data, body, now } = adapter
  const signIn = createSignIn({
    realm: data.model,
    passwordOf: (name) => (name === data.user ? data.password : null),
    // no limit is published
    lockOut: null,
    ...{ faults, now },
  })
  const parts = { adapter, signIn, sessions: createSessions(now) }
  return {
    // of a cousin, the SPA112
    server: 'httpd',
    signIn,
    // the pages sign in by themselves
    schemeOf: () => null,
    authorizationOf: () => undefined,
    refusal: () => ({ status: 401, type: 'text/html', body: '' }),
    isWrite,
    answer: (request) => adapterAnswer(parts, request),
    // remote management off: nothing answers on the network side
    interfaceOff: () => 'closed',
    passwordChange: () => passwordPage,
    notFound: { status: 404, type: 'text/html', body: '<html><body>404 Not Found</body></html>' },
    longestBody: 262_144,
    // ours: no subject is published
    subject: { commonName: data.model, organization: 'Cisco Systems Inc.' },
    restart: () => body.life.restart('Web Configuration Change'),
    restarting: () => body.life.restarting() || !data.options.remoteManagement,
    garbage: '<flat-status><Product_Name>AT\u0000\u0001\ufffd<html',
  }
}
