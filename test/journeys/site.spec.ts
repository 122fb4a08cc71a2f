/** The site screen in an office of more than sixty devices: scanned, paused, interrupted, sorted, drawn as a map. */

import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { words } from '#shared/words/index.ts'
import { openBrowser } from './doors.ts'
import { steps } from './walk.ts'

const pictures = resolve(import.meta.dirname, '../results/screens/site')

const devices = (page: Page) => page.getByRole('grid', { name: words.terms.devices })
const count = async (page: Page): Promise<number> =>
  Number(await devices(page).getAttribute('aria-rowcount')) - 1

async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(pictures, `${name}.png`) })
  const { violations } = await new AxeBuilder({ page }).exclude('[data-tabster-dummy]').analyze()
  expect
    .soft(
      violations.map(({ id }) => id),
      `axe on ${name}`,
    )
    .toEqual([])
  const sideways = await page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth)
  expect.soft(sideways, `${name} overflows horizontally`).toBeLessThanOrEqual(0)
}

async function openSite(page: Page): Promise<void> {
  await steps.find(({ name }) => name === 'open the practice office')?.take(page)
  await page.getByRole('button', { name: words.jobScreen.scanPracticeOffice }).click()
}

const state = (page: Page, word: string) =>
  page.getByRole('region', { name: words.site.scan, exact: true }).getByText(word, { exact: true })
const finished = (page: Page) => expect(state(page, 'Finished')).toBeVisible()

for (const [colorScheme, width, height] of [
  ['light', 1280, 800],
  ['dark', 1024, 640],
] as const) {
  test(`an office is filtered and drawn as a map, ${colorScheme} ${width}`, async ({ browser }) => {
    await using door = await openBrowser(browser, { colorScheme, viewport: { width, height } })
    const { page } = door
    const shot = (name: string) => look(page, `${colorScheme}-${width}-${name}`)
    await openSite(page)
    await page.getByRole('button', { name: words.site.scan, exact: true }).click()
    await finished(page)
    expect(await count(page)).toBeGreaterThanOrEqual(60)
    // devices that need work come first, those with a driver at the top
    await expect(devices(page).getByRole('row').nth(1)).toContainText(/Rove B2|VVX/)
    await shot('scanned')

    await page.getByLabel('Filter Devices').fill('below minimum')
    await expect.poll(() => count(page)).toBe(3)
    await page.getByLabel('Filter Devices').fill('')
    await devices(page).focus()
    await page.keyboard.press('i')
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown')
    const details = page.getByRole('region', { name: words.terms.details })
    await expect(details.getByText(/Why we think so/)).toBeVisible()
    await details.getByText(words.site.inCatalogue, { exact: true }).click()
    await details.getByText(/Raw answers/).click()
    await shot('details')
    await devices(page).focus()
    await page.keyboard.press('i')

    await page.getByRole('button', { name: words.parts.group }).click()
    await page.getByRole('menuitemradio', { name: words.terms.vendor }).click()
    await page.keyboard.press('Escape')
    await expect(devices(page).locator('[aria-expanded]').first()).toBeVisible()
    await shot('grouped')

    await devices(page).focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('ControlOrMeta+c')
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied.split('\n').length).toBeGreaterThan(60)

    await page.getByRole('tab', { name: words.site.switchesTab }).click()
    const unread = page.getByRole('button', { name: /^Read (?!switch|again)/ })
    await expect(unread).toHaveCount(3)
    for (const left of [2, 1, 0]) {
      await unread.first().click()
      await expect(page.locator('[data-reading="ended"]')).toBeVisible()
      await expect(unread).toHaveCount(left)
    }
    await shot('map')
    for (const [name, magic] of [
      ['SVG', '<svg'],
      ['PNG', '\u0089PNG'],
    ] as const) {
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: new RegExp(name) }).click()
      const file = await readFile(await (await download).path(), 'latin1')
      expect(file).toContain(magic)
    }
    await page.getByRole('grid', { name: words.site.ports }).scrollIntoViewIfNeeded()
    await shot('neighbours')
    await page.getByRole('tab', { name: words.terms.devices }).click()
    await page.getByLabel('Filter Devices').fill('')
    await shot('placed')
    await page
      .getByRole('navigation', { name: words.shell.places })
      .getByRole('link', { name: words.terms.practice, exact: true })
      .click()
    await page.getByRole('grid', { name: words.practiceOffice.practiceDevices }).scrollIntoViewIfNeeded()
    await shot('office')
  })
}

test('typed targets are kept, and are those of the job after a scan', async ({ browser }) => {
  await using door = await openBrowser(browser)
  const { page } = door
  const field = page.getByLabel(words.site.whatToScan)
  const elsewhere = async () => {
    await page.getByRole('tab', { name: 'Switches and map' }).click()
    await page.getByRole('tab', { name: 'Devices' }).click()
  }
  await page.getByRole('button', { name: words.start.newJob }).click()
  await page.getByLabel(words.start.jobName).fill('Hall 3')
  await page.getByRole('button', { name: words.start.createJob }).click()
  await page
    .getByRole('navigation', { name: words.shell.places })
    .getByRole('link', { name: words.terms.site, exact: true })
    .click()
  // no target is suggested: nothing is picked yet
  await expect(field).toHaveValue('')
  await expect(page.getByRole('button', { name: words.site.scan, exact: true })).toBeDisabled()

  await field.fill('127.0.0.1:9 127.0.0.1:10')
  await elsewhere()
  await expect(field).toHaveValue('127.0.0.1:9 127.0.0.1:10')
  await page.getByRole('button', { name: words.site.scan, exact: true }).click()
  await finished(page)
  await page.reload()
  await expect(field).toHaveValue('127.0.0.1:9 127.0.0.1:10')

  // another target is scanned only after it was picked; a rescan uses the last picked targets
  await field.fill('127.0.0.1:11')
  await expect(page.getByRole('button', { name: words.site.rescanForChanges })).toHaveCount(0)
  await elsewhere()
  await expect(field).toHaveValue('127.0.0.1:11')
})

test('a scan is paused, resumed, interrupted by kill -9, and resumed again', async ({ browser }) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await openSite(page)
  await page.getByText(words.site.scanOptions).click()
  await page.getByLabel(/^Gentle/).check()
  await page.getByRole('button', { name: words.site.scan, exact: true }).click()
  await page.getByRole('button', { name: words.site.pause }).click()
  await expect(state(page, 'Paused')).toBeVisible()
  await look(page, 'paused')
  await page.getByRole('button', { name: words.terms.continue, exact: true }).click()
  await expect(state(page, 'Scanning')).toBeVisible()
  await expect.poll(() => count(page).catch(() => 0)).toBeGreaterThan(2)
  await door.killCore()
  const goOn = page.getByRole('button', { name: words.site.continueScan })
  await expect(goOn).toBeVisible()
  await look(page, 'cut-short')
  const before = await count(page)
  expect(before).toBeGreaterThan(2)
  await goOn.click()
  await finished(page)
  expect(await count(page)).toBeGreaterThanOrEqual(60)
  await expect(goOn).toHaveCount(0)

  await page.getByLabel(/^Usual/).check()
  await page.getByRole('button', { name: words.site.rescanForChanges }).click()
  await expect(state(page, 'Scanning')).toHaveCount(0)
  await finished(page)
  await page.getByLabel(words.site.whatToScan).fill('10.0.0.0/16')
  await page.getByRole('button', { name: words.site.scan, exact: true }).click()
  await expect(page.locator('[data-problem="cidr-too-wide"]')).toBeVisible()
})
