/** The sign-in page in a browser: used by keyboard only, and checked by axe in light and dark. */
import AxeBuilder from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumArgs, findChromium } from '../support/chromium.ts'
import { BenchDevice, fetchConfiguration, handset, openBench } from './bench.ts'

const found = await findChromium({ install: false })
const why = found.path === null ? ' (skipped: no Chromium here)' : ''

async function violations(page: Page): Promise<string[]> {
  const { violations: all } = await new AxeBuilder({ page }).analyze()
  return all.map(({ id }) => id)
}

describe.skipIf(found.path === null)(`the sign-in page in a browser${why}`, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: found.path ?? '', args: [...chromiumArgs] })
  })
  afterAll(() => browser.close())

  it.each(['light', 'dark'] as const)('works by keyboard only, in %s', async (colorScheme) => {
    await using bench = await openBench()
    await using device = await BenchDevice.open()
    const gateway = bench.gateway()
    const first = await fetchConfiguration(`${gateway.entryUrl()}/${handset}.cfg`)
    const { account } = await fetchConfiguration(first.nextUrl)
    if (account === null) throw new Error('no account')
    gateway.enrol(handset)
    await device.dial(account, `*55*${gateway.issueVerificationCode(handset).code}`)
    const { code, page: url } = gateway.issueSignInCode(handset, false)

    const context = await browser.newContext({ colorScheme, viewport: { width: 1024, height: 640 } })
    const page = await context.newPage()
    const refused: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' && message.text().includes('Content Security Policy'))
        refused.push(message.text())
    })
    await page.goto(url)
    expect(await violations(page)).toEqual([])
    await page.keyboard.type('nonsense')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').getAttribute('data-problem')).toBe('sign-in-code-wrong')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type(code.toLowerCase())
    await page.keyboard.press('Enter')
    await page.locator('main[data-step=user]').waitFor()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.locator('main[data-step=done]').waitFor()
    expect(await violations(page)).toEqual([])
    const fact = await bench.seen('account-attached')
    expect(fact.number).toBe(gateway.users()[1]?.number)
    expect(refused).toEqual([])
    await context.close()
  })
})
