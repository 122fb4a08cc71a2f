/** Compatible devices: dated, sourced rows with what the page says beside them, and the verdict of a firmware. */
import { z } from 'zod'
import { provenanceSchema } from './confidence.ts'
import { deviceKindSchema } from './identity.ts'
import { regionSchema } from './region.ts'

const linkSchema = z.object({ text: z.string(), url: z.string() })
export type Link = z.infer<typeof linkSchema>

/**
 * How a device learns where it is, from the row's footnote. `not-stated`: the row has no footnote, as in every page
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
  /** What sort of device it is: the page's own remark where it has one, else our reading; null where neither says. */
  kind: z.object({ value: deviceKindSchema, provenance: provenanceSchema }).nullable(),
  /** Null for what is no adapter, and where the page is silent. */
  ports: usablePortsSchema.nullable(),
  /** The region whose build the row names; null where one build serves all. */
  region: regionSchema.nullable(),
  links: z.array(linkSchema),
})
export type CatalogueRow = z.infer<typeof catalogueRowSchema>

/** What stands beside a vendor's name in the table. */
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
  /** Vendors of this catalogue that it speaks of; none for a note about the service or about something that is no row. */
  vendors: z.array(z.string()),
  /** Where it speaks of some kinds only (handsets, bases): those; empty for all rows of its vendors. */
  kinds: z.array(deviceKindSchema),
  /** What it speaks of where that is no row of the catalogue: `Tango Extend`. */
  subject: z.string().nullable(),
  /** Why it is attached so: named in its text (documented), or our reading (inferred). */
  provenance: provenanceSchema,
})
export type CatalogueNote = z.infer<typeof catalogueNoteSchema>

const requirementSchema = z.object({
  /** Heading it stands under. */
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
  /** What the page leaves open, in our words; null where nothing is. */
  open: z.string().nullable(),
})
export type FeatureCode = z.infer<typeof featureCodeSchema>

const footnoteSchema = z.object({ mark: z.string(), text: z.string(), location: locationSchema })
export type Footnote = z.infer<typeof footnoteSchema>

/** Everything in it is the page's of that date, from that source; what is ours carries its provenance. */
export const catalogueSchema = z.object({
  /** Date printed on the published page, ISO 8601: `2024-07-15`. */
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  source: z.string(),
  rows: z.array(catalogueRowSchema),
  vendors: z.array(catalogueVendorSchema),
  notes: z.array(catalogueNoteSchema),
  requirements: z.array(requirementSchema),
  featureCodes: z.array(featureCodeSchema),
  footnotes: z.array(footnoteSchema),
})
export type Catalogue = z.infer<typeof catalogueSchema>

/** What a verdict needs of a catalogue. */
export type JudgedRow = Pick<CatalogueRow, 'vendor' | 'model' | 'minimum' | 'approved'>
export type JudgingCatalogue = Pick<Catalogue, 'date' | 'source'> & { readonly rows: readonly JudgedRow[] }

export const staleAfterDays = 180

/**
 * Whether a pack of this date is older than 180 days at `now` (milliseconds since the epoch). A date that is none is
 * stale; a date to come, as a laptop with a wrong clock sees it, is not.
 */
export function isStale(date: string, now: number): boolean {
  const published = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(published) || now - published > staleAfterDays * 86_400_000
}

/** Notes that speak of a row: of its vendor, and of its kind where they name kinds. */
export function notesFor(
  catalogue: Pick<Catalogue, 'notes'>,
  row: Pick<CatalogueRow, 'vendor' | 'kind'>,
): CatalogueNote[] {
  return catalogue.notes.filter(({ vendors, kinds }) => {
    if (!vendors.includes(row.vendor)) return false
    return kinds.length === 0 || (row.kind !== null && kinds.includes(row.kind.value))
  })
}

/** Five answers, never a guess. */
const firmwareAnswerSchema = z.enum([
  'below-minimum',
  'between',
  'approved',
  'above-approved',
  'cannot-compare',
])
export type FirmwareAnswer = z.infer<typeof firmwareAnswerSchema>

export const verdictSchema = z.object({
  /** `not-listed`: vendor and model are known and the catalogue has no such row. `not-known`: too little is known. */
  answer: z.union([firmwareAnswerSchema, z.literal('not-listed'), z.literal('not-known')]),
  minimum: z.string().nullable(),
  approved: z.string().nullable(),
  date: z.string(),
  source: z.string(),
  /** The row it was judged by, as printed; several where one device is several rows. Absent in verdicts of old. */
  models: z.array(z.string()).optional(),
})
export type Verdict = z.infer<typeof verdictSchema>

/**
 * Four verdicts are used everywhere on screen. Cannot compare and not known are both "not known": never green for what
 * was not seen.
 */
export const verdictTone = {
  'below-minimum': 'bad',
  between: 'attention',
  approved: 'good',
  'above-approved': 'attention',
  'cannot-compare': 'not-known',
  'not-listed': 'attention',
  'not-known': 'not-known',
} as const satisfies Record<Verdict['answer'], 'good' | 'attention' | 'bad' | 'not-known'>
