/**
 * Every screen in light and dark, at 1280×800 and 1024×640: axe finds nothing, nothing sticks out sideways, the content
 * policy was not hit. Pictures go to test/results/screens, for eyes.
 */
import { join, resolve } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { of2025 } from '../services/catalogue/pages.ts'
import { openBrowser } from './doors.ts'
import { steps } from './walk.ts'

const pictures = resolve(import.meta.dirname, '../results/screens')
const looks = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 1024, height: 640 } },
  { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'light', viewport: { width: 1024, height: 640 } },
] as const

async function look(page: Page, folder: string, name: string): Promise<void> {
  await page.screenshot({ path: join(pictures, folder, `${name}.png`) })
  // focus guards of the component library: focusable on purpose, passed on at once
  const axe = new AxeBuilder({ page }).exclude('[data-tabster-dummy]')
  // what a dialog covers is out of reach, and no screen of its own
  if ((await page.getByRole('dialog').count()) > 0) axe.include('[role="dialog"]')
  const { violations } = await axe.analyze()
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
  )
  expect.soft(found, `axe on ${name}`).toEqual([])
  const sideways = await page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth)
  expect.soft(sideways, `${name} sticks out sideways`).toBeLessThanOrEqual(0)
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

const place = (page: Page, title: string) =>
  page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: title, exact: true }).click()

for (const { colorScheme, viewport } of looks) {
  const folder = `${colorScheme}-${viewport.width}`
  test(`screens, ${folder}`, async ({ browser }) => {
    await using door = await openBrowser(browser, { colorScheme, viewport, pace: 0.2 })
    const { page } = door
    const refused: string[] = []
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text())
    })
    const take = (name: string) => steps.find((step) => step.name === name)?.take(page)

    await page.getByRole('button', { name: 'Try the practice office' }).waitFor()
    await look(page, folder, '01-start-empty')
    await page.getByRole('button', { name: 'New job' }).click()
    await page.getByRole('dialog').waitFor()
    await look(page, folder, '02-new-job')
    await closeDialog(page)
    await take('open the practice office')
    await look(page, folder, '03-job-empty')
    await place(page, 'Pairing')
    await page.getByText('No handsets yet').waitFor()
    await look(page, folder, '04-pairing-empty')
    await place(page, 'Reports')
    await look(page, folder, '05-report-empty')
    await place(page, 'Site')
    await look(page, folder, '06-site-empty')
    await place(page, 'Job')
    await take('scan it')
    await look(page, folder, '07-site')
    await page.getByRole('grid', { name: 'Devices' }).focus()
    await page.keyboard.press('i')
    await page.getByRole('region', { name: 'Details' }).waitFor()
    await look(page, folder, '07a-site-details')
    await page.keyboard.press('i')
    await take('open the base')
    await look(page, folder, '08-device')
    await page.getByRole('button', { name: 'Why?' }).click()
    await page.getByRole('dialog').waitFor()
    await look(page, folder, '09-why')
    await closeDialog(page)
    await page.getByLabel('Password').fill('wrong')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.locator('[data-problem="sign-in-refused"]').waitFor()
    await look(page, folder, '10-sign-in-refused')
    await take('sign in to it')
    await look(page, folder, '11-device-signed-in')
    await page.getByRole('tab', { name: 'Settings' }).click()
    await page.getByRole('grid', { name: 'Settings' }).waitFor()
    await look(page, folder, '12-device-settings')
    await page.getByRole('tab', { name: 'Handsets' }).click()
    await take('see before and after')
    await look(page, folder, '13-before-after')
    await take('apply it')
    await look(page, folder, '14-applied')
    await take('walk the first handset')
    await look(page, folder, '15-dial')
    await page.getByRole('button', { name: 'Spell it' }).first().click()
    await look(page, folder, '16-dial-spelled')
    await take('dial the verification code')
    await look(page, folder, '17-sign-in-code')
    await take('type the sign-in code')
    await look(page, folder, '18-signed-in')
    await place(page, 'Pairing')
    await page.getByRole('grid', { name: 'Handsets' }).waitFor()
    await look(page, folder, '19-board')
    await page.getByLabel('IPEI').fill('00:08:7B:0C:22:9A')
    await page.getByRole('button', { name: 'Add it' }).click()
    await page.locator('[data-problem]').waitFor()
    await look(page, folder, '20-board-problem')
    await place(page, 'Gateway')
    await page.getByRole('grid', { name: 'Gateway log' }).waitFor()
    await look(page, folder, '21-gateway')
    await place(page, 'Catalogue')
    await page.getByRole('grid', { name: 'Catalogue' }).waitFor()
    await look(page, folder, '22-catalogue')
    await page.getByLabel('Filter Catalogue').fill('rove')
    await page.getByRole('row', { name: /Rove B2/ }).click()
    await page.getByRole('region', { name: 'Details' }).waitFor()
    await look(page, folder, '22a-catalogue-details')
    await page.getByRole('tab', { name: 'Requirements and notes' }).click()
    await look(page, folder, '22b-catalogue-notes')
    await page.getByRole('tab', { name: 'Feature codes' }).click()
    await look(page, folder, '22c-catalogue-codes')
    await page.getByRole('button', { name: 'Import a page' }).click()
    await page
      .getByLabel('File of the page')
      .setInputFiles({ name: 'page.md', mimeType: 'text/markdown', buffer: Buffer.from(of2025) })
    await page.getByRole('region', { name: 'What the page changes' }).waitFor()
    await look(page, folder, '22d-catalogue-import')
    await closeDialog(page)
    await place(page, 'Reports')
    await look(page, folder, '23-report')
    await place(page, 'Practice')
    await look(page, folder, '24-practice')
    await place(page, 'Job')
    await look(page, folder, '25-job')
    await page.keyboard.press('ControlOrMeta+K')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('rove')
    await look(page, folder, '26-find')
    await closeDialog(page)
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await look(page, folder, '27-keys')
    await closeDialog(page)
    await place(page, 'Jobs')
    await page.getByRole('grid', { name: 'Jobs' }).waitFor()
    await look(page, folder, '28-start')
    expect(refused).toEqual([])
  })
}
