/** Text search in lists, for screens and the command line. Pure. */

/** Letters and digits only, in lower case: `48:25:67` and `482567`, `VVX 411` and `vvx-411` become equal. */
export const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** The texts of one row, prepared for repeated searches. */
export interface Searched {
  readonly plain: string
  readonly bare: readonly string[]
}

export const searched = (texts: readonly string[]): Searched => ({
  plain: texts.join('\n').toLowerCase(),
  bare: texts.map(bare),
})

/**
 * Whether all words occur in the texts, in any order: as typed, or with only their letters and digits.
 * An empty query matches everything.
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
