/** Drivers for Yealink phones and DECT bases, over the JSON or the servlet interface. README.md lists what is proven. */
import type { Driver, Session } from '../driver.ts'
import type { Kit } from '../kit/kit.ts'
import { preferredSuffix } from '../provisioning-urls.ts'
import { configuration } from './configuration.ts'
import { yealinkData } from './data.ts'
import { type DeviceKindInUse, openJsonWeb } from './json-web.ts'
import { provisioningOf } from './provisioning.ts'
import { isBase, isPhone } from './recognise.ts'
import { openServletWeb } from './servlet-web.ts'

export const yealinkPhone: Driver = {
  id: 'yealink-phone',
  folder: 'yealink',
  vendor: yealinkData.vendor,
  get provenance() {
    return yealinkData.phones.provenance
  },
  get provisioningSuffix() {
    return preferredSuffix(yealinkData.phones.class)
  },
  recognise: isPhone,
  capabilitiesOf: () => ['provisioning', 'restart', 'fetch-now'],
  connect: (kit) => open(kit, 'phone'),
  configuration,
}

export const yealinkBase: Driver = {
  id: 'yealink-dect',
  folder: 'yealink',
  vendor: yealinkData.vendor,
  get provenance() {
    return yealinkData.bases.provenance
  },
  get provisioningSuffix() {
    return preferredSuffix(yealinkData.bases.class)
  },
  recognise: isBase,
  capabilitiesOf: () => ['provisioning', 'handsets', 'restart', 'fetch-now'],
  connect: (kit) => open(kit, 'base'),
}

/** The JSON interface where it answers, else a servlet one. The first firmware with JSON of each model is not published. */
async function open(kit: Kit, kind: DeviceKindInUse): Promise<Session> {
  const web = (await openJsonWeb(kit, kind)) ?? (await openServletWeb(kit))
  // a device that demands a new password may let a sign-in pass
  await web.values().catch(async (error: unknown) => {
    await web.signOut()
    throw error
  })
  const { provenance } = kind === 'phone' ? yealinkData.phones : yealinkData.bases
  return {
    describe: () => web.describe(),
    read: () => web.read(),
    provisioning: provisioningOf(kit, web, provenance),
    ...(kind === 'base' ? { handsets: { list: () => web.handsets() } } : {}),
    actions: { restart: () => web.restart(), 'fetch-now': () => web.fetchNow() },
    [Symbol.asyncDispose]: () => web.signOut(),
  }
}
