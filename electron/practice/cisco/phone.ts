/** The practice MPP phone, assembled from its body, web pages and exports. */
import { createFaults } from '../kit/faults.ts'
import { openWebServer } from '../kit/web-server.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { openBody } from './body.ts'
import { type PhoneData, phoneDataSchema } from './data.ts'
import { createFieldIds } from './field-ids.ts'
import { phoneParameters } from './parameters.ts'
import { phoneWeb } from './phone-web.ts'
import { openSettings, type Settings } from './settings.ts'
import { bareMac, httpUserAgent, type Phone, sipUserAgent } from './state.ts'

/** @throws PunchdownError port-in-use | address-not-here */
export async function openMppPhone(
  given: unknown,
  parts: PracticeDeviceParts,
): Promise<PracticeDeviceHandle> {
  const data = phoneDataSchema.parse(given)
  const { id, vendor, model, mac, user, serial } = data
  const { address, onChange, now } = parts
  await using open = new AsyncDisposableStack()
  const settings = phoneSettings(data, parts)
  const body = await openBody(open, parts, {
    ...{ id, model, settings, lineIds: [bareMac(data).toUpperCase()] },
    macros: { productName: model, shortName: data.options.shortName, mac, serial },
    sipUserAgent: () => sipUserAgent(data, settings.firmware()),
    httpUserAgent: () => httpUserAgent(data, settings.firmware()),
  })
  const fieldIds = createFieldIds(settings.parameters, () =>
    data.options.fieldIds === 'firmware' ? settings.firmware() : null,
  )
  const phone: Phone = { data, settings, fieldIds, body, address }
  const faults = createFaults(onChange)
  const listening = { address, port: parts.ports.http, onChange }
  const web = open.use(await openWebServer(listening, phoneWeb(phone, { faults, now }), faults, body.pace))
  body.life.start()
  const owned = open.move()
  return {
    id,
    status: () => ({
      ...{ id, vendor, model, mac, user, address, firmware: settings.firmware(), faults: faults.list() },
      ports: { http: web.port, https: web.port, ...body.ports },
      password: settings.get('Admin_Password'),
      handsets: body.lines.map((line) => line.handset()),
    }),
    dial: body.dial,
    misbehave: faults.set,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function phoneSettings(data: PhoneData, { flashFolder, log }: PracticeDeviceParts): Settings {
  const { password, options } = data
  const initial: [string, string][] = []
  if (password !== '') initial.push(['Admin_Password', password])
  if (!options.directActions) initial.push(['Enable_Direct_Action_Url', 'No'])
  if (!options.webAdminAccess) initial.push(['Enable_Web_Admin_Access', 'No'])
  return openSettings({
    ...{ folder: flashFolder, id: data.id, firmware: data.firmware, parameters: phoneParameters },
    initial: new Map(initial),
    onFailure: (reason) => log.write('practice.flash.not-written', { device: data.id, reason }),
  })
}
