/** The HTML report in a real browser: axe finds nothing, nothing is fetched, and it prints on A4 without scrolling sideways. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { htmlOf } from '#electron/services/report/html.ts'
import { buildReport } from '#electron/services/report/model.ts'
import { chromiumArgs, findChromium } from '#test/support/chromium.ts'
import { empty, matter } from './report-matter.ts'

const found = await findChromium({ install: false })
if (found.path === null) console.log(`No Chromium: ${found.why}. The HTML report is not opened.`)

const axeResult = z.object({
  passes: z.array(z.unknown()),
  violations: z.array(z.object({ id: z.string() })),
})

describe.skipIf(found.path === null)('the HTML report in Chromium', () => {
  it.each([
    ['a full job', matter],
    ['a job with nothing in it', empty],
  ])('of %s breaks no rule of axe, fetches nothing and fits its page', async (_, job) => {
    const folder = mkdtempSync(join(tmpdir(), 'report-'))
    const file = pathToFileURL(join(folder, 'report.html')).href
    writeFileSync(join(folder, 'report.html'), htmlOf(buildReport(job)))
    const browser = await chromium.launch({ executablePath: found.path ?? '', args: [...chromiumArgs] })
    try {
      const page = await browser.newPage({ bypassCSP: true })
      const requests: string[] = []
      page.on('request', (request) => requests.push(request.url()))
      await page.goto(file)
      expect(requests).toEqual([file])
      await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') })
      const { violations, passes } = axeResult.parse(await page.evaluate('axe.run()'))
      expect(violations).toEqual([])
      expect(passes.length).toBeGreaterThan(10)
      await page.emulateMedia({ media: 'print' })
      // the width of A4 between the margins, in CSS pixels
      await page.setViewportSize({ width: 703, height: 1000 })
      const wide: unknown = await page.evaluate('document.documentElement.scrollWidth')
      expect(wide).toBe(703)
    } finally {
      await browser.close()
      rmSync(folder, { recursive: true })
    }
  })
})
