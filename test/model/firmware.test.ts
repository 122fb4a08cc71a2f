import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareFirmware, firmwareFields, orderOf } from '#shared/model/firmware.ts'

const family = { familyFirst: true }

describe('firmware against a catalogue row', () => {
  it.each([
    // plain numbers
    ['8.0.3', '8.0.5.0002', '8.0.5.0002', 'below-minimum'],
    ['8.0.5.0002', '8.0.5.0002', '8.0.5.0002', 'approved'],
    ['8.0.5.2', '8.0.5.0002', '8.0.5.0002', 'approved'],
    ['8.0.5.0003', '8.0.5.0002', '8.0.5.0002', 'above-approved'],
    ['8.1.0', '8.0.5.0002', '8.0.5.0002', 'above-approved'],
    ['8.0.10.1', '8.0.5.0002', '8.0.5.0002', 'above-approved'],
    // a number cut short says nothing about what was cut off
    ['8.0.5', '8.0.5.0002', '8.0.5.0002', 'cannot-compare'],
    ['5.9.5.3182', '5.9.5', '6.4.3.5814', 'between'],
    ['5.9.4.9999', '5.9.5', '6.4.3.5814', 'below-minimum'],
    ['6.4.3.5814', '5.9.5', '6.4.3.5814', 'approved'],
    ['6.4.3.5814_SomeBuild', '5.9.5', '6.4.3.5814', 'cannot-compare'],
    ['5.9.5.3182 28-Feb-22 15:29', '5.9.5.3182', '7.2.4.0185', 'between'],
    // the same release with dots and with hyphens, and a tail
    ['11.3.5', '11.3.5MPP', '12-0-3MPP', 'between'],
    ['12-0-3MPP', '11.3.5MPP', '12-0-3MPP', 'approved'],
    ['12.0.3', '11.3.5MPP', '12-0-3MPP', 'approved'],
    ['12.0.3MPP0101-19', '11.3.5MPP', '12-0-3MPP', 'approved'],
    ['11.0.1', '11.1.1MPP', '12-0-3MPP', 'below-minimum'],
    ['11-2-2MPP0101-013', '11.2.2MPP', '11-2-2MPP0101-013', 'approved'],
    ['11-2-2MPP0101-012', '11.2.2MPP', '11-2-2MPP0101-013', 'between'],
    ['11-2-2MPP0101-014', '11.2.2MPP', '11-2-2MPP0101-013', 'above-approved'],
    ['11.2.2', '11.2.2MPP', '11-2-2MPP0101-013', 'cannot-compare'],
    ['11-1-0-MSR4', '11.2.2MPP', '11-2-2MPP0101-013', 'cannot-compare'],
    // numbers with letters inside: the letters must be the same
    ['6.60A.367.005', '6.60A.367.001', '6.60A.367.005', 'approved'],
    ['6.60A.367.003', '6.60A.367.001', '6.60A.367.005', 'between'],
    ['6.60A.342.003', '6.60A.367.001', '6.60A.367.005', 'below-minimum'],
    ['6.60B.367.005', '6.60A.367.001', '6.60A.367.005', 'cannot-compare'],
    ['7.40A.500.001', '7.40A.400.063', '7.40A.600.014', 'between'],
    // releases named by letters
    ['PCS22B', 'PCS22B', 'PCS22D', 'between'],
    ['PCS22D', 'PCS22B', 'PCS22D', 'approved'],
    ['PCS22A', 'PCS22B', 'PCS22D', 'below-minimum'],
    ['PCS22Ab', 'PCS22B', 'PCS22D', 'below-minimum'],
    ['PCS21D', 'PCS22B', 'PCS22D', 'below-minimum'],
    ['PCS23Ca', 'PCS23Ca', 'PCS24G', 'between'],
    ['PCS23C', 'PCS23Ca', 'PCS24G', 'cannot-compare'],
    ['PCS16E_', 'PCS16E_', 'PCS16E_', 'approved'],
    ['R3N', 'R3N', 'R4B', 'between'],
    ['R4B', 'R3N', 'R4B', 'approved'],
    ['R4C', 'R3N', 'R4B', 'above-approved'],
    ['PCS24B', 'R3N', 'R4B', 'cannot-compare'],
    // a build number behind the version
    ['3.2.2 (Build: 8680EX)', '3.2.4.8441', '3.2.5.8732', 'below-minimum'],
    ['3.2.5 (Build: 8732)', '3.2.4.8441', '3.2.5.8732', 'approved'],
    // no minimum
    ['2.51.0', null, '2.52.0', 'between'],
    ['2.52.0', null, '2.52.0', 'approved'],
    ['2.53.0', null, '2.52.0', 'above-approved'],
    // nothing approved, or no version at all
    ['1.2.3', '1.2.3', null, 'cannot-compare'],
    ['unknown', '1.2.3', '1.2.3', 'cannot-compare'],
    ['', '1.2.3', '1.2.3', 'cannot-compare'],
    // approved lower than the minimum: two branches, and no order between them
    ['2.2.16.681', '3.2.1', '2.2.16.681', 'approved'],
    ['2.2.16.700', '3.2.1', '2.2.16.681', 'above-approved'],
    ['2.2.12.126', '3.2.1', '2.2.16.681', 'cannot-compare'],
    ['3.2.0', '3.2.1', '2.2.16.681', 'cannot-compare'],
    ['3.4.4.1000', '3.2.1', '2.2.16.681', 'between'],
  ] as const)('%s, minimum %s, approved %s: %s', (running, minimum, approved, answer) => {
    expect(compareFirmware(running, { minimum, approved })).toBe(answer)
  })

  it.each([
    ['66.86.5.1', '83', '66.86.5.1', 'approved'],
    ['66.84.0.15', '83', '66.86.5.1', 'between'],
    ['66.83.0.35', '83', '66.86.5.1', 'between'],
    ['66.81.0.110', '83', '66.86.5.1', 'below-minimum'],
    ['66.86.5.2', '83', '66.86.5.1', 'above-approved'],
    // another family: its number is neither newer nor older
    ['108.86.5.1', '83', '66.86.5.1', 'cannot-compare'],
    ['28.83.0.130', '83', '66.86.5.1', 'cannot-compare'],
    ['85.0.0.0', '83', '66.86.5.1', 'cannot-compare'],
    ['61.85.0.50', null, '61.85.0.56', 'between'],
    ['61.85.0.56', null, '61.85.0.56', 'approved'],
    // T21P: the approved build stands below the minimum
    ['34.72.0.75', '83', '34.72.0.75', 'approved'],
    ['34.72.0.1', '83', '34.72.0.75', 'cannot-compare'],
    ['34.83.0.1', '83', '34.72.0.75', 'between'],
  ] as const)('family first: %s, minimum %s, approved %s: %s', (running, minimum, approved, answer) => {
    expect(compareFirmware(running, { minimum, approved }, family)).toBe(answer)
  })
})

