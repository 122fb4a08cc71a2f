/** For any text of a device or a technician: HTML without its markup, CSV without its formulas. */
import { describe, expect, it } from 'vitest'
import { csvOf } from '#electron/services/report/csv.ts'
import { htmlOf } from '#electron/services/report/html.ts'
import { buildReport } from '#electron/services/report/model.ts'
import { foundAt } from '#shared/machines/onboarding.ts'
import { unguarded } from '#shared/model/spreadsheet.ts'
import fc from '#test/support/property.ts'
import { cell, parseCsv } from './csv-reader.ts'
import { endpoint, matter, moment } from './report-matter.ts'

const hostileText = fc
  .array(
    fc.constantFrom(
      ...['<', '>', '&', '"', "'", '</p>', '<!--', ']]>', '&lt;', '\u0000', '\uD800', 'x', '🏢'],
    ),
  )
  .map((parts) => parts.join(''))

describe('HTML', () => {
  it('escapes every text of devices and technicians', () => {
    const pageOf = (text: string) =>
      htmlOf(
        buildReport({
          ...matter,
          job: { ...matter.job, name: text, site: text },
          endpoints: [{ ...endpoint('03717C0E0A', foundAt(moment), text), model: text }],
        }),
      ).toString('utf8')
    const tagsOf = (page: string) => page.match(/<\/?[a-z0-9]+/gi)
    const tags = tagsOf(pageOf('calm'))
    fc.assert(
      fc.property(hostileText, (text) => {
        const page = pageOf(`<img src=x onerror=alert(1)>"'&${text}`)
        expect(page).not.toContain('<img')
        expect(tagsOf(page)).toEqual(tags)
      }),
      { numRuns: 40 },
    )
  })
})

describe('CSV', () => {
  it('has no cell that a spreadsheet runs as a formula, and each text is restored from its cell', () => {
    const start = fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      '\uFF1D',
      ' =',
      '\u200B=',
      '',
      '"',
      ',',
    )
    fc.assert(
      fc.property(start, fc.string({ unit: 'grapheme' }), (sign, rest) => {
        const label = `${sign}${rest}`
        const report = buildReport({
          ...matter,
          endpoints: [endpoint('03717C0E0A', foundAt(moment), label)],
        })
        const rows = parseCsv(csvOf(report).subarray(3).toString('utf8'))
        for (const field of rows.flat()) {
          expect(field.replace(/^[\s\p{Cc}\p{Cf}]+/u, '')).not.toMatch(/^[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/)
          expect(field).not.toMatch(/^[\t\r\n]/)
        }
        if (label !== '') expect(unguarded(cell(rows, 2, 'name') ?? '')).toBe(label)
      }),
    )
  })
})
