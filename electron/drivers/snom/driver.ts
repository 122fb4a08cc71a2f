/** Driver for Snom D717 and D735 over their web pages. README.md lists what is proven. */
import { toProblem } from '#shared/errors.ts'
import type { Description, Setting } from '#shared/model/settings.ts'
import type { Driver, Session } from '../driver.ts'
import type { Kit } from '../kit/kit.ts'
import { preferredSuffix } from '../provisioning-urls.ts'
import { configuration } from './configuration.ts'
import { snomData } from './data.ts'
import { ask, homeTitle, loadUpdatePage } from './page.ts'
import { provisioningOf } from './provisioning.ts'
import { listedModel, recognise } from './recognise.ts'
import { restart } from './restart.ts'
import { settingsIn } from './settings.ts'

export const snom: Driver = {
  id: 'snom',
  vendor: snomData.vendor,
  get provenance() {
    return snomData.provenance
  },
  get provisioningSuffix() {
    return preferredSuffix(snomData.class)
  },
  recognise,
  capabilitiesOf: () => ['provisioning', 'restart', 'fetch-now'],
  connect: open,
  configuration,
}

/** Reads the update page once, which needs the sign-in of the administrator where one is set. */
async function open(kit: Kit): Promise<Session> {
  await loadUpdatePage(kit)
  return {
    describe: () => describe(kit),
    read: () => read(kit),
    provisioning: provisioningOf(kit),
    // the phone fetches its settings when it starts
    actions: { restart: () => restart(kit), 'fetch-now': () => restart(kit) },
    async [Symbol.asyncDispose]() {},
  }
}

/** No page with firmware or MAC address is published: both are known from SIP, and from the fetch of the phone. */
async function describe(kit: Kit): Promise<Description> {
  const { title } = await loadUpdatePage(kit)
  const model = modelIn(title) ?? modelIn(await homeTitle(kit))
  return {
    ...{ vendor: snomData.vendor, model, firmware: null, mac: null, serial: null },
    ...{ hardware: null, upFor: null },
  }
}

/**
 * The model in the title of a page: `snom D735`, `snomD735-922D24`. Null for a title with another name, because the setting phone_name
 * replaces it.
 */
const modelIn = (title: string | null): string | null =>
  title === null || !title.toLowerCase().startsWith(snomData.vendor.toLowerCase())
    ? null
    : listedModel(title.split('-', 1)[0] ?? '')

async function read(kit: Kit): Promise<Setting[]> {
  const page = await loadUpdatePage(kit)
  return settingsIn(page, await exportedSettings(kit))
}

/** Settings of the export; empty where the phone does not have it. @throws PunchdownError the codes of Kit.request */
async function exportedSettings(kit: Kit): Promise<ReadonlyMap<string, string>> {
  const reply = await ask(kit, { method: 'GET', path: snomData.settingsFile.path }).catch(
    (error: unknown) => {
      if (toProblem(error).code === 'interface-off') return null
      throw error
    },
  )
  if (reply === null || reply.status !== 200) return new Map()
  const { readSettingsFile } = await import('./settings-file.ts')
  return readSettingsFile(reply.body)
}
