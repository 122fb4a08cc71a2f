/** Driver for Algo speakers, alerters and intercoms over their REST API. README.md lists what is proven. */
import { parseMac } from '#shared/model/mac.ts'
import type { Description, Setting } from '#shared/model/settings.ts'
import type { Driver, Session } from '../driver.ts'
import type { Kit } from '../kit/kit.ts'
import { information, requireApi, restart, values } from './api.ts'
import { configuration } from './configuration.ts'
import { algoData } from './data.ts'
import { provisioningOf } from './provisioning.ts'
import { modelIn, recognise } from './recognise.ts'
import { informationIn, settingsIn } from './settings.ts'
import { signIn } from './sign-in.ts'

export const algo: Driver = {
  id: 'algo',
  vendor: algoData.vendor,
  get provenance() {
    return algoData.provenance
  },
  get provisioningSuffix() {
    return algoData.provisioningSuffix
  },
  recognise,
  capabilitiesOf: () => ['provisioning', 'restart', 'fetch-now'],
  connect: open,
  configuration,
}

/** @throws PunchdownError interface-off, where the REST API is off, and the codes of Kit.request */
async function open(kit: Kit): Promise<Session> {
  await kit.signIn(signIn)
  await requireApi(kit)
  return {
    describe: () => describe(kit),
    read: () => read(kit),
    provisioning: provisioningOf(kit),
    // the device fetches its configuration when it starts
    actions: { restart: () => restart(kit), 'fetch-now': () => restart(kit) },
    async [Symbol.asyncDispose]() {},
  }
}

/** Firmware before 5.4 has no such page, and leaves all facts null. */
async function describe(kit: Kit): Promise<Description> {
  const fields = await information(kit, algoData.about)
  const { model, firmware, mac, hardware } = algoData.about
  const textOf = (name: string): string | null => fields.get(name)?.trim() || null
  return {
    ...{ vendor: algoData.vendor, model: modelIn(textOf(model) ?? ''), firmware: textOf(firmware) },
    ...{ mac: macOrNull(textOf(mac)), serial: null, hardware: textOf(hardware), upFor: null },
  }
}

function macOrNull(text: string | null): string | null {
  try {
    return text === null ? null : parseMac(text)
  } catch {
    return null
  }
}

/** The settings of the list, then what the device says of itself. */
async function read(kit: Kit): Promise<Setting[]> {
  const settings = settingsIn(await values(kit, algoData.shown.keys))
  const { about, status } = algoData
  return [
    ...settings,
    ...informationIn(about.path, await information(kit, about)),
    ...informationIn(status.path, await information(kit, status)),
  ]
}
