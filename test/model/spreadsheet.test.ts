import { describe, expect, it } from 'vitest'
import { csvOf, guarded, tsvOf, unguarded } from '#shared/model/spreadsheet.ts'
import fc from '#test/support/property.ts'

/** Reads CSV as RFC 4180 section 2 defines it, and removes the byte order mark. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  const cells = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/g
  for (const [, cell = '', end] of text.replace(/^\uFEFF/, '').matchAll(cells)) {
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

const row = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^['"=+@,\-\s\uFF1D\d]{0,6}$/),
    fc.stringMatching(/^\d{1,14}$/),
  ),
  { minLength: 1, maxLength: 5 },
)

describe('a spreadsheet cell', () => {
  it.each([
    ...['=1+1', ' =1+1', '\uFF1D1+1', '\uFF0B1', '+1', '-1', '@SUM(A1)', '\t1', '\r1', '\u200B=1'],
    ...['014103079002', '141030790026', '0012', '1E5', '0012E4567890', '10.10', '1/24', '1:2', '+4930123456'],
  ])('keeps %j as text', (text) => {
    expect(guarded(text)).toBe(`'${text}`)
  })

  it.each(['Rove B2', '192.168.1.10', '8.0.5.0002', '64:16:7F:0A:1B:2C', '12', '0', '1.5', '03717C0E0A', ''])(
    'does not change %j',
    (text) => {
      expect(guarded(text)).toBe(text)
    },
  )

  it('is restored to its text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => unguarded(guarded(text)) === text))
  })

  it('is text after any number of white space and invisible characters', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[ \t\u200B\u2060]{0,5}$/),
        fc.constantFrom('=', '+', '-', '@', '\uFF1D'),
        (before, sign) => guarded(`${before}${sign}1+1`).startsWith("'"),
      ),
    )
  })
})

describe('rows', () => {
  it('are read back from CSV as written', () => {
    fc.assert(
      fc.property(row, fc.array(row, { maxLength: 4 }), (head, rows) => {
        const read = readCsv(csvOf(head, rows)).map((cells) => cells.map(unguarded))
        expect(read).toEqual([head, ...rows])
      }),
    )
  })

  it('have one line per row and one tab per border when pasted', () => {
    fc.assert(
      fc.property(row, (cells) => {
        const lines = tsvOf(['head'], [cells]).split('\n')
        expect(lines).toHaveLength(2)
        expect(lines[1]?.split('\t')).toHaveLength(cells.length)
      }),
    )
  })
})
