/** The bulk set-up of the practice office: pick, review, apply, put back; and a core that is killed in between. */

import { mkdirSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { words } from '#shared/words/index.ts'
import { openBrowser } from './doors.ts'
import { take } from './walk.ts'

const text = words.bulk
/** Devices of the office with the account admin / admin and a driver: the DECT base and the ATA. */
const admins = 2
const shots = process.env.PUNCHDOWN_SHOTS

/** Keeps a picture when PUNCHDOWN_SHOTS names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return
  mkdirSync(shots, { recursive: true })
  const full = await page.evaluate(() => document.querySelector('main')?.scrollHeight ?? 800)
  const size = page.viewportSize() ?? { width: 1280, height: 800 }
  await page.setViewportSize({ width: size.width, height: Math.min(full + 120, 2400) })
  await page.screenshot({ path: `${shots}/${name}.png` })
  await page.setViewportSize(size)
}

async function expectAccessible(page: Page): Promise<void> {
  // focus guards of the component library are focusable on purpose
  const { violations } = await new AxeBuilder({ page }).exclude('[data-tabster-dummy]').analyze()
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
  )
  expect.soft(found).toEqual([])
  const overflow = await page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth)
  expect.soft(overflow).toBeLessThanOrEqual(0)
}

async function openBulk(page: Page): Promise<void> {
  await take(page, ['open the practice office', 'scan it'])
  await page.getByRole('button', { name: text.title }).click()
  await expect(page.getByRole('heading', { level: 1, name: text.title })).toBeVisible()
}

async function keepSignIn(page: Page): Promise<void> {
  await page.getByLabel(words.terms.password, { exact: true }).fill('admin')
  await page.getByRole('button', { name: text.keepSignIn }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'admin' })).toBeVisible()
}

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 1024],
] as const) {
  test(`the office is set up in one run, and put back (${colorScheme}, ${width})`, async ({ browser }) => {
    await using door = await openBrowser(browser, { colorScheme, viewport: { width, height: 800 } })
    const { page } = door
    await openBulk(page)
    await page.getByRole('button', { name: text.pickAll }).click()
    await keepSignIn(page)
    await expectAccessible(page)
    await shoot(page, `pick-${colorScheme}-${width}`)
    await page.locator('[data-primary]').click()
    await expect(page.locator('[data-bulk="planned"]')).toBeVisible()
    await expect(page.getByRole('row', { name: /ConfigUrl/ })).toBeVisible()
    await expectAccessible(page)
    await shoot(page, `planned-${colorScheme}-${width}`)
    await page.locator('[data-primary]').click()
    await expect(page.locator('[data-bulk="ended"]')).toBeVisible()
    await expect(page.getByText(text.summaryLine('done', admins))).toBeVisible()
    await shoot(page, `ended-${colorScheme}-${width}`)
    await page.getByRole('button', { name: text.putAllBack(admins) }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: text.putAllBack(admins) })
      .click()
    await expect(page.getByText(text.summaryLine('rolled-back', admins))).toBeVisible()
    await shoot(page, `put-back-${colorScheme}-${width}`)
  })
}

test('a run waits for Continue after the core was killed', async ({ browser }) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await openBulk(page)
  await page.getByRole('row', { name: /Rove B2/ }).click()
  await keepSignIn(page)
  await page.getByRole('button', { name: text.review(1) }).click()
  await expect(page.locator('[data-bulk="planned"]')).toBeVisible()
  await door.killCore()
  // the plan is stored; its sign-in is kept sealed
  await page.getByRole('button', { name: text.apply(1) }).click()
  await expect(page.locator('[data-bulk="ended"]')).toBeVisible()
  await expect(page.getByText(text.summaryLine('done', 1))).toBeVisible()
})
