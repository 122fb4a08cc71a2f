/** Which headings, pairs, tables and columns the HTML and the PDF of a report have, and in which order. */
import { describe, expect, it } from 'vitest'
import { idsOf, linesOf, numberOf, portOf, whereOf } from '#electron/services/report/cell-texts.ts'
import type { ReportFirmware } from '#electron/services/report/devices.ts'
import type { ReportEndpoint } from '#electron/services/report/endpoints.ts'
import { htmlOf } from '#electron/services/report/html.ts'
import { buildReport, type Report, type ReportMatter } from '#electron/services/report/model.ts'
import { drawReport } from '#electron/services/report/pdf-content.ts'
import { foundAt } from '#shared/machines/onboarding.ts'
import { words } from '#shared/words/index.ts'
import { outlineOfHtml, recordingSheet, tight } from './outline.ts'
import { base, empty, endpoint, endpoints, matter, moment, noHandsets } from './report-matter.ts'

const { report: texts, terms } = words

const html = (of: ReportMatter | Report) =>
  outlineOfHtml(htmlOf('job' in of ? buildReport(of) : of).toString('utf8'))
function pdf(of: ReportMatter | Report) {
  const recorded = recordingSheet()
  drawReport(recorded.sheet, 'job' in of ? buildReport(of) : of)
  return recorded
}
const formats = [
  ['HTML', html],
  ['PDF', pdf],
] as const

const rowsOf = (rows: readonly (readonly string[])[]) => rows.map((row) => row.map(tight))
const callOf = ({ testCall }: ReportEndpoint): string =>
  testCall === null ? texts.notEntered : `${testCall.shape}${testCall.word}`
const stateOf = ({ state }: ReportEndpoint): string => `${state.shape}${state.word}`
const firmwareOf = ({ version, mark }: ReportFirmware): string =>
  `${version ?? terms.notKnown}${mark.shape}${mark.word}`

/** Cells of the tables before the appendix, as they stand in both formats. */
const mainTables = (report: Report) => [
  {
    columns: [terms.name, terms.number, terms.device, texts.place, texts.state, texts.testCall],
    rows: rowsOf(
      report.worked.map((each) => [
        ...[each.name, numberOf(each), each.device, whereOf(each), stateOf(each), callOf(each)],
      ]),
    ),
  },
  {
    columns: [
      ...[terms.name, terms.number, terms.device, terms.hardwareId],
      ...[terms.switchPort, texts.state, texts.testCall],
    ],
    rows: rowsOf(
      report.rooms.flatMap(({ name, endpoints: each }) => [
        [name],
        ...each.map((row) => [
          ...[row.name, numberOf(row), row.device, row.hardwareIdPrinted],
          ...[portOf(row), stateOf(row), callOf(row)],
        ]),
      ]),
    ),
  },
  {
    columns: [terms.device, terms.address, terms.switchPort, texts.whatToDo],
    rows: rowsOf(
      report.devicesToActOn.map(({ name, address, place, todo }) => [
        ...[name, address, place === '' ? texts.notEntered : place, todo.join('')],
      ]),
    ),
  },
]

const appendixTables = (report: Report) => [
  {
    columns: [texts.endpoint, terms.hardwareId, terms.firmware, texts.state],
    rows: rowsOf(
      report.endpoints
        .filter(({ started }) => started)
        .map((each) => [
          `${each.name}${each.device}${each.through === null ? '' : `, ${texts.reachedThrough(each.through)}`}`,
          `${each.hardwareIdPrinted}${each.ipei === null ? '' : `${each.ipei.grouped}${each.ipei.printed}`}`,
          firmwareOf(each.firmware),
          `${stateOf(each)}${each.since.text}${linesOf(each).join('')}`,
        ]),
    ),
  },
  ...report.devices.flatMap(({ pushes }) =>
    pushes.map(({ edits }) => ({
      columns: [texts.setting, texts.before, texts.after, texts.editResultTitle],
      rows: rowsOf(
        edits.map((edit) => [
          `${edit.setting}${edit.page}`,
          edit.before ?? texts.notShown,
          edit.after,
          edit.result,
        ]),
      ),
    })),
  ),
  {
    columns: [terms.device, texts.ids, terms.firmware, texts.evidence],
    rows: rowsOf(
      report.devices.map((each) => [
        `${each.name}${each.kind ?? terms.notKnown} · ${each.level}`,
        `${idsOf(each).join('')}${each.lastSeen.text}`,
        firmwareOf(each.firmware),
        `${each.contradictions.join('')}${[
          ...each.evidence.map(({ seenIn, raw }) => texts.evidenceLine(seenIn, raw)),
          ...(each.evidenceLeftOut === 0 ? [] : [texts.moreEvidence(each.evidenceLeftOut)]),
        ].join(' · ')}`,
      ]),
    ),
  },
  {
    columns: [terms.time, terms.event, texts.subject, texts.factsTitle],
    rows: rowsOf(report.history.map((line) => [line.at.text, line.what, line.subject, line.facts])),
  },
]

