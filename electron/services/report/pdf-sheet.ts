/**
 * A4 pages with headings, paragraphs, facts, lists and tables, drawn with PDFKit. Tagged, so that a screen reader finds
 * headings, lists and tables (PDF 1.7, section 14.8).
 */
import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'
import { words } from '#shared/words/index.ts'
import { createPen, margin, type Pen, tint } from './pdf-pen.ts'
import {
  body,
  bold,
  type Cell,
  type Face,
  quiet,
  type Run,
  type Sheet,
  type SignatureBlock,
  small,
  toneColours,
} from './pdf-runs.ts'
import { drawTable } from './pdf-table.ts'

// DejaVu: the standard PDF fonts have Latin-1 only; licence in the package
const faces: Record<Face, string> = { body: 'DejaVuSans', bold: 'DejaVuSans-Bold', mono: 'DejaVuSansMono' }
const fontFile = (face: Face): string =>
  createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${faces[face]}.ttf`)

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
    letterhead: (left, right) => drawLetterhead(pen, left, right),
    heading: pen.heading,
    paragraph: (run) => drawParagraph(pen, run),
    notice: (text) => drawNotice(pen, text),
    facts: (pairs, beside = 1) => drawFacts(pen, pairs, beside),
    points: (texts) => drawPoints(pen, texts),
    table: (columns, rows) => drawTable(pen, columns, rows),
    signatures: (blocks) => drawSignatures(pen, blocks),
    pageBreak: () => void doc.addPage(),
    async end(margins) {
      pen.room(0)
      pen.root.end()
      drawMargins(pen, margins)
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

function drawLetterhead({ doc, root, width, pick, tagged, heightOf }: Pen, left: Run, right: Run): void {
  const y = doc.y
  const half = width / 2
  const height = Math.max(heightOf(left, half), heightOf(right, half))
  if (left.text !== '') tagged('P', root, () => doc.text(pick(left), margin.left, y, { width: half }))
  tagged('P', root, () => doc.text(pick(right), margin.left + half, y, { width: half, align: 'right' }))
  doc.y = y + height + 8
}

function drawParagraph({ doc, root, width, bottom, pick, heightOf, room, tagged }: Pen, run: Run): void {
  room(Math.min(heightOf(run, width), bottom() - margin.top))
  const shown = pick(run)
  tagged('P', root, () => doc.text(shown, margin.left, doc.y, { width }))
  doc.y += 3
}

function drawNotice({ doc, root, width, pick, heightOf, room, tagged, artifact }: Pen, text: string): void {
  const run: Run = { text, size: 8.5 }
  const inner = width - 20
  const height = heightOf(run, inner) + 10
  room(height + 4)
  const y = doc.y
  artifact(() => {
    doc.rect(margin.left, y, width, height).fill(tint)
    doc.rect(margin.left, y, 3, height).fill(toneColours.attention)
  })
  const shown = pick(run)
  tagged('P', root, () => doc.text(shown, margin.left + 12, y + 5, { width: inner }))
  doc.y = y + height + 5
}

const nameWidth = { 1: 130, 2: 66 } as const

function drawFacts(
  { doc, root, width, draw, heightOf, cellHeight, room, tagged }: Pen,
  pairs: readonly (readonly [string, Cell])[],
  beside: 1 | 2,
): void {
  const left = nameWidth[beside]
  const column = width / beside
  const valueWidth = column - left - 8
  const heightOfPair = ([name, cell]: readonly [string, Cell]): number =>
    Math.max(cellHeight(cell, valueWidth), heightOf(body(name), left - 6)) + 3
  for (let index = 0; index < pairs.length; index += beside) {
    const line = pairs.slice(index, index + beside)
    const height = Math.max(...line.map(heightOfPair))
    room(height)
    const y = doc.y
    for (const [position, [name, cell]] of line.entries()) {
      const x = margin.left + position * column
      tagged('P', root, () => {
        draw([{ ...body(name), colour: quiet }], x, y, left - 6)
        draw(cell, x + left, y, valueWidth)
      })
    }
    doc.y = y + height
  }
}

function drawPoints({ doc, root, width, pick, heightOf, room, tagged }: Pen, texts: readonly string[]): void {
  const list = doc.struct('L')
  const indent = 16
  for (const [index, text] of texts.entries()) {
    const run: Run = { text, size: 8.5 }
    room(heightOf(run, width - indent))
    // below the headings that wait for the first point
    if (index === 0) root.add(list)
    const y = doc.y
    const entry = doc.struct('LI')
    list.add(entry)
    tagged('Lbl', entry, () =>
      doc.text(pick({ ...run, text: `${index + 1}.`, face: 'bold' }), margin.left, y, { width: indent }),
    )
    tagged('LBody', entry, () => doc.text(pick(run), margin.left + indent, y, { width: width - indent }))
    entry.end()
    doc.y += 2
  }
  list.end()
}

function drawSignatures(
  { doc, root, width, pick, room, tagged, rule }: Pen,
  blocks: readonly SignatureBlock[],
): void {
  const lineHeight = 34
  const gap = 36
  const column = (width - gap * (blocks.length - 1)) / blocks.length
  const most = Math.max(...blocks.map(({ lines }) => lines.length))
  const gapAbove = 20
  room(gapAbove + 20 + most * lineHeight)
  const top = doc.y + gapAbove
  for (const [index, { title, lines }] of blocks.entries()) {
    const x = margin.left + index * (column + gap)
    tagged('P', root, () => doc.text(pick({ ...bold(title), size: 9 }), x, top, { width: column }))
    for (const [row, { name, value }] of lines.entries()) {
      const y = top + 14 + (row + 1) * lineHeight
      if (value !== '')
        tagged('P', root, () =>
          doc.text(pick({ text: value, size: 9 }), x, y - 23, { width: column, height: 12 }),
        )
      rule(x, y - 10, column)
      tagged('P', root, () => doc.text(pick(small(name)), x, y - 8, { width: column }))
    }
  }
  doc.y = top + 20 + most * lineHeight
}

function drawMargins(
  { doc, width, pick, artifact }: Pen,
  { header, headerRight, footer }: Parameters<Sheet['end']>[0],
): void {
  const { start, count } = doc.bufferedPageRange()
  const half = width / 2
  for (let index = 0; index < count; index++) {
    doc.switchToPage(start + index)
    // text outside the margins would open a new page
    doc.page.margins.bottom = 0
    const line = (text: string, y: number, align: 'left' | 'right') => {
      const x = align === 'left' ? margin.left : margin.left + half
      doc.text(pick(small(text)), x, y, { width: half, height: 10, align, ellipsis: true, lineBreak: true })
    }
    artifact(() => {
      if (index > 0) {
        line(header, 26, 'left')
        line(headerRight, 26, 'right')
      }
      line(footer, doc.page.height - 34, 'left')
      line(words.report.page(index + 1, count), doc.page.height - 34, 'right')
    })
  }
}
