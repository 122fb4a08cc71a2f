/**
 * Compares firmware versions with a catalogue row. Versions without a known order give `cannot-compare`. Vendor-specific rules are data
 * (`FirmwareScheme`).
 */
import type { CatalogueRow, FirmwareAnswer } from './catalogue.ts'

/** A vendor's version scheme. */
export interface FirmwareScheme {
  /**
   * The first field is the hardware family, and the published minimum starts at the second: `83` for `66.86.5.1`. Families must match; they
   * have no order.
   */
  readonly familyFirst: boolean
  /** Text around a version that is removed: `83.V` before `2.52.0`, `sip88xx.` before and `.loads` behind. */
  readonly drop: readonly RegExp[]
  /** Matches versions of another product, which are not compared: `70.V` before `2.52.0`. */
  readonly foreign: RegExp | null
  /** A word inside versions that is only a separator: `MPP` in `12-0-3MPP` and `11-2-2MPP0101-013`. */
  readonly parting: string | null
  /**
   * Devices may leave a field out (`2.11.01.1604`, `2.14.03.000.2345`): versions with different numbers of fields are compared in this many
   * first fields only.
   */
  readonly sureFields: number | null
}

export const plainScheme: FirmwareScheme = {
  familyFirst: false,
  drop: [],
  foreign: null,
  parting: null,
  sureFields: null,
}

/** A number and the letters behind it. Letters have no order, so a field without a number cannot be ordered. */
export interface VersionField {
  readonly number: number | null
  readonly letters: string
}

/** Longer texts are not versions. */
const longestVersion = 80

/** Release with letters: product, number, letter, and optionally a lower-case letter or `_`. */
const release = /^([A-Z]{1,4})(\d{1,9})([A-Z])([a-z_]?)$/
/** A version with a build, without the build's letters: `3.2.2 (Build: 8680EX)`. */
const built = /^(\d+(?:\.\d+)*) \(Build: (\d+)[A-Z]*\)$/i
/** A version named after its product: `PhoneOS 3.3.1`. */
const product = /^([A-Za-z]{2,12}) (\d.*)$/
/** A version with the date of its build. */
const dated = /^(\S+) (?:\d{1,2}-[A-Z][a-z]{2}-\d{2,4}|[A-Z][a-z]{2} \d{1,2},? \d{4})\b.*$/

/**
 * Fields of a firmware version, or null for other texts.
 *   8.0.5.0002 · 66.86.5.1 · 12-0-3MPP · 11-2-2MPP0101-013 · 6.60A.367.005 · 5.9.5.3182 28-Feb-22 15:29 · 3.2.2 (Build: 8680EX)
 *   PCS22B · PCS23Ca · PCS16E_ · R3N (letters decide after the number) · PhoneOS 3.3.1
 */
export function firmwareFields(text: string, scheme: FirmwareScheme = plainScheme): VersionField[] | null {
  if (text.length > longestVersion) return null
  const kept = scheme.drop.reduce((rest, pattern) => rest.replace(pattern, ''), text.trim())
  if (scheme.foreign?.test(kept) === true) return null
  const [, version = '', build = ''] = built.exec(kept) ?? []
  if (version !== '') return dotted(`${version}.${build}`)
  const undated = dated.exec(kept)?.[1] ?? kept
  const named = release.exec(undated)
  if (named !== null) return lettered(named)
  const [, name, rest = ''] = product.exec(undated) ?? []
  if (name === undefined) return dotted(parted(undated, scheme.parting))
  const fields = dotted(parted(rest, scheme.parting))
  return fields === null ? null : [{ number: null, letters: name.toUpperCase() }, ...fields]
}

function parted(text: string, word: string | null): string {
  if (word === null) return text
  const at = text.toUpperCase().indexOf(word.toUpperCase())
  if (at < 0) return text
  const [before, behind] = [text.slice(0, at).trimEnd(), text.slice(at + word.length).replace(/^-/, '')]
  return behind === '' ? before : `${before}-${behind}`
}

function dotted(text: string): VersionField[] | null {
  const fields = text.split(/[.-]/).map((part): VersionField => {
    const [, digits = '', rest = ''] = /^(\d{1,15})(\D.*)?$/.exec(part) ?? []
    return digits === ''
      ? { number: null, letters: part.toUpperCase() }
      : { number: Number(digits), letters: rest.toUpperCase() }
  })
  return fields[0]?.number === null ? null : fields
}

