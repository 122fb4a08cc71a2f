/** The catalogue of compatible devices (rows, notes, date and source), and the verdict about a firmware. */
import { z } from 'zod'
import { provenanceSchema } from './confidence.ts'
import { type DeviceKind, deviceKindSchema } from './identity.ts'
import { regionSchema } from './region.ts'

const linkSchema = z.object({ text: z.string(), url: z.string() })
export type Link = z.infer<typeof linkSchema>

/**
 * How a device learns its location, from the row's footnote. `not-stated`: the row has no footnote, as in every page
 * before 2024 for most rows; it is not the same as `static`.
 */
export const locationSchema = z.enum(['lldp-only', 'dynamic', 'static', 'not-stated'])
export type CatalogueLocation = z.infer<typeof locationSchema>

/** Ports of an adapter that the service can use. `all`: the page says "all" and gives no number. */
const usablePortsSchema = z.object({
  usable: z.number().int().positive().nullable(),
  total: z.number().int().positive().nullable(),
  all: z.boolean(),
})
export type UsablePorts = z.infer<typeof usablePortsSchema>

export const catalogueRowSchema = z.object({
  vendor: z.string(),
  /** As printed, without its footnote mark: `W70B EMEA`. */
  model: z.string(),
  minimum: z.string().nullable(),
  approved: z.string().nullable(),
  location: locationSchema,
  remarks: z.string(),
  /** Kind of device: from the page's remark, else derived by us; null when unknown. */
  kind: z.object({ value: deviceKindSchema, provenance: provenanceSchema }).nullable(),
  /** Null for other devices, and when the page gives no ports. */
  ports: usablePortsSchema.nullable(),
  /** The region of the build that the row names; null when one build serves all regions. */
  region: regionSchema.nullable(),
  links: z.array(linkSchema),
})
export type CatalogueRow = z.infer<typeof catalogueRowSchema>

/** Remark beside a vendor's name in the table. */
const catalogueVendorSchema = z.object({
  name: z.string(),
  remarks: z.string(),
  links: z.array(linkSchema),
})
export type CatalogueVendor = z.infer<typeof catalogueVendorSchema>

/** A note of the page. Line breaks are the page's own. */
const catalogueNoteSchema = z.object({
  text: z.string(),
  links: z.array(linkSchema),
  /** Vendors in this catalogue that the note applies to; empty for a note about the service or about something that is not a row. */
  vendors: z.array(z.string()),
  /** Kinds of device that the note applies to; empty for all rows of its vendors. */
  kinds: z.array(deviceKindSchema),
  /** Subject of a note that is not a row of the catalogue: `Tango Extend`. */
  subject: z.string().nullable(),
  /** Source of the assignment: named in the note's text (documented), or derived by us (inferred). */
  provenance: provenanceSchema,
})
export type CatalogueNote = z.infer<typeof catalogueNoteSchema>

const requirementSchema = z.object({
  /** Heading above it. */
  section: z.string(),
  text: z.string(),
  links: z.array(linkSchema),
  /** 0 for a paragraph or an item, 1 for an item under the one before it. */
  depth: z.number().int().min(0),
})
export type Requirement = z.infer<typeof requirementSchema>

const featureCodeSchema = z.object({
  /** As dialled: `*55*`. */
  code: z.string(),
  /** The page's own group: `Call Forwarding`. */
  group: z.string(),
  effect: z.string(),
  /** What the page does not specify, in our words; null when it specifies everything. */
  open: z.string().nullable(),
})
export type FeatureCode = z.infer<typeof featureCodeSchema>

const footnoteSchema = z.object({ mark: z.string(), text: z.string(), location: locationSchema })
export type Footnote = z.infer<typeof footnoteSchema>

/** Content of the page of that date and source; additions of ours have a provenance. */
export const catalogueSchema = z.object({
  /** Date printed on the published page, ISO 8601: `2024-07-15`. */
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  source: z.string(),
  /** Where the copy of a built-in page was found; null for an imported page. */
  origin: provenanceSchema.nullable(),
  rows: z.array(catalogueRowSchema),
  vendors: z.array(catalogueVendorSchema),
  notes: z.array(catalogueNoteSchema),
  requirements: z.array(requirementSchema),
  featureCodes: z.array(featureCodeSchema),
  footnotes: z.array(footnoteSchema),
})
export type Catalogue = z.infer<typeof catalogueSchema>

/** Whether the service may take a device of this kind. Switches, printers and the like have no firmware check and no settings here. */
export const isServiceKind = (kind: DeviceKind | null): boolean => kind !== 'switch' && kind !== 'other'

/** The part of a catalogue that a verdict needs. */
export type JudgedRow = Pick<CatalogueRow, 'vendor' | 'model' | 'minimum' | 'approved'>
export type JudgingCatalogue = Pick<Catalogue, 'date' | 'source'> & { readonly rows: readonly JudgedRow[] }

export const staleAfterDays = 180

/**
 * Whether a pack of this date is older than 180 days at `now` (milliseconds since the epoch). An invalid date is
 * stale; a future date, as a laptop with a wrong clock may see it, is not.
 */
export function isStale(date: string, now: number): boolean {
  const published = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(published) || now - published > staleAfterDays * 86_400_000
}

/** Notes that apply to a row: they name its vendor, and its kind if they name kinds. */
export function notesFor(
  catalogue: Pick<Catalogue, 'notes'>,
  row: Pick<CatalogueRow, 'vendor' | 'kind'>,
): CatalogueNote[] {
  return catalogue.notes.filter(({ vendors, kinds }) => {
    if (!vendors.includes(row.vendor)) return false
    return kinds.length === 0 || (row.kind !== null && kinds.includes(row.kind.value))
  })
}

/** Answers for one row, never a guess. */
const firmwareAnswerSchema = z.enum([
  'below-minimum',
  'between',
  'approved',
  'above-approved',
  'cannot-compare',
])
export type FirmwareAnswer = z.infer<typeof firmwareAnswerSchema>

export const verdictSchema = z.object({
  /**
   * `one-of-two`: the device may be either of two models, whose rows answer differently. `convert-first`: it runs the kind of firmware
   * that the service does not take. `not-listed`: vendor and model are known and the list of this date has no such row; it does not mean
   * that the service refuses the model. `not-applicable`: a switch, printer or the like, for which there is no check. `not-known`: too little is known.
   */
  answer: z.enum([
    ...firmwareAnswerSchema.options,
    'one-of-two',
    'convert-first',
    'not-listed',
    'not-applicable',
    'not-known',
  ]),
  minimum: z.string().nullable(),
  approved: z.string().nullable(),
  date: z.string(),
  source: z.string(),
  /** The compared row, as printed; several when several rows describe one device. Absent in old verdicts. */
  models: z.array(z.string()).optional(),
  /** Source of an answer that no comparison gave: the rule of `convert-first`. */
  rule: provenanceSchema.optional(),
})
export type Verdict = z.infer<typeof verdictSchema>

/**
 * The four verdicts on screens. Cannot compare and not known are both "not known", never green, because nothing was
 * confirmed.
 */
export const verdictTone = {
  'below-minimum': 'bad',
  between: 'attention',
  approved: 'good',
  'above-approved': 'attention',
  'cannot-compare': 'not-known',
  'one-of-two': 'attention',
  'convert-first': 'bad',
  'not-listed': 'attention',
  'not-applicable': 'not-known',
  'not-known': 'not-known',
} as const satisfies Record<Verdict['answer'], 'good' | 'attention' | 'bad' | 'not-known'>
