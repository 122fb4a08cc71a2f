/** The catalogue: filtered, searched, another built-in list chosen, replaced by an imported page, and restored. */

import { type Download, expect, type Page, test } from '@playwright/test'
import { words } from '#shared/words/index.ts'
import { of2021, of2025 } from '../services/catalogue/pages.ts'
import { openBrowser } from './doors.ts'

// behind a dialog a list has no role
const rowsIn = (page: Page) => page.locator('[role=grid][aria-label=Catalogue]')

const day = (date: string): string => words.time.day(Date.parse(date))

async function pick(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

async function offer(page: Page, name: string, text: string): Promise<void> {
  await page
    .getByLabel(words.catalogueScreen.pageFile)
    .setInputFiles({ name, mimeType: 'text/markdown', buffer: Buffer.from(text) })
}

test('the catalogue is searched, imported and restored', async ({ browser }) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await page.getByRole('link', { name: words.shell.catalogue }).click()
  await expect(rowsIn(page)).toHaveAttribute('aria-rowcount', '212')

  await page.getByLabel('Filter Catalogue').fill('ip style')
  await rowsIn(page)
    .getByRole('row', { name: /IP Style/ })
    .click()
  await expect(page.getByRole('region', { name: words.terms.details })).toContainText(
    words.catalogue.location['not-stated'],
  )
  await page.getByLabel('Filter Catalogue').fill('')

  await pick(page, 'Vendor', 'Poly')
  await page.getByLabel('Filter Catalogue').fill('vvx411')
  await expect(rowsIn(page)).toHaveAttribute('aria-rowcount', '2')
  await rowsIn(page)
    .getByRole('row', { name: /VVX ?411/ })
    .click()
  const details = page.getByRole('region', { name: words.terms.details })
  await expect(details).toContainText('LLDP must be turned on at switch level')
  await page.getByLabel('Filter Catalogue').fill('')
  await pick(page, 'Vendor', words.catalogueScreen.allVendors)
  await pick(page, 'Kind', 'Paging adapter')
  await expect(rowsIn(page).getByRole('row', { name: /Algo/ }).first()).toBeVisible()
  await pick(page, 'Kind', words.catalogueScreen.allKinds)

  await page.getByRole('tab', { name: words.catalogueScreen.featureCodes }).click()
  await expect(page.getByRole('row', { name: /\*55\*/ })).toBeVisible()
  await page.getByRole('tab', { name: words.catalogueScreen.notesTab }).click()
  await expect(page.getByText('Tango Extend').first()).toBeVisible()
  await page.getByRole('tab', { name: words.terms.devices }).click()

  await expect(page.getByText('67461f27')).toBeVisible()
  await pick(page, words.catalogueScreen.listInUse, words.catalogueScreen.listOf(day('2024-07-15'), false))
  await expect(rowsIn(page)).toHaveAttribute('aria-rowcount', '184')
  await expect(page.getByText('67461f27')).toHaveCount(0)
  await door.killCore()
  await expect(rowsIn(page)).toHaveAttribute('aria-rowcount', '184')

  await page.getByRole('button', { name: words.catalogueScreen.importPage }).click()
  await offer(page, 'notes.md', '# Shopping\n\n- milk\n')
  await expect(page.locator('[data-problem="catalogue-not-the-page"]')).toBeVisible()
  await offer(page, 'of-2021.md', of2021)
  await expect(page.getByRole('button', { name: words.catalogueScreen.useThisList })).toBeDisabled()
  await page.getByRole('checkbox', { name: /older/ }).check()
  await expect(page.getByRole('button', { name: words.catalogueScreen.useThisList })).toBeEnabled()
  await offer(page, 'of-2025.md', of2025)
  await expect(page.getByRole('region', { name: words.catalogueScreen.changes })).toContainText('2N IP Verso')
  await expect(rowsIn(page)).toHaveAttribute('aria-rowcount', '184')
  await page.getByRole('button', { name: words.catalogueScreen.useThisList }).click()
  await expect(rowsIn(page)).toHaveAttribute('aria-rowcount', '6')

  await door.killCore()
  await expect(rowsIn(page)).toHaveAttribute('aria-rowcount', '6')
  await page.getByRole('button', { name: words.catalogueScreen.importPage }).click()
  await page.getByRole('button', { name: words.catalogueScreen.useBuiltIn }).click()
  await expect(rowsIn(page)).toHaveAttribute('aria-rowcount', '212')

  for (const kind of ['CSV', 'Excel (XLSX)']) {
    const download: Promise<Download> = page.waitForEvent('download')
    await page.getByRole('button', { name: words.parts.export }).click()
    await page.getByRole('menuitem', { name: kind }).click()
    expect((await download).suggestedFilename()).toMatch(/^catalogue\.(csv|xlsx)$/)
  }
})
