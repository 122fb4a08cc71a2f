/** Results of a write that drivers of every vendor report in the same way. */
import type { Edit, EditResult } from '#shared/model/settings.ts'

/** Results of edits whose reply was lost: sent, and not known to be written. */
export const unknownResults = (edits: readonly Edit[]): EditResult[] =>
  edits.map((edit) => ({ ...edit, result: 'unknown', found: null }))

/** Changes `set` to `unchanged` for edits that were not in the write, because the device already had the value. */
export function withoutWrite(
  results: readonly EditResult[],
  written: readonly Pick<Edit, 'id'>[],
): EditResult[] {
  const ids = new Set(written.map(({ id }) => id))
  return results.map((each) =>
    each.result === 'set' && !ids.has(each.id) ? { ...each, result: 'unchanged' } : each,
  )
}
