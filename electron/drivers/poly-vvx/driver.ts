/** Driver for Poly VVX, Trio and Edge E phones, over REST or the web pages. README.md lists what is proven. */
import { toProblem } from '#shared/errors.ts'
import type { Driver, Session } from '../driver.ts'
import type { Kit } from '../kit/kit.ts'
import { preferredSuffix } from '../provisioning-urls.ts'
import { configuration } from './configuration.ts'
import { vvxData } from './data.ts'
import type { Phone } from './phone.ts'
import { provisioningOf } from './provisioning.ts'
import { recognise } from './recognise.ts'
import { restPhone } from './rest.ts'

export const polyVvx: Driver = {
  id: 'poly-vvx',
  vendor: vvxData.vendor,
  get provenance() {
    return vvxData.provenance
  },
  get provisioningSuffix() {
    return preferredSuffix('poly-vvx')
  },
  recognise,
  capabilitiesOf: () => ['provisioning', 'restart', 'fetch-now'],
  connect: open,
  configuration,
}

async function open(kit: Kit): Promise<Session> {
  const phone = await reach(kit)
  return {
    describe: () => phone.describe(),
    read: () => phone.read(),
    provisioning: provisioningOf(kit, phone),
    // a phone fetches its configuration when it starts
    actions: { restart: () => phone.restart(), 'fetch-now': () => phone.restart() },
    async [Symbol.asyncDispose]() {},
  }
}

/** Refusals of the REST API that leave the web pages open. The account was not refused, so it may be used once more. */
const leadToWeb = ['interface-off', 'rights-missing', 'not-available-here', 'password-change-needed']

/** The REST API where it answers, else the web pages. A phone without either ends with the problem of the API. */
async function reach(kit: Kit): Promise<Phone> {
  const rest = restPhone(kit)
  try {
    await rest.values(vvxData.provisioning.map(({ name }) => name))
    return rest
  } catch (error) {
    if (!leadToWeb.includes(toProblem(error).code)) throw error
    const { openWeb } = await import('./web.ts')
    return await openWeb(kit).catch((web: unknown) => {
      throw toProblem(web).code === 'unexpected-page' ? error : web
    })
  }
}
