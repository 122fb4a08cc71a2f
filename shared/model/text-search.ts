/** What a person types to find something in a list, the same for every list and for the command line. Pure. */

/** Letters and digits only, small: `48:25:67` and `482567`, `VVX 411` and `vvx-411` are the same. */
export const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** The texts of one thing, made ready to be looked through many times. */
export interface Searched {
  readonly plain: string
  readonly bare: readonly string[]
}

export const searched = (texts: readonly string[]): Searched => ({
  plain: texts.join('\n').toLowerCase(),
  bare: texts.map(bare),
})

/**
 * Whether all words occur, in any order, each anywhere: as typed, or bare within one of the texts.
 * A query of nothing but blanks matches everything.
 */
export function createMatcher(query: string): (text: Searched) => boolean {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => ({ word, letters: bare(word) }))
  return (text) =>
    words.every(
      ({ word, letters }) =>
        text.plain.includes(word) || (letters !== '' && text.bare.some((each) => each.includes(letters))),
    )
}
