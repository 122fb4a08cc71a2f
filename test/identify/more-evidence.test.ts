/** More evidence never removes facts from an identity or a verdict unless a contradiction is listed. */

import { describe, expect, it } from 'vitest'
import { agree } from '#electron/identify/agree.ts'
import { identify } from '#electron/identify/identify.ts'
import { rules } from '#electron/identify/rules.ts'
import { loadCatalogue } from '#electron/services/catalogue/packs.ts'
import { verdictFor } from '#electron/services/catalogue/verdict.ts'
import { factNames, type Identity, levelSchema, type Sighting } from '#shared/model/identity.ts'
import fc from '#test/support/property.ts'

const sighting = (protocol: string, raw: string): Sighting => ({
  ...{ address: '192.0.2.1', port: null, protocol, raw, at: 1 },
})
/** Samples of all rules by vendor, because a device usually has banners of one vendor. */
const byVendor = Map.groupBy(
  rules.flatMap((rule) =>
    rule.samples.flatMap(({ text }) => [...rule.protocols].map((protocol) => sighting(protocol, text))),
  ),
  (each) => identify([each]).vendor,
)
const pools = [...byVendor].flatMap(([vendor, sightings]) => (vendor === null ? [] : [sightings]))
const sightingsOfOne = fc
  .constantFrom(...pools)
  .chain((pool) => fc.array(fc.constantFrom(...pool), { minLength: 1, maxLength: 5 }))
const catalogue = loadCatalogue()
const levels = levelSchema.options.toReversed()

/** Facts that were lost from one identity to the next without a contradiction. */
function poorer(before: Identity, after: Identity): string[] {
  const isListed = (...facts: readonly string[]) =>
    after.contradictions.some(({ fact }) => facts.includes(fact) || fact === 'vendor')
  const facts = (['vendor', 'model', 'firmware', 'mac', 'serial'] as const).filter((fact) => {
    const [was, is] = [before[fact], after[fact]]
    if (was === null || was === is || isListed(fact)) return false
    return (
      is === null || !agree(fact, was, is) || is.replace(/\W/g, '').length < was.replace(/\W/g, '').length
    )
  })
  const answers = [before, after].map((each) => verdictFor(each, catalogue).answer)
  // a model that is listed now by its full name has gained a row, even if its firmware cannot be compared with it
  const isCompared = (answer: string | undefined) =>
    !['cannot-compare', 'not-known', 'not-listed'].includes(answer ?? '')
  // a first firmware may be of a form that the catalogue does not compare
  const uncompared =
    before.firmware !== null &&
    isCompared(answers[0]) &&
    !isCompared(answers[1]) &&
    !isListed('model', 'firmware')
  const lower = levels.indexOf(after.level) < levels.indexOf(before.level) && !isListed('model')
  return [...facts, ...(uncompared ? ['verdict'] : []), ...(lower ? ['level'] : [])]
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? []
/** Whether the words of one value are a run of the other's words, whatever separates them. */
const saysSame = (a: string, b: string): boolean => {
  const [one, other] = [a, b].map((text) => ` ${wordsOf(text).join(' ')} `)
  if (one === undefined || other === undefined) return false
  return one.includes(other) || other.includes(one) || wordsOf(a).join('') === wordsOf(b).join('')
}

/** Samples in which a part of the model stands for the whole: `CP-8841-3PCC` → `8841`. */
const shortened = (sample: Sighting): Sighting[] => {
  const { vendor, model } = identify([sample])
  if (model === null || !sample.raw.includes(model)) return []
  return model.split(/[^A-Za-z0-9]+/).flatMap((part) => {
    const short = sighting(sample.protocol, sample.raw.replaceAll(model, part))
    const said = identify([short])
    return part !== model && said.vendor === vendor && said.model === part ? [short] : []
  })
}
const withShortened = pools.map((pool) => [...pool, ...pool.flatMap(shortened)])

/** Sightings of one device, and another one whose facts agree with them. */
const agreeing = fc
  .constantFrom(...withShortened)
  .chain((pool) => {
    const known = fc.array(fc.constantFrom(...pool), { minLength: 1, maxLength: 3 })
    return known.map((sightings) => ({ pool, sightings, before: identify(sightings) }))
  })
  .chain(({ pool, sightings, before }) => {
    const more = pool.filter((each) => {
      const alone = identify([each])
      return factNames.every((fact) => {
        const [was, is] = [before[fact], alone[fact]]
        return was === null || is === null || saysSame(was, is)
      })
    })
    // a different spelling of the model is the important case, and a rare one
    const reworded = more.filter((each) => {
      const { model } = identify([each])
      return model !== null && model !== before.model
    })
    const any = fc.constantFrom(...more, ...sightings)
    return fc.record({
      sightings: fc.constant(sightings),
      more: reworded.length === 0 ? any : fc.oneof(fc.constantFrom(...reworded), any),
    })
  })

describe('more evidence', () => {
  it('that agrees removes no fact and contradicts none', () => {
    fc.assert(
      fc.property(agreeing, ({ sightings, more }) => {
        const before = identify(sightings)
        const after = identify([...sightings, more])
        const listed = (identity: Identity) => new Set(identity.contradictions.map(({ fact }) => fact))
        expect(poorer(before, { ...after, contradictions: [] })).toEqual([])
        expect([...listed(before)]).toEqual(expect.arrayContaining([...listed(after)]))
      }),
      { numRuns: 1_500 },
    )
  })

  it('removes no fact without a contradiction', () => {
    fc.assert(
      fc.property(sightingsOfOne, sightingsOfOne, (first, second) => {
        expect(poorer(identify(first), identify([...first, ...second]))).toEqual([])
      }),
      { numRuns: 3_000 },
    )
  })

  it.each([
    ['CP-8841-3PCC', '8841'],
    ['VVX 411', 'VVX411'],
    ['SIP-T46S', 'T46S'],
    ['M7-CE', 'M7'],
  ])('%s contains %s and more', (full, short) => {
    expect(agree('model', full, short)).toBe(true)
    expect(agree('model', short, full)).toBe(true)
  })

  it('of the kind `phone` does not change a conference phone', () => {
    const before = identify([sighting('sip.server', 'Avaya B179/2.4.1.5')])
    const after = identify([
      sighting('sip.server', 'Avaya B179/2.4.1.5'),
      sighting('http.user_agent', 'Avaya one-X Deskphone'),
    ])
    expect([before.kind, after.kind]).toEqual(['conference-phone', 'conference-phone'])
    expect(after.contradictions).toEqual([])
  })

  it.each([
    ['8841', '8845'],
    ['884', 'CP-8841-3PCC'],
    ['VVX 41', 'VVX 411'],
  ])('%s and %s differ', (a, b) => {
    expect(agree('model', a, b)).toBe(false)
  })

  it('a phone keeps model and verdict when a switch reports a shorter model', () => {
    const own = [
      sighting('sip.user_agent', 'Cisco-CP-8841-3PCC/12.0.3'),
      sighting('http.title', 'CP-8841-3PCC Configuration'),
    ]
    const alone = identify(own)
    const told = identify([...own, sighting('cdp.platform', 'Cisco IP Phone 8841')])
    expect(told).toMatchObject({ vendor: 'Cisco', model: alone.model, contradictions: [] })
    expect(verdictFor(told, catalogue).answer).toBe(verdictFor(alone, catalogue).answer)
  })
})
