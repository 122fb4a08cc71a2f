/**
 * Finds the rows of a model name. Matches are exact: the name of a row, with or without the maker's prefix, or a form from a data file with
 * its source.
 */
import { z } from 'zod'
import namesData from '#resources/catalogue/model-names.json' with { type: 'json' }
import type { JudgedRow } from '#shared/model/catalogue.ts'
import { provenanceSchema } from '#shared/model/confidence.ts'
import { bare } from '#shared/model/text-search.ts'
import { regionOf } from './version-rules.ts'

const namesSchema = z.object({
  vendors: z.array(
    z.object({
      /** As the page prints it. */
      vendor: z.string(),
      /** Other names of the vendor. */
      names: z.array(z.string()),
      /** Prefixes of a model without meaning: `SIP-` in `SIP-T46S`. Lower-case letters and digits only. */
      prefixes: z.array(z.string().regex(/^[a-z0-9]+$/)),
    }),
  ),
  /** Model names of devices whose row has another name, as patterns. */
  devices: z.array(
    z.object({
      vendor: z.string(),
      match: z.string().regex(/^\^.*\$$/),
      rows: z.array(z.string()).min(1),
      provenance: provenanceSchema,
    }),
  ),
})
const names = namesSchema.parse(namesData)

const vendorByName: ReadonlyMap<string, string> = new Map(
  names.vendors.flatMap(({ vendor, names: others }) =>
    [vendor, ...others].map((name): [string, string] => [bare(name), vendor]),
  ),
)
const prefixesOf: ReadonlyMap<string, readonly string[]> = new Map(
  names.vendors.map(({ vendor, prefixes }) => [bare(vendor), prefixes]),
)
const devices = names.devices.map(({ vendor, match, rows }) => ({
  vendor: bare(vendor),
  pattern: new RegExp(match, 'i'),
  rows,
}))

/** Key of a vendor, the same for all of its names: `Polycom`, `Poly`. */
const vendorKey = (name: string): string => bare(vendorByName.get(bare(name)) ?? name)

/** A name without punctuation, and the same without the vendor's prefixes. */
function spellings(name: string, prefixes: readonly string[]): string[] {
  const found = [bare(name)]
  for (const spelling of found) {
    for (const prefix of prefixes) {
      const rest = spelling.slice(prefix.length)
      if (spelling.startsWith(prefix) && rest !== '' && !found.includes(rest)) found.push(rest)
    }
  }
  return found
}

/** Longer model names are not looked up: a prefix that is repeated gives a spelling for each repetition. */
const longestName = 120

export interface RowIndex<Row extends JudgedRow> {
  /** Rows of a vendor's model in the page's order; several for duplicates, for regions, and for ambiguous names. */
  rowsFor(vendor: string, model: string): Row[]
  /** Every indexed spelling with its rows; for tests. */
  entries(): IterableIterator<[string, readonly Row[]]>
}

export function indexRows<Row extends JudgedRow>(rows: readonly Row[]): RowIndex<Row> {
  const bySpelling = new Map<string, Row[]>()
  const order = new Map(rows.map((row, index) => [row, index]))
  for (const row of rows) {
    const vendor = vendorKey(row.vendor)
    const prefixes = prefixesOf.get(vendor) ?? []
    const own = [row.model, regionOf(row.model).family].flatMap((name) => spellings(name, prefixes))
    for (const spelling of new Set(own)) {
      const key = `${vendor}/${spelling}`
      const known = bySpelling.get(key)
      if (known === undefined) bySpelling.set(key, [row])
      else known.push(row)
    }
  }
  return {
    rowsFor(vendorName, model) {
      if (model.length > longestName) return []
      const vendor = vendorKey(vendorName)
      const called = model.trim()
      const own = spellings(called, prefixesOf.get(vendor) ?? [])
      const wanted = devices.flatMap((device) => {
        if (device.vendor !== vendor || !device.pattern.test(called)) return []
        return device.rows.map((row) => bare(called.replace(device.pattern, row)))
      })
      const found = new Set(
        [...own, ...wanted].flatMap((spelling) => bySpelling.get(`${vendor}/${spelling}`) ?? []),
      )
      return [...found].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
    },
    entries: () => bySpelling.entries(),
  }
}
