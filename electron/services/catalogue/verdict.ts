/** The verdict of a device against a catalogue. */
import {
  type FirmwareAnswer,
  isServiceKind,
  type JudgedRow,
  type JudgingCatalogue,
  type Verdict,
} from '#shared/model/catalogue.ts'
import { compareFirmware, firmwareFields, type VersionField } from '#shared/model/firmware.ts'
import type { Evidence, Identity } from '#shared/model/identity.ts'
import type { Endpoint } from '#shared/model/job.ts'
import type { Region } from '#shared/model/region.ts'
import { bare } from '#shared/model/text-search.ts'
import { indexRows, type RowIndex } from './row-index.ts'
import { type Conversion, regionOf, versionsOf } from './version-rules.ts'

/** Cached index of each list of rows. */
const indexes = new WeakMap<readonly JudgedRow[], RowIndex<JudgedRow>>()

function indexOf(rows: readonly JudgedRow[]): RowIndex<JudgedRow> {
  const known = indexes.get(rows)
  if (known !== undefined) return known
  const made = indexRows(rows)
  indexes.set(rows, made)
  return made
}

/** Rows of a vendor's model; several for duplicates, for regions, and for ambiguous names. */
export const rowsFor = (
  { rows }: Pick<JudgingCatalogue, 'rows'>,
  vendor: string,
  model: string,
): JudgedRow[] => indexOf(rows).rowsFor(vendor, model)

export type JudgedIdentity = Pick<Identity, 'vendor' | 'model' | 'firmware'> & {
  readonly kind?: Identity['kind']
  /** Sources of the identity. The name of an enterprise load is found here; such firmware must be converted. */
  readonly evidence?: readonly Pick<Evidence, 'protocol' | 'raw'>[]
}

/** Identity to compare for an endpoint. A handset has its own firmware; a phone and the ports of an adapter run that of their device. */
export const judgedEndpoint = (
  { kind, model, firmware }: Pick<Endpoint, 'kind' | 'model' | 'firmware'>,
  identity: Pick<Identity, 'vendor' | 'evidence'> | null,
): JudgedIdentity => ({
  vendor: identity?.vendor ?? null,
  model,
  firmware,
  ...(kind === 'handset' || identity === null ? {} : { evidence: identity.evidence }),
})

/**
 * Verdict of a firmware against the catalogue, with rows, date and source. `region`: location of the device, when known; rows of other
 * regions do not apply then.
 */
export function verdictFor(
  { vendor, model, firmware, kind = null, evidence = [] }: JudgedIdentity,
  catalogue: JudgingCatalogue,
  region: Region | null = null,
): Verdict {
  const from = { date: catalogue.date, source: catalogue.source }
  const unknown: Verdict = {
    answer: isServiceKind(kind) ? 'not-known' : 'not-applicable',
    ...{ minimum: null, approved: null, ...from },
  }
  if (vendor === null || model === null) return unknown
  const rows = rowsFor(catalogue, vendor, model)
  const first = rows[0]
  if (first === undefined) return isServiceKind(kind) ? { ...unknown, answer: 'not-listed' } : unknown
  const alike = rows.every(({ minimum, approved }) => saysTheSame({ minimum, approved }, first))
  const verdict = (answer: Verdict['answer'], by: readonly JudgedRow[]): Verdict => ({
    answer,
    minimum: (by[0] ?? first).minimum,
    approved: alike || by.length === 1 ? (by[0]?.approved ?? null) : buildsOf(by),
    ...from,
    models: [...new Set(by.map((row) => row.model))],
  })
  if (firmware === null) return verdict('not-known', rows)
  if (!showsVariant(first, model, firmware)) {
    const convert = conversionOf(first, firmware, evidence)
    if (convert === null) return verdict('cannot-compare', rows)
    return { ...verdict('convert-first', rows), rule: convert.provenance }
  }
  if (alike) return verdict(answerFor(firmware, first), rows)
  if (nameSeveralModels(rows)) return verdict(answerForModels(firmware, rows), rows)
  const own = rows.find((row) => row.approved === firmware.trim() && isOf(row, region))
  if (own !== undefined) return verdict('approved', [own])
  return verdict(answerForAll(firmware, rows), rows)
}

