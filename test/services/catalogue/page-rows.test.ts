/** Rows, notes and requirements of the published page, and pages that are refused. */
import { describe, expect, it } from 'vitest'
import { footnotesIn } from '#electron/services/catalogue/footnotes.ts'
import { linesOf, tablesIn } from '#electron/services/catalogue/markdown.ts'
import { aroundTheTable } from '#electron/services/catalogue/page-notes.ts'
import { readPlanPage } from '#electron/services/catalogue/plan-page.ts'
import { attachedNote } from '#electron/services/catalogue/reading.ts'
import { readRow } from '#electron/services/catalogue/table-row.ts'
import { pageOf } from './pages.ts'

const text = (...lines: readonly string[]) => lines.join('\n')

describe('a row', () => {
  const columns = { vendor: 0, model: 1, minimum: 2, approved: 3, remarks: 4, links: 5, count: 6 }
  const footnotes = footnotesIn(
    linesOf(
      text('¹ Something.', '² Device supports only static location.', '³ Device supports dynamic location.'),
    ),
  )
  const read = (...cells: string[]) =>
    readRow(cells, columns, { vendor: 'Poly', footnotes, source: 'the page' })

  it('is read with the vendor above it', () => {
    expect(read('', 'VVX411<sup>1,2,3</sup>', '5.9<sup>1</sup>', '6.4', '', '')).toEqual({
      is: 'row',
      row: {
        ...{
          vendor: 'Poly',
          model: 'VVX411',
          remarks: '',
          minimum: '5.9',
          approved: '6.4',
          location: 'static',
        },
        ...{ kind: expect.objectContaining({ value: 'phone' }), ports: null, region: null, links: [] },
      },
    })
  })

  it.each([
    [
      'a vendor of its own',
      ['**Yealink**', 'W70B EMEA'],
      { vendor: 'Yealink', region: 'emea', location: 'not-stated' },
    ],
    ['a mark without a location', ['', 'A¹'], { location: 'not-stated' }],
    ['placeholders', ['', 'A', '-', 'N/A'], { minimum: null, approved: null }],
    ['more placeholders', ['', 'A', '—', 'n.a.'], { minimum: null, approved: null }],
    ['others', ['', 'A', 'none', 'TBD'], { minimum: null, approved: null }],
    ['a dash within a version', ['', 'A', '12-0-3MPP', '-1'], { minimum: '12-0-3MPP', approved: '-1' }],
    [
      'ports beside its links',
      ['', 'A', '1', '1', 'ATA [r](https://r.test)', 'All ports available [Guide](https://g.test)'],
      {
        ...{ ports: { usable: null, total: null, all: true }, remarks: 'ATA r' },
        links: [
          { text: 'r', url: 'https://r.test' },
          { text: 'Guide', url: 'https://g.test' },
        ],
      },
    ],
    [
      'a remark beside its links',
      ['', 'A', '1', '1', 'ATA', 'See  [Guide](https://g.test) first'],
      { remarks: 'ATA; See first' },
    ],
    ['text in the links only', ['', 'A', '1', '1', '', 'See'], { remarks: 'See', links: [] }],
    ['names as long as they may be', ['', 'A'.repeat(80), '1'.repeat(60)], { model: 'A'.repeat(80) }],
  ])('with %s', (_what, cells, row) => {
    expect(read(...cells)).toMatchObject({ is: 'row', row })
  })

  it('of a vendor has its remarks and links', () => {
    expect(read('**2N**', '', '', '', 'See [a](https://a.test)', '[b](https://b.test)')).toEqual({
      is: 'vendor',
      vendor: {
        ...{ name: '2N', remarks: 'See a' },
        links: [
          { text: 'a', url: 'https://a.test' },
          { text: 'b', url: 'https://b.test' },
        ],
      },
    })
  })

  it.each<readonly [readonly string[], object]>([
    [['', '', '', ''], { is: 'nothing' }],
    [[], { is: 'nothing' }],
    [['', 'A', '1', '1', '', '', ''], { is: 'row' }],
    [['', 'A', '1', '1', '', '', 'x'], { is: 'unreadable', reason: 'cells' }],
    [['', '', '1'], { is: 'unreadable', reason: 'no-model' }],
    [['A'.repeat(81)], { is: 'unreadable', reason: 'too-long' }],
    [['A'.repeat(80)], { is: 'vendor' }],
    [['A'.repeat(81), 'A'], { is: 'unreadable', reason: 'too-long' }],
    [['', 'A'.repeat(81)], { is: 'unreadable', reason: 'too-long' }],
    [['', 'A', '1'.repeat(61)], { is: 'unreadable', reason: 'too-long' }],
    [['', 'A', '', '1'.repeat(61)], { is: 'unreadable', reason: 'too-long' }],
    ...['<', '>', '\\[', '\\]', '\\|'].map(
      (mark) => [['', `A${mark}`], { is: 'unreadable', reason: 'markup' }] as const,
    ),
    [['', 'A', 'soon', '1'], { is: 'unreadable', reason: 'not-a-version' }],
    [['', 'A', '1', 'soon'], { is: 'unreadable', reason: 'not-a-version' }],
    [['', 'A<sup>1,9</sup>', '1', '1'], { is: 'unknown-footnote', mark: '9' }],
  ])('%j', (cells, expected) => {
    expect(read(...cells)).toMatchObject(expected)
  })

  it('above the first vendor has none', () => {
    expect(readRow(['', 'A'], columns, { vendor: '', footnotes, source: '' })).toEqual({
      ...{ is: 'unreadable', reason: 'no-vendor' },
    })
  })

  it('without some columns is read from the others', () => {
    const few = { vendor: null, model: 0, minimum: null, approved: 1, remarks: null, links: null, count: 2 }
    expect(readRow(['A', '1'], few, { vendor: 'Poly', footnotes, source: '' })).toMatchObject({
      row: { vendor: 'Poly', minimum: null, approved: '1', remarks: '', links: [] },
    })
  })
})

