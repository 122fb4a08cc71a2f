/** Reports of jobs in the store: files, their names and media types. */
import { describe, expect, it } from 'vitest'
import { createJobChanges } from '#electron/services/jobs/job-changes.ts'
import { createJobs } from '#electron/services/jobs/jobs.ts'
import { localTimeZone, momentWriter } from '#electron/services/report/moment.ts'
import { createReport } from '#electron/services/report/report.ts'
import { openStore } from '#electron/store/open.ts'
import { PunchdownError } from '#shared/errors.ts'
import { foundAt } from '#shared/machines/onboarding.ts'
import { base, endpoint, matter, moment } from './report-matter.ts'

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

  it('has times in the time zone of the computer by default', async () => {
    using it = house()
    const page = (await it.report(it.create('Ward 7'), 'html')).bytes.toString('utf8')
    expect(page).toContain(momentWriter(localTimeZone())(moment).text)
  })
})
