/** Search and filter of the catalogue, the same for the screen and the command line. Pure. */
import type { CatalogueRow } from './catalogue.ts'
import type { DeviceKind } from './identity.ts'
import { bare, createMatcher, type Searched, searched } from './text-search.ts'

export interface CatalogueFilter {
  /** A vendor as printed; letter case does not matter. */
  readonly vendor?: string
  readonly kind?: DeviceKind
  readonly location?: CatalogueRow['location']
  /** Words that must all occur, anywhere in the row and in any order; `vvx 411`, `VVX411` and `vvx-411` are the same. */
  readonly text?: string
}

/** Search text of a row; contains the model's words joined as well, so that `polyvvx411` finds it. */
const textsOf = ({ vendor, model, minimum, approved, remarks, kind, location }: CatalogueRow): string[] => {
  const texts = [vendor, model, minimum, approved, remarks, kind?.value, location]
  return [...texts.filter((text) => text !== null && text !== undefined), `${vendor} ${model}`]
}

const known = new WeakMap<CatalogueRow, Searched>()

function textOf(row: CatalogueRow): Searched {
  const made = known.get(row) ?? searched(textsOf(row))
  known.set(row, made)
  return made
}

/** Rows that match every part of the filter, in the page's order. */
export function searchRows<Row extends CatalogueRow>(rows: readonly Row[], filter: CatalogueFilter): Row[] {
  const matches = createMatcher(filter.text ?? '')
  const vendor = filter.vendor === undefined ? null : bare(filter.vendor)
  return rows.filter((row) => {
    if (vendor !== null && bare(row.vendor) !== vendor) return false
    if (filter.kind !== undefined && row.kind?.value !== filter.kind) return false
    if (filter.location !== undefined && row.location !== filter.location) return false
    return matches(textOf(row))
  })
}
