/** From the model that a device reports to its row: exact matches for every row, and no near misses. */

import { describe, expect, it } from 'vitest'
import { loadCatalogue, loadPack } from '#electron/services/catalogue/packs.ts'
import { indexRows } from '#electron/services/catalogue/row-index.ts'
import { rowsFor } from '#electron/services/catalogue/verdict.ts'
import { regionOf } from '#electron/services/catalogue/version-rules.ts'
import { bare } from '#shared/model/text-search.ts'
import fc from '#test/support/property.ts'
import { noRow, spelledRows, spelledSeveral } from './device-spellings.ts'

const catalogue = loadCatalogue()
const index = indexRows(catalogue.rows)
const modelsFor = (vendor: string, model: string): string[] => [
  ...new Set(rowsFor(catalogue, vendor, model).map((row) => row.model)),
]

describe('every row', () => {
  it('is in the table of spellings', () => {
    const spelled = [...spelledRows, ...spelledSeveral].flatMap(({ vendor, rows }) =>
      rows.map((row) => `${vendor}/${row}`),
    )
    expect(new Set(spelled)).toEqual(new Set(catalogue.rows.map(({ vendor, model }) => `${vendor}/${model}`)))
  })

  it('is found by its own name, alone unless the name is ambiguous', () => {
    const ambiguous = new Map(
      spelledSeveral.flatMap(({ vendor, spelled, rows }) =>
        spelled.map((name): [string, readonly string[]] => [`${vendor}/${bare(name)}`, rows]),
      ),
    )
    for (const { vendor, model } of catalogue.rows) {
      const expected = ambiguous.get(`${vendor}/${bare(model)}`) ?? [model]
      expect(modelsFor(vendor, model), model).toEqual(expected)
    }
  })

  it('of 2024-07-15 is found by its own name alone', () => {
    const older = loadPack('2024-07-15')
    expect(older?.rows).toHaveLength(183)
    for (const { vendor, model } of older?.rows ?? []) {
      const rows = older === null ? [] : rowsFor(older, vendor, model)
      expect([...new Set(rows.map((row) => row.model))]).toEqual([model])
    }
  })

  const each = spelledRows.flatMap(({ vendor, rows, spelled }) =>
    rows.flatMap((row) => spelled(row).map((device) => [vendor, device, row] as const)),
  )
  it.each(each)('%s %s is %s', (vendor, device, row) => {
    expect(modelsFor(vendor, device)).toEqual([row])
  })

  it.each(
    spelledSeveral.flatMap(({ vendor, spelled, rows }) =>
      spelled.map((device) => [vendor, device, rows] as const),
    ),
  )('%s %s may be each of %o', (vendor, device, rows) => {
    expect(modelsFor(vendor, device)).toEqual(rows)
  })
})

describe('no row', () => {
  it.each(noRow)('for %s %s', (vendor, model) => {
    expect(modelsFor(vendor, model)).toEqual([])
  })

  it('for a name of more than 120 characters', () => {
    const named = (length: number) => `${'SIP-'.repeat(20)}T46S`.padEnd(length, '-')
    expect(modelsFor('Yealink', named(120))).toEqual(['T46S'])
    expect(modelsFor('Yealink', named(121))).toEqual([])
  })

  it('for a form of a name that another vendor uses', () => {
    const [row] = catalogue.rows
    if (row === undefined) throw new Error('an empty list')
    const made = indexRows([
      { ...row, vendor: 'Cisco', model: '8841' },
      { ...row, vendor: 'Yealink', model: '8841' },
    ])
    const vendorsFor = (vendor: string) => made.rowsFor(vendor, 'CP-8841-3PCC').map((each) => each.vendor)
    expect([vendorsFor('Cisco'), vendorsFor('Yealink')]).toEqual([['Cisco'], []])
  })

  it("for another vendor's model", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...catalogue.rows),
        fc.constantFrom(...catalogue.vendors),
        (row, { name }) => {
          const own = catalogue.rows.filter((each) => each.vendor === name).map((each) => bare(each.model))
          if (!own.some((model) => model.endsWith(bare(row.model))))
            expect(modelsFor(name, row.model)).toEqual([])
        },
      ),
    )
  })

  it('for a name with one letter or digit more or less, unless it is a row or a known form', () => {
    const known = new Set(
      [...spelledRows, ...spelledSeveral].flatMap(({ spelled, rows }) =>
        rows.flatMap((row) => [row, ...(typeof spelled === 'function' ? spelled(row) : spelled)].map(bare)),
      ),
    )
    const extra = fc.constantFrom(...'ABCDEGHPSUWX0123456789')
    fc.assert(
      fc.property(
        fc.constantFrom(...catalogue.rows),
        extra,
        fc.boolean(),
        ({ vendor, model }, letter, more) => {
          const device = more ? `${model}${letter}` : model.slice(0, -1)
          if (known.has(bare(device)) || known.has(bare(regionOf(device).family))) return
          expect(modelsFor(vendor, device), device).toEqual([])
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('a spelling', () => {
  it('matches rows with different versions only for one build per region', () => {
    for (const [spelling, rows] of index.entries()) {
      const said = new Set(rows.map(({ minimum, approved }) => JSON.stringify([minimum, approved])))
      const regional = rows.every((row) => row.region !== null)
      const families = new Set(rows.map(({ model }) => regionOf(model).family))
      if (said.size > 1) expect([regional, families.size], spelling).toEqual([true, 1])
    }
  })

  it('never matches two vendors', () => {
    for (const [spelling, rows] of index.entries()) {
      expect(new Set(rows.map(({ vendor }) => vendor)).size, spelling).toBe(1)
    }
  })

  it('matches in any letter case and with any spaces, hyphens and underscores', () => {
    const written = fc
      .tuple(fc.constantFrom(...catalogue.rows), fc.constantFrom(' ', '-', '_', ''), fc.boolean())
      .map(([row, between, small]) => ({
        row,
        model: (small ? row.model.toLowerCase() : row.model.toUpperCase()).replaceAll(/[ _-]/g, between),
      }))
    fc.assert(
      fc.property(written, ({ row, model }) => {
        if (row.region === null || model.includes(' '))
          expect(modelsFor(row.vendor, model)).toEqual([row.model])
      }),
    )
  })
})

describe('vendors', () => {
  it.each([
    ['Polycom', 'VVX_150', 'VVX150'],
    ['HP Poly', 'VVX 150', 'VVX150'],
    ['2N Telekomunikace', '2N IP Style', 'IP Style'],
    ['Obihai', 'OBi302', 'OBi 302'],
    ['Cisco Systems', 'CP-8841-3PCC', '8841'],
    ['ALE', 'M3-CE', 'M3'],
    ['snom', 'D735', 'D735'],
    ['YEALINK', 'SIP-T46S', 'T46S'],
    ['Cisco', ' CP-8841-3PCC ', '8841'],
  ])('%s %s is %s under another name of the vendor', (vendor, model, row) => {
    expect(modelsFor(vendor, model)).toEqual([row])
  })
})
