/** A device that only SNMP with its own community can identify. */

import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { words } from '#shared/words/index.ts'
import { temporaryFolder } from '../support/core.ts'
import { daemon } from '../support/daemon.ts'
import { isHere } from '../support/programs.ts'
import { openBrowser } from './doors.ts'

const pictures = resolve(import.meta.dirname, '../results/screens/snmp-access')
/** Another loopback address, where the usual port of SNMP is free. */
const address = '127.0.0.78'

test('a scan uses the typed community', async ({ browser }) => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'port 161 needs root, and Linux')
  test.skip(!isHere('snmpd'), 'snmpd is not installed')
  using folder = temporaryFolder()
  const file = join(folder.path, 'snmpd.conf')
  const lines = [
    `[snmp] persistentDir ${folder.path}`,
    'rocommunity letmein',
    'sysDescr Product: MP-118 FXS;SW Version: 6.60A.309.001',
    'sysObjectID 1.3.6.1.4.1.5003.8.1.1.56',
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
  const args = ['-f', '-Lo', '-C', '-c', file, '-p', join(folder.path, 'pid'), `udp:${address}:161`]
  await using _adapter = await daemon('snmpd', args, /NET-SNMP version/, folder.path)
  await using door = await openBrowser(browser, { viewport: { width: 1024, height: 640 } })
  const { page } = door
  await page.getByRole('button', { name: words.start.newJob }).click()
  await page.getByLabel(words.start.jobName).fill('Riverside')
  await page.getByRole('button', { name: words.start.createJob }).click()
  await page
    .getByRole('navigation', { name: words.shell.places })
    .getByRole('link', { name: words.terms.site, exact: true })
    .click()
  await page.getByLabel(words.site.whatToScan).fill(address)
  await page.getByRole('button', { name: words.site.snmpAccess }).click()
  await page.getByLabel(words.parts.snmp, { exact: true }).selectOption('3')
  await page.getByLabel(words.parts.user).fill('tech')
  await page.screenshot({ path: join(pictures, 'version-3.png') })
  const { violations } = await new AxeBuilder({ page }).exclude('[data-tabster-dummy]').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await page.getByLabel(words.parts.snmp, { exact: true }).selectOption('2c')
  await page.getByLabel(words.terms.community).fill('letmein')
  await page.getByRole('button', { name: /^Scan/ }).click()
  await expect(page.getByRole('row', { name: /MP-118/ })).toContainText('6.60A.309.001')
  await page.screenshot({ path: join(pictures, 'found.png') })
})
