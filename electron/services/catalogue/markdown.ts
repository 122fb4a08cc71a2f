/** The parts of Markdown that the published page uses: tables, quotes, headings, links. Lines keep their numbers. */
import type { Link } from '#shared/model/catalogue.ts'
import { decodeCharacterReferences } from '../../protocols/markup/character-references.ts'

export interface Line {
  /** The first is 1. */
  readonly number: number
  readonly text: string
}

/** Longer than any line of the page; the rest of a longer line is cut off. */
const longestLine = 10_000

export const linesOf = (markdown: string): Line[] =>
  markdown.split(/\r\n|\r|\n/).map((text, index) => ({ number: index + 1, text: text.slice(0, longestLine) }))

interface TableRow {
  readonly line: Line
  readonly cells: readonly string[]
}
export interface Table {
  readonly head: readonly string[]
  readonly rows: readonly TableRow[]
  /** Numbers of its first line, and of the line behind its last one. */
  readonly from: number
  readonly to: number
}

/**
 * Cells of a table line; a bar behind a backslash is text. The outer bars may be left out.
 *   |          |8832<sup>1</sup>       |11.3.5MPP   |12-0-3MPP  |   |   |
 */
function cellsOf(text: string): string[] {
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

/** Tables: a heading line, a line of dashes, then rows up to a line without a bar. */
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

/** Heading level and text: `## Requirements to use SIP Gateway`; null for other lines. */
export function headingIn({ text }: Line): { readonly level: number; readonly title: string } | null {
  const [, marks, title] = /^(#{1,6})[ \t]+(\S.*)$/.exec(text) ?? []
  return marks === undefined || title === undefined ? null : { level: marks.length, title: plain(title).text }
}

export interface Alert {
  readonly from: number
  /** Its lines without quote marks; a blank line separates paragraphs. */
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
 * Rendered text and its absolute links. Character references are decoded (CommonMark 6.2), in text and in URLs.
 *   **Emergency Calling** - [Configuration Guide](https://…) \*30\*  →  Emergency Calling - Configuration Guide *30*
 */
export function plain(markdown: string): { text: string; links: Link[] } {
  const links: Link[] = []
  const text = markdown
    .replaceAll(/<a name="[^"]*">\s*<\/a>/gi, '')
    .replaceAll(/<br\s*\/?>/gi, ' ')
    .replaceAll(/\[([^\]\n]{1,300})\]\(([^)\s]{1,1000})\)/g, (_, name: string, url: string) => {
      if (/^https?:\/\//i.test(url)) {
        links.push({ text: unescaped(name), url: decodeCharacterReferences(url) })
      }
      return name
    })
    .replaceAll(/(?<!\\)(?:\*\*|__)/g, '')
    .replaceAll(/(?<![\\\w])\*(?=\w)|(?<=[^\\\s])\*(?!\w)/g, '')
  return { text: unescaped(text), links }
}

/** `\*30\*` → `*30*`, `AT&amp;T` → `AT&T`, `\&amp;` → `&amp;` */
const unescaped = (text: string): string =>
  text
    .replaceAll(/\\([\\`*_{}[\]()#+.!|>~-])/g, '$1')
    .split('\\&')
    .map(decodeCharacterReferences)
    .join('&')
    .replaceAll(/[ \t\u00a0]+/g, ' ')
    .trim()
