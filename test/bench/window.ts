/** From the command to the first painted window, through the browser door. Skipped with a message without Chromium. */
import { chromium } from 'playwright-core'
import { ensureBuilt } from '#electron/host/build.ts'
import { running } from '../cli/punchdown.ts'
import { chromiumArgs, findChromium } from '../support/chromium.ts'
import { temporaryFolder } from '../support/core.ts'
import { print } from './figures.ts'

const found = await findChromium({ install: false })
if (found.path === null) {
  console.error(`No Chromium: ${found.why}. First window painted: not measured.`)
} else {
  await ensureBuilt(console.error)
  const browser = await chromium.launch({ executablePath: found.path, args: [...chromiumArgs] })
  using folder = temporaryFolder()
  const from = performance.now()
  {
    await using door = running(['serve', '--no-open', '--port', '0', '--json'], {
      PUNCHDOWN_DATA: folder.path,
    })
    const { link } = await door.next()
    const served = performance.now() - from
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(String(link))
    const painted = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => {
            const paint = list.getEntriesByName('first-contentful-paint')[0]
            if (paint !== undefined) resolve(paint.startTime)
          }).observe({ type: 'paint', buffered: true })
        }),
    )
    print({ name: 'browser door open, from the command', value: served, unit: 'ms', of: 'once' })
    print({ name: 'first window painted, from opening the link', value: painted, unit: 'ms', of: 'once' })
    print({
      name: 'first window painted, from the command',
      value: served + painted,
      unit: 'ms',
      of: 'sum of both',
    })
  }
  await browser.close()
}
