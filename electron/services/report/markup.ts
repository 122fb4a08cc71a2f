/** HTML by a template that escapes: text goes in as text, and only what this template made goes in as markup. Pure. */

export class Markup {
  readonly html: string
  constructor(html: string) {
    this.html = html
  }
}

type Piece = string | number | Markup | null | readonly Piece[]

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

function render(piece: Piece): string {
  if (piece === null) return ''
  if (piece instanceof Markup) return piece.html
  if (typeof piece === 'string' || typeof piece === 'number') {
    return withoutControls(String(piece)).replaceAll(
      /[&<>"']/g,
      (character) => entities.get(character) ?? character,
    )
  }
  return piece.map(render).join('')
}

/** Characters that no document may hold (HTML, "preprocessing the input stream") become their replacement. */
export function withoutControls(text: string): string {
  return text.toWellFormed().replaceAll(/\p{Cc}/gu, (each) => (/[\t\r\n]/.test(each) ? each : '\uFFFD'))
}

/** `html\`<td>${name}</td>\`` */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(strings.map((text, index) => text + render(pieces[index] ?? null)).join(''))
}
