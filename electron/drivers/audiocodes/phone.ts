/** Session with an IP phone over its web pages. */
import { PunchdownError } from '#shared/errors.ts'
import { parseMac } from '#shared/model/mac.ts'
import type { Description, Edit, EditResult, Setting } from '#shared/model/settings.ts'
import type { AppliedEdits, Provisioning, Session } from '../driver.ts'
import { writeChecked } from '../kit/checked-write.ts'
import type { HtmlField } from '../kit/html.ts'
import type { Kit } from '../kit/kit.ts'
import { type CfgName, cfgNameIn, readCfg } from './cfg-file.ts'
import { audiocodesData } from './data.ts'
import { editsFor, formFields, readBackOf, settingsIn } from './phone-settings.ts'
import { isSignInPage, load, signIn } from './phone-web.ts'

export async function openPhone(kit: Kit): Promise<Session> {
  await signIn(kit)
  return {
    describe: () => describe(kit),
    read: () => read(kit),
    provisioning: provisioningOf(kit),
    // the phone fetches its configuration when it starts
    actions: { restart: () => restart(kit), 'fetch-now': () => restart(kit) },
    async [Symbol.asyncDispose]() {},
  }
}

/** The configuration file of this phone. @throws PunchdownError the codes of `load` */
async function cfgName(kit: Kit): Promise<CfgName> {
  const { path } = audiocodesData.phone.file
  const reply = await load(kit, path)
  const name = cfgNameIn(reply.body)
  if (name === null) throw kit.unexpectedPage(reply, path, "var url='….cfg'")
  return name
}

/** The values that the phone holds. @throws PunchdownError the codes of `load` */
async function cfg(kit: Kit): Promise<ReadonlyMap<string, string>> {
  const { path } = await cfgName(kit)
  const reply = await load(kit, path)
  const values = readCfg(reply.body)
  if (!values.has(audiocodesData.phone.provisioning[0]?.key ?? '')) {
    throw kit.unexpectedPage(reply, path, 'provisioning/')
  }
  return values
}

/** The name of the configuration file has the model and the MAC address; the page of information the rest. */
async function describe(kit: Kit): Promise<Description> {
  const { model, mac } = await cfgName(kit)
  const { path, firmware, serial } = audiocodesData.phone.info
  const reply = await load(kit, path)
  const { rowsIn } = await import('./phone-pages.ts')
  const rows = rowsIn(reply.body)
  if (rows.length === 0) throw kit.unexpectedPage(reply, path, 'a table')
  const first = (words: readonly string[], form: RegExp): string | null => {
    const named = rows.filter(({ label }) => words.some((word) => label.toLowerCase().includes(word)))
    return named.map(({ text }) => form.exec(text)?.[1]).find((found) => found !== undefined) ?? null
  }
  return {
    ...{ vendor: audiocodesData.vendor, model, mac: parseMac(mac), hardware: null, upFor: null },
    firmware: first(firmware, /^(?:UC_)?(\d{1,2}(?:\.\d{1,5}){2,3}(?:_build_\d{1,4})?)\b/),
    serial: first(serial, /^(\w{4,32})$/),
  }
}

async function read(kit: Kit): Promise<Setting[]> {
  const values = await cfg(kit)
  const status = await load(kit, audiocodesData.phone.status.path)
  const { linesIn } = await import('./phone-pages.ts')
  return settingsIn(values, linesIn(status.body))
}

const provisioningOf = (kit: Kit): Provisioning => ({
  async plan(url) {
    const edits = editsFor(await cfg(kit), url)
    await formPage(kit)
    return { edits, after: 'at-next-start', starts: 'restart', provenance: audiocodesData.phone.provenance }
  },
  apply: (edits) => apply(kit, edits),
  readBack: (edits) => readBack(kit, edits),
})

async function readBack(kit: Kit, edits: readonly Edit[]): Promise<EditResult[]> {
  const values = await cfg(kit)
  return edits.map((edit) => readBackOf(values, edit))
}

/** Fields of the form; some firmware has none. @throws PunchdownError setting-missing and the codes of `load` */
async function formPage(kit: Kit): Promise<readonly HtmlField[]> {
  const { provisioning, form } = audiocodesData.phone
  const [url] = provisioning
  const reply = await load(kit, form.path)
  const { fieldsBeside } = await import('./phone-pages.ts')
  const fields = fieldsBeside(reply.body, url?.field ?? '')
  if (fields !== null) return fields
  throw new PunchdownError('setting-missing', {
    setting: url?.label ?? '',
    group: form.group,
    page: form.menu,
  })
}

/** @throws PunchdownError setting-missing, the codes of `load`, and those of `write` after which nothing is written */
async function apply(kit: Kit, edits: readonly Edit[]): Promise<AppliedEdits> {
  const before = await cfg(kit)
  const page = await formPage(kit)
  return writeChecked(kit, {
    rows: edits.map((edit) => ({ edit, found: before.get(edit.id) ?? null })),
    write: () => write(kit, page, edits),
    readBack: () => readBack(kit, edits),
  })
}

/** Sends the form with all settings of the plan, once. A 301 is a form that the phone has dropped. */
async function write(kit: Kit, page: readonly HtmlField[], edits: readonly Edit[]): Promise<boolean> {
  const fields = formFields(page, edits)
  const { path } = audiocodesData.phone.form
  const reply = await kit.request({ method: 'POST', path, idempotent: false, body: { kind: 'form', fields } })
  return reply.status === 301 || (reply.status === 200 && !isSignInPage(reply))
}

/** Loads a page first, which starts a session where the former one has ended. An answer that ends early counts as accepted. */
async function restart(kit: Kit): Promise<void> {
  const { info, restart: request } = audiocodesData.phone
  await load(kit, info.path)
  const fields = request.fields.map(({ name, value }) => [name, value] as const)
  const reply = await kit.request({
    ...{ method: 'POST', path: request.path, idempotent: false, dropIsSuccess: true },
    body: { kind: 'form', fields },
  })
  const isAccepted = request.accepted.includes(reply.status) && !isSignInPage(reply)
  if (reply.status !== 0 && !isAccepted) throw kit.unexpectedPage(reply, request.path, 'status 200')
}
