/** Age, search and differences of catalogues. */

import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '#electron/services/catalogue/packs.ts'
import { isStale, staleAfterDays } from '#shared/model/catalogue.ts'
import { catalogueChanges, rowKey } from '#shared/model/catalogue-changes.ts'
import { searchRows } from '#shared/model/catalogue-search.ts'
import fc from '#test/support/property.ts'

const catalogue = loadCatalogue()
const day = 86_400_000

describe('a catalogue of a date', () => {
  const published = Date.parse('2024-07-15T00:00:00Z')
  it.each([
    [0, false],
    [staleAfterDays, false],
    [staleAfterDays + 1 / day, true],
    [staleAfterDays + 1, true],
    [5000, true],
    [-1, false],
  ])('is %d days later stale: %s', (days, stale) => {
    expect(isStale('2024-07-15', published + days * day)).toBe(stale)
  })

  it.each([['soon'], [''], ['2024-13-45']])('%s, an invalid date, is stale', (date) => {
    expect(isStale(date, published)).toBe(true)
  })
})

describe('search', () => {
  const found = (filter: Parameters<typeof searchRows>[1]) =>
    searchRows(catalogue.rows, filter).map(({ model }) => model)
  it.each([
    [{ text: 'vvx 411' }, ['VVX411']],
    [{ text: 'VVX-411' }, ['VVX411']],
    [{ text: 'mp-118' }, ['MP118-FXS', 'MP118-FXS-FXO']],
    [{ text: '445hd' }, ['445HD', '445HDG', '445HD']],
    [{ text: 'yealink emea' }, ['W70B EMEA', 'W80 EMEA', 'W90 EMEA']],
    [{ text: 'pcs16e_' }, ['RFP6 TDM Digital Base Station']],
    [{ text: '2.52.0 N870E' }, ['N870E IP PRO']],
    [{ text: 'visual alerter' }, ['8128g2', '8138']],
    [{ vendor: 'SNOM' }, ['D717', 'D735']],
    [{ vendor: 'alcatel-lucent enterprise', text: 'm8' }, ['M8']],
    [{ vendor: 'Poly', kind: 'conference-phone' }, ['Trio 8500', 'Trio 8800']],
    [{ vendor: 'Poly', location: 'lldp-only', text: 'rove b' }, ['Rove B1', 'Rove B2', 'Rove B4']],
    [{ text: 'no such thing' }, []],
    [{ vendor: 'Nobody' }, []],
    [{ text: '---' }, []],
  ] as const)('%o finds %o', (filter, models) => {
    expect(found(filter)).toEqual(models)
  })

  it('without words finds every row in the order of the page', () => {
    expect(searchRows(catalogue.rows, {})).toEqual(catalogue.rows)
    expect(searchRows(catalogue.rows, { text: '  ' })).toEqual(catalogue.rows)
  })

  it('finds a row by any of its own words', () => {
    fc.assert(
      fc.property(fc.constantFrom(...catalogue.rows), (row) => {
        expect(searchRows(catalogue.rows, { text: `${row.model} ${row.vendor}` })).toContain(row)
      }),
    )
  })
})

describe('changes', () => {
  const some = fc.subarray([...catalogue.rows])
  const of = (rows: typeof catalogue.rows) => ({ rows, notes: [] })

  it('between a catalogue and itself are empty, with rows in any order and any number of times', () => {
    fc.assert(
      fc.property(some, (rows) => {
        const changes = catalogueChanges(of(rows), of([...rows, ...rows].toReversed()))
        expect([changes.added, changes.removed, changes.changed]).toEqual([[], [], []])
      }),
    )
  })

  it('in the other direction are the reverse', () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        const [forth, back] = [catalogueChanges(of(a), of(b)), catalogueChanges(of(b), of(a))]
        const keys = (rows: typeof a) => rows.map(rowKey).toSorted()
        expect(keys(forth.added)).toEqual(keys(back.removed))
        expect(keys(forth.removed)).toEqual(keys(back.added))
        expect(forth.unchanged).toBe(back.unchanged)
      }),
    )
  })

  it('of one row are listed by field; fields derived by us are not compared', () => {
    const [row] = catalogue.rows
    if (row === undefined) throw new Error('no row')
    const now = { ...row, approved: '13-0-0MPP', minimum: null, kind: null }
    expect(catalogueChanges(of([row]), of([now])).changed).toEqual([
      {
        vendor: 'Cisco',
        model: '8832',
        fields: [
          { field: 'minimum', before: '11.3.5MPP', after: null },
          { field: 'approved', before: '12-0-3MPP', after: '13-0-0MPP' },
        ],
      },
    ])
    expect(catalogueChanges(of([row]), of([{ ...row, kind: null }])).unchanged).toBe(1)
  })

  it('of a row that stays beside a second one are an addition', () => {
    const [row] = catalogue.rows
    if (row === undefined) throw new Error('no row')
    const other = { ...row, approved: '1' }
    const changes = catalogueChanges(of([row]), of([row, other]))
    expect([changes.added, changes.removed, changes.changed, changes.unchanged]).toEqual([[other], [], [], 1])
  })
})