/**
 * The report of `matter`, with a handset of which only its IPEI is known and a push that failed. Built in each
 * test: mutation testing then runs only the tests that reach a mutant.
 */
const [push] = matter.pushes
if (push === undefined) throw new Error('no push')
const fullMatter: ReportMatter = {
  ...matter,
  endpoints: [
    ...endpoints,
    {
      ...endpoint('03717C0E0F', foundAt(moment)),
      ...{ deviceId: null, model: null, seenState: null, place: 'Room <9>' },
    },
  ],
  pushes: [
    push,
    {
      ...push,
      id: 'push-2',
      plan: { ...push.plan, target: { kind: 'firmware', version: '8.0.4' } },
      state: {
        at: 'failed',
        during: 'applying',
        since: moment,
        problem: { code: 'timed-out', facts: {} },
        results: [],
      },
    },
  ],
}
const fullReport = () => buildReport(fullMatter)

describe.each(formats)('the tables of a report as %s', (_, outline) => {
  it('have every row and column of the model, in its order', () => {
    const full = fullReport()
    const tables = outline(full).tables.map(({ columns, rows }) => ({ columns, rows }))
    expect(tables).toEqual([...mainTables(full), ...appendixTables(full)])
    expect(tables).toHaveLength(8)
  })
  it('are those before the appendix when it is left off', () => {
    const short = buildReport(fullMatter, { appendix: false, otherDevices: false })
    const { tables, headings } = outline(short)
    expect(tables.map(({ columns, rows }) => ({ columns, rows }))).toEqual(mainTables(short))
    expect(headings).not.toContain(`2 ${texts.appendix}`)
  })
  it('show phones and adapter ports without an IPEI', () => {
    const report = buildReport(noHandsets)
    const tables = outline(report).tables.map(({ columns, rows }) => ({ columns, rows }))
    expect(tables).toEqual([...mainTables(report), ...appendixTables(report)])
  })
  it('are replaced by a sentence when they have no rows', () => {
    const { tables, paragraphs } = outline(empty)
    expect(tables).toEqual([])
    expect(paragraphs).toEqual(
      expect.arrayContaining([
        ...[texts.noEndpoints, texts.noDevicesToActOn, texts.noneStarted],
        ...[texts.noSettings, texts.noDevices, texts.noHistory],
      ]),
    )
    expect(outline(buildReport({ ...empty, endpoints: [] })).paragraphs).toContain(
      texts.openPoint['no-devices'](),
    )
  })
  it('say that nothing is open when nothing is', () => {
    const done = { ...buildReport(empty), openPoints: [] }
    expect(outline(done).paragraphs).toContain(texts.noOpenPoints)
    expect(outline(fullReport()).paragraphs).not.toContain(texts.noOpenPoints)
  })
  it('name the problem, the URL and the source of each push', () => {
    const full = fullReport()
    const { paragraphs } = outline(full)
    const [first, second] = full.devices[0]?.pushes ?? []
    expect(paragraphs).toContain(first?.url)
    expect(second?.url).toBeNull()
    expect(paragraphs).toContain(second?.problem?.title)
    expect(paragraphs.filter((text) => text === texts.howWritten(first?.provenance ?? ''))).toHaveLength(2)
  })
})

describe.each(formats)('the headings and pairs of a report as %s', (_, outline) => {
  it('are in the order of the sections', () => {
    const full = fullReport()
    const [first, second] = full.devices[0]?.pushes ?? []
    if (first === undefined || second === undefined) throw new Error('no pushes')
    expect(outline(full).headings).toEqual([
      `1 ${full.name}`,
      `2 ${texts.resultTitle}`,
      `3 ${texts.openPoints}`,
      `2 ${texts.rooms}`,
      `2 ${texts.devicesToActOn}`,
      `2 ${texts.appendix}`,
      `3 ${texts.facts}`,
      `3 ${texts.endpointFacts}`,
      `3 ${texts.settings}`,
      ...[first, second].map(
        ({ mark, at }) => `4 ${texts.settingsAt(full.devices[0]?.name ?? '', mark.word, at.text)}`,
      ),
      `3 ${texts.deviceList}`,
      `3 ${texts.history}`,
    ])
  })
  it('have the facts of page one, then those of the appendix', () => {
    const full = fullReport()
    const expected = [
      [texts.customer, full.customer],
      [texts.technician, full.technician],
      [terms.site, full.site],
      [texts.date, '2026-11-24'],
      [texts.contact, full.contact],
      [terms.region, full.region],
      [terms.mode, full.mode],
      [texts.language, full.language],
      [texts.jobOpened, full.opened.text],
      [texts.reportMade, texts.madeAt(full.madeAt.text, full.timeZone)],
      [texts.firmwareJudgedBy, `${full.catalogue.source}, ${full.catalogue.date}`],
      [texts.scope, texts.scopeCounts(1, 0)],
    ]
    expect(outline(full).pairs).toEqual(expected.map(([name, value = '']) => [name, tight(value)]))
  })
  it('have a dash for what was not entered', () => {
    const job = { ...matter.job, site: '', customer: '', contact: '', technician: '' }
    const shown = new Map(outline({ ...matter, job }).pairs)
    for (const name of [terms.site, texts.customer, texts.contact, texts.technician])
      expect(shown.get(name)).toBe(texts.notEntered)
  })
  it.each([
    ['a live job', false, false],
    ['a rehearsal', false, true],
    ['the practice site', true, false],
    ['a rehearsal on the practice site', true, true],
  ])('warn in %s that devices or service are not real', (_name, practice, rehearsal) => {
    const text = outline({ ...fullReport(), practice, rehearsal }).paragraphs.join('\n')
    expect([text.includes(texts.practice), text.includes(texts.rehearsal)]).toEqual([practice, rehearsal])
  })
  it('have the result, the open points, two signatures and the list of omissions', () => {
    const full = fullReport()
    const { paragraphs } = outline(full)
    const text = paragraphs.join('\n')
    expect(paragraphs).toContain(full.result.text)
    for (const point of full.openPoints) expect(paragraphs).toContain(point.text)
    expect(paragraphs).toContain(texts.moreOpenPoints(full.openPointsLeftOut))
    expect(paragraphs).toContain(texts.moreInRooms(full.workedLeftOut))
    for (const title of [texts.handedOver, texts.accepted]) expect(text).toContain(title)
    expect(paragraphs).toContain(`${texts.signatureName} ${full.technician}`)
    expect(text).toContain(texts.secretsLeftOut)
  })
})

