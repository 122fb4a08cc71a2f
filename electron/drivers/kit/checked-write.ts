/** One write of the edits of a plan with a read-back, for drivers whose devices take all edits in one request. */
import { toProblem } from '#shared/errors.ts'
import type { Edit, EditResult } from '#shared/model/settings.ts'
import type { AppliedEdits } from '../driver.ts'
import { unknownResults, withoutWrite } from './edit-results.ts'
import type { Kit } from './kit.ts'

interface CheckedWrite {
  /** Each edit with the value that the device has before the write. */
  readonly rows: readonly { readonly edit: Edit; readonly found: string | null }[]
  /**
   * Sends the edits that differ, once. False when the reply does not say whether the device has accepted them.
   * @throws PunchdownError for a refusal, after which nothing is written
   */
  write(changes: readonly Edit[]): Promise<boolean>
  /** Reads all edits of the plan. */
  readBack(): Promise<EditResult[]>
  /** When a write takes effect, for a device that needs time: milliseconds after the write. */
  readonly takesEffect?: {
    readonly afterMs: number
    readonly checkEveryMs: number
    readonly untilMs: number
  }
}

/** Problems of a write after which it is unknown whether the device has taken it. */
const leaveOutcomeUnknown = ['connection-lost', 'timed-out', 'http-malformed', 'unexpected-page']

/** Writes nothing when no edit differs. @throws PunchdownError the refusals of `write`, and cancelled */
export async function writeChecked(kit: Pick<Kit, 'pause'>, parts: CheckedWrite): Promise<AppliedEdits> {
  const { rows } = parts
  const edits = rows.map(({ edit }) => edit)
  const changes = rows.filter(({ edit, found }) => found !== edit.after).map(({ edit }) => edit)
  if (changes.length === 0) {
    const results = rows.map(({ edit, found }): EditResult => ({ ...edit, result: 'unchanged', found }))
    return { results, restarts: false }
  }
  const isAccepted = await parts.write(changes).catch(falseForLostReply)
  const results = await settled(kit, parts)
  if (results === null || (!isAccepted && !areSet(results))) {
    return { results: unknownResults(edits), restarts: true }
  }
  return { results: withoutWrite(results, changes), restarts: false }
}

function falseForLostReply(error: unknown): false {
  if (!leaveOutcomeUnknown.includes(toProblem(error).code)) throw error
  return false
}

const areSet = (results: readonly EditResult[]): boolean => results.every(({ result }) => result === 'set')

/** The edits as read when all are set, or at the latest time; null when the device cannot be read then. */
async function settled(
  kit: Pick<Kit, 'pause'>,
  { readBack, takesEffect }: CheckedWrite,
): Promise<EditResult[] | null> {
  if (takesEffect === undefined) return readBack().catch(nullAfterWrite)
  const { afterMs, checkEveryMs, untilMs } = takesEffect
  await kit.pause(afterMs)
  for (let waited = afterMs; ; waited += checkEveryMs) {
    const results = await readBack().catch(nullAfterWrite)
    if ((results !== null && areSet(results)) || waited >= untilMs) return results
    await kit.pause(checkEveryMs)
  }
}

/** After a write, any problem of reading leaves the result unknown. */
function nullAfterWrite(error: unknown): null {
  if (['cancelled', 'bug'].includes(toProblem(error).code)) throw error
  return null
}
