/** Which headings, pairs, tables and columns the HTML and the PDF of a report have, and in which order. */
import { describe, expect, it } from 'vitest'
import { htmlOf } from '#electron/services/report/html.ts'
import {
  buildReport,
  type Report,
  type ReportFirmware,
  type ReportMatter,
} from '#electron/services/report/model.ts'
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

const firmwareText = ({ version, mark, minimum, approved, catalogue: { source, date } }: ReportFirmware) =>
  [
    version ?? terms.notKnown,
    mark.shape,
    mark.word,
    minimum === null && approved === null ? texts.noVersions : texts.versions(minimum, approved),
    `; ${source}, ${date}`,
  ].join('')

/** Cells of each table of a report with one device, as they stand in both formats. */
function expectedTables(report: Report) {
  const [device] = report.devices
  if (device === undefined) throw new Error('no device')
  const rowsOf = (rows: readonly (readonly string[])[]) => rows.map((row) => row.map(tight))
  return {
    notDone: {
      columns: [texts.subject, texts.leftOpen],
      rows: rowsOf(report.notDone.map(({ subject, what }) => [subject, what])),
    },
    endpoints: {
      columns: [texts.endpoint, texts.ids, terms.firmware, texts.stateReached, terms.time],
      rows: rowsOf(
        report.endpoints.map((each) => [
          `${each.name}${each.kind}${each.model === null ? '' : `·${each.model}`}${each.base ?? texts.notOnDevice}`,
          `${each.ipei === null ? '' : `${terms.ipei}${each.ipei.grouped}${texts.printed}${each.ipei.printed}`}${
            terms.hardwareId
          }${each.hardwareIdPrinted}`,
          firmwareText(each.firmware),
          [
            ...[each.state.shape, each.state.word, each.problem ?? '', ...each.details],
            each.seenState === null ? '' : texts.statusOnDevice(each.seenState.text, each.seenState.at.text),
          ].join(''),
          each.since.text,
        ]),
      ),
    },
    pushes: device.pushes.map(({ edits }) => ({
      columns: [texts.setting, texts.before, texts.after, texts.resultTitle],
      rows: rowsOf(
        edits.map((edit) => [
          `${edit.setting}${edit.page}`,
          edit.before ?? texts.notShown,
          edit.after,
          edit.result,
        ]),
      ),
    })),
    evidence: {
      columns: [texts.seenIn, terms.textAsReceived, texts.reading, terms.time, texts.readingSource],
      rows: rowsOf(
        device.evidence.map(({ seenIn, raw, says, at, sources }) => [
          seenIn,
          raw,
          says.join(''),
          at.text,
          sources.join(''),
        ]),
      ),
    },
    history: {
      columns: [terms.time, terms.event, texts.subject, texts.facts],
      rows: rowsOf(report.history.map((line) => [line.at.text, line.what, line.subject, line.facts])),
    },
  }
}

/**
 * The report of `matter`, with a handset of which only its IPEI is known and a push that failed. Built in each
 * test: mutation testing then runs only the tests that reach a mutant.
 */
