/**
 * Needed words of a regular expression: every text that it matches contains one of them.
 * `^(?:Grandstream|GRANDSTREAM) (?<model>[A-Z]+\d+)` needs `grandstream`. Expressions without a needed word in a text are not compiled for
 * it (R. Cox, "Regular Expression Matching with a Trigram Index", 2012). Pure.
 */

/** In lower case, two characters or more; null when there are none. */
export type NeededWords = readonly string[] | null

const shortestWord = 2

/** `source`: of a valid regular expression without the flags u and v. */
export function neededWords(source: string): NeededWords {
  const reader = { source, at: 0 }
  return alternatives(reader)
}

interface Reader {
  readonly source: string
  at: number
}

/** Reads alternatives up to the closing bracket or the end; null when one of them needs nothing. */
function alternatives(reader: Reader): NeededWords {
  const each: NeededWords[] = [sequence(reader)]
  while (reader.source[reader.at] === '|') {
    reader.at++
    each.push(sequence(reader))
  }
  if (each.some((words) => words === null)) return null
  return [...new Set(each.flatMap((words) => words ?? []))]
}

/** Reads a sequence of atoms; the best needed words of any of them. */
function sequence(reader: Reader): NeededWords {
  const { source } = reader
  let best: NeededWords = null
  let run = ''
  const offer = (words: NeededWords): void => {
    if (words !== null && worth(words) > worth(best)) best = words
  }
  const endRun = (): void => {
    if (run.length >= shortestWord) offer([run])
    run = ''
  }
  while (reader.at < source.length && source[reader.at] !== '|' && source[reader.at] !== ')') {
    const atom = readAtom(reader)
    const times = readQuantifier(reader)
    if (atom.kind === 'place') continue
    if (atom.kind === 'letter' && times !== 'perhaps') run += atom.letter
    if (atom.kind === 'letter' && times === 'once') continue
    endRun()
    if (atom.kind === 'group' && times !== 'perhaps') offer(atom.words)
  }
  endRun()
  return best
}

/** Longer words are rarer; of equal length, fewer are better. */
const worth = (words: NeededWords): number =>
  words === null ? 0 : Math.min(...words.map(({ length }) => length)) - words.length / 1_000

type Atom =
  | { readonly kind: 'letter'; readonly letter: string }
  | { readonly kind: 'group'; readonly words: NeededWords }
  /** Matches a position, not text: an anchor, a lookaround. */
  | { readonly kind: 'place' }
  /** Matches one of several characters, or a backreference. */
  | { readonly kind: 'any' }

function readAtom(reader: Reader): Atom {
  const { source } = reader
  const first = source[reader.at++] ?? ''
  switch (first) {
    case '^':
    case '$':
      return { kind: 'place' }
    case '.':
      return { kind: 'any' }
    case '[':
      while (source[reader.at] !== ']') reader.at += source[reader.at] === '\\' ? 2 : 1
      reader.at++
      return { kind: 'any' }
    case '(':
      return readGroup(reader)
    case '\\':
      return readEscape(reader)
    default:
      return letterOf(first)
  }
}

/** `(?:…)`, `(?<name>…)` and `(…)` are groups; `(?=…)`, `(?!…)`, `(?<=…)` and `(?<!…)` match positions. */
function readGroup(reader: Reader): Atom {
  const opening = /^\?(?:[:=!]|<[=!]|<\w+>)/.exec(reader.source.slice(reader.at))?.[0] ?? ''
  reader.at += opening.length
  const words = alternatives(reader)
  reader.at++
  return /[=!]$/.test(opening) ? { kind: 'place' } : { kind: 'group', words }
}

const belonging: ReadonlyMap<string, RegExp> = new Map([
  ['x', /^[0-9a-f]{2}/i],
  ['u', /^[0-9a-f]{4}/i],
  ['k', /^<\w+>/],
])

function readEscape(reader: Reader): Atom {
  const { source } = reader
  const escaped = source[reader.at++] ?? ''
  if (/[bB]/.test(escaped)) return { kind: 'place' }
  if (!/[a-z0-9]/i.test(escaped)) return letterOf(escaped)
  // \d, or \x41, \u0041 and \k<name> with their arguments: any text
  reader.at += belonging.get(escaped)?.exec(source.slice(reader.at))?.[0].length ?? 0
  return { kind: 'any' }
}

/** Letters beyond ASCII may have several lower-case forms. */
const letterOf = (letter: string): Atom =>
  letter <= '\x7f' ? { kind: 'letter', letter: letter.toLowerCase() } : { kind: 'any' }

function readQuantifier(reader: Reader): 'once' | 'perhaps' | 'more' {
  if (!'?*+{'.includes(reader.source[reader.at] ?? ' ')) return 'once'
  const found = /^(?:[?*+]|\{(\d+)(?:,\d*)?\})\??/.exec(reader.source.slice(reader.at))
  if (found === null) return 'once'
  reader.at += found[0].length
  if (/^[?*]/.test(found[0]) || Number(found[1] ?? 1) === 0) return 'perhaps'
  return 'more'
}
