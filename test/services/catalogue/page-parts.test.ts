/** The texts of the published page: tables, headings, notes, links, marks, ports, kinds. */
import { describe, expect, it } from 'vitest'
import { columnsOf } from '#electron/services/catalogue/columns.ts'
import { footnotesIn, marksIn } from '#electron/services/catalogue/footnotes.ts'
import { alertsIn, headingIn, linesOf, plain, tablesIn } from '#electron/services/catalogue/markdown.ts'
import { kindOf, locationIn, portsIn } from '#electron/services/catalogue/reading.ts'

const text = (...lines: readonly string[]) => lines.join('\n')

describe('lines', () => {
  it('are numbered from 1 with any line ending, and cut at the maximum length', () => {
    expect(linesOf('a\r\nb\rc\nd')).toEqual(
      ['a', 'b', 'c', 'd'].map((each, index) => ({ number: index + 1, text: each })),
    )
    expect(linesOf('a'.repeat(20_000))[0]?.text).toHaveLength(10_000)
  })
})

describe('a table', () => {
  it.each([
    ['|a|b|', ['a', 'b']],
    ['a|b', ['a', 'b']],
    [' | a |  | b | ', ['a', '', 'b']],
    ['||a|', ['', 'a']],
    ['|a \\| b|c|', ['a | b', 'c']],
    ['|a|b|  ', ['a', 'b']],
    ['|a|b', ['a', 'b']],
  ])('has the cells of %s', (row, cells) => {
    const [table] = tablesIn(linesOf(text('|x|', '|-|', row)))
    expect(table?.rows.map((each) => each.cells)).toEqual([cells])
  })

  it('has a head, its rows with their lines, and ends at a line without a bar', () => {
    const page = text('', 'x | y', ':-- | --:', '1 | 2', '3 | 4', 'end', '|a|', '|---|', '', '|b|')
    expect(tablesIn(linesOf(page))).toEqual([
      {
        ...{ head: ['x', 'y'], from: 2, to: 6 },
        rows: [
          { line: { number: 4, text: '1 | 2' }, cells: ['1', '2'] },
          { line: { number: 5, text: '3 | 4' }, cells: ['3', '4'] },
        ],
      },
      { head: ['a'], rows: [], from: 7, to: 9 },
    ])
  })

  it.each([
    ['no bar in the head', text('x', '|-|')],
    ['no dashes', text('|x|', '|a|', '|-|x')],
    ['dashes without a bar', text('|x|', '---')],
    ['bars without a dash', text('|x|', '| |')],
    ['dashes twice', text('|-|', '|-|')],
    ['one line', '|x|'],
  ])('needs a head and dashes: %s', (_what, page) => {
    expect(tablesIn(linesOf(page))).toEqual([])
  })
})

describe('a heading', () => {
  it.each([
    ['# A', { level: 1, title: 'A' }],
    ['######\t**A** b', { level: 6, title: 'A b' }],
    ['####### A', null],
    ['#A', null],
    [' # A', null],
    ['a # A', null],
    ['# ', null],
  ])('%j', (line, heading) => {
    expect(headingIn({ number: 1, text: line })).toEqual(heading)
  })
})

describe('notes', () => {
  it('begin at their mark and end with the quote', () => {
    const page = text('> [!NOTE]', '> a', '>', '>b', 'c', '> d', '   > [!TIP] e', '> [!NOTE]f', '    > g')
    expect(alertsIn(linesOf(page))).toEqual([
      { from: 1, lines: ['', 'a', '', 'b'] },
      { from: 7, lines: ['e'] },
      { from: 8, lines: ['f'] },
    ])
  })
})

describe('the text of a cell', () => {
  it.each([
    ['**Emergency Calling** - x', 'Emergency Calling - x'],
    ['__a__ *b* c*', 'a b c'],
    ['2 * 3', '2 * 3'],
    ['\\*30\\* \\_ \\| \\~ \\x', '*30* _ | ~ \\x'],
    ['AT&amp;T \\&amp; &#65;', 'AT&T &amp; A'],
    ['a<br>b<br />c<BR/>d', 'a b c d'],
    ['<a name="x"> </a>a', 'a'],
    [' a \t\u00a0 b ', 'a b'],
  ])('%j is %j', (markdown, said) => {
    expect(plain(markdown)).toEqual({ text: said, links: [] })
  })

  it('is accompanied by its absolute links', () => {
    const { text: said, links } = plain(
      '[A \\* b](https://example.test/?a=1&amp;b=2), [c](HTTP://example.test) and [d](./page.md) [e](xhttp://e)',
    )
    expect(said).toBe('A * b, c and d e')
    expect(links).toEqual([
      { text: 'A * b', url: 'https://example.test/?a=1&b=2' },
      { text: 'c', url: 'HTTP://example.test' },
    ])
  })
})

