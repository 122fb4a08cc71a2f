/** What a person types finds what is meant, whatever stands between the letters. */

import { describe, expect, it } from 'vitest'
import { createMatcher, searched } from '#shared/model/text-search.ts'
import fc from '#test/support/property.ts'

const device = searched(['Poly VVX 411', '192.0.2.20', '48:25:67:0A:1B:2C', 'sw-1 Gi1/0/12', 'Below minimum'])

describe('a query', () => {
  it.each([
    '',
    '  ',
    'vvx411',
    'VVX-411',
    'poly 411',
    '411 poly',
    '4825670a1b2c',
    '48-25-67-0a',
    'gi1/0/12',
    'below sw1',
    'minim',
    '1b2c',
    'vvx',
  ])('%j finds it', (query) => {
    expect(createMatcher(query)(device)).toBe(true)
  })
  it.each(['vvx412', 'poly 500', '411192', '2cbelow', '!!', 'snom', 'inimum', 'oly'])(
    '%j does not find it',
    (query) => {
      expect(createMatcher(query)(device)).toBe(false)
    },
  )
  it('finds every text by itself and by its letters and digits, and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 20 }), { minLength: 1 }), (texts) => {
        for (const text of texts) expect(createMatcher(text)(searched(texts))).toBe(true)
      }),
    )
  })
})
