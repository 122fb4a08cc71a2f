/** PDFs of whole reports, read back by pdftotext. */
import { describe, expect, it } from 'vitest'
import { buildReport } from '#electron/services/report/model.ts'
import { pdfOf } from '#electron/services/report/pdf.ts'
import { noPoppler, textOf } from './poppler.ts'
import { empty, large, matter, secrets } from './report-matter.ts'

describe.skipIf(noPoppler)('a report as PDF', () => {
  it('has names outside Latin-1, ids, verdicts and times', async () => {
    const text = textOf(await pdfOf(buildReport(matter)), '-layout')
    for (const part of [
      'Łódź',
      'Київ',
      'Αθήνα',
      'Grażyna Błaszczyk',
      'Żabka',
      '0371 7C0E 0A',
      '14103 0790026 0',
    ]) {
      expect(text).toContain(part)
    }
    for (const part of ['00-03-71-7C-0E-0A', '8.0.3', '2024-07-15', 'Europe/Warsaw', '+01:00', 'Page 1 of']) {
      expect(text).toContain(part)
    }
  })

  it('has no secrets', async () => {
    const text = textOf(await pdfOf(buildReport(matter)))
    for (const secret of Object.values(secrets)) expect(text).not.toContain(secret)
  })

  it('has every one of 500 endpoints, with the table head on each page', async () => {
    const text = textOf(await pdfOf(buildReport(large(500))))
    const ids = new Set(text.match(/00-03-71-7C-[0-9A-F]{2}-[0-9A-F]{2}/g))
    expect(ids.size).toBe(500)
    const pages = text.split('\f').filter((page) => /00-03-71-7C/.test(page))
    expect(pages.length).toBeGreaterThan(20)
    for (const page of pages) expect(page).toContain('Hardware ID')
  })

  it('is three pages for an empty job: result, lists, appendix', async () => {
    const text = textOf(await pdfOf(buildReport(empty)))
    expect(text).toContain('No device was found.')
    expect(text).toContain('Page 1 of 3')
  })
})
