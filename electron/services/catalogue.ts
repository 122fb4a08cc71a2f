/** The catalogue as shipped, and the verdict of a device against it. */
import { z } from 'zod'
import page from '#resources/catalogue/sip-gateway-2024-07-15.json' with { type: 'json' }
import versionRules from '#resources/catalogue/version-rules.json' with { type: 'json' }
import { type Catalogue, type CatalogueRow, catalogueSchema, type Verdict } from '#shared/model/catalogue.ts'
import { provenanceSchema } from '#shared/model/confidence.ts'
import { compareFirmware, firmwareFields } from '#shared/model/firmware.ts'
import type { Identity } from '#shared/model/identity.ts'

const rulesSchema = z.object({
  vendors: z.array(z.object({ vendor: z.string(), familyFirst: z.boolean(), provenance: provenanceSchema })),
  regions: z.object({ suffixes: z.array(z.string()), provenance: provenanceSchema }),
  /** What a device calls itself, as a pattern, where its row is printed under another name. */
  rows: z.object({
    models: z.array(z.object({ vendor: z.string(), match: z.string(), row: z.string() })),
    provenance: provenanceSchema,
  }),
  aliases: z.array(
    z.object({ vendor: z.string(), names: z.array(z.string()), modelPrefixes: z.array(z.string()) }),
  ),
})
const rules = rulesSchema.parse(versionRules)

export function loadCatalogue(): Catalogue {
  return catalogueSchema.parse(page)
}

const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

function vendorOf(name: string): (typeof rules.aliases)[number] | null {
  return (
    rules.aliases.find((alias) =>
      [alias.vendor, ...alias.names].some((known) => bare(known) === bare(name)),
    ) ?? null
  )
}

function modelNames(model: string, prefixes: readonly string[]): string[] {
  const whole = bare(model)
  const cut = prefixes
    .filter((prefix) => whole.startsWith(prefix))
    .map((prefix) => whole.slice(prefix.length))
  return [whole, ...cut]
}

/** `IPBS2` → `IP-DECT Access Point IPBSx`; a model without such a rule is printed as it is. */
function printedAs(vendor: string, model: string): string {
  for (const rule of rules.rows.models) {
    const pattern = new RegExp(rule.match, 'i')
    if (bare(rule.vendor) === bare(vendor) && pattern.test(model)) return model.replace(pattern, rule.row)
  }
  return model
}

const withoutRegion = (model: string): string =>
  model.replace(new RegExp(`\\s+(${rules.regions.suffixes.join('|')})$`), '')

/** Rows that speak of a vendor's model; several where a row is printed twice or once a region. */
export function rowsFor(catalogue: Catalogue, vendor: string, model: string): CatalogueRow[] {
  const alias = vendorOf(vendor)
  const wanted = new Set(modelNames(printedAs(alias?.vendor ?? vendor, model), alias?.modelPrefixes ?? []))
  return catalogue.rows.filter((row) => {
    if (bare(row.vendor) !== bare(alias?.vendor ?? vendor)) return false
    const names = modelNames(row.model, alias?.modelPrefixes ?? [])
    return [...names, bare(withoutRegion(row.model))].some((name) => wanted.has(name))
  })
}

/** What a firmware is against the catalogue, with the date and source of the row. */
export function verdictFor(
  identity: Pick<Identity, 'vendor' | 'model' | 'firmware'>,
  catalogue: Catalogue,
): Verdict {
  const from = { date: catalogue.date, source: catalogue.source }
  const { vendor, model, firmware } = identity
  const unknown: Verdict = { answer: 'not-known', minimum: null, approved: null, ...from }
  if (vendor === null || model === null) return unknown
  const rows = rowsFor(catalogue, vendor, model)
  const row = rows[0]
  if (row === undefined) return { ...unknown, answer: 'not-listed' }
  const regional = rows.filter((each) => withoutRegion(each.model) !== each.model)
  if (regional.length > 1) return regionalVerdict(firmware, regional, from)
  const values = { minimum: row.minimum, approved: row.approved, ...from }
  if (firmware === null) return { answer: 'not-known', ...values }
  const familyFirst = rules.vendors.some((rule) => rule.familyFirst && bare(rule.vendor) === bare(row.vendor))
  return { answer: compareFirmware(firmware, row, { familyFirst }), ...values }
}

/** One approved build a region, told apart by the last number only: the region itself is not known from a device. */
function regionalVerdict(
  firmware: string | null,
  rows: readonly CatalogueRow[],
  from: Pick<Verdict, 'date' | 'source'>,
): Verdict {
  const builds = rows
    .map((row) => `${row.approved ?? ''} (${row.model.split(/\s+/).at(-1) ?? ''})`)
    .join(', ')
  const none = { minimum: rows[0]?.minimum ?? null, approved: builds, ...from }
  if (firmware === null) return { answer: 'not-known', ...none }
  const own = rows.find((row) => row.approved === firmware)
  if (own !== undefined) return { answer: 'approved', minimum: own.minimum, approved: own.approved, ...from }
  const have = firmwareFields(firmware)
  const listed = firmwareFields(rows[0]?.approved ?? '')
  if (have === null || listed === null) return { answer: 'cannot-compare', ...none }
  const release = (fields: typeof have) =>
    fields
      .slice(0, -1)
      .map((field) => String(field.number))
      .join('.')
  if (release(have) === release(listed)) return { answer: 'cannot-compare', ...none }
  const approved = release(listed)
  return {
    answer: compareFirmware(firmware, { minimum: none.minimum, approved }, { familyFirst: true }),
    ...none,
  }
}
