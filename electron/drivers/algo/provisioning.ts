/** Plans, writes and reads back the settings for Teams. */
import type { Edit, EditResult } from '#shared/model/settings.ts'
import type { AppliedEdits, Provisioning } from '../driver.ts'
import { writeChecked } from '../kit/checked-write.ts'
import type { Kit } from '../kit/kit.ts'
import { values, write } from './api.ts'
import { algoData } from './data.ts'
import { editFor, heldBy, readBackOf, wantedForUrl } from './settings.ts'

export const provisioningOf = (kit: Kit): Provisioning => ({
  async plan(url) {
    const wanted = wantedForUrl(url)
    const held = await values(
      kit,
      wanted.map(({ key }) => key),
    )
    const edits = wanted.map((setting) => editFor(setting, held))
    return { edits, after: 'at-next-start', starts: 'restart', provenance: algoData.provenance }
  },
  apply: (edits) => apply(kit, edits),
  readBack: (edits) => readBack(kit, edits),
})

const heldFor = (kit: Kit, edits: readonly Edit[]) =>
  values(
    kit,
    edits.map(({ id }) => id),
  )

async function readBack(kit: Kit, edits: readonly Edit[]): Promise<EditResult[]> {
  const held = await heldFor(kit, edits)
  return edits.map((edit) => readBackOf(held, edit))
}

/** @throws PunchdownError setting-missing, the codes of `values`, and those of `write` after which nothing is written */
async function apply(kit: Kit, edits: readonly Edit[]): Promise<AppliedEdits> {
  const held = await heldFor(kit, edits)
  return writeChecked(kit, {
    rows: edits.map((edit) => ({ edit, found: heldBy(held, edit) })),
    write: (changes) =>
      write(
        kit,
        changes.map(({ id, after }) => [id, after]),
      ),
    readBack: () => readBack(kit, edits),
  })
}
