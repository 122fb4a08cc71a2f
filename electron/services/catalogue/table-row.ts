/** Reads one line of the table: a vendor, a device, an empty line, or a problem. Pure. */
import type { CatalogueRow, CatalogueVendor, Footnote } from '#shared/model/catalogue.ts'
import type { UnreadableRow } from '#shared/model/catalogue-changes.ts'
import type { Columns } from './columns.ts'
import { marksIn } from './footnotes.ts'
import { plain } from './markdown.ts'
import { kindOf, portsIn } from './reading.ts'
import { regionOf } from './version-rules.ts'

export interface RowContext {
  /** Vendor of the rows above; empty before the first one. */
  readonly vendor: string
  readonly footnotes: ReadonlyMap<string, Footnote>
  readonly source: string
}

export type ReadRow =
  | { readonly is: 'nothing' }
  | { readonly is: 'vendor'; readonly vendor: CatalogueVendor }
  | { readonly is: 'row'; readonly row: CatalogueRow }
  | { readonly is: 'unreadable'; readonly reason: UnreadableRow['reason'] }
  | { readonly is: 'unknown-footnote'; readonly mark: string }

const longestName = 80
const longestVersion = 60
const none = /^(?:-+|–|—|n\/?a\.?|n\.a\.|tbd|none)$/i

/** `83`, `12-0-3MPP`, `PCS16E_`; null for an empty cell or a placeholder. */
const versionIn = (cell: string): string | null => (cell === '' || none.test(cell) ? null : cell)

/**
 *   |**Gigaset**|       |           |           |   |[Gigaset Support](https://…)|
 *   |          |MP114-FXS<sup>3</sup>              |6.60A.367.001      |6.60A.367.005  |ATA   | 3 out of 4 ports available   |
 */
export function readRow(cells: readonly string[], columns: Columns, context: RowContext): ReadRow {
  if (cells.every((cell) => cell === '')) return { is: 'nothing' }
  if (cells.slice(columns.count).some((cell) => cell !== '')) return { is: 'unreadable', reason: 'cells' }
  const cell = (column: number | null): string => (column === null ? '' : (cells[column] ?? ''))
  const vendor = plain(cell(columns.vendor)).text
  const remarks = plain(cell(columns.remarks))
  const beside = plain(cell(columns.links))
  const { rest, marks } = marksIn(cell(columns.model))
  const model = plain(rest).text
  if (model === '') {
    if (vendor === '') return { is: 'unreadable', reason: 'no-model' }
    if (vendor.length > longestName) return { is: 'unreadable', reason: 'too-long' }
    const links = [...remarks.links, ...beside.links]
    return { is: 'vendor', vendor: { name: vendor, remarks: remarks.text, links } }
  }
  const name = vendor === '' ? context.vendor : vendor
  const minimum = versionIn(plain(marksIn(cell(columns.minimum)).rest).text)
  const approved = versionIn(plain(marksIn(cell(columns.approved)).rest).text)
  const reason = wrongWith(name, model, [minimum, approved])
  if (reason !== null) return { is: 'unreadable', reason }
  const unknown = marks.find((mark) => !context.footnotes.has(mark))
  if (unknown !== undefined) return { is: 'unknown-footnote', mark: unknown }
  const locations = marks.flatMap((mark) => context.footnotes.get(mark)?.location ?? [])
  const ports = portsIn(`${remarks.text} ${beside.text}`)
  const facts = { vendor: name, model, remarks: joined(remarks.text, ports === null ? asideIn(beside) : '') }
  return {
    is: 'row',
    row: {
      ...facts,
      minimum,
      approved,
      location: locations.find((location) => location !== 'not-stated') ?? 'not-stated',
      kind: kindOf(facts, context.source),
      ports,
      region: regionOf(model).region,
      links: [...remarks.links, ...beside.links],
    },
  }
}

function wrongWith(
  vendor: string,
  model: string,
  versions: readonly (string | null)[],
): UnreadableRow['reason'] | null {
  if (vendor === '') return 'no-vendor'
  if (/[<>[\]|]/.test(model)) return 'markup'
  const said = versions.filter((version) => version !== null)
  if (model.length > longestName || vendor.length > longestName) return 'too-long'
  if (said.some((version) => version.length > longestVersion)) return 'too-long'
  // a missing cell moves a remark into a version column
  return said.every((version) => /\d/.test(version)) ? null : 'not-a-version'
}

/** Text in the links column beside the links. */
const asideIn = ({ text, links }: ReturnType<typeof plain>): string =>
  links
    .reduce((rest, link) => rest.replace(link.text, ''), text)
    .replace(/\s+/g, ' ')
    .trim()

const joined = (...texts: readonly string[]): string => texts.filter((text) => text !== '').join('; ')
