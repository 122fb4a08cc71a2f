/** Drawn pages: document properties, tags, positions of words, page breaks. Read back by poppler. */
import { describe, expect, it } from 'vitest'
import {
  body,
  bold,
  type Cell,
  markRun,
  mono,
  type Row,
  type Sheet,
  small,
} from '#electron/services/report/pdf-runs.ts'
import { createSheet } from '#electron/services/report/pdf-sheet.ts'
import { words } from '#shared/words/index.ts'
import { infoOf, noPoppler, pagesOf, poppler, structureOf, type Word } from './poppler.ts'

const madeAt = new Date(Date.UTC(2026, 10, 24, 14, 2, 11))
const draw = (work: (sheet: Sheet) => void, footer = 'foot'): Promise<Buffer> => {
  const sheet = createSheet({ title: 'Łódź', author: 'Punchdown 1', madeAt })
  work(sheet)
  return sheet.end({ header: 'running', headerRight: 'title', footer })
}
const two = [
  { title: 'A', share: 0.25 },
  { title: 'B', share: 0.75 },
]
const isFooter = ({ top }: Word) => top > 800
/** The header of all pages but the first, or the footer. */
const isMargin = (word: Word) => word.top < 40 || isFooter(word)
/** The words of the only page, above the footer, by their text. */
async function placed(work: (sheet: Sheet) => void): Promise<Map<string, Word>> {
  const [page = [], ...more] = pagesOf(await draw(work))
  expect(more).toEqual([])
  return new Map(page.filter((each) => !isMargin(each)).map((each) => [each.text, each]))
}
const boxOf = (of: ReadonlyMap<string, Word>, text: string): Word => {
  const found = of.get(text)
  if (found === undefined) throw new Error(`${text} is not on the page`)
  return found
}

