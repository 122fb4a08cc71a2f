/** The hand-over report as files: no secrets, nothing unescaped, CSV for spreadsheets, file names. */
import { describe, expect, it } from 'vitest'
import { redactText } from '#electron/platform/redaction.ts'
import { createJobChanges } from '#electron/services/jobs/job-changes.ts'
import { createJobs } from '#electron/services/jobs/jobs.ts'
import { csvOf } from '#electron/services/report/csv.ts'
import { htmlOf } from '#electron/services/report/html.ts'
import { html, withoutControls } from '#electron/services/report/markup.ts'
import { buildReport } from '#electron/services/report/model.ts'
import { localTimeZone, momentWriter } from '#electron/services/report/moment.ts'
import { createReport } from '#electron/services/report/report.ts'
import { openStore } from '#electron/store/open.ts'
import { PunchdownError } from '#shared/errors.ts'
import { foundAt } from '#shared/machines/onboarding.ts'
import { unguarded } from '#shared/model/spreadsheet.ts'
import { words } from '#shared/words/index.ts'
import fc from '#test/support/property.ts'
import { base, empty, endpoint, endpoints, matter, moment, noHandsets, secrets } from './report-matter.ts'

/** RFC 4180. A parser of its own, so that the writer is not tested with its own reader. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (quoted && c === '"' && text[i + 1] === '"') {
      field += '"'
      i++
    } else if (c === '"') quoted = !quoted
    else if (!quoted && c === ',') {
      row.push(field)
      field = ''
    } else if (!quoted && c === '\r' && text[i + 1] === '\n') {
      rows.push([...row, field])
      row = []
      field = ''
      i++
    } else field += c
  }
  return rows
}
const cell = (rows: string[][], row: number, column: string) => rows[row]?.[rows[0]?.indexOf(column) ?? -1]

describe('secrets', () => {
  const kept = Object.values(secrets)

  it.each([
    ['the model', () => JSON.stringify(buildReport(matter))],
    ['HTML', () => htmlOf(buildReport(matter)).toString('utf8')],
    ['CSV', () => csvOf(buildReport(matter)).toString('utf8')],
  ])('are not in %s', (_, text) => {
    for (const secret of kept) expect(text()).not.toContain(secret)
  })

  it.each([
    'Authorization: Basic YWRtaW46YWRtaW4tcGxhbnRlZA==',
    'GET /?user=admin&password=YWRtaW4tcGxhbnRlZA== HTTP/1.1',
    '{"access_token": "YWRtaW4tcGxhbnRlZA=="}',
    'https://u:YWRtaW4tcGxhbnRlZA==@192.0.2.1/',
  ])('are masked in %s', (text) => {
    expect(redactText(text)).not.toContain('cGxhbnRlZA')
  })

  it('leaves ordinary evidence alone', () => {
    const plain = 'Digest realm="Rove B2", nonce="1f", algorithm=MD5 http://192.0.2.1:8080/00$' + '{IPEI}.cfg'
    expect(redactText(plain)).toBe(plain)
  })
})

const hostileText = fc
  .array(
    fc.constantFrom(
      ...['<', '>', '&', '"', "'", '</p>', '<!--', ']]>', '&lt;', '\u0000', '\uD800', 'x', '🏢'],
    ),
  )
  .map((parts) => parts.join(''))

describe('HTML', () => {
  it.each([
    ['text, escaped', () => html`<p>${'&<>"\''}</p>`, '<p>&amp;&lt;&gt;&quot;&#39;</p>'],
    ['numbers', () => html`${0} of ${2}`, '0 of 2'],
    ['nothing for null', () => html`a${null}b`, 'ab'],
    ['its own markup as it is', () => html`<b>${html`<i>${'<'}</i>`}</b>`, '<b><i>&lt;</i></b>'],
    ['lists without separators', () => html`${['<', html`<br>`, ['a', null]]}`, '&lt;<br>a'],
    ['white space as it is', () => html`${'a\tb\r\nc'}`, 'a\tb\r\nc'],
    ['forbidden characters as U+FFFD', () => html`${'a\u0000b\u009Fc\uD800'}`, 'a\uFFFDb\uFFFDc\uFFFD'],
  ])('takes %s', (_, made, text) => {
    expect(made().html).toBe(text)
  })
  it('keeps letters that are no control characters', () => {
    expect(withoutControls('Łódź 東京 🏢')).toBe('Łódź 東京 🏢')
  })
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
  it('begins with a byte order mark and has a row for each device and endpoint', () => {
    const bytes = csvOf(buildReport(matter))
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const rows = parseCsv(bytes.subarray(3).toString('utf8'))
    expect(rows.map((row) => row[0])).toEqual(['record', 'device', ...endpoints.map(() => 'endpoint')])
    expect(cell(rows, 1, 'mac')).toBe('48:25:67:0A:1B:2C')
    expect(cell(rows, 2, 'ipei')).toBe('03717C0E0A')
    expect(cell(rows, 2, 'hardware id')).toBe('0003717C0E0A')
    expect(cell(rows, 2, 'name')).toBe('Reception')
    expect(cell(rows, 2, 'state since')).toBe('2026-11-24T15:02:11+01:00')
  })

  it('has the columns of each record, empty where they do not apply', () => {
    const rows = parseCsv(csvOf(buildReport(matter)).subarray(3).toString('utf8'))
    const [head = [], device = [], first = [], , , stuck = []] = rows
    expect(head).toEqual(Object.values(words.report.csv))
    const recordOf = (row: readonly string[]) =>
      Object.fromEntries(
        head
          .map((column, index) => [column, unguarded(row[index] ?? '')] as const)
          .filter(([, text]) => text !== ''),
      )
    const [base1] = buildReport(matter).devices
    const [endpoint1, , , endpoint4] = buildReport(matter).endpoints
    const job = {
      ...{ job: matter.job.name, site: matter.job.site, region: words.states.region.emea, mode: 'rehearsal' },
      ...{ 'catalogue date': '2024-07-15', 'catalogue source': 'Plan SIP Gateway' },
    }
    const openOf = (id: string) =>
      buildReport(matter)
        .notDone.filter((each) => each.id === id)
        .map(({ what }) => what)
        .join(' ')
    expect(recordOf(device)).toEqual({
      ...{ record: 'device', ...job, name: base1?.name, kind: base1?.kind, vendor: 'Poly', model: 'Rove B2' },
      ...{ firmware: '8.0.3', 'firmware verdict': base1?.firmware.mark.word },
      ...{ 'firmware minimum': '8.0.4.3.2', 'firmware approved': '8.0.4.3.2' },
      ...{ address: '192.0.2.10', mac: '48:25:67:0A:1B:2C', 'not done': openOf('base-1') },
    })
    expect(recordOf(first)).toEqual({
      ...{ record: 'endpoint', ...job, name: 'Reception', kind: words.report.endpointKind.handset },
      ...{ model: 'Rove 30', 'firmware verdict': endpoint1?.firmware.mark.word },
      ...{ ipei: '03717C0E0A', 'ipei printed': '14103 0790026 0', 'hardware id': '0003717C0E0A' },
      ...{ 'hardware id as enrolled': '00-03-71-7C-0E-0A', 'reached through': base1?.name },
      ...{ state: endpoint1?.state.word, 'state since': '2026-11-24T15:02:11+01:00' },
      ...{ details: endpoint1?.details.join('; '), 'status on the device': 'Registered' },
      ...{
        'status on the device at': '2026-11-24T15:02:11+01:00',
        'not done': openOf('endpoint-03717C0E0A'),
      },
    })
    expect(recordOf(stuck)).toMatchObject({ problem: endpoint4?.problem })
    expect(openOf('base-1')).toContain(' ')
  })

  it('leaves cells empty for what is not known, and names the mode live', () => {
    const { identity } = base
    const device = {
      ...base,
      identity: {
        ...identity,
        vendor: null,
        model: null,
        mac: null,
        kind: null,
        firmware: null,
        serial: 'S1',
      },
      verdict: { ...base.verdict, minimum: null, approved: null },
    }
    const added = { ...endpoint('03717C0E0A', foundAt(moment)), deviceId: null, model: null, seenState: null }
    const report = buildReport({
      ...matter,
      ...{ job: { ...matter.job, mode: 'live' }, devices: [device], endpoints: [added] },
    })
    const rows = parseCsv(csvOf(report).subarray(3).toString('utf8'))
    for (const column of [
      'vendor',
      'model',
      'mac',
      'kind',
      'firmware',
      'firmware minimum',
      'firmware approved',
    ])
      expect([column, cell(rows, 1, column)]).toEqual([column, ''])
    expect(cell(rows, 1, 'serial')).toBe('S1')
    for (const column of ['model', 'firmware', 'reached through', 'problem', 'status on the device'])
      expect([column, cell(rows, 2, column)]).toEqual([column, ''])
    expect(cell(rows, 2, 'status on the device at')).toBe('')
    expect(rows.slice(1).map((_, index) => cell(rows, index + 1, 'mode'))).toEqual(['live', 'live'])
    const phones = parseCsv(csvOf(buildReport(noHandsets)).subarray(3).toString('utf8'))
    expect([cell(phones, 2, 'ipei'), cell(phones, 2, 'ipei printed')]).toEqual(['', ''])
    expect(parseCsv(csvOf(buildReport(empty)).subarray(3).toString('utf8'))).toHaveLength(1)
  })

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

describe('a job in the store', () => {
  const house = (timeZone?: string) => {
    const store = openStore(':memory:')
    const clock = { now: () => moment }
    const jobs = createJobs({
      ...{ store, clock, changes: createJobChanges() },
      present: (device) => ({ ...device, capabilities: [], signedIn: false }),
    })
    const create = (name: string) =>
      jobs.create({ name, site: '', region: 'emea', language: 'en', mode: 'live' }).id
    const zone = timeZone === undefined ? {} : { timeZone }
    const report = createReport({ store, jobs, catalogue: matter.catalogue, clock, ...zone })
    return { store, create, report, [Symbol.dispose]: () => store[Symbol.dispose]() }
  }

  it('is written as a file in each format; an unknown job is not found', async () => {
    using it = house('Europe/Warsaw')
    const id = it.create('../Łódź: <ward>/7?')
    it.store.devices.save({ ...base, jobId: id })
    it.store.endpoints.save({ ...endpoint('03717C0E0A', foundAt(moment), 'Reception'), jobId: id })
    const types = { html: 'text/html; charset=utf-8', pdf: 'application/pdf', csv: 'text/csv; charset=utf-8' }
    const starts = { html: '<!doctype html>', pdf: '%PDF-1.7', csv: '\uFEFFrecord' }
    for (const format of ['html', 'pdf', 'csv'] as const) {
      const file = await it.report(id, format)
      expect(file.fileName).toBe(`Handover Łódź ward 7 2026-11-24.${format}`)
      expect(file.mediaType).toBe(types[format])
      expect(file.bytes.toString('utf8').startsWith(starts[format])).toBe(true)
    }
    const text = (await it.report(id, 'csv')).bytes.toString('utf8')
    expect(text).toContain(base.address)
    expect(text).toContain('Reception')
    await expect(it.report('nothing', 'html')).rejects.toThrowError(
      expect.objectContaining({ name: PunchdownError.name, code: 'not-found' }),
    )
  })

  it.each([
    ['Ward 7', 'Handover Ward 7 2026-11-24'],
    [' . Ward   7 . ', 'Handover Ward 7 2026-11-24'],
    ['a_b-c.d', 'Handover a_b-c.d 2026-11-24'],
    ['???', 'Handover 2026-11-24'],
    ['Ä'.repeat(81), `Handover ${'Ä'.repeat(80)} 2026-11-24`],
    [`${'a'.repeat(79)} b`, `Handover ${'a'.repeat(79)} 2026-11-24`],
  ])('named %j makes a file name that every file system accepts', async (name, stem) => {
    using it = house('UTC')
    expect((await it.report(it.create(name), 'csv')).fileName).toBe(`${stem}.csv`)
  })

  it('has its times in the time zone of the computer when no other is given', async () => {
    using it = house()
    const page = (await it.report(it.create('Ward 7'), 'html')).bytes.toString('utf8')
    expect(page).toContain(momentWriter(localTimeZone())(moment).text)
  })
})
