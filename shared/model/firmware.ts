/**
 * Firmware numbers against a catalogue row. One of five answers, never a guess: what cannot be ordered is said to be so.
 * The rules that are a vendor's own come as data (`FirmwareRules`).
 */
import type { CatalogueRow, FirmwareAnswer } from './catalogue.ts'

export interface FirmwareRules {
  /**
   * The first field names the hardware family and the published minimum counts from the second: `83` against
   * `66.86.5.1`. Families must match; they have no order.
   */
  readonly familyFirst: boolean
}

interface Field {
  readonly number: number
  /** Letters after the number: `60A`; they have no known order. */
  readonly letters: string
}

/**
 * Fields of a firmware number, or null when it has no such form.
 *   8.0.5.0002 · 66.86.5.1 · 12-0-3MPP · 11-2-2MPP0101-013 · 6.60A.367.005 · 5.9.5.3182 28-Feb-22 15:29 · 3.2.2 (Build: 8680EX)
 *   PCS22B · PCS23Ca · R3N (letters decide after the number)
 */
export function firmwareFields(text: string): Field[] | null {
  const built = /^(\d+(?:\.\d+)*) \(Build: (\d+)[A-Z]*\)$/i.exec(text.trim())
  const bare = built === null ? (text.trim().split(/\s/)[0] ?? '') : `${built[1] ?? ''}.${built[2] ?? ''}`
  const release = /^([A-Z]{1,4})(\d+)([A-Z])([A-Za-z_]?)$/.exec(bare)
  if (release !== null) {
    const [, product = '', number = '', letter = '', rest = ''] = release
    return [
      { number: 0, letters: product },
      { number: Number(number), letters: '' },
      { number: letter.charCodeAt(0), letters: '' },
      ...(rest === '' ? [] : [{ number: rest.charCodeAt(0), letters: '' }]),
    ]
  }
  const parts = bare.replace(/MPP-?/i, '-').replace(/-$/, '').split(/[.-]/)
  const fields: Field[] = []
  for (const part of parts) {
    const match = /^(\d{1,9})([A-Za-z]*)$/.exec(part)
    if (match === null) return null
    fields.push({ number: Number(match[1]), letters: (match[2] ?? '').toUpperCase() })
  }
  return fields
}

/**
 * Order of `running` against `listed`, to the precision of `listed`: what a row leaves out it says nothing about.
 * Null where there is no order: different letters, or a running number that stops before it differs.
 */
export function orderOf(running: readonly Field[], listed: readonly Field[]): -1 | 0 | 1 | null {
  for (const [index, want] of listed.entries()) {
    const have = running[index]
    if (have === undefined) return null
    if (have.number !== want.number) return have.number < want.number ? -1 : 1
    if (have.letters !== want.letters) return null
  }
  return 0
}

/** Answer for one row. A row without a minimum never answers `below-minimum`. */
export function compareFirmware(
  running: string,
  row: Pick<CatalogueRow, 'minimum' | 'approved'>,
  rules: FirmwareRules = { familyFirst: false },
): FirmwareAnswer {
  const have = firmwareFields(running)
  const approved = row.approved === null ? null : firmwareFields(row.approved)
  if (have === null || approved === null) return 'cannot-compare'
  if (rules.familyFirst && have[0]?.number !== approved[0]?.number) return 'cannot-compare'
  const least = minimumFields(row.minimum, approved, rules)
  if (least === 'no-form') return 'cannot-compare'
  const toApproved = orderOf(have, approved)
  if (toApproved === 0) return 'approved'
  if (least === null) {
    return toApproved === null ? 'cannot-compare' : toApproved < 0 ? 'between' : 'above-approved'
  }
  const toMinimum = orderOf(have, least)
  const minimumToApproved = orderOf(approved, least)
  if (minimumToApproved === -1) return acrossBranches(have, approved, least)
  if (toMinimum === -1) return 'below-minimum'
  if (toMinimum === null || toApproved === null) return 'cannot-compare'
  return toApproved < 0 ? 'between' : 'above-approved'
}

function minimumFields(
  minimum: string | null,
  approved: readonly Field[],
  rules: FirmwareRules,
): Field[] | null | 'no-form' {
  if (minimum === null) return null
  const fields = firmwareFields(minimum)
  if (fields === null) return 'no-form'
  const family = approved[0]
  return rules.familyFirst && family !== undefined ? [family, ...fields] : fields
}

/**
 * Some rows approve a lower number than their minimum: the minimum speaks of another branch (a 3.x made for an older
 * service beside the 2.x approved now). Branches have no order between them.
 */
function acrossBranches(
  have: readonly Field[],
  approved: readonly Field[],
  least: readonly Field[],
): FirmwareAnswer {
  const branch = approved.findIndex((field, index) => field.number !== least[index]?.number)
  const sameBranch = approved.slice(0, branch + 1).every((field, i) => field.number === have[i]?.number)
  if (sameBranch) return orderOf(have, approved) === 1 ? 'above-approved' : 'cannot-compare'
  const toMinimum = orderOf(have, least)
  return toMinimum === 0 || toMinimum === 1 ? 'between' : 'cannot-compare'
}
