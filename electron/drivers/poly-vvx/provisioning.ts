/** Plans, writes and reads back the parameters of the provisioning server. */
import { toProblem } from '#shared/errors.ts'
import type { Edit, EditResult } from '#shared/model/settings.ts'
import type { AppliedEdits, Provisioning } from '../driver.ts'
import { unknownResults, withoutWrite } from '../kit/edit-results.ts'
import { vvxData } from './data.ts'
import type { Phone } from './phone.ts'
import { editFor, heldBy, readBackOf, wantedForUrl } from './settings.ts'

/** Problems of a write after which it is unknown whether the phone has taken it. */
const leaveOutcomeUnknown = ['connection-lost', 'timed-out', 'http-malformed', 'unexpected-page']

export function provisioningOf(phone: Phone): Provisioning {
  return {
    async plan(url) {
      const wanted = wantedForUrl(url)
      const held = await phone.values(wanted.map(({ name }) => name))
      const edits = wanted.map((setting) => editFor(setting, held))
      return { edits, after: 'at-next-start', provenance: vvxData.provenance }
    },
    apply: (edits) => apply(phone, edits),
    readBack: (edits) => readBack(phone, edits),
  }
}

async function readBack(phone: Phone, edits: readonly Edit[]): Promise<EditResult[]> {
  const held = await phone.values(edits.map(({ id }) => id))
  return edits.map((edit) => readBackOf(edit, held))
}

/** @throws PunchdownError setting-missing, the codes of `values`, and those of `write` after which nothing is written */
async function apply(phone: Phone, edits: readonly Edit[]): Promise<AppliedEdits> {
  const before = await phone.values(edits.map(({ id }) => id))
  const rows = edits.map((edit) => ({ edit, found: heldBy(before, edit) }))
  const changes = rows.filter(({ edit, found }) => found !== edit.after).map(({ edit }) => edit)
  if (changes.length === 0) {
    const results = rows.map(({ edit, found }): EditResult => ({ ...edit, result: 'unchanged', found }))
    return { results, restarts: false }
  }
  const isAccepted = await writeOnce(phone, changes)
  const results = await readBackOrNull(phone, edits)
  if (results === null || (!isAccepted && results.some(({ result }) => result !== 'set'))) {
    return { results: unknownResults(edits), restarts: true }
  }
  return { results: withoutWrite(results, changes), restarts: false }
}

async function writeOnce(phone: Phone, changes: readonly Edit[]): Promise<boolean> {
  try {
    return await phone.write(changes.map(({ id, after }) => [id, after]))
  } catch (error) {
    if (!leaveOutcomeUnknown.includes(toProblem(error).code)) throw error
    return false
  }
}

/** Null when the phone cannot be read after the write, for any reason but a cancellation. */
async function readBackOrNull(phone: Phone, edits: readonly Edit[]): Promise<EditResult[] | null> {
  try {
    return await readBack(phone, edits)
  } catch (error) {
    if (['cancelled', 'bug'].includes(toProblem(error).code)) throw error
    return null
  }
}
