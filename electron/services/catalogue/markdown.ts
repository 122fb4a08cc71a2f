/** The parts of Markdown that the published page is made of: tables, quotes, headings, links. Lines keep their numbers. */
import type { Link } from '#shared/model/catalogue.ts'

export interface Line {
  /** The first is 1. */
  readonly number: number
  readonly text: string
}

/** Longer than any line of the page; the rest of one that is longer is not looked at. */
const longestLine = 10_000

export const linesOf = (markdown: string): Line[] =>
  markdown.split(/\r\n|\r|\n/).map((text, index) => ({ number: index + 1, text: text.slice(0, longestLine) }))

export interface TableRow {
  readonly line: Line
  readonly cells: readonly string[]
}
export interface Table {
  readonly head: readonly string[]
  readonly rows: readonly TableRow[]
  /** Numbers of its first line and of the line behind its last. */
  readonly from: number
  readonly to: number
}

/**
 * Cells of a table line; a bar behind a backslash is text. The outer bars may be left out.
 *   |          |8832<sup>1</sup>       |11.3.5MPP   |12-0-3MPP  |   |   |
 */
export function cellsOf(text: string): string[] {
  const cells: string[] = []
  let cell = ''
  for (const [index, character] of [...text.trim()].entries()) {
    if (character === '|' && !cell.endsWith('\\')) {
      if (index > 0) cells.push(cell)
      cell = ''
    } else if (character === '|') cell = `${cell.slice(0, -1)}|`
    else cell += character
  }
  if (cell.trim() !== '') cells.push(cell)
  return cells.map((each) => each.trim())
}

const isDelimiter = (text: string): boolean =>
  text.includes('-') && text.includes('|') && /^[\s|:-]+$/.test(text)

/** Tables, each headed by a line above its row of dashes and ended by a line without a bar. */
export function tablesIn(lines: readonly Line[]): Table[] {
  const tables: Table[] = []
  for (let at = 0; at + 1 < lines.length; at++) {
    const [head, dashes] = [lines[at], lines[at + 1]]
    if (head === undefined || dashes === undefined) break
    if (!head.text.includes('|') || isDelimiter(head.text) || !isDelimiter(dashes.text)) continue
    const rows: TableRow[] = []
    let end = at + 2
    for (let line = lines[end]; line?.text.includes('|') === true; line = lines[++end]) {
      rows.push({ line, cells: cellsOf(line.text) })
    }
    tables.push({ head: cellsOf(head.text), rows, from: head.number, to: end + 1 })
    at = end - 1
  }
  return tables
}

/** Heading level and text: `## Requirements to use SIP Gateway`; null for a line that is none. */
export function headingIn({ text }: Line): { readonly level: number; readonly title: string } | null {
  const [, marks, title] = /^(#{1,6})[ \t]+(\S.*)$/.exec(text) ?? []
  return marks === undefined || title === undefined ? null : { level: marks.length, title: plain(title).text }
}

export interface Alert {
  readonly from: number
  /** Lines of it without their quote marks; a blank one parts paragraphs. */
  readonly lines: readonly string[]
}

/**
 * Notes of the page:
 *   > [!NOTE]
 *   > For Poly devices, LLDP must be turned on at switch level …
 */
export function alertsIn(lines: readonly Line[]): Alert[] {
  const alerts: { from: number; lines: string[] }[] = []
  let open: { from: number; lines: string[] } | null = null
  for (const line of lines) {
    const [, quoted] = /^\s{0,3}>\s?(.*)$/.exec(line.text) ?? []
    if (quoted === undefined) open = null
    else if (/^\s*\[!\w+\]/.test(quoted)) {
      open = { from: line.number, lines: [quoted.replace(/^\s*\[!\w+\]\s*/, '')] }
      alerts.push(open)
    } else open?.lines.push(quoted)
  }
  return alerts
}

/**
 * Text as a person reads it, and the links that were in it; a link within the published site leads nowhere here.
 *   **Emergency Calling** - [Configuration Guide](https://…) \*30\*  →  Emergency Calling - Configuration Guide *30*
 */
export function plain(markdown: string): { text: string; links: Link[] } {
  const links: Link[] = []
  const text = markdown
    .replaceAll(/<a name="[^"]*">\s*<\/a>/gi, '')
    .replaceAll(/<br\s*\/?>/gi, ' ')
    .replaceAll(/\[([^\]\n]{1,300})\]\(([^)\s]{1,1000})\)/g, (_, name: string, url: string) => {
      if (/^https?:\/\//i.test(url)) links.push({ text: name.trim(), url })
      return name
    })
    .replaceAll(/(?<!\\)(?:\*\*|__)/g, '')
    .replaceAll(/(?<![\\\w])\*(?=\w)|(?<=[^\\\s])\*(?!\w)/g, '')
    .replaceAll(/\\([\\`*_{}[\]()#+.!|>~-])/g, '$1')
    .replaceAll(/[ \t\u00a0]+/g, ' ')
  return { text: text.trim(), links }
}
