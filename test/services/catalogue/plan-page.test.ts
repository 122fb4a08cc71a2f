/** The published page, and its dated forms. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rootFolder } from '#electron/platform/folders.ts'
import { loadCatalogue, loadPack } from '#electron/services/catalogue/packs.ts'
import { readPlanPage } from '#electron/services/catalogue/plan-page.ts'
import { type Catalogue, notesFor } from '#shared/model/catalogue.ts'
import fc from '#test/support/property.ts'
import { of2021, of2023, of2025, pageOf } from './pages.ts'

const shipped = loadCatalogue()
const seeds = join(rootFolder, '../shared/seeds')
const pages = [
  { date: '2024-07-15', file: 'sip-gateway-plan.md', rows: 183, withFootnote: 183 },
  // the rows of 2N have no footnote
  { date: '2025-02-28', file: 'sip-gateway-plan-2025-02-28.md', rows: 211, withFootnote: 191 },
].map((page) => ({ ...page, seed: join(seeds, page.file) }))
const isHere = pages.every(({ seed }) => existsSync(seed))

describe.skipIf(!isHere).each(pages)(
  `the published page of $date${isHere ? '' : ' (skipped: it is not here)'}`,
  ({ date, seed, ...counts }) => {
    const pack = loadPack(date)
    if (pack === null) throw new Error(`no pack of ${date}`)
    const shipped: Catalogue = { ...pack, origin: null }
    const markdown = isHere ? readFileSync(seed, 'utf8') : ''

    it('is parsed into the built-in list, with its one duplicate row', () => {
      const page = readPlanPage(markdown)
      expect(page.catalogue).toEqual(shipped)
      expect(page.unreadable).toEqual([])
      expect(page.duplicates).toEqual([
        { vendor: 'AudioCodes', model: '445HD', lines: [expect.any(Number), expect.any(Number)], same: true },
      ])
      const lines = markdown.split('\n')
      for (const line of page.duplicates[0]?.lines ?? []) expect(lines[line - 1]).toContain('|445HD<sup>')
    })

    it('has as many rows with a footnote as the catalogue has rows with a location', () => {
      const rows = markdown.split('\n').filter((line) => line.startsWith('|') && line.includes('<sup>'))
      expect(rows).toHaveLength(counts.withFootnote)
      expect(shipped.rows.filter(({ location }) => location !== 'not-stated')).toHaveLength(rows.length)
      expect(shipped.rows).toHaveLength(counts.rows)
    })

    it('has every note under its table in the catalogue', () => {
      const below = markdown.slice(markdown.indexOf('<sup>1</sup> Device'))
      expect(shipped.notes).toHaveLength(below.split('[!NOTE]').length - 1)
    })

    it.each([
      ['Windows line ends', (text: string) => text.replaceAll('\n', '\r\n')],
      ['a byte order mark', (text: string) => `\uFEFF${text}`],
      ['footnotes as Markdown has them', (text: string) => text.replaceAll(/<sup>(\d)<\/sup>/g, '[^$1]')],
      [
        'superscript digits',
        (text: string) => text.replaceAll(/<sup>(\d)<\/sup>/g, (_, n: string) => '¹²³'[Number(n) - 1] ?? ''),
      ],
      ['blanks in its marks', (text: string) => text.replaceAll(/<sup>(\d)<\/sup>/g, ' <sup> $1 </sup>')],
      ['no outer bars', (text: string) => inEveryRow(text).replaceAll(/^\|(.*)\|[ ]*$/gm, '$1')],
      ['the vendor in every row', inEveryRow],
      [
        'narrow cells',
        (text: string) => text.replaceAll(/^\|.*$/gm, (line) => line.replaceAll(/[ ]*\|[ ]*/g, '|')),
      ],
    ] as const)('reads the same with %s', (_what, change) => {
      const { catalogue } = readPlanPage(change(markdown))
      expect(catalogue.rows).toEqual(shipped.rows)
      expect(catalogue.notes).toEqual(shipped.notes)
    })

    it('cut anywhere before the meaning of its footnotes is refused', () => {
      const end = markdown.indexOf('<sup>3</sup> Device supports only')
      fc.assert(
        fc.property(fc.nat({ max: end - 1 }), (at) => {
          expect(() => readPlanPage(markdown.slice(0, at))).toThrow(
            expect.objectContaining({ code: expect.stringMatching(/^catalogue-(damaged|not-the-page)$/) }),
          )
        }),
      )
    })

    it('with lines of its table in any order has the same rows', () => {
      const lines = inEveryRow(markdown).split('\n')
      const isRow = (line: string) => line.startsWith('|') && line.includes('<sup>')
      const rows = lines.filter(isRow)
      const names = (page: ReturnType<typeof readPlanPage>) =>
        page.catalogue.rows.map(({ vendor, model, approved }) => `${vendor}/${model}/${approved}`).toSorted()
      const expected = names(readPlanPage(markdown))
      fc.assert(
        fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
          const waiting = [...shuffled]
          const page = lines.map((line) => (isRow(line) ? (waiting.shift() ?? '') : line)).join('\n')
          expect(names(readPlanPage(page))).toEqual(expected)
        }),
        { numRuns: 20 },
      )
    })
  },
)

