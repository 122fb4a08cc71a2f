/** Finds the columns of the table by their headings, whose order and wording differ between versions of the page. Pure. */
import { plain, type Table } from './markdown.ts'

export interface Columns {
  readonly vendor: number | null
  readonly model: number
  readonly minimum: number | null
  readonly approved: number | null
  readonly remarks: number | null
  readonly links: number | null
  readonly count: number
}

/** Null for a table that is not the list of devices. */
export function columnsOf({ head }: Table): Columns | null {
  const find = (pattern: RegExp): number | null => {
    const index = head.findIndex((cell) => pattern.test(plain(cell).text))
    return index < 0 ? null : index
  }
  const model = find(/^(?:device )?models?\b/i)
  const minimum = find(/\bmin(?:imum|\.)?\b/i)
  const approved = find(/\b(?:approved|certified|recommended)\b/i)
  if (model === null || (minimum === null && approved === null)) return null
  return {
    vendor: find(/^(?:vendor|manufacturer|maker?|brand)s?\b/i),
    model,
    minimum,
    approved,
    remarks: find(/^(?:remark|note|comment)s?\b/i),
    links: find(/^(?:link|reference|more)s?\b/i),
    count: head.length,
  }
}
