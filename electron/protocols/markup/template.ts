/** A template that escapes: text goes in as text, and only markup that this template made goes in as markup. For HTML, SVG and XML. Pure. */

export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Piece = string | number | Markup | null | readonly Piece[]

/** The five that XML predefines (1.0, 4.6); HTML has them too. */
const references: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
])

function render(piece: Piece): string {
  if (piece === null) return ''
  if (piece instanceof Markup) return piece.text
  if (typeof piece === 'string' || typeof piece === 'number') {
    return withoutControls(String(piece)).replaceAll(
      /[&<>"']/g,
      (character) => references.get(character) ?? character,
    )
  }
  return piece.map(render).join('')
}

/** Replaces characters that no document may contain (HTML, "preprocessing the input stream"; XML 1.0, 2.2) by U+FFFD. */
export function withoutControls(text: string): string {
  return text.toWellFormed().replaceAll(/\p{Cc}/gu, (each) => (/[\t\r\n]/.test(each) ? each : '\uFFFD'))
}

/** `markup\`<td title="${tip}">${name}</td>\``; null is left out, a list is joined. */
export function markup(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(strings.map((text, index) => text + render(pieces[index] ?? null)).join(''))
}
