/** Session with an MP-1288 or MP-5xx over the REST API of the Mediant line, version 1. */
import { z } from 'zod'
import { PunchdownError } from '#shared/errors.ts'
import { parseMac } from '#shared/model/mac.ts'
import type { Description, Edit, EditResult, Setting } from '#shared/model/settings.ts'
import type { AppliedEdits, Provisioning, Session } from '../driver.ts'
import { writeChecked } from '../kit/checked-write.ts'
import { jsonIn } from '../kit/json.ts'
import type { Kit, WebReply, WebRequest } from '../kit/kit.ts'
import { adapterEdits, adapterReadBack, heldBy, iniSettings, portsIn } from './adapter-settings.ts'
import { audiocodesData } from './data.ts'
import { type IniFile, readIni, writeIni } from './ini-file.ts'
import { portCountOf } from './recognise.ts'

export async function openMediant(kit: Kit): Promise<Session> {
  await status(kit)
  return {
    describe: () => describe(kit),
    read: () => read(kit),
    provisioning: provisioningOf(kit),
    ports: {
      async list() {
        const { productType = '' } = await status(kit)
        return portsIn(await ini(kit), portCountOf(productType))
      },
    },
    // an adapter fetches its file when it starts
    actions: { restart: () => restart(kit), 'fetch-now': () => restart(kit) },
    async [Symbol.asyncDispose]() {},
  }
}

/** A flag is a boolean, or a text in some versions. */
const flag = z.union([z.boolean(), z.string().transform((text) => text.toLowerCase() === 'true')]).optional()

/** `{"productType":"Mediant SW","versionID":"7.20A.200.014","operationalState":"UNLOCKED","macAddress":"00908f…","saveNeeded":false,…}` */
const statusSchema = z.object({
  productType: z.string().optional(),
  versionID: z.string(),
  operationalState: z.string().optional(),
  serialNumber: z.union([z.string(), z.number().transform(String)]).optional(),
  macAddress: z.string().optional(),
  saveNeeded: flag,
  resetNeeded: flag,
})
type Status = z.infer<typeof statusSchema>

/** A 403 without a challenge whose text asks for a new password. */
function refusalIn({ address }: Kit, { headers, body }: WebReply): PunchdownError | null {
  return headers['www-authenticate'] === undefined && /\bpassword\b/i.test(body)
    ? new PunchdownError('password-change-needed', { address })
    : null
}

/**
 * Sends a request. 409 is a device that is locked or works on another request; then nothing is written.
 * @throws PunchdownError interface-off | password-change-needed | device-busy | value-refused and the codes of Kit.request
 */
async function ask(kit: Kit, request: WebRequest): Promise<WebReply> {
  const { address } = kit
  const reply = await kit.request({ ...request, refusal: (refused) => refusalIn(kit, refused) })
  switch (reply.status) {
    case 400:
      throw new PunchdownError('value-refused', { address })
    case 404:
      throw new PunchdownError('interface-off', { address, service: audiocodesData.mediant.rest.service })
    case 409:
      throw new PunchdownError('device-busy', { address })
    default:
      return reply
  }
}

/** @throws PunchdownError unexpected-page and the codes of `ask` */
async function status(kit: Kit): Promise<Status> {
  const { path } = audiocodesData.mediant.status
  const reply = await ask(kit, { method: 'GET', path })
  const read = statusSchema.safeParse(jsonIn(reply.body))
  if (reply.status !== 200 || !read.success) throw kit.unexpectedPage(reply, path, 'versionID')
  return read.data
}

/** @throws PunchdownError unexpected-page and the codes of `ask` */
async function ini(kit: Kit): Promise<IniFile> {
  const { path } = audiocodesData.mediant.ini
  const reply = await ask(kit, { method: 'GET', path })
  const file = reply.status === 200 ? readIni(reply.body) : null
  if (file === null) throw kit.unexpectedPage(reply, path, 'an ini file')
  return file
}

