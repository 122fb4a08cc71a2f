/** Input of a PDF sheet: runs of text, cells, and the operations that draw them. Without PDFKit. */
import type { Tone } from '#shared/model/tone.ts'
import type { Mark } from './marks.ts'

export type Face = 'body' | 'bold' | 'mono'

export const quiet = '#55524f'
const toneColours: Record<Tone, string> = {
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
export const mono = (text: string): Run => ({ text, face: 'mono' })
export const small = (text: string): Run => ({ text, size: 7, colour: quiet })
export const markRun = (mark: Mark): Run => ({
  text: `${mark.shape} ${mark.word}`,
  face: 'bold',
  colour: toneColours[mark.tone],
})

export interface Column {
  readonly title: string
  /** Share of the width; the shares of a table add up to 1. */
  readonly share: number
}

export interface Sheet {
  heading(level: 1 | 2 | 3 | 4, text: string): void
  paragraph(run: Run): void
  facts(pairs: readonly (readonly [string, Cell])[]): void
  table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): void
  /** Numbers the pages and closes the document. */
  end(footer: string): Promise<Buffer>
}