const saysTheSame = (a: Pick<JudgedRow, 'minimum' | 'approved'>, b: JudgedRow): boolean =>
  a.minimum === b.minimum && a.approved === b.approved

const isOf = (row: JudgedRow, region: Region | null): boolean =>
  region === null || regionOf(row.model).region === region

/** `146.85.5.4 (NOAM), 146.85.5.2 (EMEA)`: the builds of different rows, each with its region or model. */
function buildsOf(rows: readonly JudgedRow[]): string {
  return rows
    .map(({ model, approved }) => {
      const { family, region } = regionOf(model)
      return `${approved ?? 'none'} (${region === null ? family : region.toUpperCase()})`
    })
    .join(', ')
}

/**
 * A row may apply to one kind of firmware while the hardware also runs another with similar numbers. A device is compared only when its
 * firmware or model shows the kind.
 */
function showsVariant(row: JudgedRow, model: string, firmware: string): boolean {
  const { variant } = versionsOf(row.vendor)
  if (variant === null || ![row.minimum, row.approved].some((each) => each && variant.listed.test(each))) {
    return true
  }
  return variant.seen.test(firmware) || variant.seen.test(model)
}

/** The rule by which a firmware of the other kind is recognised; null when the evidence does not show it. */
function conversionOf(
  { vendor }: JudgedRow,
  firmware: string,
  evidence: NonNullable<JudgedIdentity['evidence']>,
): Conversion | null {
  const convert = versionsOf(vendor).variant?.convert ?? null
  if (convert === null || !convert.firmware.test(firmware.trim())) return null
  const isNamed = evidence.some(
    ({ protocol, raw }) => protocol === convert.protocol && convert.name.test(raw.trim()),
  )
  return isNamed ? convert : null
}

/** Whether the rows are different models, not regions or repetitions of one. */
const nameSeveralModels = (rows: readonly JudgedRow[]): boolean =>
  new Set(rows.map(({ model }) => bare(regionOf(model).family))).size > 1

/** Answer for a device that may be any of several models: the common answer, else `one-of-two`. */
function answerForModels(firmware: string, rows: readonly JudgedRow[]): Verdict['answer'] {
  const answers = new Set(rows.map((row) => answerFor(firmware, row)))
  const [only] = answers
  if (answers.size === 1 && only !== undefined) return only
  return answers.has('cannot-compare') ? 'cannot-compare' : 'one-of-two'
}

const answerFor = (firmware: string, row: JudgedRow): FirmwareAnswer =>
  compareFirmware(firmware, row, versionsOf(row.vendor))

/** Common answer of different rows, with regional rows counted together; `cannot-compare` when they disagree. */
function answerForAll(firmware: string, rows: readonly JudgedRow[]): FirmwareAnswer {
  const regional = rows.filter((row) => regionOf(row.model).region !== null)
  const others = rows.filter((row) => regionOf(row.model).region === null)
  const answers = new Set([
    ...others.map((row) => answerFor(firmware, row)),
    ...(regional.length === 0 ? [] : [regionalAnswer(firmware, regional)]),
  ])
  const [only = 'cannot-compare'] = answers
  return answers.size === 1 ? only : 'cannot-compare'
}

/**
 * Each region has its own approved build, which differs in the last number only and has no order. The release in front of it is compared.
 */
function regionalAnswer(firmware: string, rows: readonly JudgedRow[]): FirmwareAnswer {
  const [first] = rows
  const scheme = versionsOf(first?.vendor ?? '')
  const have = firmwareFields(firmware, scheme)
  const releases = new Set(
    rows.map(({ approved }) => releaseOf(approved === null ? null : firmwareFields(approved, scheme))),
  )
  const [release] = releases
  if (have === null || first === undefined || releases.size !== 1 || release === undefined) {
    return 'cannot-compare'
  }
  if (release === null || releaseOf(have) === release) return 'cannot-compare'
  return compareFirmware(firmware, { minimum: first.minimum, approved: release }, scheme)
}

const releaseOf = (fields: readonly VersionField[] | null): string | null =>
  fields === null || fields.length < 2
    ? null
    : fields
        .slice(0, -1)
        .map(({ number, letters }) => `${number ?? ''}${letters}`)
        .join('.')
