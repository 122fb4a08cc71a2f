/**
 * Every screen light at 1280×800 and dark at 1024×640: no axe violations, no horizontal overflow, no violation of the
 * content security policy. Screenshots go to test/results/screens.
 */

import { join, resolve } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { words } from '#shared/words/index.ts'
import { of2025 } from '../services/catalogue/pages.ts'
import { openBrowser } from './doors.ts'
import { place, steps } from './walk.ts'

const pictures = resolve(import.meta.dirname, '../results/screens')
const looks = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 1024, height: 640 } },
] as const

/** Takes a screenshot and runs axe in each colour scheme and size. */
async function look(page: Page, name: string): Promise<void> {
  for (const { colorScheme, viewport } of looks) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize(viewport)
    const folder = `${colorScheme}-${viewport.width}`
    await page.screenshot({ path: join(pictures, folder, `${name}.png`) })
    const overflow = await page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth)
    expect.soft(overflow, `${name} in ${folder} overflows sideways`).toBeLessThanOrEqual(0)
    expect.soft(await violationsOf(page), `axe on ${name} in ${folder}`).toEqual([])
  }
  await page.emulateMedia({ colorScheme: looks[0].colorScheme })
  await page.setViewportSize(looks[0].viewport)
}

async function violationsOf(page: Page): Promise<string[]> {
  // focus guards of the component library are focusable on purpose
  const axe = new AxeBuilder({ page }).exclude('[data-tabster-dummy]')
  // the page under a dialog is inert
  if ((await page.getByRole('dialog').count()) > 0) axe.include('[role="dialog"]')
  const { violations } = await axe.analyze()
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
  )
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

