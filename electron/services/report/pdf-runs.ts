/** Input of a PDF sheet: runs of text, cells, and the operations that draw them. Without PDFKit. */
import type { Tone } from '#shared/model/tone.ts'
import type { Mark } from './marks.ts'

export type Face = 'body' | 'bold' | 'mono'

export const quiet = '#55524f'
export const toneColours: Record<Tone, string> = {
  good: '#0b6a0b',
  attention: '#8a4b00',
  bad: '#a4262c',
  'not-known': quiet,
}

export interface Run {
  readonly text: string
  readonly face?: Face
  readonly size?: number
  readonly colour?: string
}
export type Cell = readonly Run[]

export const body = (text: string): Run => ({ text })
export const bold = (text: string): Run => ({ text, face: 'bold' })
export const mono = (text: string): Run => ({ text, face: 'mono', size: 7.5 })
export const small = (text: string): Run => ({ text, size: 7, colour: quiet })
export const markRun = (mark: Mark): Run => ({
  text: `${mark.shape} ${mark.word}`.trim(),
  face: mark.tone === 'not-known' ? 'body' : 'bold',
  colour: toneColours[mark.tone],
})

export interface Column {
  readonly title: string
  /** Share of the width; the shares of a table add up to 1. */
  readonly share: number
}
/** A title over the rows that follow it, across all columns. */
export interface Group {
  readonly group: string
}
export type Row = readonly Cell[] | Group

export interface SignatureBlock {
  readonly title: string
  /** Lines to fill in; `value` is written on the line. */
  readonly lines: readonly { readonly name: string; readonly value: string }[]
}

/** A heading stays with the block that follows it. */
export interface Sheet {
  /** A line at the top of the first page. */
  letterhead(left: Run, right: Run): void
  heading(level: 1 | 2 | 3 | 4, text: string): void
  paragraph(run: Run): void
  /** A paragraph that stands out. */
  notice(text: string): void
  /** Names and values, one or two pairs beside each other. */
  facts(pairs: readonly (readonly [string, Cell])[], beside?: 1 | 2): void
  /** A numbered list. */
  points(texts: readonly string[]): void
  table(columns: readonly Column[], rows: readonly Row[]): void
  /** Blocks beside each other, on one page. */
  signatures(blocks: readonly SignatureBlock[]): void
  pageBreak(): void
  /** Adds the header of all pages but the first and the numbered footer, and closes the document. */
  end(margins: {
    readonly header: string
    readonly headerRight: string
    readonly footer: string
  }): Promise<Buffer>
}
