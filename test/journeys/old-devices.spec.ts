/** A phone with TLS that browsers no longer support: it is found, and the sign-in form warns. */

import { join, resolve } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { words } from '#shared/words/index.ts'
import { makeCertificate } from '../probes/web/certificates.ts'
import { temporaryFolder } from '../support/core.ts'
import { daemon } from '../support/daemon.ts'
import { isHere } from '../support/programs.ts'
import { openBrowser } from './doors.ts'

const pictures = resolve(import.meta.dirname, '../results/screens/old-devices')
/** Another loopback address, where the usual port of HTTPS is free. */
const address = '127.0.0.77'

test('a device with TLS 1.0 and a short key has a warning', async ({ browser }) => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'port 443 needs root, and Linux')
  test.skip(!isHere('openssl'), 'openssl is not installed')
  using folder = temporaryFolder()
  const wish = { key: 'rsa:512', digest: 'sha1', from: 2005, to: 2015 } as const
  const { certificate, key } = await makeCertificate(folder.path, wish)
  const args = ['s_server', '-www', '-accept', `${address}:443`, '-cert', certificate, '-key', key, '-tls1']
  await using _phone = await daemon('openssl', [...args, '-cipher', 'DEFAULT:@SECLEVEL=0'], /ACCEPT/)
  await using door = await openBrowser(browser)
  const { page } = door
  await page.getByRole('button', { name: words.start.newJob }).click()
  await page.getByLabel(words.start.jobName).fill('Riverside')
  await page.getByRole('button', { name: words.start.createJob }).click()
  await page
    .getByRole('navigation', { name: words.shell.places })
    .getByRole('link', { name: words.terms.site, exact: true })
    .click()
  await page.getByLabel(words.site.whatToScan).fill(address)
  await page.getByRole('button', { name: /^Scan/ }).click()
  await page.getByRole('row', { name: /64:16:7F:0A:1B:2C/ }).click()
  for (const text of ['TLS 1.0 (out of date)', '512-bit key', 'certificate expired']) {
    await expect(page.locator('main').getByText(text).first()).toBeVisible()
  }
  await expect(page.getByRole('grid', { name: words.deviceScreen.rawAnswers })).toContainText('x509.subject')
  const { violations } = await new AxeBuilder({ page }).exclude('[data-tabster-dummy]').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await page.screenshot({ path: join(pictures, 'old-tls.png'), fullPage: true })
})