describe('columns', () => {
  const of = (...head: string[]) => columnsOf({ head, rows: [], from: 1, to: 2 })

  it.each([
    [
      ['Vendor', 'Model', 'Minimum version', 'Approved version', 'Remarks', 'Links'],
      [0, 1, 2, 3, 4, 5],
    ],
    [
      ['**Device models**', 'Manufacturers', 'Min. x', 'the certified one', 'Notes', 'References'],
      [1, 0, 2, 3, 4, 5],
    ],
    [
      ['More', 'Comment', 'Brand', 'Device model', 'Recommended'],
      [2, 3, null, 4, 1, 0],
    ],
    [
      ['Makers', 'Models', 'min'],
      [0, 1, 2, null, null, null],
    ],
    [
      ['Model', 'Approved'],
      [null, 0, null, 1, null, null],
    ],
  ] as const)('of %j', (head, [vendor, model, minimum, approved, remarks, links]) => {
    expect(of(...head)).toEqual({ vendor, model, minimum, approved, remarks, links, count: head.length })
  })

  it.each([
    [['Vendor', 'Minimum', 'Approved']],
    [['Vendor', 'Model', 'Remarks']],
    [['The model', 'Approved']],
    [['Modelling', 'Approved']],
    [['Model', 'Administrator', 'Disapproved']],
  ])('%j is not the list of devices', (head) => {
    expect(of(...head)).toBe(null)
  })

  it('need whole words in a heading', () => {
    expect(of('Model', 'Approved', 'Our vendor', 'Brands2', 'A remark', 'Linkage')).toMatchObject({
      ...{ vendor: null, remarks: null, links: null },
    })
  })
})

describe('footnote marks', () => {
  it.each([
    ['8832<sup>1</sup>', '8832', ['1']],
    ['8832 <SUP> 1, 2;3.4 </SUP>', '8832', ['1', '2', '3', '4']],
    ['8832[^1][^note]', '8832', ['1', 'note']],
    ['8832¹²', '8832', ['1', '2']],
    ['8832³⁴⁹', '8832', ['3', '4', '9']],
    ['8832&sup1;&#178;&#xB3;', '8832', ['1', '2', '3']],
    ['A&amp;B&#65;', 'A&amp;B&#65;', []],
    ['8832<sup>x</sup>', '8832<sup>x</sup>', []],
    ['8832<sup></sup>', '8832', []],
    ['8832', '8832', []],
  ])('in %s', (cell, rest, marks) => {
    expect(marksIn(cell)).toEqual({ rest, marks })
  })

  it('have the meaning of the first line for each', () => {
    const page = text(
      '<sup>1</sup> Device supports only static location.',
      '  [^2]: **Dynamic location** through LLDP.',
      '³ Device supports dynamic location.',
      '<SUP>1</SUP> Another.',
      '<sup>4</sup>',
      'Not <sup>5</sup> a note.',
      '<sup>6, 7</sup>) Both.',
    )
    expect([...footnotesIn(linesOf(page)).values()]).toEqual([
      { mark: '1', text: 'Device supports only static location.', location: 'static' },
      { mark: '2', text: 'Dynamic location through LLDP.', location: 'lldp-only' },
      { mark: '3', text: 'Device supports dynamic location.', location: 'dynamic' },
      { mark: '6', text: 'Both.', location: 'not-stated' },
      { mark: '7', text: 'Both.', location: 'not-stated' },
    ])
    expect(locationIn('')).toBe('not-stated')
  })
})

describe('ports', () => {
  it.each([
    ['3 out of 4 ports available', { usable: 3, total: 4, all: false }],
    ['4 of 4 ports', { usable: 4, total: 4, all: true }],
    ['All ports available', { usable: null, total: null, all: true }],
    ['0 of 4 ports', null],
    ['0 of 0 ports', null],
    ['4 of 0 ports', null],
    ['overall portside', null],
    ['', null],
  ])('%j', (said, ports) => {
    expect(portsIn(said)).toEqual(ports)
  })
})

describe('the kind of a device', () => {
  it.each([
    ['Poly', 'VVX411', 'base station', 'dect-base', 'the page: remark base station'],
    ['Poly', 'VVX411', '', 'phone', null],
    ['Cisco', 'VVX411', '', null, null],
    ['Poly', 'Unheard', 'Nothing of note', null, null],
  ])('%s %s, remark %j: %s', (vendor, model, remarks, kind, source) => {
    const found = kindOf({ vendor, model, remarks }, 'the page')
    expect(found?.value ?? null).toBe(kind)
    if (source !== null) expect(found?.provenance).toEqual({ source, confidence: 'documented' })
  })
})