describe('the PDF', () => {
  it('uses the whole width for each table', () => {
    for (const { shares } of pdf(fullReport()).tables) expect(shares).toBeCloseTo(1)
  })
  it.each([
    ['Łódź, Київ, Αθήνα, Тбілісі', false],
    ['Երևան, თბილისი', false],
    ['café ✓ ☎', false],
    ['東京タワー', true],
    ['مكتب', true],
    ['office 🏢', true],
  ])('warns of letters that its font does not have: %s', (name, warned) => {
    expect(pdf({ ...fullReport(), name }).paragraphs.includes(texts.fontNote)).toBe(warned)
  })
})

describe('the HTML page', () => {
  const pageOf = () => htmlOf(fullReport()).toString('utf8')
  it('is a whole document with its title, version and language', () => {
    const page = pageOf()
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">/)
    expect(page).toContain(`content="${texts.generator('0.1.0')}"`)
    expect(page).toMatch(/<\/head>\n<body>\n<header>.*<main>.*<\/main>\n<footer>.*<\/html>\n$/s)
    expect(page).toContain(texts.madeBy('0.1.0'))
  })
  it('loads nothing and runs nothing', () => {
    const page = pageOf()
    expect(page).not.toMatch(/<script|<link|<img|\son\w+=|src=|url\(|@import/i)
    expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'")
    expect(page).toContain('@page { size: A4')
  })
  it('labels each section by its heading, and each table head by its scope', () => {
    const page = pageOf()
    const labels = [...page.matchAll(/<section[^>]* aria-labelledby="(\w+)"><h2 id="(\w+)">/g)]
    expect(labels.map(([, by, id]) => [by, id])).toEqual(
      ['result', 'rooms', 'act', 'appendix'].map((name) => [name, name]),
    )
    expect(page.match(/<th>/g)).toBeNull()
    expect(page.match(/<th scope="col">/g)?.length).toBeGreaterThan(10)
  })
  it('has each time of the appendix in machine-readable form', () => {
    const full = fullReport()
    const times = [...pageOf().matchAll(/<time datetime="([^"]+)">/g)].map(([, iso = '']) => iso)
    const started = full.endpoints.filter((each) => each.started)
    expect(times).toHaveLength(started.length + full.history.length)
    for (const iso of times) expect(Date.parse(iso)).toBeGreaterThanOrEqual(moment)
  })
  it('marks a state by class, shape and word', () => {
    const page = pageOf()
    expect(page).toContain('<span class="mark bad"><span aria-hidden="true">✕</span>')
    expect(page).toContain('<span class="mark good"><span aria-hidden="true">✓</span>')
  })
  it('has the name of the job in the page header of the print, where it cannot end its string', () => {
    const page = htmlOf(
      buildReport({ ...matter, job: { ...matter.job, customer: '', name: 'a"</style>\\' } }),
    )
    expect(page.toString('utf8')).toContain('@top-left { content: "a\\22 \\3c \\2f style\\3e \\5c " }')
  })
  it('lists contradictions only where there are any', () => {
    const agreed = { ...base, identity: { ...base.identity, contradictions: [] } }
    const [contradiction = ''] = fullReport().devices[0]?.contradictions ?? []
    expect(html(matter).paragraphs).toContain(contradiction)
    expect(html({ ...matter, devices: [agreed] }).paragraphs).not.toContain(contradiction)
  })
})