describe.skipIf(noPoppler)('a sheet', () => {
  it('is tagged A4 with its title, author, time and language', async () => {
    const pdf = await draw((sheet) => sheet.paragraph(body('text')))
    expect(Object.fromEntries(infoOf(pdf))).toMatchObject({
      ...{ Title: 'Łódź', Author: 'Punchdown 1', Creator: 'Punchdown 1', Tagged: 'yes', Pages: '1' },
      ...{ CreationDate: '2026-11-24T14:02:11Z', ModDate: '2026-11-24T14:02:11Z', 'PDF version': '1.7' },
      'Page size': expect.stringContaining('(A4)'),
    })
    const raw = pdf.toString('latin1')
    expect(raw).toContain('/Lang (en)')
    expect(raw).toContain('/DisplayDocTitle true')
  })
  it('embeds the three fonts it uses', async () => {
    const pdf = await draw((sheet) => {
      for (const run of [body('a'), bold('b'), mono('c')]) sheet.paragraph(run)
    })
    const fonts = poppler(pdf, 'pdffonts', 'FILE').split('\n').slice(2, -1)
    expect(
      fonts.map((line) => line.replace(/^\w+\+(\S+).*(yes|no) +(yes|no) +(yes|no) .*$/, '$1 $2')),
    ).toEqual(['DejaVuSans yes', 'DejaVuSans-Bold yes', 'DejaVuSansMono yes'])
  })
  it('tags headings, paragraphs, facts and tables in the order they are drawn, without footers', async () => {
    const pdf = await draw((sheet) => {
      sheet.heading(1, 'one')
      sheet.heading(2, 'two')
      sheet.paragraph(body('text'))
      sheet.facts([['name', [body('value'), small('more')]]])
      sheet.table(two, [
        [[bold('r1')], [mono('x')]],
        [[bold('r2')], [mono('y')]],
      ])
    })
    expect(structureOf(pdf)).toEqual([
      ...['Document', 'H1 one', 'H2 two', 'P text', 'P namevaluemore', 'Table'],
      ...['TR', 'TH A', 'TH B', 'TR', 'TH r1', 'TD x', 'TR', 'TH r2', 'TD y'],
    ])
  })
  it('draws a mark as shape and word, in a colour for each tone', async () => {
    const tones = ['good', 'attention', 'bad', 'not-known'] as const
    const pdf = await draw((sheet) => {
      for (const tone of tones) sheet.paragraph(markRun({ tone, shape: '✓', word: tone }))
    })
    expect(structureOf(pdf).slice(1)).toEqual(tones.map((tone) => `P ✓ ${tone}`))
    const svg = poppler(pdf, 'pdftocairo', '-svg', 'FILE', '-')
    const fills = new Set([...svg.matchAll(/fill:(rgb[^;]+);/g)].map(([, colour]) => colour))
    // one of them is also the colour of the footer
    expect(fills.size).toBe(tones.length)
    expect(fills).not.toContain('rgb(0%,0%,0%)')
  })
  it('replaces control characters, and line breaks by spaces', async () => {
    const pdf = await draw((sheet) => sheet.paragraph(body('a\r\nb\tc\u0007d')))
    expect(structureOf(pdf)).toContain('P a b c\uFFFDd')
  })
  it('draws lines below the rows of a table', async () => {
    const strokes = async (rows: number) => {
      const pdf = await draw((sheet) =>
        sheet.table(
          two,
          Array.from({ length: rows }, (): Cell[] => [[body('a')], [body('b')]]),
        ),
      )
      const svg = poppler(pdf, 'pdftocairo', '-svg', 'FILE', '-')
      return [...svg.matchAll(/stroke:rgb\(78[^>]* d="M (\S+) (\S+) L (\S+) (\S+)/g)].map(
        ([, fromX, fromY, toX, toY]) => ({ width: Number(toX) - Number(fromX), flat: fromY === toY }),
      )
    }
    const drawn = await strokes(2)
    expect(drawn).toHaveLength(3)
    for (const { width, flat } of drawn) {
      expect(width).toBeCloseTo(515.28, 1)
      expect(flat).toBe(true)
    }
  })
})

describe.skipIf(noPoppler)('the positions of words', () => {
  it('begin at the margins, one element below the other, a larger heading in larger letters', async () => {
    const page = await placed((sheet) => {
      sheet.heading(1, 'one')
      sheet.paragraph(body('p1'))
      sheet.paragraph(body('p2'))
      sheet.heading(2, 'two')
      sheet.heading(3, 'three')
      sheet.heading(4, 'four')
      sheet.paragraph(small('small'))
    })
    const order = ['one', 'p1', 'p2', 'two', 'three', 'four', 'small'].map((text) => boxOf(page, text))
    for (const { left } of order) expect(left).toBeCloseTo(40, 0)
    expect(order[0]?.top).toBeCloseTo(48, 0)
    for (const [index, word] of order.entries())
      expect(word.top).toBeGreaterThan((order[index - 1]?.bottom ?? 0) + (index === 0 ? 0 : 1))
    const height = (text: string) => boxOf(page, text).bottom - boxOf(page, text).top
    const heights = ['one', 'two', 'three', 'four', 'p1', 'small'].map(height)
    expect(heights).toEqual(heights.toSorted((a, b) => b - a))
    expect(new Set(heights).size).toBe(6)
    // space before a heading, none before the first; a smaller one before level 4
    const gap = (above: string, below: string) => boxOf(page, below).top - boxOf(page, above).bottom
    expect(gap('p2', 'two')).toBeGreaterThan(gap('p1', 'p2') + 5)
    expect(gap('three', 'four')).toBeLessThan(gap('two', 'three'))
  })
  it('of facts are in two columns, each pair below the taller cell of the pair before', async () => {
    const page = await placed((sheet) =>
      sheet.facts([
        ['name', [body('v1'), small('v2'), body(''), small('v3')]],
        [`tall ${'wide '.repeat(40)} end`, [body('v4')]],
        ['last', [body('v5')]],
      ]),
    )
    const [name, v1, v2, v3] = ['name', 'v1', 'v2', 'v3'].map((text) => boxOf(page, text))
    expect(name?.left).toBeCloseTo(40, 0)
    expect(name?.top).toBeCloseTo(v1?.top ?? 0, 0)
    for (const value of [v1, v2, v3]) expect(value?.left).toBeCloseTo(170, 0)
    expect(v2?.top).toBeCloseTo(v1?.bottom ?? 0, 0)
    expect(v3?.top).toBeCloseTo(v2?.bottom ?? 0, 0)
    expect(boxOf(page, 'tall').top).toBeCloseTo((v3?.bottom ?? 0) + 3, 0)
    expect(boxOf(page, 'end').right).toBeLessThanOrEqual(154)
    expect(boxOf(page, 'last').top).toBeGreaterThan(boxOf(page, 'end').bottom)
    expect(boxOf(page, 'last').top).toBeLessThan(boxOf(page, 'end').bottom + 10)
  })
  it('of a table are in columns of the given shares, each row below the tallest cell of the row before', async () => {
    const page = await placed((sheet) => {
      sheet.table(
        [
          { title: 'A', share: 0.25 },
          { title: 'B', share: 0.25 },
          { title: 'C', share: 0.5 },
        ],
        [
          [[body('a1')], [body('wide '.repeat(30)), body('b1')], [body('c1')]],
          [[body('a2')], [body('b2')], [body('c2')]],
        ],
      )
      sheet.paragraph(body('after'))
    })
    const lefts = [
      ['A', 'a1', 'a2'],
      ['B', 'b1', 'b2'],
      ['C', 'c1', 'c2'],
    ] as const
    for (const [index, column] of lefts.entries())
      for (const text of column) expect(boxOf(page, text).left).toBeCloseTo(43 + (index * 515.28) / 4, 0)
    expect(boxOf(page, 'wide').right).toBeLessThan(boxOf(page, 'c1').left)
    const top = (text: string) => boxOf(page, text).top
    expect(top('a1')).toBeCloseTo(top('c1'), 0)
    expect(top('a1')).toBeGreaterThan(boxOf(page, 'A').bottom + 4)
    // above and below the line each row has 3 points of its own
    expect(top('a2') - boxOf(page, 'b1').bottom).toBeCloseTo(6, 0)
    expect(top('after') - boxOf(page, 'b2').bottom).toBeCloseTo(9, 0)
  })
})

/** Paragraphs that fill the page down to about the given height. */
function fill(sheet: Sheet, to: number): void {
  // each takes 9.3 points and 3 below
  for (let y = 48; y < to - 12.4; y += 12.3125) sheet.paragraph(body('filling'))
}
const notFilling = (pages: readonly (readonly Word[])[]) =>
  pages.map((page) =>
    page.filter((each) => !isMargin(each) && each.text !== 'filling').map(({ text }) => text),
  )

describe.skipIf(noPoppler)('a full page', () => {
  it('is followed by another, every page with its number in the footer', async () => {
    const pages = pagesOf(await draw((sheet) => fill(sheet, 2_000), 'Job 7'))
    expect(pages).toHaveLength(3)
    for (const [index, page] of pages.entries()) {
      const foot = page.filter(isFooter)
      expect(foot.map(({ text }) => text).join(' ')).toBe(`Job 7 ${words.report.page(index + 1, 3)}`)
      const head = page.filter((each) => isMargin(each) && !isFooter(each)).map(({ text }) => text)
      expect(head).toEqual(index === 0 ? [] : ['running', 'title'])
      expect(foot[0]?.left).toBeCloseTo(40, 0)
      expect(foot[0]?.top).toBeCloseTo(808, 0)
      for (const each of page) if (!isMargin(each)) expect(each.bottom).toBeLessThanOrEqual(790.9)
    }
    // the first pages are used to the end
    for (const page of pages.slice(0, -1))
      expect(Math.max(...page.filter((each) => !isMargin(each)).map(({ bottom }) => bottom))).toBeGreaterThan(
        775,
      )
  })
  it('does not end with a heading', async () => {
    const after = async (to: number) =>
      notFilling(
        pagesOf(
          await draw((sheet) => {
            fill(sheet, to)
            sheet.heading(2, 'heading')
            sheet.paragraph(body('text'))
          }),
        ),
      )
    expect(await after(700)).toEqual([['heading', 'text']])
    expect(await after(765)).toEqual([[], ['heading', 'text']])
  })
  it('does not end with headings or group titles whose first row needs the next page', async () => {
    const tall = Array.from({ length: 12 }, (_, index) => body(`t${index}`))
    const pages = notFilling(
      pagesOf(
        await draw((sheet) => {
          fill(sheet, 660)
          sheet.heading(2, 'heading')
          sheet.heading(3, 'below')
          sheet.table(two, [{ group: 'group' }, [[body('c')], tall]])
        }),
      ),
    )
    expect(pages[0]).toEqual([])
    expect(pages[1]?.slice(0, 6)).toEqual(['heading', 'below', 'A', 'B', 'group', 'c'])
  })
  it('keeps a group title within a table with the row below it', async () => {
    const rows = (count: number): Row[] => Array.from({ length: count }, () => [[body('r')], [body('x')]])
    const pages = notFilling(
      pagesOf(await draw((sheet) => sheet.table(two, [...rows(46), { group: 'group' }, ...rows(1)]))),
    )
    expect(pages.map((page) => page.includes('group'))).toEqual([false, true])
    expect(pages[1]).toEqual(['A', 'B', 'group', 'r', 'x'])
  })
  it('does not end with the head of a table, nor with half a pair', async () => {
    const after = async (to: number, work: (sheet: Sheet) => void) =>
      notFilling(
        pagesOf(
          await draw((sheet) => {
            fill(sheet, to)
            work(sheet)
          }),
        ),
      )
    const table = (sheet: Sheet) => sheet.table(two, [[[body('a')], [body('b')]]])
    expect(await after(690, table)).toEqual([['A', 'B', 'a', 'b']])
    expect(await after(770, table)).toEqual([[], ['A', 'B', 'a', 'b']])
    const facts = (sheet: Sheet) => sheet.facts([['name', [body('v1'), body('v2'), body('v3')]]])
    expect((await after(755, facts)).map((texts) => texts.toSorted())).toEqual([['name', 'v1', 'v2', 'v3']])
    expect((await after(775, facts)).map((texts) => texts.toSorted())).toEqual([
      [],
      ['name', 'v1', 'v2', 'v3'],
    ])
  })
  it('splits a table between rows and repeats its head, which is tagged once', async () => {
    const rows = Array.from({ length: 60 }, (_, index): Cell[] => [[body(`r${index}`)], [body(`x${index}`)]])
    const pdf = await draw((sheet) => sheet.table(two, rows))
    const pages = pagesOf(pdf)
    expect(pages).toHaveLength(2)
    for (const page of pages) {
      const inside = page.filter((each) => !isMargin(each))
      expect(inside.slice(0, 2).map(({ text }) => text)).toEqual(['A', 'B'])
      expect(inside[0]?.top).toBeCloseTo(51, 0)
      for (const each of page) if (!isMargin(each)) expect(each.bottom).toBeLessThanOrEqual(789.9)
    }
    const texts = notFilling(pages).flat()
    expect(texts.filter((text) => /^[rx]\d/.test(text))).toEqual(
      rows.flatMap((_, index) => [`r${index}`, `x${index}`]),
    )
    expect(structureOf(pdf).filter((tag) => tag === 'TH A')).toHaveLength(1)
    expect(structureOf(pdf).filter((tag) => tag === 'TR')).toHaveLength(61)
  })
  it('keeps a row that fits on the next page whole', async () => {
    const tall = Array.from({ length: 12 }, (_, index) => body(`t${index}`))
    const pages = notFilling(
      pagesOf(
        await draw((sheet) => {
          fill(sheet, 680)
          sheet.table(two, [
            [[body('a')], [body('b')]],
            [[body('c')], tall],
          ])
        }),
      ),
    )
    expect(pages[0]).toEqual(['A', 'B', 'a', 'b'])
    expect(new Set(pages[1])).toEqual(new Set(['A', 'B', 'c', ...tall.map(({ text }) => text)]))
  })
  it('cuts a paragraph and a cell that are taller than a page', async () => {
    const long = Array.from({ length: 4_000 }, (_, index) => `w${index}`).join(' ')
    const pages = pagesOf(
      await draw((sheet) => sheet.table(two, [[[body('a')], [body(long), body('next')]]])),
    )
    const texts = pages.flat().map(({ text }) => text)
    expect(pages.length).toBeLessThanOrEqual(2)
    expect(texts).toContain('w0')
    expect(texts).not.toContain('next')
    expect(texts.some((text) => text.endsWith('…'))).toBe(true)
    for (const each of pages.flat()) if (!isMargin(each)) expect(each.bottom).toBeLessThanOrEqual(800)
  })
})
