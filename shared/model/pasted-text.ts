/** Removes characters that copying adds to a text: spaces, line breaks, quotes, invisible characters. Pure. */

export interface TextFault {
  readonly code:
    | 'space-around'
    | 'space-inside'
    | 'line-break'
    | 'quote'
    | 'invisible-character'
    | 'punctuation-at-end'
    | 'character-not-ascii'
  /** Position in the pasted text, in UTF-16 units; `end` is excluded. */
  readonly start: number
  readonly end: number
}

export interface PastedText {
  readonly text: string
  /** Position of each character of `text` in the pasted text. */
  readonly at: readonly number[]
  readonly faults: readonly TextFault[]
}

/** Typographic and plain quotes, and the brackets that mail programs put around addresses. */
const quotes = new Set([...'“”„‟‘’‚‛«»‹›"\'`´<>'])
/** Soft hyphen, zero-width characters, direction marks, byte order mark, word joiner. */
const isInvisible = (code: number): boolean =>
  code === 0xad ||
  (code >= 0x200b && code <= 0x200f) ||
  (code >= 0x202a && code <= 0x202e) ||
  (code >= 0x2060 && code <= 0x2064) ||
  code === 0xfeff ||
  code < 0x20 ||
  code === 0x7f
const punctuation = new Set([...'.,;:!)]'])

type Kind = 'kept' | 'foreign' | 'space' | 'break' | 'quote' | 'invisible'

function kindOf(character: string): Kind {
  if (character === '\n' || character === '\r' || character === '\u2028' || character === '\u2029')
    return 'break'
  if (quotes.has(character)) return 'quote'
  if (character === '\t' || character === ' ' || character === '\u00a0' || /^\p{Zs}$/u.test(character))
    return 'space'
  const code = character.charCodeAt(0)
  if (isInvisible(code)) return 'invisible'
  return code > 0x7e ? 'foreign' : 'kept'
}

const insideCodes = {
  space: 'space-inside',
  break: 'line-break',
  quote: 'quote',
  invisible: 'invisible-character',
  foreign: 'character-not-ascii',
} as const
/** Around the text, line breaks count as spaces. */
const aroundCodes = { ...insideCodes, space: 'space-around', break: 'space-around' } as const

export function cleanPasted(pasted: string): PastedText {
  const kinds: Kind[] = []
  for (let i = 0; i < pasted.length; i++) kinds.push(kindOf(pasted.charAt(i)))
  const isContent = (kind: Kind | undefined) => kind === 'kept' || kind === 'foreign'
  let first = 0
  while (first < pasted.length && !isContent(kinds[first])) first++
  let last = pasted.length
  while (last > first && !isContent(kinds[last - 1])) last--
  const faults: TextFault[] = []
  const add = (code: TextFault['code'], at: number) => {
    const before = faults.at(-1)
    if (before?.code === code && before.end === at) faults[faults.length - 1] = { ...before, end: at + 1 }
    else faults.push({ code, start: at, end: at + 1 })
  }
  let end = last
  while (end > first && (punctuation.has(pasted.charAt(end - 1)) || !isContent(kinds[end - 1]))) end--
  const text: string[] = []
  const at: number[] = []
  for (let i = 0; i < pasted.length; i++) {
    const kind = kinds[i] ?? 'kept'
    const inside = i >= first && i < end
    if (kind === 'kept' && i >= end) add('punctuation-at-end', i)
    else if (kind !== 'kept') add((inside ? insideCodes : aroundCodes)[kind], i)
    if (inside && isContent(kind)) {
      text.push(pasted.charAt(i))
      at.push(i)
    }
  }
  return { text: text.join(''), at, faults }
}
