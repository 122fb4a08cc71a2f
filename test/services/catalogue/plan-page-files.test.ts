/** Files that are damaged or foreign, and single rows that cannot be read. */
import { describe, expect, it } from 'vitest'
import { longestPage, readPlanPage } from '#electron/services/catalogue/plan-page.ts'
import { pageOf, usualHead } from './pages.ts'

const refused = (code: string, reason: string) =>
  expect.objectContaining({ code, facts: expect.objectContaining({ reason }) })

describe('rows that cannot be read', () => {
  const good = Array.from({ length: 20 }, (_, index) => `| |B${index}|1.0|2.0| | |`)
  it.each([
    ['no-model', '| | |1.0|2.0| | |'],
    ['markup', '| |B<sup>2|1.0|2.0| | |'],
    ['markup', '| |B<b>x</b>|1.0|2.0| | |'],
    ['cells', '| |B|1.0|2.0| | |more|'],
    ['not-a-version', '| |B|2.0|ATA| All ports available| |'],
    ['not-a-version', '| |B|soon|2.0| | |'],
    ['too-long', `| |${'B'.repeat(200)}|1.0|2.0| | |`],
    ['too-long', `| |B|1.0|${'2.'.repeat(100)}| | |`],
  ] as const)('%s: %s', (reason, row) => {
    const { catalogue, unreadable } = readPlanPage(pageOf({ rows: ['|**A**| | | | | |', ...good, row] }))
    expect(unreadable).toEqual([{ line: 34, text: row.slice(0, 500), reason }])
    expect(catalogue.rows).toHaveLength(20)
  })

  it('no-vendor: a row above the first vendor', () => {
    const { unreadable } = readPlanPage(pageOf({ rows: ['| |B|1.0|2.0| | |', '|**A**| | | | | |', ...good] }))
    expect(unreadable).toMatchObject([{ line: 13, reason: 'no-vendor' }])
  })

  it('may be at most one in ten', () => {
    const bad = Array.from({ length: 3 }, () => '| |B|soon|2.0| | |')
    expect(() => readPlanPage(pageOf({ rows: ['|**A**| | | | | |', ...good, ...bad] }))).toThrow(
      refused('catalogue-damaged', 'rows'),
    )
  })

  it.each([['| |B| | | | |'], ['| |B|-|N/A| | |'], ['| |B|TBD|'], ['| |B|']])(
    '%s is a row without versions',
    (row) => {
      const { catalogue } = readPlanPage(pageOf({ rows: ['|**A**|', ...good, row] }))
      expect(catalogue.rows.at(-1)).toMatchObject({ model: 'B', minimum: null, approved: null })
    },
  )

  it('that are duplicates with other versions are reported as different', () => {
    const { duplicates } = readPlanPage(pageOf({ rows: ['|A|B-1|1|2| | |', '|A|b1|1|3| | |'] }))
    expect(duplicates).toEqual([{ vendor: 'A', model: 'B-1', lines: [13, 14], same: false }])
  })
})

describe('a file that is not the page', () => {
  const row = '|A|B<sup>1</sup>|1|1| | |'
  const foot = '<sup>1</sup> Device supports dynamic location discovery with SIP Gateway.'
  it.each([
    ['catalogue-not-the-page', 'no-table', ''],
    ['catalogue-not-the-page', 'no-table', '# Some other page\n\n|Model|Colour|\n|-|-|\n|A|red|\n'],
    ['catalogue-not-the-page', 'no-table', 'ms.date: 07/15/2024\n'],
    ['catalogue-not-the-page', 'no-table', usualHead],
    ['catalogue-not-the-page', 'no-table', '{"rows":[]}'],
    ['catalogue-not-the-page', 'html', '<!DOCTYPE html><html><body><table><tr><td>Vendor</td></tr></table>'],
    ['catalogue-not-the-page', 'no-date', pageOf({ rows: [row], below: [foot] }).replace(/ms\.date.*\n/, '')],
    [
      'catalogue-not-the-page',
      'language',
      `ms.contentlocale: de-DE\n${pageOf({ rows: [row], below: [foot] })}`,
    ],
    ['catalogue-not-the-page', 'too-long', 'x'.repeat(longestPage + 1)],
    ['catalogue-damaged', 'cut-off', pageOf({ rows: ['|A|B|1|1| | |'], below: [] })],
    ['catalogue-damaged', 'footnote', pageOf({ rows: [row] })],
    ['catalogue-damaged', 'rows', pageOf({ rows: [] })],
    ['catalogue-damaged', 'outside-table', pageOf({ rows: ['|A|B|1|1| | |', '', '| |C|1|1| | |'] })],
    ['catalogue-damaged', 'outside-table', pageOf({ rows: ['|A|B|1|1| | |', '', 'A|C|1|1| | '] })],
    ['catalogue-damaged', 'rows', pageOf({ rows: ['|**A**| | | | | |'] })],
  ])('%s, %s', (code, reason, text) => {
    expect(() => readPlanPage(text, 'file.md')).toThrow(refused(code, reason))
  })

  it('is reported with its name and line', () => {
    expect(() => readPlanPage(pageOf({ rows: ['|A|C|1|1| | |', row] }), 'file.md')).toThrow(
      expect.objectContaining({ facts: { name: 'file.md', reason: 'footnote', line: 14 } }),
    )
  })

  it('that declares English is accepted', () => {
    const page = pageOf({ rows: [row], below: [foot] }).replace('title:', 'ms.contentlocale: en-US\ntitle:')
    expect(readPlanPage(page).catalogue.rows).toHaveLength(1)
  })
})
