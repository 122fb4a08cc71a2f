/** Text search in lists, for screens and the command line. Pure. */

/** Letters and digits only, in lower case: `48:25:67` and `482567`, `VVX 411` and `vvx-411` become equal. */
export const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** The texts of one row, prepared for repeated searches. */
export interface Searched {
  readonly plain: readonly string[]
  /** Letters and digits of each text, with the positions in them at which a word starts. */
  readonly bare: readonly { readonly letters: string; readonly starts: ReadonlySet<number> }[]
}

export const searched = (texts: readonly string[]): Searched => ({
  plain: texts.map((text) => text.toLowerCase()),
  bare: texts.map(withStarts),
})

/** A word starts behind anything but a letter, and a number inside a word starts one too: `VVX411` has `vvx411` and `411`. */
function withStarts(text: string): Searched['bare'][number] {
  const starts = new Set<number>()
  let letters = ''
  for (const [part] of text.toLowerCase().matchAll(/\p{L}+|\p{N}+/gu)) {
    starts.add(letters.length)
    letters += part
  }
  return { letters, starts }
}

/** Whether the text has the letters at the start of a word, or digits anywhere: the end of a MAC address is often what is typed. */
function hasLetters({ letters, starts }: Searched['bare'][number], wanted: string): boolean {
  const anywhere = /\p{N}/u.test(wanted)
  for (let at = letters.indexOf(wanted); at >= 0; at = letters.indexOf(wanted, at + 1)) {
    if (anywhere || starts.has(at)) return true
  }
  return false
}

/**
 * Whether all words occur in the texts, in any order, at the start of a word and with only their letters and digits compared: `rove`
 * finds "Poly Rove B2" and not "Approved". Words with digits occur anywhere; words without letters and digits are compared as typed.
 * An empty query matches everything.
 */
export function createMatcher(query: string): (text: Searched) => boolean {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => ({ word, letters: bare(word) }))
  return (text) =>
    words.every(({ word, letters }) =>
      letters === ''
        ? text.plain.some((each) => each.includes(word))
        : text.bare.some((each) => hasLetters(each, letters)),
    )
}
