/**
 * Reads the published "Plan SIP Gateway" page in any of its dated versions. Versions differ in the order of rows, in duplicate rows, in
 * missing cells, in the form and meaning of footnote marks, and in the form of the date; none of that is an error. Pure.
 */
import { PunchdownError } from '#shared/errors.ts'
import type { Catalogue, CatalogueRow, CatalogueVendor } from '#shared/model/catalogue.ts'
import {
  type DuplicateRow,
  rowKey,
  saysTheSame,
  type UnreadableRow,
} from '#shared/model/catalogue-changes.ts'
import { columnsOf } from './columns.ts'
import { footnotesIn } from './footnotes.ts'
import { headingIn, type Line, linesOf, type Table, tablesIn } from './markdown.ts'
import { aroundTheTable } from './page-notes.ts'
import { readRow } from './table-row.ts'

export interface PlanPage {
  readonly catalogue: Catalogue
  readonly duplicates: DuplicateRow[]
  readonly unreadable: UnreadableRow[]
}

/** Longest page that is read, characters; the page has 25,000. */
export const longestPage = 2_000_000
const mostRows = 5_000
/** Share of unreadable rows above which the table is not the list of devices. */
const mostUnreadable = 0.1

/**
 * Sample of what is read (Markdown source of the page):
 *   ms.date: 07/15/2024
 *   |Vendor    |Model      |Minimum firmware version|Approved firmware version|Remarks|Links|
 *   |----------|-----------|------------|-----------|------------|------------|
 *   |**Cisco** |           |            |           |Devices running enterprise firmware…|…|
 *   |          |8832<sup>1</sup>       |11.3.5MPP   |12-0-3MPP  |   |   |
 *
 *   <sup>1</sup> Device supports dynamic location discovery through LLDP with SIP Gateway.
 * @throws PunchdownError catalogue-not-the-page (no-table, no-date, html, language, too-long) |
 *   catalogue-damaged (cut-off, footnote, rows, outside-table)
 */
export function readPlanPage(markdown: string, name = ''): PlanPage {
  if (markdown.length > longestPage) throw notThePage(name, 'too-long')
  const lines = linesOf(markdown.replace(/^\uFEFF/, ''))
  const tables = tablesIn(lines).flatMap((table) => {
    const columns = columnsOf(table)
    return columns === null ? [] : [{ table, columns }]
  })
  checkLanguage(lines, name)
  if (tables.length === 0) throw notThePage(name, looksLikeHtml(markdown) ? 'html' : 'no-table')
  const date = dateOf(lines)
  if (date === null) throw notThePage(name, 'no-date')
  const source = `Microsoft, "Plan SIP Gateway", page dated ${date}`

  const footnotes = footnotesIn(lines)
  const headings = headingsIn(lines)
  const found: { row: CatalogueRow; line: number }[] = []
  const vendors: CatalogueVendor[] = []
  const unreadable: UnreadableRow[] = []
  for (const { table, columns } of tables) {
    let vendor = columns.vendor === null ? headingAbove(headings, table) : ''
    for (const { line, cells } of table.rows) {
      const read = readRow(cells, columns, { vendor, footnotes, source })
      switch (read.is) {
        case 'nothing':
          break
        case 'vendor':
          vendor = read.vendor.name
          vendors.push(read.vendor)
          break
        case 'row':
          vendor = read.row.vendor
          found.push({ row: read.row, line: line.number })
          break
        case 'unreadable':
          unreadable.push({ line: line.number, text: line.text.slice(0, 500), reason: read.reason })
          break
        case 'unknown-footnote':
          throw damaged(name, 'footnote', line.number)
      }
    }
  }
  checkWhole(name, lines, tables[tables.length - 1]?.table, found.length, unreadable)
  checkNoStrayRows(
    name,
    lines,
    tables.map(({ table }) => table),
  )
  const rows = found.map(({ row }) => row)
  return {
    catalogue: {
      date,
      source,
      origin: null,
      rows,
      vendors: eachOnce(vendors, rows),
      footnotes: [...footnotes.values()],
      ...aroundTheTable(
        lines,
        tables.map(({ table }) => table),
        rows,
        source,
      ),
    },
    duplicates: duplicatesIn(found),
    unreadable,
  }
}

const notThePage = (name: string, reason: string): PunchdownError =>
  new PunchdownError('catalogue-not-the-page', { name, reason })
const damaged = (name: string, reason: string, line: number): PunchdownError =>
  new PunchdownError('catalogue-damaged', { name, reason, line })

