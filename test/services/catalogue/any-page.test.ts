/** Any text is read or refused, in linear time. */

import { describe, expect, it } from 'vitest'
import { longestPage, readPlanPage } from '#electron/services/catalogue/plan-page.ts'
import { catalogueSchema } from '#shared/model/catalogue.ts'
import fc from '#test/support/property.ts'
import { pageOf } from './pages.ts'

describe('any text', () => {
  const cell = fc.oneof(
    fc.constantFrom(
      '',
      '83',
      '1.2.3',
      '**A**',
      'B<sup>1</sup>',
      '[x](https://e.test)',
      '\\|',
      'ATA',
      '<sup>',
      '|',
    ),
    fc.string({ maxLength: 12 }),
  )
  const row = fc.array(cell, { maxLength: 8 }).map((cells) => `|${cells.join('|')}|`)
  const foot = ['<sup>1</sup> Device supports only static location with SIP Gateway.']

  it('is parsed into the schema, or refused with a code', () => {
    const text = fc.oneof(
      fc.array(row, { maxLength: 30 }).map((rows) => pageOf({ rows, below: foot })),
      fc.string().map((line) => pageOf({ rows: [line], below: [line] })),
      fc.string({ unit: 'binary', maxLength: 400 }),
    )
    fc.assert(
      fc.property(text, (markdown) => {
        try {
          const page = readPlanPage(markdown)
          expect(catalogueSchema.parse(page.catalogue)).toEqual(page.catalogue)
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^catalogue-/) })
        }
      }),
      { numRuns: 500 },
    )
  })

  it('is read in linear time, with long and unusual lines', () => {
    const long = longestPage / 2
    const hostile = [
      '#'.padEnd(long, ' #'),
      `<sup>${' '.repeat(long)}`,
      '<sup>1'.repeat(long / 6),
      '|'.repeat(long),
      '[x]('.repeat(long / 4),
      '*a'.repeat(long / 2),
      '> [!NOTE]\n'.repeat(long / 10),
      '|a|b|\n|-|-|\n'.repeat(long / 12),
      '> *1* - '.repeat(long / 8),
    ]
    // with quadratic time the test would run into its timeout
    for (const text of hostile) {
      try {
        readPlanPage(pageOf({ rows: ['|A|B|1|1| | |'], below: [text, '', '> feature codes'] }))
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^catalogue-/) })
      }
    }
  })
})