const numbers = fc.array(fc.nat({ max: 9999 }), { minLength: 1, maxLength: 5 })
const fields = (parts: readonly number[]) => firmwareFields(parts.join('.')) ?? []
const triple = fc
  .integer({ min: 1, max: 5 })
  .chain((length) =>
    fc.tuple(
      ...([0, 1, 2] as const).map(() =>
        fc.array(fc.nat({ max: 3 }), { minLength: length, maxLength: length }),
      ),
    ),
  )

describe('order of versions with as many fields', () => {
  it('is antisymmetric', () => {
    fc.assert(
      fc.property(triple, ([a = [], b = []]) => {
        expect(orderOf(fields(a), fields(b))).toBe(0 - (orderOf(fields(b), fields(a)) ?? Number.NaN))
      }),
    )
  })

  it('is transitive', () => {
    fc.assert(
      fc.property(triple, ([a = [], b = [], c = []]) => {
        const [low = [], middle = [], high = []] = [a, b, c].sort(
          (x, y) => orderOf(fields(x), fields(y)) ?? 0,
        )
        expect(orderOf(fields(low), fields(middle))).not.toBe(1)
        expect(orderOf(fields(middle), fields(high))).not.toBe(1)
        expect(orderOf(fields(low), fields(high))).not.toBe(1)
      }),
    )
  })

  it('does not depend on how the fields are parted or padded', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const written = (parts: readonly number[]) =>
          parts.map((part) => String(part).padStart(4, '0')).join('-')
        expect(orderOf(firmwareFields(written(a)) ?? [], fields(b))).toBe(orderOf(fields(a), fields(b)))
      }),
    )
  })
})

describe('answers', () => {
  it('get no worse as the firmware gets newer', () => {
    const ladder = ['below-minimum', 'between', 'approved', 'above-approved']
    fc.assert(
      fc.property(triple, ([minimum = [], a = [], b = []]) => {
        const approved = [...minimum.slice(0, -1), (minimum.at(-1) ?? 0) + 2].join('.')
        const row = { minimum: minimum.join('.'), approved }
        const [older = [], newer = []] = [a, b].sort((x, y) => orderOf(fields(x), fields(y)) ?? 0)
        const steps = [older, newer].map((each) => ladder.indexOf(compareFirmware(each.join('.'), row)))
        expect(steps[0]).toBeGreaterThanOrEqual(0)
        expect(steps[1]).toBeGreaterThanOrEqual(steps[0] ?? 0)
      }),
    )
  })

  it('never speak of a minimum that a row does not have', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          numbers.map((parts) => parts.join('.')),
        ),
        numbers,
        (running, approved) => {
          const answer = compareFirmware(running, { minimum: null, approved: approved.join('.') })
          expect(answer).not.toBe('below-minimum')
        },
      ),
    )
  })

  it('are one of five for any text', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z0-9_.() -]{0,20}$/))
    fc.assert(
      fc.property(
        text,
        fc.option(text),
        fc.option(text),
        fc.boolean(),
        (running, minimum, approved, familyFirst) => {
          expect(['below-minimum', 'between', 'approved', 'above-approved', 'cannot-compare']).toContain(
            compareFirmware(running, { minimum, approved }, { familyFirst }),
          )
        },
      ),
    )
  })
})
