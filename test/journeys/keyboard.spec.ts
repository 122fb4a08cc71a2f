/** The whole walk without a mouse: Tab, Enter, arrows and the keys that `?` lists. */

import { expect, type Page, test } from '@playwright/test'
import { words } from '#shared/words/index.ts'
import { openBrowser } from './doors.ts'

/** Presses Tab until the focused element has this name; fails when Tab does not reach it. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let turn = 0; turn < 80; turn++) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      if (element === null) return ''
      const labelled = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null
      return labelled ?? element.getAttribute('aria-label') ?? element.textContent ?? ''
    })
    const text = focused.trim()
    if (typeof name === 'string' ? text === name : name.test(text)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`nothing named ${String(name)} was reached by Tab`)
}

async function press(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press('Enter')
}

test('onboarding by keyboard only', async ({ browser }) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await page.getByRole('button', { name: words.start.tryPracticeOffice }).waitFor()
  await press(page, words.start.tryPracticeOffice)
  await page.getByRole('button', { name: words.jobScreen.scanPracticeOffice }).waitFor()
  await press(page, words.jobScreen.scanPracticeOffice)
  await page.getByRole('button', { name: words.site.scan, exact: true }).waitFor()
  await press(page, words.site.scan)
  await page.getByRole('row', { name: /Rove B2/ }).waitFor()
  await tabTo(page, words.terms.devices)
  await page.keyboard.press('Enter')
  await page.getByLabel(words.terms.password, { exact: true }).waitFor()
  await tabTo(page, words.terms.password)
  await page.keyboard.type('admin')
  await page.keyboard.press('Enter')
  // a step leads to its panel
  await page.locator('[data-step^="point"]').waitFor()
  await expect(page.locator('[data-step="sign-in done"]')).toBeVisible()
  await press(page, words.deviceScreen.point)
  await expect(page.getByRole('region', { name: words.deviceScreen.point })).toBeFocused()
  await press(page, words.deviceScreen.reviewChanges)
  await page.getByRole('button', { name: /^Apply/ }).waitFor()
  await press(page, /^Apply \d+ change/)
  await page.locator('[data-push="done"]').waitFor()
  await press(page, words.deviceScreen.pairFirst.handset)
  await page.getByRole('button', { name: words.pairing.dialForMe }).waitFor()
  await expect(page.getByRole('button', { name: words.pairing.dialForMe })).toBeEnabled()
  await press(page, words.pairing.dialForMe)
  await page.getByTestId('code-typed').waitFor()
  const code = (await page.getByTestId('code-typed').innerText()).replaceAll(/\s/g, '')
  const popup = page.context().waitForEvent('page')
  await press(page, 'Open the sign-in page')
  const other = await popup
  await other.locator('main').waitFor()
  await other.keyboard.type(code)
  await other.keyboard.press('Enter')
  await other.locator('main[data-step=user]').waitFor()
  await other.keyboard.press('Enter')
  await other.locator('main[data-step=done]').waitFor()
  await other.close()
  await page.locator('[data-step="done"]').waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await page.getByRole('button', { name: words.reportScreen.saveAsCsv }).waitFor()
  const download = page.waitForEvent('download')
  await press(page, words.reportScreen.saveAsCsv)
  expect((await download).suggestedFilename()).toMatch(/\.csv$/)
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: words.shell.keys }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+K')
  await page.getByRole('dialog', { name: words.shell.find }).waitFor()
  await page.keyboard.type('gateway')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: words.shell.gateway }).waitFor()
})