function lettered([, name = '', number = '', letter = '', rest = '']: RegExpExecArray): VersionField[] {
  const field = (character: string): VersionField =>
    character === '_'
      ? { number: null, letters: character }
      : { number: character.charCodeAt(0), letters: '' }
  return [
    { number: null, letters: name },
    { number: Number(number), letters: '' },
    field(letter),
    ...(rest === '' ? [] : [field(rest)]),
  ]
}

/**
 * Order of `running` against `listed`, to the precision of `listed`. Null without an order: letters differ before any number does,
 * `running` ends before a difference, or has words (`-beta`) that the row does not have.
 */
export function orderOf(
  running: readonly VersionField[],
  listed: readonly VersionField[],
  { sureFields }: Pick<FirmwareScheme, 'sureFields'> = plainScheme,
): -1 | 0 | 1 | null {
  const sure = running.length === listed.length || sureFields === null ? listed.length : sureFields
  for (const [index, want] of listed.entries()) {
    const have = running[index]
    if (have === undefined || index >= sure) return null
    if (have.number !== want.number) {
      if (have.number === null || want.number === null) return null
      return have.number < want.number ? -1 : 1
    }
    if (have.letters !== want.letters) return null
  }
  return running.slice(listed.length).some((field) => field.number === null) ? null : 0
}

/** Answer for one row. A row without a minimum never answers `below-minimum`. */
export function compareFirmware(
  running: string,
  row: Pick<CatalogueRow, 'minimum' | 'approved'>,
  scheme: FirmwareScheme = plainScheme,
): FirmwareAnswer {
  if (row.approved !== null && running.trim() === row.approved && running.trim() !== '') return 'approved'
  const have = firmwareFields(running, scheme)
  if (have === null) return 'cannot-compare'
  const approved = row.approved === null ? null : firmwareFields(row.approved, scheme)
  if (scheme.familyFirst && (approved === null || have[0]?.number !== approved[0]?.number)) {
    return 'cannot-compare'
  }
  const least = minimumFields(row.minimum, approved, scheme)
  const toMinimum = least === null ? null : orderOf(have, least, scheme)
  if (approved === null) return toMinimum === -1 ? 'below-minimum' : 'cannot-compare'
  const toApproved = orderOf(have, approved, scheme)
  if (toApproved === 0) return 'approved'
  if (least === null) {
    if (toApproved === null) return 'cannot-compare'
    if (toApproved === 1) return 'above-approved'
    return row.minimum === null ? 'between' : 'cannot-compare'
  }
  if (orderOf(approved, least, scheme) === -1) return acrossBranches(have, approved, least, scheme)
  if (toMinimum === -1) return 'below-minimum'
  if (toMinimum === null || toApproved === null) return 'cannot-compare'
  return toApproved < 0 ? 'between' : 'above-approved'
}

/** Null when missing or unreadable. */
function minimumFields(
  minimum: string | null,
  approved: readonly VersionField[] | null,
  scheme: FirmwareScheme,
): VersionField[] | null {
  const fields = minimum === null ? null : firmwareFields(minimum, scheme)
  const family = approved?.[0]
  if (fields === null || !scheme.familyFirst) return fields
  return family === undefined ? null : [family, ...fields]
}

/**
 * Some rows approve a lower version than their minimum, which then belongs to another branch (3.x for an older service, 2.x approved now).
 * Versions are compared within a branch only.
 */
function acrossBranches(
  have: readonly VersionField[],
  approved: readonly VersionField[],
  least: readonly VersionField[],
  scheme: FirmwareScheme,
): FirmwareAnswer {
  const parting = approved.findIndex((field, index) => field.number !== least[index]?.number)
  const isOn = (branch: readonly VersionField[]) =>
    branch.slice(0, parting + 1).every((field, index) => field.number === have[index]?.number)
  if (isOn(approved)) return orderOf(have, approved, scheme) === 1 ? 'above-approved' : 'cannot-compare'
  const toMinimum = orderOf(have, least, scheme)
  // a minimum that ends where the branches differ (`83`) is the oldest accepted branch
  const isOldest = least.length === parting + 1
  if (!isOldest && !isOn(least)) return 'cannot-compare'
  if (toMinimum === 0 || toMinimum === 1) return 'between'
  return toMinimum === -1 && !isOldest ? 'below-minimum' : 'cannot-compare'
}
