/** Headings, paragraphs, pairs and tables of a report, read from its HTML or recorded from the calls that draw a sheet. */
import type { Cell, Sheet } from '#electron/services/report/pdf-runs.ts'

interface Table {
  readonly columns: readonly string[]
  /** Text of each cell without white space: HTML and PDF break lines in different places. */
  readonly rows: readonly (readonly string[])[]
}

export interface Outline {
  /** `2 Summary` */
  readonly headings: readonly string[]
  readonly paragraphs: readonly string[]
  readonly pairs: readonly (readonly [string, string])[]
  readonly tables: readonly Table[]
}

export const tight = (text: string): string => text.replaceAll(/\s+/g, '')

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** `<b>a &lt; b</b>` → `a < b` */
const textOf = (markup: string): string =>
  markup
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? '')
    .trim()

/** Content of each `<name>` element, in order; the element holds none of its own name. */
const inside = (markup: string, name: string): string[] =>
  [...markup.matchAll(new RegExp(`<(${name})(?: [^>]*)?>(.*?)</\\1>`, 'gs'))].map((found) => found[2] ?? '')

export function outlineOfHtml(page: string): Outline {
  const headings = [...page.matchAll(/<h([1-6])[^>]*>(.*?)<\/h\1>/gs)]
  const names = inside(page, 'dt').map(textOf)
  const values = inside(page, 'dd').map(textOf).map(tight)
  return {
    headings: headings.map(([, level, text = '']) => `${level} ${textOf(text)}`),
    paragraphs: inside(page, 'p|li|small').map(textOf),
    pairs: names.map((name, index) => [name, values[index] ?? ''] as const),
    tables: inside(page, 'table').map((table) => ({
      columns: inside(inside(table, 'thead')[0] ?? '', 'th').map(textOf),
      rows: inside(table, 'tbody').flatMap((rows) =>
        inside(rows, 'tr').map((row) => inside(row, 't[hd]').map(textOf).map(tight)),
      ),
    })),
  }
}

const textOfCell = (cell: Cell): string => tight(cell.map(({ text }) => text).join(''))

/** A sheet that records its calls and draws nothing. */
export function recordingSheet() {
  const headings: string[] = []
  const paragraphs: string[] = []
  const pairs: (readonly [string, string])[] = []
  const tables: (Table & { readonly shares: number })[] = []
  const sheet: Omit<Sheet, 'end'> = {
    letterhead: (left, right) => void paragraphs.push(`${left.text}${right.text}`),
    heading: (level, text) => void headings.push(`${level} ${text}`),
    paragraph: ({ text }) => void paragraphs.push(text),
    notice: (text) => void paragraphs.push(text),
    facts: (drawn) => void pairs.push(...drawn.map(([name, cell]) => [name, textOfCell(cell)] as const)),
    points: (texts) => void paragraphs.push(...texts),
    signatures: (blocks) =>
      void paragraphs.push(
        ...blocks.flatMap(({ title, lines }) => [
          title,
          ...lines.map(({ name, value }) => `${name} ${value}`.trim()),
        ]),
      ),
    pageBreak: () => {},
    table: (columns, rows) =>
      void tables.push({
        columns: columns.map(({ title }) => title),
        rows: rows.map((row) => ('group' in row ? [tight(row.group)] : row.map(textOfCell))),
        shares: columns.reduce((sum, { share }) => sum + share, 0),
      }),
  }
  return { sheet, headings, paragraphs, pairs, tables }
}
