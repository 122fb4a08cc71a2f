/** Interprets texts of the page: kinds, locations, ports, vendors of a note. The patterns are data. */
import { z } from 'zod'
import readingData from '#resources/catalogue/page-reading.json' with { type: 'json' }
import { lazily } from '#shared/lazily.ts'
import {
  type CatalogueLocation,
  type CatalogueNote,
  type CatalogueRow,
  type Link,
  locationSchema,
  type UsablePorts,
} from '#shared/model/catalogue.ts'
import { provenanceSchema } from '#shared/model/confidence.ts'
import { deviceKindSchema } from '#shared/model/identity.ts'

const readingSchema = z.object({
  locations: z.object({
    footnotes: z.array(z.object({ match: z.string(), location: locationSchema })),
    provenance: provenanceSchema,
  }),
  kindsByRemark: z.array(z.object({ remark: z.string(), kind: deviceKindSchema })),
  kindsByModel: z.array(
    z.object({
      vendor: z.string(),
      match: z.string(),
      kind: deviceKindSchema,
      provenance: provenanceSchema,
    }),
  ),
  notes: z.array(
    z.object({
      match: z.string(),
      vendors: z.union([z.literal('named'), z.literal('all'), z.array(z.string())]),
      kinds: z.array(deviceKindSchema),
      subject: z.string().nullable().default(null),
      provenance: provenanceSchema,
    }),
  ),
  featureCodes: z.array(
    z.object({ codes: z.array(z.string()), open: z.string(), provenance: provenanceSchema }),
  ),
})
const compiled = <Rule extends { readonly match: string }>(rules: readonly Rule[]) =>
  rules.map((rule) => ({ ...rule, pattern: new RegExp(rule.match, 'i') }))
/** Parsed on first use: only an import needs them. */
const tables = lazily(() => {
  const reading = readingSchema.parse(readingData)
  return {
    footnotes: compiled(reading.locations.footnotes),
    models: compiled(reading.kindsByModel),
    notes: compiled(reading.notes),
    kindByRemark: new Map(reading.kindsByRemark.map(({ remark, kind }) => [remark.toLowerCase(), kind])),
    openOf: new Map(reading.featureCodes.flatMap(({ codes, open }) => codes.map((code) => [code, open]))),
  }
})

/** Kind of location in a footnote's text. Marks differ between versions of the page. */
export const locationIn = (footnote: string): CatalogueLocation =>
  tables().footnotes.find(({ pattern }) => pattern.test(footnote))?.location ?? 'not-stated'

/** Kind from the page's remark, else from our data about the model, else null. */
export function kindOf(
  { vendor, model, remarks }: Pick<CatalogueRow, 'vendor' | 'model' | 'remarks'>,
  source: string,
): CatalogueRow['kind'] {
  const said = tables().kindByRemark.get(remarks.toLowerCase())
  if (said !== undefined) {
    return { value: said, provenance: { source: `${source}: remark ${remarks}`, confidence: 'documented' } }
  }
  const rule = tables().models.find((each) => each.vendor === vendor && each.pattern.test(model))
  return rule === undefined ? null : { value: rule.kind, provenance: rule.provenance }
}

/** `3 out of 4 ports available` · `All ports available`; null for other texts. */
export function portsIn(text: string): UsablePorts | null {
  const [, usable, total] = /\b(\d{1,4}) (?:out )?of (\d{1,4}) ports\b/i.exec(text) ?? []
  if (usable !== undefined && total !== undefined && Number(usable) > 0 && Number(total) > 0) {
    return { usable: Number(usable), total: Number(total), all: usable === total }
  }
  return /\ball ports\b/i.test(text) ? { usable: null, total: null, all: true } : null
}

export const openQuestionOf = (code: string): string | null => tables().openOf.get(code) ?? null

/** A note with its vendors and kinds: those it names, or those in our data. */
export function attachedNote(
  text: string,
  links: Link[],
  rows: readonly CatalogueRow[],
  source: string,
): CatalogueNote {
  const vendors = [...new Set(rows.map((row) => row.vendor))]
  const named = vendors.filter((vendor) => namesVendor(text, vendor))
  const rule = tables().notes.find(({ pattern }) => pattern.test(text))
  if (rule === undefined) {
    const provenance = {
      source: `${source}: the vendors that the note names`,
      confidence: 'documented',
    } as const
    return { text, links, vendors: named, kinds: [], subject: null, provenance }
  }
  const { kinds, subject, provenance } = rule
  const ofThem = rule.vendors === 'named' ? named : rule.vendors === 'all' ? vendors : rule.vendors
  const concerned = ofThem.filter((vendor) => vendors.includes(vendor) && hasKind(rows, vendor, kinds))
  return { text, links, vendors: concerned, kinds, subject, provenance }
}

/** Whether the text has the name as a whole word. */
function namesVendor(text: string, vendor: string): boolean {
  for (let at = text.indexOf(vendor); at >= 0; at = text.indexOf(vendor, at + 1)) {
    const around = `${text[at - 1] ?? ''}${text[at + vendor.length] ?? ''}`
    if (!/[\p{L}\p{N}]/u.test(around)) return true
  }
  return false
}

const hasKind = (rows: readonly CatalogueRow[], vendor: string, kinds: CatalogueNote['kinds']): boolean =>
  kinds.length === 0 ||
  rows.some((row) => row.vendor === vendor && row.kind !== null && kinds.includes(row.kind.value))
