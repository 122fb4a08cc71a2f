/** The HTML and the CSV of a report: no secrets, nothing unescaped, cells for spreadsheets. */
import { describe, expect, it } from 'vitest'
import { redactText } from '#electron/platform/redaction.ts'
import { csvOf } from '#electron/services/report/csv.ts'
import { htmlOf } from '#electron/services/report/html.ts'
import { buildReport } from '#electron/services/report/model.ts'
import { foundAt } from '#shared/machines/onboarding.ts'
import { unguarded } from '#shared/model/spreadsheet.ts'
import { words } from '#shared/words/index.ts'
import { cell, parseCsv } from './csv-reader.ts'
import { base, empty, endpoint, endpoints, matter, moment, noHandsets, secrets } from './report-matter.ts'

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

describe('CSV', () => {
  it('begins with a byte order mark and has a row for each device and endpoint', () => {
    const bytes = csvOf(buildReport(matter))
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const rows = parseCsv(bytes.subarray(3).toString('utf8'))
    expect(rows.map((row) => row[0])).toEqual(['record', 'device', ...endpoints.map(() => 'endpoint')])
    expect(cell(rows, 1, 'mac')).toBe('48:25:67:0A:1B:2C')
    expect(cell(rows, 1, 'provisioning url')).toMatch(/^https?:/)
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
      ...{ customer: matter.job.customer, technician: matter.job.technician },
      ...{ 'catalogue date': '2024-07-15', 'catalogue source': 'Plan SIP Gateway' },
    }
    const openOf = (id: string) =>
      buildReport(matter)
        .openItems.filter((each) => each.id === id)
        .map(({ what }) => what)
        .join(' ')
    expect(recordOf(device)).toEqual({
      ...{ record: 'device', ...job, name: base1?.name, kind: base1?.kind, vendor: 'Poly', model: 'Rove B2' },
      ...{ firmware: '8.0.3', 'firmware verdict': base1?.firmware.mark.word },
      ...{ 'firmware minimum': '8.0.4.3.2', 'firmware approved': '8.0.4.3.2' },
      ...{
        address: '192.0.2.10',
        'provisioning url': 'http://••••@192.0.2.1:8080/?k=••••',
        mac: '48:25:67:0A:1B:2C',
        'open points': openOf('base-1'),
      },
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
        'open points': openOf('endpoint-03717C0E0A'),
      },
    })
    expect(recordOf(stuck)).toMatchObject({ problem: endpoint4?.problem?.code })
    expect(openOf('base-1')).not.toBe('')
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
})
