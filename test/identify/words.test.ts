/** The words of a rule: skipping the rule on texts without them never changes the result. */

import { describe, expect, it } from 'vitest'
import { readBy } from '#electron/identify/evidence.ts'
import { type Rule, rules, rulesFor } from '#electron/identify/rules.ts'
import { protocols } from '#shared/model/identity.ts'
import fc from '#test/support/property.ts'
import { fixturesAreHere, linesOf } from './scores.ts'

const lacksWords = ({ pattern, words }: Rule, text: string): boolean =>
  words.length > 0 && pattern.test(text) && !words.some((word) => text.toLowerCase().includes(word))

/** A text without each window of up to eight characters. */
function* withoutWindows(text: string): Iterable<string> {
  for (let size = 1; size <= 8; size++) {
    for (let at = 0; at + size <= text.length; at++) yield text.slice(0, at) + text.slice(at + size)
  }
}

/**
 * A pattern that matches more texts than another one, in the subset of `fc.stringMatching`: no lookarounds, no named groups.
 * `(?<model>T\d)(?![\w])` → `(T\d)`
 */
function wider(source: string): RegExp {
  let text = ''
  let at = 0
  while (at < source.length) {
    const [part = ''] = /^(?:\\.|\[(?:[^\]\\]|\\.)*\]|\(\?<?[=!]|.)/s.exec(source.slice(at)) ?? []
    if (/^\(\?<?[=!]$/.test(part)) at = endOfGroup(source, at)
    else {
      if (!/^\\[bB]$/.test(part)) text += part
      at += part.length
    }
  }
  return new RegExp(text.replaceAll(/\(\?<\w+>/g, '('))
}

/** Position behind the bracket that closes the group at `from`. */
function endOfGroup(source: string, from: number): number {
  let depth = 0
  const tokens = /\\.|\[(?:[^\]\\]|\\.)*\]|[()]/g
  for (const { 0: token, index } of source.slice(from).matchAll(tokens)) {
    depth += token === '(' ? 1 : token === ')' ? -1 : 0
    if (depth === 0) return from + index + 1
  }
  return source.length
}

describe('the words of a rule', () => {
  it('occur in every sample of the rule, also without some of its characters', () => {
    let tried = 0
    for (const rule of rules) {
      for (const { text } of rule.samples) {
        for (const mutation of withoutWindows(text)) {
          if (!rule.pattern.test(mutation)) continue
          tried++
          expect(lacksWords(rule, mutation), `${rule.id}: ${mutation}`).toBe(false)
        }
      }
    }
    expect(tried).toBeGreaterThan(rules.length * 20)
  })

  it('occur in generated texts that its pattern matches', () => {
    let found = 0
    for (const rule of rules) {
      fc.assert(
        fc.property(fc.stringMatching(wider(rule.pattern.source), { size: 'xsmall' }), (text) => {
          if (rule.pattern.test(text)) found++
          expect(lacksWords(rule, text), `${rule.id}: ${text}`).toBe(false)
        }),
        { numRuns: 40 },
      )
    }
    expect(found).toBeGreaterThan(rules.length * 20)
  })

  it('are reported when they are missing', () => {
    const [rule] = rules.filter(({ id }) => id === 'yealink.ua')
    expect(rule).toBeDefined()
    if (rule === undefined) return
    expect(lacksWords({ ...rule, words: ['yealink sip'] }, 'Yealink W70B 146.85.0.20')).toBe(true)
  })
})

describe('the rules that are tried on a text', () => {
  const texts = rules.flatMap((rule) =>
    rule.samples.flatMap(({ text }) => [...rule.protocols].map((protocol) => [protocol, text] as const)),
  )
  const expectOthersReadNothing = (protocol: string, text: string) => {
    const tried = rulesFor(protocol, text)
    for (const rule of rules) {
      if (!rule.protocols.has(protocol) || tried.includes(rule)) continue
      expect(readBy(rule, { address: '', port: null, protocol, raw: text, at: 0 }), rule.id).toEqual([])
    }
  }

  it('include every rule that matches the samples of all rules', () => {
    for (const [protocol, text] of texts) expectOthersReadNothing(protocol, text)
  })

  it('include every rule that matches pieces of samples', () => {
    const pieces = fc.array(fc.constantFrom(...texts.map(([, text]) => text)), { minLength: 2, maxLength: 3 })
    fc.assert(
      fc.property(pieces, fc.nat(60), fc.constantFrom(...protocols), (some, cut, protocol) => {
        expectOthersReadNothing(protocol, some.map((text) => text.slice(cut % (text.length + 1))).join(' '))
      }),
      { numRuns: 200 },
    )
  })

  it.skipIf(!fixturesAreHere)(
    `include every rule that matches real banners${fixturesAreHere ? '' : ' (skipped: the fixtures are not here)'}`,
    () => {
      for (const file of ['dev.jsonl', 'dev-not-phones.jsonl'] as const) {
        for (const { protocol, banner } of linesOf(file)) expectOthersReadNothing(protocol, banner)
      }
    },
  )
})