describe('a note', () => {
  const row = (vendor: string, remarks: string) => {
    const read = readRow(
      [vendor, 'A', '1', '1', remarks],
      { vendor: 0, model: 1, minimum: 2, approved: 3, remarks: 4, links: null, count: 5 },
      { vendor: '', footnotes: new Map(), source: '' },
    )
    if (read.is !== 'row') throw new Error(read.is)
    return read.row
  }
  const rows = [row('Poly', 'Handset'), row('Yealink', 'IP Phone'), row('Poly', 'IP Phone')]
  const note = (says: string) => attachedNote(says, [], rows, 'the page')

  it.each([
    ['For Poly devices.', ['Poly']],
    ['(Poly) and Yealink, and Poly', ['Poly', 'Yealink']],
    ['Polycom, xPoly, Poly2', []],
    ['Polycom and Poly', ['Poly']],
    ['poly', []],
  ])('%s concerns %j', (says, vendors) => {
    expect(note(says)).toMatchObject({ text: says, vendors, kinds: [], subject: null })
    expect(note(says).provenance.source).toContain('the page')
  })
})

describe('the text around the table', () => {
  const table = ['|Vendor|Model|Approved|', '|-|-|-|', '|A|B|1|']
  const around = (...lines: readonly string[]) => {
    const read = linesOf(text(...lines))
    return aroundTheTable(read, tablesIn(read), [], 'the page')
  }

  it('has the requirements of their section, with their depth, up to the next heading', () => {
    const { requirements, notes } = around(
      ...['# Plan', 'Before.', '## Requirements to use it', 'First [a](https://a.test).', ''],
      ...[
        '- second',
        '  - third',
        '1. fourth',
        '    indented',
        '> a quote',
        '### Licences',
        '> [!NOTE]',
        '> Mind.',
        '> ',
        '> This.',
      ],
      ...['## Next', 'After.', ...table, '> [!NOTE]', '> Below.'],
    )
    expect(requirements.map(({ section, text: says, depth }) => [section, says, depth])).toEqual([
      ['Requirements to use it', 'First a.', 0],
      ['Requirements to use it', 'second', 0],
      ['Requirements to use it', 'third', 1],
      ['Requirements to use it', 'fourth', 0],
      ['Requirements to use it', 'indented', 0],
      ['Licences', 'Mind.\n\nThis.', 0],
    ])
    expect(requirements[0]?.links).toEqual([{ text: 'a', url: 'https://a.test' }])
    expect(notes.map((note) => note.text)).toEqual(['Below.'])
  })

  it('has no requirements without a section of them', () => {
    expect(around('# Plan', 'Text.', ...table).requirements).toEqual([])
  })

  it('keeps a note of the section when it is below the table', () => {
    const { notes, requirements } = around('## Requirements', ...table, '> [!NOTE]', '> Below.', 'More.')
    expect(notes.map((note) => note.text)).toEqual(['Below.'])
    expect(requirements).toEqual([])
  })

  it('has notes with their paragraphs and links, and no empty ones', () => {
    const { notes } = around(
      ...[...table, '', '> [!NOTE]', '> [a](https://a.test)', '>', '>', '>', '> b', '', '> [!NOTE]', '>'],
    )
    expect(notes.map((note) => [note.text, note.links.length])).toEqual([['a\n\nb', 1]])
  })

  it('has feature codes with their group and their effect', () => {
    const { featureCodes, notes, requirements } = around(
      ...[
        '## Requirements',
        '> [!NOTE]',
        '> SIP Gateway feature codes:',
        '> \\*10\\*',
        '> DND -',
        '> \\*30\\* (Set DND)',
      ],
      ...[
        '> Call **Forwarding** - (https://f.test)',
        '> *32* - Reset',
        '> \\*33\\*: Set (all)',
        '> Text without a code',
        '> x \\*34\\* y',
      ],
      ...table,
    )
    expect(featureCodes.map(({ code, group, effect }) => [code, group, effect])).toEqual([
      ['*10*', '', ''],
      ['*30*', 'DND', 'Set DND'],
      ['*32*', 'DND', 'Reset'],
      ['*33*', 'DND', 'Set (all)'],
    ])
    expect([notes, requirements]).toEqual([[], []])
  })
})

