/** Plans, writes and reads back the settings of automatic provisioning. */
import type { Provenance } from '#shared/model/confidence.ts'
import type { Edit, EditResult } from '#shared/model/settings.ts'
import type { AppliedEdits, Provisioning } from '../driver.ts'
import { writeChecked } from '../kit/checked-write.ts'
import type { Kit } from '../kit/kit.ts'
import { editsFor, heldBy, readBackOf } from './settings.ts'
import type { YealinkWeb } from './web.ts'

export function provisioningOf(kit: Kit, web: YealinkWeb, provenance: Provenance): Provisioning {
  return {
    async plan(url) {
      return {
        edits: editsFor(url, await web.values()),
        after: 'at-next-start',
        starts: 'fetch-now',
        provenance,
      }
    },
    apply: (edits) => apply(kit, web, edits),
    readBack: (edits) => readBack(web, edits),
  }
}

async function readBack(web: YealinkWeb, edits: readonly Edit[]): Promise<EditResult[]> {
  const held = await web.values()
  return edits.map((edit) => readBackOf(edit, held))
}

/** @throws PunchdownError setting-missing, the codes of `values`, and those of `write` after which nothing is written */
async function apply(kit: Kit, web: YealinkWeb, edits: readonly Edit[]): Promise<AppliedEdits> {
  const before = await web.values()
  return writeChecked(kit, {
    rows: edits.map((edit) => ({ edit, found: heldBy(before, edit) })),
    write: (changes) => web.write(changes.map(({ id, after }) => [id, after])),
    readBack: () => readBack(web, edits),
  })
}
