/** Blank lines inside a table, and character references in its cells (CommonMark 0.31: 4.10, 6.2). */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rootFolder } from '#electron/platform/folders.ts'
import { readPlanPage } from '#electron/services/catalogue/plan-page.ts'
import { pageOf } from './pages.ts'

const rows = [
  '|**Poly**| | | | | |',
  '| |VVX 250 |5.9.5.0614 |6.4.3.5156 | | |',
  '| |VVX 350 |5.9.5.0614 |6.4.3.5156 | | |',
]
const damaged = (line: number) =>
  expect.objectContaining({
    code: 'catalogue-damaged',
    facts: expect.objectContaining({ reason: 'outside-table', line }),
  })
const firstRowLine =
  pageOf({ rows })
    .split('\n')
    .indexOf(rows[0] ?? '') + 1

describe('a blank line inside the table', () => {
  it.each([
    ['empty', ''],
    ['of spaces', '   '],
    ['of a tab', '\t'],
  ])('%s is damage at the next row', (_form, blank) => {
    const page = pageOf({ rows: [...rows.slice(0, 2), blank, ...rows.slice(2)] })
    expect(() => readPlanPage(page)).toThrow(damaged(firstRowLine + 3))
  })

  it('before the first row is damage', () => {
    expect(() => readPlanPage(pageOf({ rows: ['', ...rows] }))).toThrow(
      expect.objectContaining({ code: 'catalogue-damaged' }),
    )
  })

  it('before text, quotes or code with bars is not damage', () => {
    const below = [
      'Ports 1|2 are for phones.',
      '',
      '> | a | quote | of rows |',
      '',
      '```',
      '| a | b |',
      '```',
    ]
    expect(readPlanPage(pageOf({ rows, below })).catalogue.rows).toHaveLength(2)
  })

  const sample = join(rootFolder, '../shared/cases/catalogue/m19-blank-line-in-table.md')
  const isHere = existsSync(sample)
  it.skipIf(!isHere)(`in a whole page is damage${isHere ? '' : ' (skipped: the page is not here)'}`, () => {
    const page = readFileSync(sample, 'utf8')
    expect(() => readPlanPage(page)).toThrow(
      expect.objectContaining({
        code: 'catalogue-damaged',
        facts: expect.objectContaining({ reason: 'outside-table' }),
      }),
    )
  })
})

describe('character references in cells', () => {
  const rowOf = (cells: string) =>
    readPlanPage(pageOf({ rows: ['|**Yealink**| | | | | |', `| |${cells}|`] })).catalogue.rows[0]

  it.each([
    ['T46S|83|66.86.5.1|R&amp;D|', { remarks: 'R&D' }],
    ['T46S|83|66.86.5.1|R&#38;D|', { remarks: 'R&D' }],
    ['T46S|83|66.86.5.1|R&#x26;D|', { remarks: 'R&D' }],
    // decoded once
    ['T46S|83|66.86.5.1|&amp;lt;|', { remarks: '&lt;' }],
    // a reference to a bar does not end the cell
    ['T46S|83|66.86.5.1|A&#124;B|', { remarks: 'A|B' }],
    ['T46S|83|66.86.5.1|A\\|B|', { remarks: 'A|B' }],
    // a space in a model and in a version
    ['T46S&nbsp;|83|66.86.5.1|&nbsp;|', { model: 'T46S', remarks: '' }],
    ['T46S|83&nbsp;|&#54;6.86.5.1||', { minimum: '83', approved: '66.86.5.1' }],
    ['T46S|83|66.86.5.1|&unknown; &amp|', { remarks: '&unknown; &amp' }],
    ['T46S|83|66.86.5.1|&#0;|', { remarks: '\ufffd' }],
    [
      'T46S|83|66.86.5.1||[Guide](https://example.test/?a=1&amp;b=2)',
      { links: [{ text: 'Guide', url: 'https://example.test/?a=1&b=2' }] },
    ],
  ])('%s', (cells, expected) => {
    expect(rowOf(cells)).toMatchObject(expected)
  })
})
