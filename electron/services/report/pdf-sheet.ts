/**
 * A4 pages with headings, paragraphs, facts and tables, drawn with PDFKit. Tagged, so that a screen reader finds
 * headings and tables (PDF 1.7, section 14.8).
 */
import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'
import { words } from '#shared/words/index.ts'
import { withoutControls } from '../../protocols/markup/template.ts'
import {
  body,
  bold,
  type Cell,
  type Column,
  type Face,
  quiet,
  type Run,
  type Sheet,
  small,
} from './pdf-runs.ts'

// DejaVu: the standard PDF fonts have Latin-1 only; licence in the package
const faces: Record<Face, string> = { body: 'DejaVuSans', bold: 'DejaVuSans-Bold', mono: 'DejaVuSansMono' }
const fontFile = (face: Face): string =>
  createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${faces[face]}.ttf`)

const ink = '#1b1a19'
const line = '#c8c6c4'
const margin = { top: 42, bottom: 52, left: 40, right: 40 }
const pad = 3
const headingSizes = { 1: 18, 2: 13, 3: 10.5, 4: 8.5 } as const

export function createSheet(info: { title: string; author: string; madeAt: Date }): Sheet {
  const doc = openDocument(info)
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  const finished = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve)
    doc.on('error', reject)
  })
  const pen = createPen(doc)
  return {
    heading: (level, text) => drawHeading(pen, level, text),
    paragraph: (run) => drawParagraph(pen, run),
    facts: (pairs) => drawFacts(pen, pairs),
    table: (columns, rows) => drawTable(pen, columns, rows),
    async end(footer) {
      pen.root.end()
      drawFooters(pen, footer)
      doc.end()
      await finished
      return Buffer.concat(chunks)
    },
  }
}

function openDocument(info: { title: string; author: string; madeAt: Date }): PDFKit.PDFDocument {
  const doc = new PDFDocument({
    size: 'A4',
    margins: margin,
    bufferPages: true,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'en',
    displayTitle: true,
    info: {
      Title: info.title,
      Author: info.author,
      Creator: info.author,
      CreationDate: info.madeAt,
      ModDate: info.madeAt,
    },
  })
  for (const face of ['body', 'bold', 'mono'] as const) doc.registerFont(face, fontFile(face))
  return doc
}

type Pen = ReturnType<typeof createPen>

/** Measures and draws runs and cells on the current page. Lengths are in points. */
function createPen(doc: PDFKit.PDFDocument) {
  const root = doc.struct('Document')
  doc.addStructure(root)

  const width = doc.page.width - margin.left - margin.right
  const bottom = () => doc.page.height - margin.bottom
  const pick = (run: Run): string => {
    doc
      .font(run.face ?? 'body')
      .fontSize(run.size ?? 8)
      .fillColor(run.colour ?? ink)
    return withoutControls(run.text).replaceAll(/[\t\r\n]+/g, ' ')
  }
  const heightOf = (run: Run, runWidth: number): number => {
    const text = pick(run)
    return text === '' ? 0 : doc.heightOfString(text, { width: runWidth })
  }
  const cellHeight = (cell: Cell, cellWidth: number): number =>
    cell.reduce((sum, run) => sum + heightOf(run, cellWidth), 0)
  /** Draws the lines that fit on the page: a cell taller than a page is cut. */
  const draw = (cell: Cell, x: number, y: number, cellWidth: number): void => {
    let top = y
    for (const run of cell) {
      const height = Math.min(heightOf(run, cellWidth), bottom() - top)
      const text = pick(run)
      if (text === '' || height <= 0) continue
      doc.text(text, x, top, { width: cellWidth, height: height + 1, ellipsis: true })
      top += height
    }
  }
  const room = (height: number): void => {
    if (doc.y + height > bottom()) doc.addPage()
  }
  const tagged = (tag: string, parent: PDFKit.PDFStructureElement, work: () => void): void => {
    const element = doc.struct(tag, {}, work)
    parent.add(element)
    element.end()
  }
  const artifact = (work: () => void): void => {
    doc.markContent('Artifact')
    work()
    doc.endMarkedContent()
  }
  return { doc, root, width, bottom, pick, heightOf, cellHeight, draw, room, tagged, artifact }
}

function drawHeading(
  { doc, root, width, pick, heightOf, room, tagged }: Pen,
  level: 1 | 2 | 3 | 4,
  text: string,
): void {
  const run: Run = { text, face: 'bold', size: headingSizes[level] }
  doc.y += level === 1 ? 0 : level === 4 ? 5 : 10
  // a heading stays on the page of the lines below it
  room(heightOf(run, width) + 48)
  const shown = pick(run)
  tagged(`H${level}`, root, () => doc.text(shown, margin.left, doc.y, { width }))
  doc.y += 3
}

function drawParagraph({ doc, root, width, bottom, pick, heightOf, room, tagged }: Pen, run: Run): void {
  room(Math.min(heightOf(run, width), bottom() - margin.top))
  const shown = pick(run)
  tagged('P', root, () => doc.text(shown, margin.left, doc.y, { width }))
  doc.y += 2
}

function drawFacts(
  { doc, root, width, draw, heightOf, cellHeight, room, tagged }: Pen,
  pairs: readonly (readonly [string, Cell])[],
): void {
  const left = 120
  for (const [name, cell] of pairs) {
    room(cellHeight(cell, width - left) + 2)
    const y = doc.y
    tagged('P', root, () => {
      draw([{ ...body(name), colour: quiet }], margin.left, y, left - 6)
      draw(cell, margin.left + left, y, width - left)
    })
    doc.y = y + Math.max(cellHeight(cell, width - left), heightOf(body(name), left - 6)) + 2
  }
}

const rowHeight = ({ cellHeight }: Pen, cells: readonly Cell[], widths: readonly number[]): number =>
  Math.max(...cells.map((cell, index) => cellHeight(cell, (widths[index] ?? 0) - 2 * pad))) + 2 * pad

/** Draws a row and the line below it. `drawCell` tags what its second parameter draws. */
function drawRow(
  pen: Pen,
  cells: readonly Cell[],
  widths: readonly number[],
  drawCell: (index: number, draw: () => void) => void,
): void {
  const { doc, draw, artifact, width } = pen
  const height = rowHeight(pen, cells, widths)
  const y = doc.y
  let left = margin.left
  for (const [index, cell] of cells.entries()) {
    const x = left + pad
    const cellWidth = widths[index] ?? 0
    drawCell(index, () => draw(cell, x, y + pad, cellWidth - 2 * pad))
    left += cellWidth
  }
  doc.y = y + height
  artifact(() =>
    doc
      .moveTo(margin.left, doc.y)
      .lineTo(margin.left + width, doc.y)
      .lineWidth(0.5)
      .stroke(line),
  )
}

function drawTable(pen: Pen, columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
  const { doc, root, width, bottom, room, tagged, artifact } = pen
  const widths = columns.map((column) => column.share * width)
  const header = columns.map((column): Cell => [{ ...bold(column.title), size: 7.5 }])
  const table = doc.struct('Table')
  root.add(table)
  const taggedRow = (tag: (index: number) => string, cells: readonly Cell[]) => {
    const row = doc.struct('TR')
    table.add(row)
    drawRow(pen, cells, widths, (index, work) => tagged(tag(index), row, work))
    row.end()
  }
  const fullPage = bottom() - margin.top
  room(rowHeight(pen, header, widths) + Math.min(60, fullPage))
  taggedRow(() => 'TH', header)
  for (const row of rows) {
    if (doc.y + Math.min(rowHeight(pen, row, widths), fullPage / 2) > bottom()) {
      doc.addPage()
      drawRow(pen, header, widths, (_, work) => artifact(work))
    }
    taggedRow((index) => (index === 0 ? 'TH' : 'TD'), row)
  }
  table.end()
  doc.y += 6
}

function drawFooters({ doc, width, pick, artifact }: Pen, footer: string): void {
  const { start, count } = doc.bufferedPageRange()
  for (let index = 0; index < count; index++) {
    doc.switchToPage(start + index)
    // text below the bottom margin would open a new page
    doc.page.margins.bottom = 0
    artifact(() => {
      const shown = pick({ ...small(`${footer} · ${words.report.page(index + 1, count)}`), size: 7 })
      doc.text(shown, margin.left, doc.page.height - 34, { width, lineBreak: false })
    })
  }
}
