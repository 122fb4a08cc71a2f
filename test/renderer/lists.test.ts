/** Groups and exports of a list, without rendering. */

import { describe, expect, it } from 'vitest'
import { csvOf, tsvOf } from '#shared/model/spreadsheet.ts'
import fc from '#test/support/property.ts'
import { groupedRows } from '../../renderer/parts/grouped-rows.ts'
import { xlsxOf } from '../../renderer/parts/save-file.ts'

const rows = fc.array(fc.record({ id: fc.nat(), switch: fc.constantFrom('', 'sw-1', 'sw-2', 'sw-10') }))

describe('groups', () => {
  it('are in natural order, and keep the order of their rows', () => {
    const items = groupedRows(
      [
        { id: 1, switch: 'sw-10' },
        { id: 2, switch: 'sw-2' },
        { id: 3, switch: 'sw-10' },
      ],
      (row) => row.switch,
      new Set(),
    )
    expect(
      items.map((item) => (item.kind === 'group' ? `${item.title}:${item.count}` : item.row.id)),
    ).toEqual(['sw-2:1', 2, 'sw-10:2', 1, 3])
  })
  it('contain every row exactly once', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const items = groupedRows(given, (row) => row.switch, new Set())
        const out = items.flatMap((item) => (item.kind === 'row' ? [item.row] : []))
        expect(new Set(out)).toEqual(new Set(given))
        expect(out).toHaveLength(given.length)
      }),
    )
  })
  it('hide the rows of a collapsed group and still count them', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom('', 'sw-1'), (given, shut) => {
        const items = groupedRows(given, (row) => row.switch, new Set([shut]))
        const inside = given.filter((row) => row.switch === shut)
        expect(items.some((item) => item.kind === 'row' && item.row.switch === shut)).toBe(false)
        const head = items.find((item) => item.kind === 'group' && item.title === shut)
        if (inside.length > 0) expect(head).toMatchObject({ count: inside.length, open: false })
      }),
    )
  })
})

describe('exports', () => {
  const dangers = ['=1+1', '+44 20', '-2', '@SUM(A1)', '\tx', '\rx']
  it.each(dangers)('%j is not a formula in a CSV file', (text) => {
    const cell = csvOf(['a'], [[text]])
      .split('\r\n')
      .slice(1)
      .join('\r\n')
    expect(cell.replace(/^"/, '')).toMatch(/^'/)
  })
  it.each(['=1+1', '+44 20', '-2', '@SUM(A1)'])('%j is no formula when it is pasted', (text) => {
    expect(tsvOf(['a'], [[text]]).split('\n')[1]).toMatch(/^'/)
  })
  it('a pasted cell is one cell', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 2, maxLength: 2 }), (row) => {
        const lines = tsvOf(['a', 'b'], [row]).split('\n')
        expect(lines).toHaveLength(2)
        expect(lines[1]?.split('\t')).toHaveLength(2)
      }),
    )
  })
  it('a workbook has text cells only', async () => {
    const blob = await xlsxOf(
      ['a'],
      dangers.map((text) => [text]),
    )
    const bytes = new Uint8Array(await blob.arrayBuffer())
    expect([...bytes.slice(0, 2)]).toEqual([0x50, 0x4b])
    const { unzipSync, strFromU8 } = await import('fflate')
    const files = unzipSync(bytes)
    const sheet = Object.entries(files).find(
      ([name]) => /sheet1?\.xml$/.test(name) && name.includes('worksheets'),
    )
    if (sheet === undefined) throw new Error('no sheet')
    expect(strFromU8(sheet[1])).not.toMatch(/<f[ >]/)
  })
})
