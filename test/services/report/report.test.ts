/** The hand-over report: the model, and each writer read back by something nobody here wrote. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { redactText } from '#electron/platform/redaction.ts'
import { createJobChanges } from '#electron/services/jobs/job-changes.ts'
import { createJobs } from '#electron/services/jobs/jobs.ts'
import { csvOf } from '#electron/services/report/csv.ts'
import { htmlOf } from '#electron/services/report/html.ts'
import { buildReport } from '#electron/services/report/model.ts'
import { pdfOf } from '#electron/services/report/pdf.ts'
import { createReport } from '#electron/services/report/report.ts'
import { openStore } from '#electron/store/open.ts'
import { PunchdownError } from '#shared/errors.ts'
import { foundAt, onboardingStateSchema } from '#shared/machines/onboarding.ts'
import { unguarded } from '#shared/model/spreadsheet.ts'
import { words } from '#shared/words/index.ts'
import fc from '#test/support/property.ts'
import {
  base,
  empty,
  endpoint,
  endpoints,
  large,
  matter,
  moment,
  noHandsets,
  secrets,
} from './report-matter.ts'

const missing = (program: string) => spawnSync(program, ['-v']).error !== undefined
const noPdftotext = missing('pdftotext')
if (noPdftotext) console.log('pdftotext is missing: the PDF is not read back')

/** The text of a PDF as poppler reads it, which complains of nothing in it. */
function textOf(pdf: Buffer, ...options: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'report-'))
  try {
    const file = join(folder, 'report.pdf')
    writeFileSync(file, pdf)
    const { stdout, stderr } = spawnSync('pdftotext', [...options, '-enc', 'UTF-8', file, '-'], {
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    return stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** RFC 4180, read by hand so that the writer is not its own witness. */
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

describe('model', () => {
  it('shows each id in every written form, with the verdict, its date and its source', () => {
    const [first] = buildReport(matter).endpoints
    expect(first).toMatchObject({
      ipei: { hex: '03717C0E0A', grouped: '0371 7C0E 0A', printed: '14103 0790026 0' },
      hardwareId: '0003717C0E0A',
      hardwareIdPrinted: '00-03-71-7C-0E-0A',
      state: { tone: 'attention' },
      since: { iso: '2026-11-24T15:02:11+01:00', text: '2026-11-24 15:02:11 +01:00' },
    })
    expect(buildReport(matter).devices[0]?.firmware).toMatchObject({
      version: '8.0.3',
      mark: { tone: 'bad' },
      catalogue: { date: '2024-07-15', source: 'Plan SIP Gateway' },
    })
  })

  it.each([
    ['UTC', moment, '2026-11-24T14:02:11+00:00'],
    ['Asia/Kolkata', moment, '2026-11-24T19:32:11+05:30'],
    ['America/St_Johns', Date.UTC(2026, 6, 1, 0, 0, 0), '2026-06-30T21:30:00-02:30'],
  ])('writes moments with the offset of %s at that moment', (timeZone, at, iso) => {
    expect(buildReport({ ...matter, madeAt: at, timeZone }).madeAt.iso).toBe(iso)
  })

  it('has only signed-in endpoints as good, and a next step for every other open state', () => {
    for (const option of onboardingStateSchema.options) {
      const at = option.shape.at.value
      const [row] = buildReport({
        ...matter,
        endpoints: [endpoint('03717C0E0A', sample(at))],
      }).endpoints
      expect([at, row?.state.tone === 'good']).toEqual([at, at === 'signed-in'])
      expect([at, row?.nextStep === null]).toEqual([at, at === 'signed-in'])
    }
  })

  it('names the technician as the source of a typed URL, and of no other', () => {
    const urlOf = (of: typeof matter) => buildReport(of).devices[0]?.pushes[0]?.url ?? ''
    const [push] = matter.pushes
    if (push === undefined) throw new Error('no push')
    const edits = push.plan.edits.map((edit) => ({
      ...edit,
      provenance: edit.secret ? edit.provenance : null,
    }))
    const typed = { ...matter, pushes: [{ ...push, plan: { ...push.plan, edits } }] }
    const url = 'http://••••@192.0.2.1:8080/?k=••••'
    expect(urlOf(matter)).toBe(words.report.url(url, false))
    expect(urlOf(typed)).toBe(words.report.url(url, true))
    expect(htmlOf(buildReport(typed)).toString('utf8')).toContain(words.report.url(url, true))
    expect(words.report.url(url, true)).not.toBe(words.report.url(url, false))
  })

  it('names a phone and an adapter port by their kind, without an IPEI', () => {
    const report = buildReport(noHandsets)
    expect(report.endpoints.map(({ kind, ipei }) => [kind, ipei])).toEqual([
      [words.report.endpointKind.phone, null],
      [words.report.endpointKind['adapter-port'], null],
    ])
    expect(report.endpoints.map(({ name }) => name)).toEqual([
      expect.stringContaining('0004F2AABB01'),
      expect.stringContaining('00907A0C1D02'),
    ])
    const page = htmlOf(report).toString('utf8')
    expect(page).not.toContain(`<small>${words.terms.ipei}</small>`)
    expect(page).not.toContain(words.report.endpointKind.handset)
  })

  it('says what was not done', () => {
    const { notDone } = buildReport(matter)
    expect(new Set(notDone.map((each) => each.id))).toEqual(
      new Set([
        'job-1',
        'base-1',
        ...endpoints.filter((e) => e.onboarding.at !== 'signed-in').map((e) => e.id),
      ]),
    )
    const bare = buildReport(empty)
    expect(bare.notDone.length).toBeGreaterThanOrEqual(3)
    expect(bare.counts).toEqual({ devices: 0, endpoints: 0, signedIn: 0 })
  })
})

/** A state of every name, with the least it must hold. */
function sample(at: string) {
  const all = {
    since: moment,
    reached: {},
    url: 'http://192.0.2.1/',
    identity: 'a@onboarding.test',
    verification: null,
    refused: null,
    signIn: { code: secrets.signIn, expiresAt: moment, page: '' },
    account: null,
    number: null,
    name: null,
    problem: { code: 'timed-out', facts: {} },
    before: foundAt(moment),
  }
  return onboardingStateSchema.parse({ at, ...all })
}

describe('secrets', () => {
  const report = buildReport(matter)
  const kept = Object.values(secrets)

  it.each([
    ['the model', () => JSON.stringify(report)],
    ['HTML', () => htmlOf(report).toString('utf8')],
    ['CSV', () => csvOf(report).toString('utf8')],
  ])('are not in %s', (_, text) => {
    for (const secret of kept) expect(text()).not.toContain(secret)
  })

  it.skipIf(noPdftotext)('are not in the PDF', async () => {
    const text = textOf(await pdfOf(report))
    for (const secret of kept) expect(text).not.toContain(secret)
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

describe('HTML', () => {
  it('loads nothing, runs nothing and says its language', () => {
    const text = htmlOf(buildReport(matter)).toString('utf8')
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(text).not.toMatch(/<script|<link|<img|\son\w+=|src=|url\(|@import/i)
    expect(text).toContain('@page { size: A4')
  })

  it('escapes whatever a device or a person wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const hostile = `<img src=x onerror=alert(1)>"'&${text}`
        const report = buildReport({
          ...matter,
          job: { ...matter.job, name: hostile, site: hostile },
          endpoints: [endpoint('03717C0E0A', foundAt(moment), hostile)],
        })
        const page = htmlOf(report).toString('utf8')
        expect(page).not.toContain('<img')
        const tags = (of: string) => of.match(/<\/?[a-z0-9]+/gi)
        expect(tags(page)).toEqual(tags(htmlOf(buildReport(calm(report.name))).toString('utf8')))
      }),
      { numRuns: 60 },
    )
  })
})

const calm = (name: string): typeof matter => ({
  ...matter,
  job: { ...matter.job, name: name === '' ? '' : 'calm', site: 'calm' },
  endpoints: [endpoint('03717C0E0A', foundAt(moment), 'calm')],
})

describe('CSV', () => {
  it('begins with a byte order mark and holds a line a device and a line an endpoint', () => {
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

  it('is no formula, whatever stands in it, and loses nothing but an apostrophe', () => {
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

describe.skipIf(noPdftotext)('PDF, read back by pdftotext', () => {
  it('holds names outside Latin-1, ids, verdicts and states', async () => {
    const text = textOf(await pdfOf(buildReport(matter)), '-layout')
    for (const part of ['Łódź', 'Київ', 'Αθήνα', 'Grażyna Błaszczyk', '0371 7C0E 0A', '14103 0790026 0']) {
      expect(text).toContain(part)
    }
    for (const part of ['00-03-71-7C-0E-0A', '8.0.3', '2024-07-15', 'Europe/Warsaw', '+01:00', 'page 1 of']) {
      expect(text).toContain(part)
    }
  })

  it('says when a name is in a script that its font does not set', async () => {
    const note = (name: string) =>
      pdfOf(buildReport({ ...matter, job: { ...matter.job, name } })).then((pdf) =>
        textOf(pdf).includes('script'),
      )
    expect(await note('東京タワー')).toBe(true)
    expect(await note('مكتب')).toBe(true)
    expect(await note('Çeşme, Đà Nẵng, Тбілісі')).toBe(false)
  })

  it('holds every one of 500 endpoints, once, with the table head on each page', async () => {
    const text = textOf(await pdfOf(buildReport(large(500))))
    const ids = new Set(text.match(/00-03-71-7C-[0-9A-F]{2}-[0-9A-F]{2}/g))
    expect(ids.size).toBe(500)
    const pages = text.split('\f').filter((page) => /00-03-71-7C/.test(page))
    expect(pages.length).toBeGreaterThan(20)
    for (const page of pages) expect(page).toContain('State reached')
  })

  it('is a document for a job with nothing in it', async () => {
    const text = textOf(await pdfOf(buildReport(empty)))
    expect(text).toContain('No device was found.')
    expect(text).toContain('page 1 of 1')
  })
})

describe('a job in the store', () => {
  it('becomes a file a format; a job that is not there is not found', async () => {
    using store = openStore(':memory:')
    const clock = { now: () => moment }
    const jobs = createJobs({
      store,
      clock,
      changes: createJobChanges(),
      present: (device) => ({ ...device, capabilities: [], signedIn: false }),
    })
    const { id } = jobs.create({
      name: '../Łódź: <ward>/7?',
      site: '',
      region: 'emea',
      language: 'en',
      mode: 'live',
    })
    store.devices.save({ ...base, jobId: id })
    const report = createReport({
      store,
      jobs,
      catalogue: matter.catalogue,
      clock,
      timeZone: 'Europe/Warsaw',
    })
    for (const format of ['html', 'pdf', 'csv'] as const) {
      const file = await report(id, format)
      expect(file.fileName).toBe(`Handover Łódź ward 7 2026-11-24.${format}`)
      expect(file.bytes.length).toBeGreaterThan(500)
    }
    await expect(report('nothing', 'html')).rejects.toThrowError(
      expect.objectContaining({ name: PunchdownError.name, code: 'not-found' }),
    )
  })
})
