/** Plans, writes and reads back the parameters of the provisioning server. */
import type { Edit, EditResult } from '#shared/model/settings.ts'
import type { AppliedEdits, Provisioning } from '../driver.ts'
import { writeChecked } from '../kit/checked-write.ts'
import type { Kit } from '../kit/kit.ts'
import { vvxData } from './data.ts'
import type { Phone } from './phone.ts'
import { editFor, heldBy, readBackOf, wantedForUrl } from './settings.ts'

export function provisioningOf(kit: Kit, phone: Phone): Provisioning {
  return {
    async plan(url) {
      const wanted = wantedForUrl(url)
      const held = await phone.values(wanted.map(({ name }) => name))
      const edits = wanted.map((setting) => editFor(setting, held))
      return { edits, after: 'at-next-start', starts: 'restart', provenance: vvxData.provenance }
    },
    apply: (edits) => apply(kit, phone, edits),
    readBack: (edits) => readBack(phone, edits),
  }
}

async function readBack(phone: Phone, edits: readonly Edit[]): Promise<EditResult[]> {
  const held = await phone.values(edits.map(({ id }) => id))
  return edits.map((edit) => readBackOf(edit, held))
}

/** @throws PunchdownError setting-missing, the codes of `values`, and those of `write` after which nothing is written */
async function apply(kit: Kit, phone: Phone, edits: readonly Edit[]): Promise<AppliedEdits> {
  const before = await phone.values(edits.map(({ id }) => id))
  return writeChecked(kit, {
    rows: edits.map((edit) => ({ edit, found: heldBy(before, edit) })),
    write: (changes) => phone.write(changes.map(({ id, after }) => [id, after])),
    readBack: () => readBack(phone, edits),
  })
}