/** `| |8832…` → `|Cisco|8832…` */
function inEveryRow(text: string): string {
  let vendor = ''
  return text.replaceAll(/^\|([^|]*)\|(.*)$/gm, (line, first: string, rest: string) => {
    if (first.includes('**')) vendor = first.replaceAll('*', '').trim()
    return first.trim() === '' && /^[^|]*\S/.test(rest) ? `|${vendor}|${rest}` : line
  })
}

describe('notes of the page', () => {
  it.each([
    [/^For Poly devices, LLDP/, ['Poly'], []],
    [/^Compatible Cisco SIP/, ['Cisco'], ['phone', 'conference-phone']],
    [/OVOC and Poly Lens/, ['Poly', 'AudioCodes'], []],
    [/^Spectralink Handsets/, ['Spectralink'], ['handset', 'dect-base']],
    [/^Ascom Handsets/, ['Ascom'], ['handset', 'dect-base']],
    [/^Gigaset Handsets/, ['Gigaset'], ['handset', 'dect-base']],
    [/^For Yealink DECT/, ['Yealink'], ['dect-base']],
    [/IP-DECT systems/, ['Poly', 'Yealink', 'Spectralink', 'Ascom', 'Gigaset'], ['dect-base', 'handset']],
    [/greater than the approved/, ['AudioCodes'], []],
    [/^For support queries, customers using the Algo/, ['Algo'], []],
  ])('%s is attached to %o', (text, vendors, kinds) => {
    expect(shipped.notes.find((note) => text.test(note.text))).toMatchObject({
      vendors,
      kinds,
      subject: null,
    })
  })

  it('about Tango Extend is attached to no vendor, and complete', () => {
    const note = shipped.notes.find(({ subject }) => subject === 'Tango Extend')
    expect(note).toMatchObject({ vendors: [], kinds: [] })
    expect(note?.text.split('\n\n')).toHaveLength(4)
    expect(note?.text).not.toContain('**')
  })

  it('are found for a row by its vendor and its kind', () => {
    const of = (model: string) => {
      const row = shipped.rows.find((each) => each.model === model)
      return row === undefined ? [] : notesFor(shipped, row).map(({ text }) => text.slice(0, 20))
    }
    expect(of('W70B EMEA')).toEqual(['For Yealink DECT Bas', 'For support queries,'])
    expect(of('W56H')).toEqual(['For support queries,'])
    expect(of('T46S')).toEqual([])
    expect(of('ATA191-MPP')).toEqual([])
    expect(of('8841')).toEqual(['Compatible Cisco SIP'])
    expect(of('405HD')).toHaveLength(2)
  })

  it('have their absolute links only', () => {
    expect(shipped.notes.find(({ vendors }) => vendors[0] === 'Algo')?.links).toHaveLength(3)
    const urls = [...shipped.notes, ...shipped.requirements, ...shipped.rows, ...shipped.vendors].flatMap(
      ({ links }) => links.map(({ url }) => url),
    )
    expect(urls.filter((url) => !/^https?:\/\//.test(url))).toEqual([])
  })
})

it('has feature codes and requirements', () => {
  expect(shipped.featureCodes.map(({ code, group }) => [code, group])).toEqual([
    ['*30*', 'DND'],
    ['*31*', 'DND'],
    ['*32*', 'Call Forwarding'],
    ['*33*', 'Call Forwarding'],
    ['*34*', 'Call Forwarding'],
    ['*35*', 'Call Forwarding'],
    ['*55*', 'Device Validation'],
    ['*99*', 'Voicemail'],
  ])
  expect(shipped.featureCodes.filter(({ open }) => open !== null).map(({ code }) => code)).toEqual([
    '*33*',
    '*34*',
    '*35*',
  ])
  expect(shipped.requirements.map(({ section, depth }) => `${depth} ${section}`)).toEqual([
    '0 Requirements to use SIP Gateway',
    '0 Requirements to use SIP Gateway',
    ...[0, 0, 0, 1, 0, 0].map((depth) => `${depth} Hardware, software, and licenses`),
  ])
})

describe('a page of', () => {
  it('2021 has no locations and a row three times', () => {
    const { catalogue, duplicates, unreadable } = readPlanPage(of2021)
    expect(catalogue.date).toBe('2021-09-30')
    expect(new Set(catalogue.rows.map(({ location }) => location))).toEqual(new Set(['not-stated']))
    expect(duplicates).toMatchObject([{ vendor: 'Yealink', model: 'T41S', same: true }])
    expect(duplicates[0]?.lines).toHaveLength(3)
    expect(unreadable).toEqual([])
    expect(catalogue.rows.at(-1)).toMatchObject({
      vendor: 'AudioCodes',
      model: '405HD',
      approved: '2.2.16.570',
    })
    expect(catalogue.vendors[0]).toEqual({
      name: 'Cisco',
      remarks: 'Convert enterprise firmware first.',
      links: [{ text: 'Guide', url: 'https://example.test/guide' }],
    })
    expect(catalogue.notes).toMatchObject([{ vendors: ['AudioCodes'] }])
    expect([catalogue.featureCodes, catalogue.footnotes, catalogue.requirements]).toEqual([[], [], []])
  })

  it('2023 has one mark with its own meaning', () => {
    const { catalogue } = readPlanPage(of2023)
    const location = (model: string) => catalogue.rows.find((row) => row.model === model)?.location
    expect([location('6821'), location('T41S'), location('T21P'), location('MP112')]).toEqual([
      'dynamic',
      'dynamic',
      'not-stated',
      'not-stated',
    ])
    expect(catalogue.rows.find(({ model }) => model === 'MP112')).toMatchObject({
      ports: { usable: null, total: null, all: true },
      remarks: 'ATA',
      links: [{ text: 'Setup Guide' }],
    })
    expect(catalogue.rows.find(({ model }) => model === 'W70B EMEA')).toMatchObject({
      minimum: null,
      region: 'emea',
      kind: { value: 'dect-base' },
    })
  })

  it('2025 has a vendor without marks, breaks between links and a date without zeros', () => {
    const { catalogue } = readPlanPage(of2025)
    expect(catalogue.date).toBe('2025-02-28')
    expect(catalogue.source).toContain('2025-02-28')
    expect(catalogue.rows.map(({ model }) => model)).toEqual(['T41S', '9841', '6821', 'IP Verso', 'IP Solo'])
    expect(catalogue.rows[1]).toMatchObject({ approved: 'PhoneOS 3.3.1', kind: { value: 'phone' } })
    expect(catalogue.rows[3]).toMatchObject({
      vendor: '2N',
      location: 'not-stated',
      kind: { value: 'intercom' },
    })
    expect(catalogue.vendors.find(({ name }) => name === '2N')?.links).toHaveLength(2)
    expect(catalogue.featureCodes.map(({ code, group, effect }) => [code, group, effect])).toEqual([
      ['*30*', 'DND', 'Set DND From SIP Device'],
      ['*32*', 'Call Forwarding', 'Reset Call Forwarding Status'],
      ['*33*', 'Call Forwarding', 'Set "Call Forwarded To" Number'],
    ])
    expect(catalogue.requirements).toMatchObject([{ text: 'Users must have a number.' }])
    expect(catalogue.notes).toMatchObject([{ vendors: [], subject: 'Tango Extend' }])
  })

  it('other headings has the same columns', () => {
    const { catalogue } = readPlanPage(
      pageOf({
        head: '| Model | Manufacturer | Certified firmware | Notes | Min. firmware |',
        rows: [
          '| T46S | Yealink | 66.86.5.1 | Desk | 83 |',
          '| N870 IP PRO | Gigaset | 2.52.0 | Base Station | |',
        ],
      }),
    )
    expect(catalogue.rows).toMatchObject([
      { vendor: 'Yealink', model: 'T46S', minimum: '83', approved: '66.86.5.1', remarks: 'Desk' },
      { vendor: 'Gigaset', minimum: null, approved: '2.52.0', kind: { value: 'dect-base' } },
    ])
  })

  it('one table per vendor takes the vendor from the heading above', () => {
    const table = (model: string) => ['|Model|Approved version|', '|:--|:-:|', `|${model}|1.2|`, '']
    const page = [
      'ms.date: 1/2/2026',
      '### Poly',
      ...table('VVX411'),
      '### Snom',
      '',
      ...table('D735'),
      'End.',
    ]
    expect(readPlanPage(page.join('\n')).catalogue.rows).toMatchObject([
      { vendor: 'Poly', model: 'VVX411' },
      { vendor: 'Snom', model: 'D735' },
    ])
  })
})

describe('a date', () => {
  it.each([
    ['07/15/2024', '2024-07-15'],
    ['2/28/2025', '2025-02-28'],
    ['12/1/2025', '2025-12-01'],
    ['"02/29/2024"', '2024-02-29'],
    ['2025-02-28', '2025-02-28'],
    ['2025-02-28T08:00:00Z', '2025-02-28'],
  ])('%s is %s', (written, date) => {
    expect(readPlanPage(pageOf({ date: written, rows: ['|A|B|1|1| | |'] })).catalogue.date).toBe(date)
  })

  it.each([['02/30/2025'], ['13/01/2025'], ['2025-13-01'], ['yesterday'], ['7/15'], ['']])(
    '%s is invalid',
    (written) => {
      expect(() => readPlanPage(pageOf({ date: written, rows: ['|A|B|1|1| | |'] }))).toThrow(
        expect.objectContaining({ code: 'catalogue-not-the-page' }),
      )
    },
  )
})
