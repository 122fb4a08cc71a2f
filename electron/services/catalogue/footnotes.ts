/** Footnote marks in all forms of the page's versions, and their meaning in this one. Pure. */
import type { Footnote } from '#shared/model/catalogue.ts'
import { decodeCharacterReferences } from '../../protocols/markup/character-references.ts'
import { type Line, plain } from './markdown.ts'
import { locationIn } from './reading.ts'

const superscripts = '¹²³⁴⁵⁶⁷⁸⁹'

/** Marks in a cell: `<sup>1</sup>`, `<sup>1, 2</sup>`, `[^1]`, `¹`, `&sup1;`, `&#185;`; and the cell without them. */
export function marksIn(cell: string): { readonly rest: string; readonly marks: readonly string[] } {
  const marks: string[] = []
  const rest = cell
    // superscripts as character references (CommonMark 6.2)
    .replaceAll(/&(?:sup[123]|#\d{1,7}|#x[0-9a-f]{1,6});/gi, (reference) => {
      const character = decodeCharacterReferences(reference)
      return superscripts.includes(character) ? character : reference
    })
    .replaceAll(/<sup>([\d,;.\s]{0,40})<\/sup>/gi, (_, inside: string) => {
      marks.push(...inside.split(/[,;.\s]+/).filter(Boolean))
      return ''
    })
    .replaceAll(/\[\^(\w{1,10})\]/g, (_, mark: string) => {
      marks.push(mark)
      return ''
    })
    .replaceAll(/[¹²³⁴-⁹]/g, (character) => {
      marks.push(String(superscripts.indexOf(character) + 1))
      return ''
    })
  return { rest: rest.trim(), marks }
}

/** `<sup>3</sup> Device supports only static location with SIP Gateway.`, `[^3]: …`, `³ …` */
export function footnotesIn(lines: readonly Line[]): Map<string, Footnote> {
  const footnotes = new Map<string, Footnote>()
  for (const { text } of lines) {
    if (!/^\s*(?:<sup>|\[\^|[¹²³⁴-⁹])/i.test(text)) continue
    const { rest, marks } = marksIn(text)
    const { text: says } = plain(rest.replace(/^[:.)\s]+/, ''))
    for (const mark of marks) {
      if (says !== '' && !footnotes.has(mark)) {
        footnotes.set(mark, { mark, text: says, location: locationIn(says) })
      }
    }
  }
  return footnotes
}