const [push] = matter.pushes
if (push === undefined) throw new Error('no push')
const fullReport = () =>
  buildReport({
    ...matter,
    endpoints: [
      ...endpoints,
      { ...endpoint('03717C0E0F', foundAt(moment)), deviceId: null, model: null, seenState: null },
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
  })

describe.each(formats)('the tables of a report as %s', (format, outline) => {
  it('have every row and column of the model, in its order', () => {
    const full = fullReport()
    const { notDone, endpoints: all, pushes, evidence, history } = expectedTables(full)
    const tables = outline(full).tables.map(({ columns, rows }) => ({ columns, rows }))
    expect(tables).toEqual([notDone, all, ...pushes, evidence, history])
    expect(pushes).toHaveLength(2)
  })
  it('show no IPEI for endpoints without one', () => {
    const report = buildReport(noHandsets)
    expect(outline(report).tables[1]?.rows).toEqual(expectedTables(report).endpoints.rows)
  })
  it('are replaced by a sentence when they have no rows', () => {
    const full = fullReport()
    const { tables, paragraphs } = outline(empty)
    expect(tables).toHaveLength(1)
    expect(paragraphs).toEqual(expect.arrayContaining([texts.noEndpoints, texts.noDevices, texts.noHistory]))
    const { paragraphs: usual } = outline(full)
    for (const sentence of [texts.noEndpoints, texts.noDevices, texts.noHistory, texts.noEvidence])
      expect(usual).not.toContain(sentence)
    const bare = { ...base, identity: { ...base.identity, evidence: [], contradictions: [] } }
    expect(outline({ ...matter, devices: [bare] }).paragraphs).toContain(texts.noEvidence)
  })
  it('show a sentence when no work is open', () => {
    const full = fullReport()
    const done = { ...buildReport(empty), notDone: [] }
    expect(outline(done).tables).toEqual([])
    expect(outline(done).paragraphs).toContain(texts.nothingOpen)
    expect(outline(full).paragraphs).not.toContain(texts.nothingOpen)
  })
  it('are followed by the number of omitted evidence entries', () => {
    const full = fullReport()
    const many = Array.from({ length: 43 }, (_, index) => {
      const [first] = base.identity.evidence
      if (first === undefined) throw new Error('no evidence')
      return { ...first, raw: `line ${index}` }
    })
    const device = { ...base, identity: { ...base.identity, evidence: many } }
    expect(outline({ ...matter, devices: [device] }).paragraphs).toContain(texts.moreEvidence(3))
    expect(outline(full).paragraphs.join('\n')).not.toContain(texts.moreEvidence(0))
  })
  it('name the provenance, the problem and the URL of each push', () => {
    const full = fullReport()
    const { paragraphs } = outline(full)
    const text = tight(format === 'PDF' ? paragraphs.join('\n') : htmlOf(full).toString('utf8'))
    const [first, second] = full.devices[0]?.pushes ?? []
    expect(first?.url).not.toBeNull()
    expect(second?.url).toBeNull()
    expect(text).toContain(tight(first?.url ?? 'no URL'))
    expect(text).toContain(second?.problem ?? 'no problem')
    expect(text.split(tight(texts.howWritten(first?.provenance ?? ''))).length - 1).toBe(2)
  })
})

describe.each(formats)('the headings and pairs of a report as %s', (format, outline) => {
  it('are in the order of the sections', () => {
    const full = fullReport()
    const [device] = full.devices
    if (device === undefined) throw new Error('no device')
    const ofDevice =
      format === 'PDF'
        ? [`4 ${texts.settings}`, `4 ${texts.settings}`, `4 ${texts.evidence}`]
        : [`4 ${texts.contradictions}`]
    expect(outline(full).headings).toEqual([
      `1 ${texts.title(full.name)}`,
      `2 ${texts.summary}`,
      `3 ${texts.notDone}`,
      `2 ${texts.endpoints}`,
      `2 ${texts.devices}`,
      `3 ${device.name}`,
      ...ofDevice,
      `2 ${texts.history}`,
    ])
    expect(outline({ ...full, devices: [] }).headings).toContain(`3 ${texts.notDone}`)
    expect(outline({ ...full, notDone: [] }).headings).toContain(`3 ${texts.notDone}`)
  })
  it('have the facts of the job, then of each device', () => {
    const full = fullReport()
    const [device] = full.devices
    if (device === undefined) throw new Error('no device')
    const { pairs } = outline(full)
    const expected = [
      [terms.site, full.site],
      [terms.region, full.region],
      [texts.language, full.language],
      [terms.mode, full.mode],
      [texts.jobOpened, full.opened.text],
      [texts.reportMade, texts.madeAt(full.madeAt.text, full.timeZone)],
      [texts.firmwareJudgedBy, `${full.catalogue.source}, ${full.catalogue.date}`],
      [terms.address, device.address],
      [terms.mac, device.mac ?? ''],
      [terms.serial, terms.notKnown],
      [terms.kind, device.kind ?? ''],
      [texts.identity, device.level],
      [terms.firmware, firmwareText(device.firmware)],
      [texts.seen, texts.firstAndLast(device.firstSeen.text, device.lastSeen.text)],
      ...(format === 'PDF' ? [[terms.contradiction, device.contradictions[0] ?? '']] : []),
    ]
    expect(pairs).toEqual(expected.map(([name, value = '']) => [name, tight(value)]))
  })
  it('mark facts of a device that are not known, and a site without a name', () => {
    const { identity } = base
    const unknown = {
      ...base,
      identity: { ...identity, mac: null, serial: '00123', kind: null, firmware: null },
      verdict: { ...base.verdict, minimum: null, approved: null },
    }
    const shown = new Map(outline({ ...matter, job: { ...matter.job, site: '' }, devices: [unknown] }).pairs)
    expect(shown.get(terms.site)).toBe(tight(texts.notNamed))
    expect(shown.get(terms.mac)).toBe(tight(terms.notKnown))
    expect(shown.get(terms.kind)).toBe(tight(terms.notKnown))
    expect(shown.get(terms.serial)).toBe('00123')
    expect(shown.get(terms.firmware)).toContain(tight(`${texts.noVersions};`))
  })
  it.each([
    ['a live job', false, false],
    ['a rehearsal', false, true],
    ['the practice site', true, false],
    ['a rehearsal on the practice site', true, true],
  ])('warn in %s that devices or service are not real', (_, practice, rehearsal) => {
    const full = fullReport()
    const text = outline({ ...full, practice, rehearsal, notDone: [] }).paragraphs.join('\n')
    expect([text.includes(texts.practice), text.includes(texts.rehearsal)]).toEqual([practice, rehearsal])
  })
  it('have the counts, and end with the list of omissions', () => {
    const full = fullReport()
    const { paragraphs } = outline(full)
    expect(paragraphs).toContain(texts.counts(full.counts))
    expect(paragraphs.at(-1)).toContain(texts.secretsLeftOut)
  })
})

describe('the PDF', () => {
  it('uses the whole width for each table', () => {
    const full = fullReport()
    for (const { shares } of pdf(full).tables) expect(shares).toBeCloseTo(1)
  })
  it.each([
    ['Łódź, Київ, Αθήνα, Тбілісі', false],
    ['Երևան, თბილისი', false],
    ['café ✓ ☎', false],
    ['東京タワー', true],
    ['مكتب', true],
    ['office 🏢', true],
  ])('warns of letters that its font does not have: %s', (name, warned) => {
    const full = fullReport()
    expect(pdf({ ...full, name }).paragraphs.includes(texts.fontNote)).toBe(warned)
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
    const labels = [...page.matchAll(/<section aria-labelledby="(\w+)"><h2 id="(\w+)">/g)]
    expect(labels.map(([, by, id]) => [by, id])).toEqual(
      ['summary', 'endpoints', 'devices', 'history'].map((name) => [name, name]),
    )
    expect(page.match(/<th>/g)).toBeNull()
    expect(page.match(/<th scope="col">/g)?.length).toBeGreaterThan(10)
  })
  it('has each time in machine-readable form', () => {
    const full = fullReport()
    const page = pageOf()
    const times = [...page.matchAll(/<time datetime="([^"]+)">/g)].map(([, iso = '']) => iso)
    const rows = full.endpoints.length + full.history.length + (full.devices[0]?.evidence.length ?? 0)
    expect(times).toHaveLength(rows)
    for (const iso of times) expect(Date.parse(iso)).toBeGreaterThanOrEqual(moment)
  })
  it('marks a state by class, shape and word', () => {
    const page = pageOf()
    expect(page).toContain('<span class="mark bad"><span aria-hidden="true">✕</span>')
    expect(page).toContain('<span class="mark good"><span aria-hidden="true">✓</span>')
  })
  it('lists contradictions only where there are any', () => {
    const page = pageOf()
    expect(page.match(/<li>/g)).toHaveLength(1)
    const agreed = { ...base, identity: { ...base.identity, contradictions: [] } }
    const without = html({ ...matter, devices: [agreed] })
    expect(without.headings).not.toContain(`4 ${texts.contradictions}`)
  })
  it('captions each push with its state and time, and the evidence', () => {
    const full = fullReport()
    const page = pageOf()
    const captions = [...page.matchAll(/<caption>(.*?)<\/caption>/g)].map(([, text]) => text)
    expect(captions).toHaveLength(3)
    expect(captions[1]).toBe(
      texts.settingsAt(words.states.push.failed, full.devices[0]?.pushes[1]?.at.text ?? ''),
    )
    expect(captions[2]).toBe(texts.evidence)
  })
})
