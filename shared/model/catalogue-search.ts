/** Search and filter of the catalogue, the same for the screen and the command line. Pure. */
import type { CatalogueRow } from './catalogue.ts'
import type { DeviceKind } from './identity.ts'

export interface CatalogueFilter {
  /** A vendor as printed; letter case does not matter. */
  readonly vendor?: string
  readonly kind?: DeviceKind
  readonly location?: CatalogueRow['location']
  /** Words that must all occur, anywhere in the row and in any order; `vvx 411`, `VVX411` and `vvx-411` are the same. */
  readonly text?: string
}

const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** What a person may look a row up by. */
const textOf = ({ vendor, model, minimum, approved, remarks, kind, location }: CatalogueRow): string =>
  [vendor, model, minimum, approved, remarks, kind?.value, location].filter(Boolean).join(' ').toLowerCase()

const searched = new WeakMap<CatalogueRow, { readonly plain: string; readonly bare: string }>()

function lookedUp(row: CatalogueRow): { readonly plain: string; readonly bare: string } {
  const known = searched.get(row)
  if (known !== undefined) return known
  const plain = textOf(row)
  const made = { plain, bare: bare(plain) }
  searched.set(row, made)
  return made
}

/** Rows that match every part of the filter, in the page's order. */
export function searchRows<Row extends CatalogueRow>(rows: readonly Row[], filter: CatalogueFilter): Row[] {
  const words = (filter.text ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const vendor = filter.vendor === undefined ? null : bare(filter.vendor)
  return rows.filter((row) => {
    if (vendor !== null && bare(row.vendor) !== vendor) return false
    if (filter.kind !== undefined && row.kind?.value !== filter.kind) return false
    if (filter.location !== undefined && row.location !== filter.location) return false
    const text = lookedUp(row)
    return words.every((word) => {
      const letters = bare(word)
      return text.plain.includes(word) || (letters !== '' && text.bare.includes(letters))
    })
  })
}