test.describe('screens', () => {
  test('are accessible and fit in light and dark, on large and small windows', async ({ browser }) => {
    test.setTimeout(900_000)
    await using door = await openBrowser(browser, { ...looks[0], pace: 0.2 })
    const { page } = door
    const refused: string[] = []
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text())
    })
    const take = (name: string) => steps.find((step) => step.name === name)?.take(page)

    await page.getByRole('button', { name: words.start.tryPracticeOffice }).waitFor()
    await look(page, '01-start-empty')
    await page.getByRole('button', { name: words.start.newJob }).click()
    await page.getByRole('dialog').waitFor()
    await look(page, '02-new-job')
    await closeDialog(page)
    await take('open the practice office')
    await look(page, '03-job-empty')
    await place(page, words.shell.pairing)
    await page.getByText(words.pairing.none).waitFor()
    await look(page, '04-pairing-empty')
    await place(page, words.shell.reports)
    await look(page, '05-report-empty')
    await place(page, words.terms.site)
    await look(page, '06-site-empty')
    await place(page, words.terms.job)
    await take('scan it')
    await look(page, '07-site')
    await page.getByRole('grid', { name: words.terms.devices }).focus()
    await page.keyboard.press('i')
    await page.getByRole('region', { name: words.terms.details }).waitFor()
    await look(page, '07a-site-details')
    await page.keyboard.press('i')
    await take('open the base')
    await look(page, '08-device')
    await page.getByRole('button', { name: words.parts.why }).click()
    await page.getByRole('dialog').waitFor()
    await look(page, '09-why')
    await closeDialog(page)
    await page.getByLabel(words.terms.password, { exact: true }).fill('wrong')
    await page.getByRole('button', { name: words.signIn.submit, exact: true }).click()
    await page.locator('[data-problem="sign-in-refused"]').waitFor()
    await look(page, '10-sign-in-refused')
    await take('sign in to it')
    await look(page, '11-device-signed-in')
    await page.getByRole('tab', { name: words.terms.settings }).click()
    await page.getByRole('grid', { name: words.terms.settings }).waitFor()
    await look(page, '12-device-settings')
    await page.getByRole('tab', { name: words.terms.handsets }).click()
    await take('see before and after')
    await look(page, '13-before-after')
    await take('apply it')
    await look(page, '14-applied')
    await take('walk the first handset')
    await look(page, '15-dial')
    await page.getByRole('button', { name: words.terms.spellOut }).first().click()
    await look(page, '16-dial-spelled')
    await take('dial the verification code')
    await look(page, '17-sign-in-code')
    await take('type the sign-in code')
    await look(page, '18-signed-in')
    await place(page, words.shell.pairing)
    await page.getByRole('grid', { name: words.pairing.listTitle }).waitFor()
    await look(page, '19-board')
    await page.getByLabel(words.terms.ipei).fill('00:08:7B:0C:22:9A')
    await page.getByRole('button', { name: words.terms.add }).click()
    await page.locator('[data-problem]').waitFor()
    await look(page, '20-board-problem')
    await place(page, words.shell.gateway)
    await page.getByRole('grid', { name: words.gatewayScreen.gatewayLog }).waitFor()
    await look(page, '21-gateway')
    await place(page, words.shell.catalogue)
    await page.getByRole('grid', { name: words.shell.catalogue }).waitFor()
    await look(page, '22-catalogue')
    await page.getByLabel('Filter Catalogue').fill('rove')
    await page.getByRole('row', { name: /Rove B2/ }).click()
    await page.getByRole('region', { name: words.terms.details }).waitFor()
    await look(page, '22a-catalogue-details')
    await page.getByRole('tab', { name: words.catalogueScreen.notesTab }).click()
    await look(page, '22b-catalogue-notes')
    await page.getByRole('tab', { name: words.catalogueScreen.featureCodes }).click()
    await look(page, '22c-catalogue-codes')
    await page.getByRole('button', { name: words.catalogueScreen.importPage }).click()
    await page
      .getByLabel(words.catalogueScreen.pageFile)
      .setInputFiles({ name: 'page.md', mimeType: 'text/markdown', buffer: Buffer.from(of2025) })
    await page.getByRole('region', { name: words.catalogueScreen.changes }).waitFor()
    await look(page, '22d-catalogue-import')
    await closeDialog(page)
    await page.getByRole('button', { name: words.provisioningUrls.title }).click()
    await page.locator('[data-built-url]').waitFor()
    await page.getByLabel(words.provisioningUrls.maker).selectOption('Poly')
    await page.getByLabel(words.provisioningUrls.model, { exact: true }).selectOption('poly-ata')
    await page.getByLabel(words.deviceScreen.languageLabel).selectOption('de')
    await page.getByLabel(words.deviceScreen.tenantId).fill('6f1b6a0e-52c5-4c1e-9a43-7d0a3c0f5d11')
    await page.getByRole('button', { name: words.provisioningUrls.showQr }).click()
    await page
      .getByLabel(words.provisioningUrls.pasted)
      .fill('“http://apac/ipp.sdg.teams.microsoft.com/lang_xx //mac.ini”')
    await page.locator('[data-fault="slash-for-dot"]').waitFor()
    await look(page, '22e-provisioning-urls')
    await page.locator('[data-snippet]').scrollIntoViewIfNeeded()
    await look(page, '22f-url-faults-and-dhcp')
    await place(page, words.shell.catalogue)
    await page.getByRole('button', { name: words.facts.title }).click()
    await page.getByLabel(`Filter ${words.facts.list}`).fill('poly-rove')
    await page
      .getByRole('row', { name: /poly-rove/ })
      .first()
      .click()
    await page.getByRole('region', { name: words.terms.details }).waitFor()
    await look(page, '22g-device-facts')
    await place(page, words.shell.reports)
    await look(page, '23-report')
    await place(page, words.terms.practice)
    await look(page, '24-practice')
    await page.getByLabel(`Filter ${words.practiceOffice.practiceDevices}`).fill('VVX411')
    await page.getByRole('row', { name: /VVX411/ }).click()
    await page.getByRole('region', { name: words.terms.details }).waitFor()
    await look(page, '24a-practice-phone')
    await place(page, words.terms.job)
    await look(page, '25-job')
    await page.keyboard.press('ControlOrMeta+K')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('rove')
    await look(page, '26-find')
    await closeDialog(page)
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await look(page, '27-keys')
    await closeDialog(page)
    await place(page, words.shell.jobs)
    await page.getByRole('grid', { name: words.shell.jobs }).waitFor()
    await look(page, '28-start')
    expect(refused).toEqual([])
  })
})
