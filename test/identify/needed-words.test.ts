/** Which rules are asked about a text: leaving one out may never change what is read. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBy } from '#electron/identify/evidence.ts'
import { neededWords } from '#electron/identify/needed-words.ts'
import { rules, rulesFor } from '#electron/identify/rules.ts'
import { protocols } from '#shared/model/identity.ts'
import { fixturesAreHere, linesOf } from './scores.ts'

describe('the words that a pattern needs', () => {
  it.each<[string, readonly string[] | null]>([
    ['^Yealink (?<model>T\\d+)', ['yealink ']],
    ['Grandstream|HandyTone', ['grandstream', 'handytone']],
    ['(?:abc|de)x', ['abc', 'de']],
    ['ab|\\d+', null],
    ['(?:poly)?com', ['com']],
    ['(?:poly){2}', ['poly']],
    ['(?:poly){0,2}', null],
    ['colou?r', ['colo']],
    ['go+gle', ['gle']],
    ['zo+', ['zo']],
    ['fo\\b-\\B1', ['fo-1']],
    ['a\\.b\\/c', ['a.b/c']],
    ['(?=secret)\\d', null],
    ['(?<!secret)ab(?!cd)ef', ['abef']],
    ['[abc]{3}[\\]x]yz', ['yz']],
    ['(?<one>ab)\\k<one>cde', ['cde']],
    ['\\x41bc\\u0041de', ['bc']],
    ['straße', ['stra']],
    ['a', null],
    ['', null],
  ])('of %s are %j', (source, words) => {
    expect(neededWords(source)).toEqual(words)
  })

  it('stand in whatever a pattern finds', () => {
    const letter = fc.constantFrom('a', 'B', 'c', '\\.', '1')
    const quantified = (part: fc.Arbitrary<string>) =>
      fc
        .tuple(part, fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{0,1}', '+?'))
        .map((each) => each.join(''))
    const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
      part: fc.oneof(
        { maxDepth: 3 },
        letter,
        fc.constantFrom('\\d', '[ab]', '.', '\\b', '^', '(?=a)', '(?!b)'),
        tie('pattern').map((each) => `(?:${each})`),
      ),
      pattern: fc
        .array(
          fc.array(quantified(tie('part')), { maxLength: 4 }).map((parts) => parts.join('')),
          { minLength: 1, maxLength: 3 },
        )
        .map((each) => each.join('|')),
    }))
    let found = 0
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[abcABC.1]{0,10}$/), (source, text) => {
        // an edge takes no quantifier in some engines' eyes: such a pattern is nobody's rule
        if (!isPattern(source) || !new RegExp(source, 'i').test(text)) return
        found++
        const words = neededWords(source)
        expect(words === null || words.some((word) => text.toLowerCase().includes(word))).toBe(true)
      }),
      { numRuns: 5_000 },
    )
    expect(found).toBeGreaterThan(500)
  })
})

const isPattern = (source: string): boolean => {
  try {
    return new RegExp(source, 'i') !== null
  } catch {
    return false
  }
}

describe('the rules that are asked', () => {
  const texts = rules.flatMap((rule) =>
    rule.samples.flatMap(({ text }) => [...rule.protocols].map((protocol) => [protocol, text] as const)),
  )
  const seeAll = (protocol: string, text: string) => {
    const asked = rulesFor(protocol, text)
    for (const rule of rules) {
      if (!rule.protocols.has(protocol) || asked.includes(rule)) continue
      expect(readBy(rule, { address: '', port: null, protocol, raw: text, at: 0 }), rule.id).toEqual([])
    }
  }

  it('are all that read anything in the samples of all', () => {
    for (const [protocol, text] of texts) seeAll(protocol, text)
  })

  it('are all that read anything in pieces of samples', () => {
    const pieces = fc.array(fc.constantFrom(...texts.map(([, text]) => text)), { minLength: 2, maxLength: 3 })
    fc.assert(
      fc.property(pieces, fc.nat(60), fc.constantFrom(...protocols), (some, cut, protocol) => {
        seeAll(protocol, some.map((text) => text.slice(cut % (text.length + 1))).join(' '))
      }),
      { numRuns: 200 },
    )
  })

  it.skipIf(!fixturesAreHere)(
    `are all that read anything in real banners${fixturesAreHere ? '' : ' (skipped: the fixtures are not here)'}`,
    () => {
      for (const file of ['dev.jsonl', 'dev-not-phones.jsonl'] as const) {
        for (const { protocol, banner } of linesOf(file)) seeAll(protocol, banner)
      }
    },
  )
})
