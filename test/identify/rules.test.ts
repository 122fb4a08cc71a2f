/** The rules as data: each reads its own samples, agrees with the others, and takes linear time. */

import { describe, expect, it } from 'vitest'
import { readBy } from '#electron/identify/evidence.ts'
import { identify, identifyBanner } from '#electron/identify/identify.ts'
import { ruleFileSchema } from '#electron/identify/rule-file.ts'
import { type Rule, rules, type Sample } from '#electron/identify/rules.ts'
import { fingerprints } from '#resources/fingerprints/index.ts'
import { factNames, protocols, type Sighting } from '#shared/model/identity.ts'
import fc from '#test/support/property.ts'

const sightingOf = (
  protocol: string,
  { text, context }: { text: string; context?: Sample['context'] },
): Sighting => ({
  address: '',
  port: null,
  protocol,
  raw: text,
  at: 0,
  ...(context === undefined ? {} : { context }),
})
const samples = rules.flatMap((rule) => rule.samples.map((sample) => ({ rule, sample })))
const named = ({ rule, sample }: { rule: Rule; sample: Sample }) => `${rule.id}: ${sample.text}`

describe('rules', () => {
  it.each(fingerprints.map((file) => [file.vendor, file] as const))(
    'of %s are such a file',
    (_vendor, file) => {
      expect(ruleFileSchema.safeParse(file).error?.issues ?? []).toEqual([])
    },
  )

  it('have unique names and a source', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
    for (const { provenance } of rules) expect(provenance.source.length).toBeGreaterThan(5)
  })

  it('have only facts as named groups', () => {
    for (const { pattern, id } of rules) {
      const groups = [...pattern.source.matchAll(/\(\?<(\w+)>/g)].map(([, name]) => name)
      expect(factNames, id).toEqual(expect.arrayContaining(groups))
    }
  })

  it('read the expected facts in their own samples', () => {
    const wrong = samples.flatMap(({ rule, sample }) => {
      const [protocol = ''] = rule.protocols
      const read = Object.fromEntries(
        readBy(rule, sightingOf(protocol, sample))
          .filter(({ fact }) => fact !== 'vendor')
          .map(({ fact, value }) => [fact, value]),
      )
      return JSON.stringify(Object.entries(read).sort()) ===
        JSON.stringify(Object.entries(sample.reads).sort())
        ? []
        : [`${named({ rule, sample })} reads ${JSON.stringify(read)}`]
    })
    expect(wrong).toEqual([])
  })

  it('agree with all other rules about vendor, model, firmware and kind of a sample', () => {
    const wrong = samples.flatMap(({ rule, sample }) =>
      [...rule.protocols].flatMap((protocol) => {
        const identity = identify([sightingOf(protocol, sample)])
        const disputed = identity.contradictions.map(({ fact }) => fact)
        const isOwn =
          identity.vendor === rule.family.vendor || readBy(rule, sightingOf(protocol, sample)).length === 0
        return isOwn && disputed.length === 0
          ? []
          : [`${protocol} ${named({ rule, sample })}: ${identity.vendor} ${disputed.join()}`]
      }),
    )
    expect(wrong).toEqual([])
  })

  it('have a bound for every quantifier', () => {
    for (const { pattern, id } of rules) {
      const outside = pattern.source.replaceAll(/\\.|\[(?:\\.|[^\]])*\]/g, 'x')
      expect(outside, id).not.toMatch(/[*+]|\{\d*,\}/)
    }
  })
})

/** Texts that begin like a sample and do not match. */
function almost({ text }: Sample): string[] {
  const cut = text.slice(0, -1)
  const digit = text.replaceAll(/\d/g, '1')
  return [
    cut.repeat(80),
    `${cut} `.repeat(80),
    digit.repeat(80),
    text + '1.'.repeat(1500),
    text + ' a'.repeat(1500),
    text.slice(0, Math.ceil(text.length / 2)) + '0'.repeat(3000),
    text.slice(0, Math.ceil(text.length / 2)) + ' '.repeat(3000) + text,
  ]
}

describe('a banner that almost matches', () => {
  it('takes every rule linear time', () => {
    for (const { rule, sample } of samples) {
      const [protocol = ''] = rule.protocols
      for (const text of almost(sample)) readBy(rule, sightingOf(protocol, { text }))
    }
  })

  it('takes all rules of a protocol linear time', () => {
    const hard = [
      ...['A', ' ', '0', '0:', '1.', ';', '(', ',', 'O=', 'Cisco ', 'snom', '-', '_', '\0', '\r\n'],
      ...samples.filter((_each, index) => index % 20 === 0).flatMap(({ sample }) => almost(sample)),
    ]
    for (const piece of hard) {
      for (const protocol of protocols) {
        const banner = piece.repeat(Math.ceil(3000 / piece.length))
        expect(identifyBanner({ protocol, banner }).level).toBeDefined()
      }
    }
  })

  it('made of pieces of samples does not throw', () => {
    const pieces = fc.constantFrom(...samples.flatMap(({ sample }) => sample.text.split(/(?<=[ /;(=-])/)))
    fc.assert(
      fc.property(
        fc.constantFrom(...protocols),
        fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 30 }),
        (protocol, parts) => {
          const { vendor, model, firmware } = identifyBanner({ protocol, banner: parts.join('') })
          if (vendor === null) expect([model, firmware]).toEqual([null, null])
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
