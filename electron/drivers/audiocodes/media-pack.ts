/** Session with an MP-112, MP-114, MP-118 or MP-124 over its web pages. */
import { PunchdownError } from '#shared/errors.ts'
import type { Description, Edit, EditResult } from '#shared/model/settings.ts'
import type { AppliedEdits, Provisioning, Session } from '../driver.ts'
import { writeChecked } from '../kit/checked-write.ts'
import type { Kit, WebReply } from '../kit/kit.ts'
import { adapterEdits, adapterReadBack, heldBy, iniSettings, portsIn } from './adapter-settings.ts'
import { audiocodesData } from './data.ts'
import { type IniFile, readIni } from './ini-file.ts'
import { portCountOf } from './recognise.ts'

/** Reads both pages that a push needs, so that an adapter with other pages is left to its guided card at once. */
export async function openMediaPack(kit: Kit): Promise<Session> {
  await parameterPage(kit)
  await ini(kit)
  return {
    describe: () => describe(kit),
    read: async () => iniSettings(await ini(kit), audiocodesData.mediaPack.provisioning),
    provisioning: provisioningOf(kit),
    ports: {
      async list() {
        const file = await ini(kit)
        return portsIn(file, portCountOf(boardOf(file) ?? ''))
      },
    },
    // an adapter fetches its file when it starts
    actions: { restart: () => restart(kit), 'fetch-now': () => restart(kit) },
    async [Symbol.asyncDispose]() {},
  }
}

interface LoadedPage {
  readonly path: string
  readonly reply: WebReply
}

/** @throws PunchdownError password-change-needed | unexpected-page and the codes of Kit.request */
async function load(kit: Kit, path: string): Promise<LoadedPage> {
  const reply = await kit.request({ method: 'GET', path })
  const { asksForNewPassword } = await import('./media-pack-pages.ts')
  if (asksForNewPassword(reply)) {
    throw new PunchdownError('password-change-needed', { address: kit.address })
  }
  if (reply.status !== 200) throw kit.unexpectedPage(reply, path, 'status 200')
  return { path, reply }
}

/** Loads a page and those behind its links, each found by its text. @throws PunchdownError the codes of `load` */
async function follow(kit: Kit, from: string, links: readonly string[]): Promise<LoadedPage> {
  const { linkIn } = await import('./media-pack-pages.ts')
  let page = await load(kit, from)
  for (const text of links) {
    const path = linkIn(page.reply.body, page.path, text)
    if (path === null) throw kit.unexpectedPage(page.reply, page.path, text)
    page = await load(kit, path)
  }
  return page
}

/** The page with the form for one parameter. @throws PunchdownError the codes of `load` */
async function parameterPage(kit: Kit): Promise<LoadedPage> {
  const { path, links } = audiocodesData.mediaPack.parameters
  const page = await follow(kit, path, links)
  const { parameterForm } = await import('./media-pack-pages.ts')
  if (parameterForm(page.reply.body, page.path, '', '') === null) {
    throw kit.unexpectedPage(page.reply, page.path, 'a form with two fields')
  }
  return page
}

/** @throws PunchdownError the codes of `load` */
async function ini(kit: Kit): Promise<IniFile> {
  const { path, links } = audiocodesData.mediaPack.ini
  const page = await follow(kit, path, links)
  const file = readIni(page.reply.body)
  if (file === null) throw kit.unexpectedPage(page.reply, page.path, 'an ini file')
  return file
}

const commentIn = ({ comments }: IniFile, name: string): string | null => comments.get(name) || null

const boardOf = (file: IniFile): string | null => commentIn(file, audiocodesData.mediaPack.comments.model)

/** No page with the MAC address is published; the fetch of the adapter has it. */
async function describe(kit: Kit): Promise<Description> {
  const file = await ini(kit)
  const { firmware, serial } = audiocodesData.mediaPack.comments
  return {
    ...{ vendor: audiocodesData.vendor, model: boardOf(file), firmware: commentIn(file, firmware) },
    ...{ serial: commentIn(file, serial), mac: null, hardware: null, upFor: null },
  }
}

const provisioningOf = (kit: Kit): Provisioning => ({
  async plan(url) {
    const { provisioning, provenance } = audiocodesData.mediaPack
    const edits = adapterEdits(await ini(kit), url, provisioning)
    // most adapters fetch at once; one is reported that did not
    return { edits, after: 'at-next-start', starts: 'restart', provenance }
  },
  apply: (edits) => apply(kit, edits),
  readBack: (edits) => readBack(kit, edits),
})

async function readBack(kit: Kit, edits: readonly Edit[]): Promise<EditResult[]> {
  const file = await ini(kit)
  return edits.map((edit) => adapterReadBack(file, edit))
}

/** @throws PunchdownError the codes of `load`, and those of `write` after which nothing is written */
async function apply(kit: Kit, edits: readonly Edit[]): Promise<AppliedEdits> {
  const before = await ini(kit)
  const page = await parameterPage(kit)
  return writeChecked(kit, {
    rows: edits.map((edit) => ({ edit, found: heldBy(before, edit.id) })),
    write: (changes) => write(kit, page, changes),
    async readBack() {
      const results = await readBack(kit, edits)
      // a refused value is not kept
      if (results.every(({ result }) => result === 'set')) await press(kit, audiocodesData.mediaPack.burn)
      return results
    },
  })
}

/** Sends the form once for each parameter. */
async function write(kit: Kit, { path, reply }: LoadedPage, changes: readonly Edit[]): Promise<boolean> {
  const { parameterForm } = await import('./media-pack-pages.ts')
  let isAccepted = true
  for (const { id, after } of changes) {
    const form = parameterForm(reply.body, path, id, after)
    if (form === null) return false
    const body = { kind: 'form', fields: form.fields } as const
    const { status } = await kit.request({ method: 'POST', path: form.path, idempotent: false, body })
    isAccepted &&= status === 200
  }
  return isAccepted
}

type Button = typeof audiocodesData.mediaPack.burn

/** Presses a button of the page of maintenance. @throws PunchdownError the codes of `load` */
async function press(kit: Kit, { button }: Button, dropIsSuccess = false): Promise<void> {
  const { path, links } = audiocodesData.mediaPack.maintenance
  const page = await follow(kit, path, links)
  const { formWithButton } = await import('./media-pack-pages.ts')
  const form = formWithButton(page.reply.body, page.path, button)
  if (form === null) throw kit.unexpectedPage(page.reply, page.path, button)
  const body = { kind: 'form', fields: form.fields } as const
  const reply = await kit.request({ method: 'POST', path: form.path, idempotent: false, dropIsSuccess, body })
  const isLost = dropIsSuccess && reply.status === 0
  if (!isLost && reply.status !== 200) throw kit.unexpectedPage(reply, form.path, 'status 200')
}

/** Ends calls. An answer that ends early counts as accepted. */
const restart = (kit: Kit): Promise<void> => press(kit, audiocodesData.mediaPack.restart, true)
