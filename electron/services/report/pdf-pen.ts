/** Measures and draws runs and cells on the pages of a PDFKit document. Lengths are in points. */
import { withoutControls } from '../../protocols/markup/template.ts'
import type { Cell, Run } from './pdf-runs.ts'

const ink = '#1b1a19'
const ruleColour = '#c8c6c4'
export const tint = '#f5f5f5'
export const margin = { top: 48, bottom: 52, left: 40, right: 40 }
const headingSizes = { 1: 18, 2: 12.5, 3: 10, 4: 8.5 } as const

const spacesAbove = { 1: 0, 2: 14, 3: 8, 4: 5 } as const

export type HeadingLevel = keyof typeof headingSizes
interface Heading {
  readonly level: HeadingLevel
  readonly run: Run
}

export type Pen = ReturnType<typeof createPen>

export function createPen(doc: PDFKit.PDFDocument) {
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
  const rule = (x: number, y: number, length: number): void =>
    artifact(() =>
      doc
        .moveTo(x, y)
        .lineTo(x + length, y)
        .lineWidth(0.5)
        .stroke(ruleColour),
    )
  const headings: Heading[] = []
  const atTop = () => doc.y <= margin.top
  const spaceAbove = (level: HeadingLevel): number => spacesAbove[level]
  const headingsHeight = (): number =>
    headings.reduce((sum, { level, run }) => sum + spaceAbove(level) + heightOf(run, width) + 4, 0)
  /** Starts a page unless the waiting headings and a block of this height fit on this one, then draws the headings. */
  const room = (height: number): void => {
    if (doc.y + headingsHeight() + height > bottom() && !atTop()) doc.addPage()
    for (const { level, run } of headings.splice(0)) {
      if (!atTop()) doc.y += spaceAbove(level)
      const shown = pick(run)
      tagged(`H${level}`, root, () => doc.text(shown, margin.left, doc.y, { width }))
      doc.y += 4
    }
  }
  const heading = (level: HeadingLevel, text: string): void =>
    void headings.push({ level, run: { text, face: 'bold', size: headingSizes[level] } })
  return {
    ...{ doc, root, width, bottom, pick, heightOf, cellHeight, draw, room, tagged, artifact, rule, heading },
  }
}