const looksLikeHtml = (markdown: string): boolean => /<(?:!doctype html|html|table)\b/i.test(markdown)

/** A translated page has translated names of makers and models, which match nothing: `Spektrenlink`. */
function checkLanguage(lines: readonly Line[], name: string): void {
  for (const { text } of lines.slice(0, 100)) {
    const [, locale] = /^(?:ms\.contentlocale|locale):\s*"?([\w-]+)/i.exec(text) ?? []
    if (locale !== undefined && !/^en\b/i.test(locale)) throw notThePage(name, 'language')
  }
}

/** `ms.date: 07/15/2024`, `ms.date: 2/28/2025`, `ms.date: 2025-02-28T00:00:00Z`; null without a valid date. */
function dateOf(lines: readonly Line[]): string | null {
  for (const { text } of lines.slice(0, 100)) {
    const [, value = ''] = /^ms\.date:\s*["']?([\d/:TZ.+-]+)["']?\s*$/.exec(text) ?? []
    const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(value)
    const iso = /^(\d{4})-(\d{2})-(\d{2})(?:T.*)?$/.exec(value)
    const [year, month, day] =
      american === null ? [iso?.[1], iso?.[2], iso?.[3]] : [american[3], american[1], american[2]]
    if (year === undefined || month === undefined || day === undefined) continue
    const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    const time = Date.parse(`${date}T00:00:00Z`)
    if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(date)) return date
  }
  return null
}

/** The last heading above each line; empty without one. */
function headingsIn(lines: readonly Line[]): string[] {
  let title = ''
  return lines.map((line) => {
    const above = title
    title = headingIn(line)?.title ?? title
    return above
  })
}

/** The heading above a table, which names the vendor when the table has no such column. */
function headingAbove(headings: readonly string[], { from }: Table): string {
  const title = headings[from - 1] ?? ''
  return /compatible devices/i.test(title) ? '' : title
}

/** Every version has notes below the table: a file that ends with the table was cut off. */
function checkWhole(
  name: string,
  lines: readonly Line[],
  last: Table | undefined,
  rows: number,
  unreadable: readonly UnreadableRow[],
): void {
  const behind = lines.slice((last?.to ?? 1) - 1)
  if (!behind.some(({ text }) => text.trim() !== '')) throw damaged(name, 'cut-off', lines.length)
  const bad = unreadable.length
  if (rows === 0 || rows > mostRows || bad > (rows + bad) * mostUnreadable) {
    throw damaged(name, 'rows', unreadable[0]?.line ?? last?.from ?? 1)
  }
}

/**
 * A blank line inside the table ends it for Markdown, and the rows behind it are text:
 *   |          |M5<sup>3</sup>          |2.14.03.000.2345     |2.14.03.000.2345 |   |   |
 * A line with two bars or more that is in no table of the page is such a row, and the list is not whole. Code blocks and quotes are not rows.
 */
function checkNoStrayRows(name: string, lines: readonly Line[], read: readonly Table[]): void {
  const inTable = new Set<number>()
  for (const { from, to } of [...tablesIn(lines), ...read]) {
    for (let number = from; number < to; number++) inTable.add(number)
  }
  let isCode = false
  for (const { number, text } of lines) {
    if (/^\s{0,3}(?:```|~~~)/.test(text)) isCode = !isCode
    if (isCode || /^\s{0,3}>/.test(text) || inTable.has(number)) continue
    const bars = text.replaceAll(/\\.|`[^`]*`/g, '').split('|').length - 1
    if (bars >= 2) throw damaged(name, 'outside-table', number)
  }
}

/** Remarks and links beside a vendor's name, for each vendor that has rows. */
function eachOnce(vendors: readonly CatalogueVendor[], rows: readonly CatalogueRow[]): CatalogueVendor[] {
  return [...new Set(rows.map(({ vendor }) => vendor))].map((name) => {
    const own = vendors.filter((vendor) => vendor.name === name)
    return {
      name,
      remarks: own.flatMap(({ remarks }) => (remarks === '' ? [] : [remarks])).join('\n'),
      links: own.flatMap(({ links }) => links),
    }
  })
}

function duplicatesIn(found: readonly { row: CatalogueRow; line: number }[]): DuplicateRow[] {
  const groups = Map.groupBy(found, ({ row }) => rowKey(row))
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return []
    const { vendor, model } = first.row
    const same = others.every(({ row }) => saysTheSame(row, first.row))
    return [{ vendor, model, lines: [first, ...others].map(({ line }) => line), same }]
  })
}
