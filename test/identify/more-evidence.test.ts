/** More evidence never makes an identity or a verdict poorer unless a contradiction is listed. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agree, identify } from '#electron/identify/identify.ts'
import { rules } from '#electron/identify/rules.ts'
import { loadCatalogue, verdictFor } from '#electron/services/catalogue/catalogue.ts'
import { type Identity, levelSchema, type Sighting } from '#shared/model/identity.ts'

const sighting = (protocol: string, raw: string): Sighting => ({
  ...{ address: '192.0.2.1', port: null, protocol, raw, at: 1 },
})
/** Samples of all rules, by vendor: a device says things of one vendor, seldom of two. */
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

/** What became poorer from one identity to the next without a contradiction that says why. */
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
  const isCompared = (answer: string | undefined) => !['cannot-compare', 'not-known'].includes(answer ?? '')
  const uncompared = isCompared(answers[0]) && !isCompared(answers[1]) && !isListed('model', 'firmware')
  const lower = levels.indexOf(after.level) < levels.indexOf(before.level) && !isListed('model')
  return [...facts, ...(uncompared ? ['verdict'] : []), ...(lower ? ['level'] : [])]
}

describe('more evidence', () => {
  it('makes nothing poorer', () => {
    fc.assert(
      fc.property(sightingsOfOne, sightingsOfOne, (first, second) => {
        expect(poorer(identify(first), identify([...first, ...second]))).toEqual([])
      }),
      { numRuns: 3_000 },
    )
  })

  it('of the same vendor makes nothing poorer', () => {
    const both = fc.constantFrom(...pools).chain((pool) => {
      const some = fc.array(fc.constantFrom(...pool), { minLength: 1, maxLength: 4 })
      return fc.tuple(some, some)
    })
    fc.assert(
      fc.property(both, ([first, second]) => {
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
  ])('%s says what %s says, and more', (full, short) => {
    expect(agree('model', full, short)).toBe(true)
    expect(agree('model', short, full)).toBe(true)
  })

  it.each([
    ['8841', '8845'],
    ['884', 'CP-8841-3PCC'],
    ['VVX 41', 'VVX 411'],
  ])('%s and %s differ', (a, b) => {
    expect(agree('model', a, b)).toBe(false)
  })

  it('a phone whose switch knows less of its model keeps its name and its verdict', () => {
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
