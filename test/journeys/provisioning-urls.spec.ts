/** Provisioning URLs: built for a model, read with their faults, announced by DHCP, on their own page and on a device's. */

import { expect, test } from '@playwright/test'
import { words } from '#shared/words/index.ts'
import { openBrowser } from './doors.ts'
import { take } from './walk.ts'

const text = words.provisioningUrls

test('a URL is built, a pasted one is corrected, and a DHCP server is configured', async ({ browser }) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await page.getByRole('link', { name: words.shell.catalogue }).click()
  await page.getByRole('button', { name: text.title }).click()
  await page.getByLabel(text.maker).selectOption('Cisco')
  await page.getByLabel(text.model, { exact: true }).selectOption('8851')
  await page.getByLabel(words.deviceScreen.languageLabel).selectOption('ja')
  const built = page.locator('[data-built-url]')
  await expect(built).toHaveText('http://emea.ipp.sdg.teams.microsoft.com/lang_ja/$PSN.xml')

  await page.getByLabel(text.pasted).fill('http://apac/ipp.sdg.teams.microsoft.com\n')
  for (const code of ['slash-for-dot', 'suffix-missing', 'space-around'])
    await expect(page.locator(`[data-fault="${code}"]`)).toBeVisible()
  await page.getByRole('button', { name: text.useCorrected }).click()
  await expect(page.getByLabel(text.pasted)).toHaveValue('http://apac.ipp.sdg.teams.microsoft.com/$PSN.xml')
  await expect(page.locator('[data-faults="0"]')).toBeVisible()

  await expect(page.locator('[data-snippet]')).toContainText('dhcp-match=set:punchdown-cisco-mpp,60,43:50:2d')
  await page.getByLabel(text.server).selectOption('technitium')
  await expect(page.locator('[data-note="server-without-classes"]')).toBeVisible()
})

test('a typed URL with shown faults can be written to a device', async ({ browser }) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await take(page, ['open the practice office', 'scan it', 'open the base', 'sign in to it'])
  await page.getByRole('radio', { name: words.deviceScreen.byUrl }).check()
  await page
    .getByLabel(words.terms.provisioningUrl, { exact: true })
    .fill('http://emea.ipp.sdg.teams.microsoft.com/mac.ini')
  await expect(page.locator('[data-fault="suffix-of-other-make"]')).toBeVisible()
  await page.getByRole('button', { name: text.useCorrected }).click()
  await page
    .getByRole('region', { name: words.deviceScreen.point, exact: true })
    .getByRole('button', { name: words.deviceScreen.reviewChanges })
    .click()
  await expect(page.getByRole('row', { name: /ConfigUrl/ })).toContainText(/\/00\$\{IPEI\}\.cfg/)
})