async function describe(kit: Kit): Promise<Description> {
  const { productType = null, versionID, serialNumber = null, macAddress } = await status(kit)
  return {
    ...{ vendor: audiocodesData.vendor, model: productType, firmware: versionID, serial: serialNumber },
    ...{ mac: macAddress === undefined ? null : macOrNull(macAddress), hardware: null, upFor: null },
  }
}

function macOrNull(text: string): string | null {
  try {
    return parseMac(text)
  } catch {
    return null
  }
}

async function read(kit: Kit): Promise<Setting[]> {
  const { operationalState = '', saveNeeded, resetNeeded } = await status(kit)
  const flags = [
    ['operationalState', operationalState],
    ['saveNeeded', String(saveNeeded ?? '')],
    ['resetNeeded', String(resetNeeded ?? '')],
  ] as const
  const { provisioning } = audiocodesData.mediant
  return [
    ...flags.map(([label, value]) => ({
      ...{
        id: `status.${label}`,
        page: 'Status',
        group: '',
        label,
        value,
        isDefault: false,
        writable: false,
      },
    })),
    ...iniSettings(await ini(kit), provisioning),
  ]
}

const provisioningOf = (kit: Kit): Provisioning => ({
  async plan(url) {
    const { provisioning, provenance } = audiocodesData.mediant
    const edits = adapterEdits(await ini(kit), url, provisioning)
    return { edits, after: 'at-next-start', starts: 'restart', provenance }
  },
  apply: (edits) => apply(kit, edits),
  readBack: (edits) => readBack(kit, edits),
})

async function readBack(kit: Kit, edits: readonly Edit[]): Promise<EditResult[]> {
  const file = await ini(kit)
  return edits.map((edit) => adapterReadBack(file, edit))
}

/**
 * Writes again what is held and not saved: a restart would lose it.
 * @throws PunchdownError the codes of `ask` after which nothing is written
 */
async function apply(kit: Kit, edits: readonly Edit[]): Promise<AppliedEdits> {
  const before = await ini(kit)
  const { saveNeeded } = await status(kit)
  return writeChecked(kit, {
    rows: edits.map((edit) => ({ edit, found: saveNeeded === true ? null : heldBy(before, edit.id) })),
    write: (changes) => write(kit, changes),
    async readBack() {
      const results = await readBack(kit, edits)
      // a refused value is not saved
      if (results.every(({ result }) => result === 'set')) await save(kit)
      return results
    },
  })
}

/** Sends the changed parameters as an incremental file, once. */
async function write(kit: Kit, changes: readonly Edit[]): Promise<boolean> {
  const { path, field, fileName } = audiocodesData.mediant.incremental
  const content = writeIni(changes.map(({ id, after }) => [id, after]))
  const parts = [{ name: field, content, fileName, mediaType: 'application/octet-stream' }]
  const body = { kind: 'multipart', parts } as const
  const reply = await ask(kit, { method: 'PUT', path, idempotent: false, body })
  return reply.status === 200
}

/** Saves to flash unless the device says that it has. Saving twice does no harm. @throws PunchdownError unexpected-page and the codes of `ask` */
async function save(kit: Kit): Promise<void> {
  if ((await status(kit)).saveNeeded === false) return
  const { path } = audiocodesData.mediant.save
  const reply = await ask(kit, { method: 'POST', path })
  if (reply.status !== 200) throw kit.unexpectedPage(reply, path, 'status 200')
}

/** Saves and restarts at once, which ends calls. An answer that ends early counts as accepted. */
async function restart(kit: Kit): Promise<void> {
  const { path, saveConfiguration, gracefulTimeout } = audiocodesData.mediant.restart
  const body = { kind: 'json', value: { saveConfiguration, gracefulTimeout } } as const
  const reply = await ask(kit, { method: 'POST', path, idempotent: false, dropIsSuccess: true, body })
  if (reply.status !== 0 && reply.status !== 200) throw kit.unexpectedPage(reply, path, 'status 200')
}
