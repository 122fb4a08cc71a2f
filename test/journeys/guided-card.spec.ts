/** A phone without a driver is set up by hand: its card is followed, marked, kept through kill -9, and confirmed by the phone's own fetch. */

import { join, resolve } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { words } from '#shared/words/index.ts'
import { openBrowser } from './doors.ts'
import { place, take } from './walk.ts'

const pictures = resolve(import.meta.dirname, '../results/screens/guided-card')
const looks = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 1024, height: 640 } },
] as const
/** The ALE M5 of the practice office: its MAC address is 3C:28:A6:4F:00:36. */
const file = 'config.3c28a64f0036.xml'
const userAgent = 'ALE M5-CE 2.14.03.000.2345 3c28a64f0036'

async function look(page: Page, name: string): Promise<void> {
  for (const { colorScheme, viewport } of looks) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize(viewport)
    await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`), fullPage: true })
    const overflow = await page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth)
    expect.soft(overflow, `${name} overflows sideways`).toBeLessThanOrEqual(0)
    const { violations } = await new AxeBuilder({ page }).exclude('[data-tabster-dummy]').analyze()
    expect.soft(violations.map(({ id }) => id)).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(looks[0].viewport)
}

const card = (page: Page) => page.getByRole('region', { name: words.guided.title })
const state = (page: Page, at: string) => expect(page.locator(`[data-guided="${at}"]`)).toBeVisible()

async function openPhone(page: Page): Promise<void> {
  await place(page, words.terms.site)
  await page.getByLabel('Filter Devices').fill('3C:28:A6:4F:00:36')
  await page.getByRole('row', { name: /M5/ }).click()
  await expect(card(page)).toBeVisible()
}

test('a phone is set up by hand and confirmed by its fetch', async ({ browser }) => {
  test.slow()
  await using door = await openBrowser(browser)
  const { page } = door
  await take(page, ['open the practice office', 'scan it'])
  await openPhone(page)
  await expect(page.locator('[data-problem]')).toHaveCount(0)
  await state(page, 'open')
  await expect(page.locator('[data-announcement]')).toContainText(/punchdown announce 127\.0\.0\.1 --url/)
  await look(page, '1-open')

  const link = card(page).getByRole('link', { name: words.guided.openPage })
  expect((await (await fetch((await link.getAttribute('href')) ?? '')).text()).length).toBeGreaterThan(0)
  const url = (await page.locator('[data-built-url]').textContent()) ?? ''
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  await card(page).locator('[data-step="url"]').getByRole('button', { name: /^Copy/ }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url)

  // by keyboard: the first step is ticked, the last field marks the card
  const first = card(page).getByRole('checkbox').first()
  await first.focus()
  await page.keyboard.press('Space')
  await expect(first).toBeChecked()
  await page.getByLabel(words.guided.technician).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText(words.guided.technicianMissing)).toBeVisible()
  await page.keyboard.type('Ada')
  await page.keyboard.press('Enter')
  await state(page, 'done-by-hand')
  await look(page, '2-done-by-hand')

  await door.killCore()
  await state(page, 'done-by-hand')
  await expect(card(page).getByRole('checkbox').first()).toBeChecked()
  await expect(card(page).getByRole('status')).toContainText('Ada')

  await card(page).getByRole('button', { name: words.guided.undo }).click()
  await state(page, 'open')
  await card(page).getByRole('button', { name: words.guided.markDone }).click()
  await state(page, 'done-by-hand')
  await place(page, words.terms.site)
  await page.getByLabel('Filter Devices').fill('3C:28:A6:4F:00:36')
  await expect(page.getByRole('row', { name: /M5/ })).toContainText(words.guided.state['done-by-hand'])
  await look(page, '3-site')

  // the gateway has the same ports after the kill
  const reply = await fetch(`${url}${file}`, { headers: { 'User-Agent': userAgent } })
  expect(reply.status).toBe(200)
  await reply.text()
  await openPhone(page)
  await state(page, 'confirmed')
  await expect(card(page).getByText(words.guided.seen(userAgent))).toBeVisible()
  await look(page, '4-confirmed')
  await place(page, words.shell.pairing)
  await page.getByLabel(/^Filter/).fill('3C28A64F0036')
  await expect(page.getByRole('row', { name: /3C28A64F0036/ })).toContainText(words.guided.state.confirmed)
  await look(page, '5-board')
  await place(page, words.terms.job)
  for (const what of ['guided.marked-done', 'guided.mark-undone', 'guided.evidence-seen'])
    await expect(page.getByText(words.states.history(what)).first()).toBeVisible()
})
