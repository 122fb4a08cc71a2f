/** Plans, writes and reads back the settings of the update page. */
import { toProblem } from '#shared/errors.ts'
import type { Edit, EditResult } from '#shared/model/settings.ts'
import type { AppliedEdits, Provisioning } from '../driver.ts'
import { writeChecked } from '../kit/checked-write.ts'
import type { Kit } from '../kit/kit.ts'
import { snomData } from './data.ts'
import { ask, hiddenIn, loadUpdatePage, submit, type UpdatePage } from './page.ts'
import { editsFor, fieldValue, readBackOf } from './settings.ts'

export const provisioningOf = (kit: Kit): Provisioning => ({
  async plan(url) {
    // the phone fetches from its URL when it starts
    const edits = editsFor(await loadUpdatePage(kit), url)
    return { edits, after: 'at-next-start', starts: 'restart', provenance: snomData.provenance }
  },
  apply: (edits) => apply(kit, edits),
  readBack: (edits) => readBack(kit, edits),
})

async function readBack(kit: Kit, edits: readonly Edit[]): Promise<EditResult[]> {
  const page = await loadUpdatePage(kit)
  return edits.map((edit) => readBackOf(page, edit))
}

/** @throws PunchdownError setting-missing, the codes of `loadUpdatePage`, and those of `write` after which nothing is written */
async function apply(kit: Kit, edits: readonly Edit[]): Promise<AppliedEdits> {
  const page = await loadUpdatePage(kit)
  return writeChecked(kit, {
    rows: edits.map((edit) => ({ edit, found: fieldValue(page, edit) })),
    write: (changes) => write(kit, page, changes),
    readBack: () => readBack(kit, edits),
  })
}

/**
 * Sends the changed settings, once: by the query that the maker documents, and by the form of the page where the phone demands hidden
 * fields back or refuses the query.
 * @throws PunchdownError interface-off and the other codes of `ask`
 */
async function write(kit: Kit, page: UpdatePage, changes: readonly Edit[]): Promise<boolean> {
  if (hiddenIn(page.fields).length > 0) return writeByForm(kit, page, changes)
  try {
    return await writeByQuery(kit, changes)
  } catch (error) {
    if (toProblem(error).code !== 'interface-off') throw error
    return writeByForm(kit, page, changes)
  }
}

const pairsOf = (edits: readonly Edit[]) => edits.map(({ id, after }) => [id, after] as const)

/** `/dummy.htm?settings=save&setting_server=http%3A%2F%2F192.0.2.1&store_settings=save` */
async function writeByQuery(kit: Kit, changes: readonly Edit[]): Promise<boolean> {
  const { path, before, after } = snomData.query
  const fixed = (fields: typeof before) => fields.map(({ name, value }) => [name, value] as const)
  const query = [...fixed(before), ...pairsOf(changes), ...fixed(after)]
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&')
  const { status } = await ask(kit, { method: 'GET', path: `${path}?${query}`, idempotent: false })
  return status === 200
}

async function writeByForm(kit: Kit, page: UpdatePage, changes: readonly Edit[]): Promise<boolean> {
  const { name, value } = snomData.form.button
  const fields = [...hiddenIn(page.fields), ...pairsOf(changes), [name, value] as const]
  const { status } = await submit(kit, { path: page.target, from: snomData.update.path, fields })
  return status === 200
}