describe('a page', () => {
  const rows = ['|**A**| | | |r| |', '| |B|1|2| | |']
  const refused = (reason: string, line?: number) =>
    expect.objectContaining({
      facts: expect.objectContaining(line === undefined ? { reason } : { reason, line }),
    })

  it.each([
    ['a row after a blank line', { rows: [...rows, '', '| |C|1|2| | |'] }, 'outside-table', 16],
    ['a row of two bars', { rows, below: ['a | b | c'] }, 'outside-table', 16],
    ['a bar', { rows, below: ['a | b'] }, null, 0],
    ['bars behind backslashes', { rows, below: ['a \\| b \\| c'] }, null, 0],
    ['bars in code', { rows, below: ['a `| b |` c'] }, null, 0],
    ['a block of code', { rows, below: ['```', '| a | b |', '```', 'End.'] }, null, 0],
    ['a row behind a block of code', { rows, below: ['~~~', '~~~', '| a | b |'] }, 'outside-table', 18],
    ['bars in a quote', { rows, below: ['> | a | b |'] }, null, 0],
    ['another table', { rows, below: ['|x|y|', '|-|-|', '|1|2|', 'End.'] }, null, 0],
    ['nothing below the table', { rows, below: ['', ' '] }, 'cut-off', null],
    ['no row', { rows: ['|**A**| | | | | |'] }, 'rows', 11],
    ['an unknown mark', { rows: [...rows, '| |C<sup>7</sup>|1|2| | |'] }, 'footnote', 15],
    ['a translated page', { rows, above: ['ms.contentlocale: de-de'] }, 'language', null],
    ['another locale', { rows, above: ['locale: "fr"'] }, 'language', null],
    ['an English page', { rows, above: ['ms.contentlocale: en-us'] }, null, 0],
  ] as const)('with %s', (_what, parts, reason, line) => {
    const page = pageOf(parts)
    if (reason === null) return void expect(readPlanPage(page).catalogue.rows).toHaveLength(1)
    expect(() => readPlanPage(page, 'plan.md')).toThrow(refused(reason, line ?? undefined))
    expect(() => readPlanPage(page, 'plan.md')).toThrow(
      expect.objectContaining({ facts: expect.objectContaining({ name: 'plan.md' }) }),
    )
  })

  it.each([
    ['no table', 'ms.date: 1/2/2026', 'no-table'],
    ['HTML', '<!DOCTYPE html><p>', 'html'],
    ['an HTML table', 'x <table class="a">', 'html'],
    ['no date', pageOf({ rows }).replace(/ms.date.*/, ''), 'no-date'],
    ['too long', 'a'.repeat(2_000_001), 'too-long'],
  ])('that is none: %s', (_what, page, reason) => {
    expect(() => readPlanPage(page)).toThrow(refused(reason))
  })

  it('may begin with a byte order mark', () => {
    expect(readPlanPage(`\uFEFF${pageOf({ rows })}`)).toEqual(readPlanPage(pageOf({ rows })))
  })

  it('may have one unreadable row in ten', () => {
    const many = (bad: number) => [
      ...['|**A**| | | | | |', ...Array.from({ length: 9 }, (_, index) => `| |B${index}|1|2| | |`)],
      ...Array.from({ length: bad }, () => '| |C|soon|2| | |'),
    ]
    expect(readPlanPage(pageOf({ rows: many(1) })).unreadable).toHaveLength(1)
    expect(() => readPlanPage(pageOf({ rows: many(2) }))).toThrow(refused('rows', 23))
  })

  it('has each vendor with rows once, with all of its remarks and links', () => {
    const { catalogue } = readPlanPage(
      pageOf({
        rows: [...rows, '|**A**| | | |s|[l](https://l.test)|', '|**A**| | | | | |', '|**Z**| | | | | |'],
      }),
    )
    expect(catalogue.vendors).toEqual([
      { name: 'A', remarks: 'r\ns', links: [{ text: 'l', url: 'https://l.test' }] },
    ])
  })

  it('reports duplicate rows, and whether they are equal', () => {
    const page = pageOf({ rows: [...rows, '|A|C|1|2| | |', '|A|B|1|2| | |', '|A|C|1|3| | |'] })
    expect(readPlanPage(page).duplicates).toEqual([
      { vendor: 'A', model: 'B', lines: [14, 16], same: true },
      { vendor: 'A', model: 'C', lines: [15, 17], same: false },
    ])
  })
})
