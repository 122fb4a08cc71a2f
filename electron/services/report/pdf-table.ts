/** Tables of a PDF: the titles are repeated on each page, and a group title stays with its first row. */
import { margin, type Pen, tint } from './pdf-pen.ts'
import { bold, type Cell, type Column, type Group, type Row } from './pdf-runs.ts'

const pad = 3

const isGroup = (row: Row): row is Group => 'group' in row

interface Table {
  readonly pen: Pen
  readonly widths: readonly number[]
  readonly element: PDFKit.PDFStructureElement
  readonly header: readonly Cell[]
}

export function drawTable(pen: Pen, columns: readonly Column[], rows: readonly Row[]): void {
  const { doc, root, width, bottom, room, artifact } = pen
  const element = doc.struct('Table')
  const table: Table = {
    ...{ pen, element },
    widths: columns.map((column) => column.share * width),
    header: columns.map((column): Cell => [{ ...bold(column.title), size: 7.5 }]),
  }
  const fullPage = bottom() - margin.top
  const headerHeight = rowHeight(table, table.header)
  /** The row; with a group title, also the row below it. */
  const together = (index: number): number => {
    const row = rows[index]
    if (row === undefined) return 0
    const height = Math.min(rowHeight(table, row), fullPage / 2)
    return isGroup(row) ? height + together(index + 1) : height
  }
  room(headerHeight + together(0))
  root.add(element)
  drawTagged(table, table.header, () => 'TH')
  for (const [index, row] of rows.entries()) {
    if (doc.y + together(index) > bottom()) {
      doc.addPage()
      drawRow(table, table.header, (_, work) => artifact(work))
    }
    drawTagged(table, row, (column) => (column === 0 ? 'TH' : 'TD'))
  }
  element.end()
  doc.y += 6
}

const groupCell = ({ group }: Group): Cell => [bold(group)]

function rowHeight({ pen, widths }: Table, row: Row): number {
  if (isGroup(row)) return pen.cellHeight(groupCell(row), pen.width - 2 * pad) + 2 * pad + 2
  return Math.max(...row.map((cell, index) => pen.cellHeight(cell, (widths[index] ?? 0) - 2 * pad))) + 2 * pad
}

function drawTagged(table: Table, row: Row, tag: (column: number) => string): void {
  const { pen, element } = table
  const line = pen.doc.struct('TR')
  element.add(line)
  drawRow(table, row, (column, work) => pen.tagged(tag(column), line, work))
  line.end()
}

/** Draws a row and the line below it. `drawCell` tags what its second parameter draws. */
function drawRow(table: Table, row: Row, drawCell: (column: number, draw: () => void) => void): void {
  const { pen, widths, header } = table
  const { doc, draw, width, rule } = pen
  const height = rowHeight(table, row)
  const y = doc.y
  if (isGroup(row) || row === header) pen.artifact(() => doc.rect(margin.left, y, width, height).fill(tint))
  if (isGroup(row)) {
    drawCell(0, () => draw(groupCell(row), margin.left + pad, y + pad + 2, width - 2 * pad))
  } else {
    let left = margin.left
    for (const [column, cell] of row.entries()) {
      const x = left + pad
      const cellWidth = widths[column] ?? 0
      drawCell(column, () => draw(cell, x, y + pad, cellWidth - 2 * pad))
      left += cellWidth
    }
  }
  doc.y = y + height
  rule(margin.left, doc.y, width)
}
