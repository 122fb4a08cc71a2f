/** Driver for 2N intercoms and speakers with the HTTP API. README.md lists what is proven. */
import { z } from 'zod'
import { toProblem } from '#shared/errors.ts'
import { type Mac, parseMac } from '#shared/model/mac.ts'
import type { Description, Setting } from '#shared/model/settings.ts'
import type { Driver, Session } from '../driver.ts'
import type { Kit } from '../kit/kit.ts'
import { ask, isSuccess, resultIn } from './api.ts'
import { download, provisioningOf } from './configuration.ts'
import { twoNData } from './data.ts'
import { recognise } from './recognise.ts'
import { settingsIn } from './settings.ts'

export const twoN: Driver = {
  id: 'two-n',
  vendor: twoNData.vendor,
  get provenance() {
    return twoNData.provenance
  },
  get provisioningSuffix() {
    return twoNData.provisioningSuffix
  },
  recognise,
  capabilitiesOf: () => ['provisioning', 'restart', 'fetch-now'],
  connect: open,
}

/** Downloads the configuration once, which needs a sign-in and the right to write. */
async function open(kit: Kit): Promise<Session> {
  await download(kit)
  return {
    describe: () => describe(kit),
    read: () => read(kit),
    provisioning: provisioningOf(kit),
    // the device checks for a configuration when it starts
    actions: { restart: () => restart(kit), 'fetch-now': () => restart(kit) },
    async [Symbol.asyncDispose]() {},
  }
}

const identitySchema = z.object({
  variant: z.string().optional(),
  serialNumber: z.string().optional(),
  macAddr: z.string().optional(),
  hwVersion: z.string().optional(),
  swVersion: z.string().optional(),
})

/**
 * Needs no sign-in. Sample:
 *   {"success":true,"result":{"devType":"2-14-0-0","variant":"2N IP Verso","serialNumber":"00-0000-0005",
 *     "macAddr":"FC-1E-B3-00-00-05","hwVersion":"570v1","swVersion":"2.35.0.45.0","buildType":"dev"}}
 */
async function describe(kit: Kit): Promise<Description> {
  const { path } = twoNData.requests.identity
  const reply = await ask(kit, { method: 'GET', path })
  const identity = resultIn(reply, identitySchema)
  if (identity === null) throw kit.unexpectedPage(reply, path, 'swVersion')
  return {
    vendor: twoNData.vendor,
    model: textOrNull(modelIn(identity.variant)),
    firmware: textOrNull(identity.swVersion),
    mac: macOrNull(identity.macAddr),
    serial: textOrNull(identity.serialNumber),
    hardware: textOrNull(identity.hwVersion),
    upFor: null,
  }
}

/** `2N IP Verso` → `IP Verso`, as the list of compatible devices names it. */
function modelIn(variant = ''): string {
  const maker = `${twoNData.vendor} `
  return variant.startsWith(maker) ? variant.slice(maker.length) : variant
}

const textOrNull = (text = ''): string | null => (text.trim() === '' ? null : text.trim())

function macOrNull(text: string | undefined): Mac | null {
  try {
    return text === undefined ? null : parseMac(text)
  } catch {
    return null
  }
}

const read = async (kit: Kit): Promise<Setting[]> => [
  ...settingsIn(await download(kit)),
  ...(await registrations(kit)),
]

const phoneStatusSchema = z.object({
  accounts: z.array(
    z.object({
      account: z.number().int(),
      sipNumber: z.string().optional(),
      registered: z.boolean().optional(),
    }),
  ),
})

/**
 * SIP accounts with their registration; none when the Phone/Call service does not answer this account, which has rights of its own.
 * Sample: {"success":true,"result":{"accounts":[{"account":1,"enabled":true,"sipNumber":"5207","registered":true}]}}
 */
async function registrations(kit: Kit): Promise<Setting[]> {
  const { path } = twoNData.requests.phoneStatus
  const reply = await ask(kit, { method: 'GET', path }).catch((error: unknown) => {
    if (withoutPhoneService.includes(toProblem(error).code)) return null
    throw error
  })
  const status = reply === null ? null : resultIn(reply, phoneStatusSchema)
  return (status?.accounts ?? []).flatMap(({ account, sipNumber, registered }) => {
    const row = { page: 'Phone', group: `Account ${account}`, isDefault: false, writable: false }
    const id = `Phone.${account}`
    return [
      { ...row, id: `${id}.sipNumber`, label: 'sipNumber', value: sipNumber ?? '' },
      { ...row, id: `${id}.registered`, label: 'registered', value: registered === true ? 'true' : 'false' },
    ]
  })
}

const withoutPhoneService = ['interface-off', 'rights-missing', 'licence-missing', 'sign-in-weaker']

/** Restarts the device, which also makes it fetch its configuration. */
async function restart(kit: Kit): Promise<void> {
  const { path } = twoNData.requests.restart
  const reply = await ask(kit, { method: 'GET', path, dropIsSuccess: true, idempotent: false })
  if (reply.status !== 0 && !isSuccess(reply)) throw kit.unexpectedPage(reply, path, 'success')
}
