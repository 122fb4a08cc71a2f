/** Problems on site on the page: each is shown with its code and a remedy. */

import { join, resolve } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { words } from '#shared/words/index.ts'
import { openBrowser } from './doors.ts'
import { place, reviewPoint, signIn, take } from './walk.ts'

const pictures = resolve(import.meta.dirname, '../results/screens/bad-days')

async function shown(page: Page, code: string): Promise<void> {
  await page.locator(`[data-problem="${code}"]`).first().waitFor()
  await page.screenshot({ path: join(pictures, `${code}.png`) })
  const { violations } = await new AxeBuilder({ page }).exclude('[data-tabster-dummy]').analyze()
  expect
    .soft(
      violations.map(({ id }) => id),
      code,
    )
    .toEqual([])
}

async function fault(page: Page, title: string, on: boolean): Promise<void> {
  await place(page, words.terms.practice)
  const toggle = page.getByRole('switch', { name: title })
  // a one-time fault is off after it occurred
  if ((await toggle.isChecked()) !== on) await toggle.click()
  await expect(toggle).toBeChecked({ checked: on })
}

async function openBase(page: Page): Promise<void> {
  await place(page, words.terms.site)
  await page.getByRole('row', { name: /Rove B2/ }).click()
}

test('faults of the base: wrong password, garbage, a lost reply, a restart during a write', async ({
  browser,
}) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await take(page, ['open the practice office', 'scan it', 'open the base'])
  await fault(page, 'Wrong password', true)
  await openBase(page)
  await signIn(page)
  await shown(page, 'sign-in-refused')
  await expect(page.locator('[data-guided]')).toHaveCount(0)
  await fault(page, 'Wrong password', false)
  await fault(page, 'Garbage page', true)
  await openBase(page)
  await signIn(page)
  await shown(page, 'unexpected-page')
  await expect(page.getByText(words.terms.evidence, { exact: true })).toBeVisible()
  // the base can be set by hand
  await expect(page.locator('[data-guided="open"]')).toBeVisible()
  await fault(page, 'Garbage page', false)
  await openBase(page)
  await take(page, ['sign in to it', 'see before and after'])
  const settings = page.getByRole('row', { name: /ConfigUrl/ })
  await expect(settings).toBeVisible()
  // the next Submit restarts the base before it answers: the push waits, reads back and reports the result
  await fault(page, 'Restart in the middle', true)
  await openBase(page)
  await reviewPoint(page)
  await page.getByRole('button', { name: /^Apply \d+ change/ }).click()
  await page.locator('[data-push="done"]').waitFor()
})

test('bad input: subnets, addresses, IPEIs, URLs, ports', async ({ browser }) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await take(page, ['open the practice office'])
  await place(page, words.terms.site)
  const practiceTargets = await page.getByLabel('What to scan').inputValue()
  for (const [text, code] of [
    ['192.168.1.0/33', 'cidr-malformed'],
    ['10.0.0.0/8', 'cidr-too-wide'],
  ] as const) {
    await page.getByLabel(words.site.whatToScan).fill(text)
    await page.getByRole('button', { name: /^Scan/ }).click()
    await shown(page, code)
  }
  await page.getByLabel('What to scan').fill(practiceTargets)
  await place(page, words.terms.job)
  await take(page, ['scan it'])
  await place(page, words.shell.pairing)
  for (const [text, code] of [
    ['03717C0E', 'ipei-too-short'],
    ['00881 0001546 3', 'ipei-check-character'],
    ['000003717C0E0A', 'ipei-doubled-prefix'],
    ['48:25:67:0A:1B:2C', 'hardware-id-is-base-mac'],
  ] as const) {
    await page.getByLabel(words.terms.ipei).fill(text)
    await page.getByRole('button', { name: words.terms.add }).click()
    await shown(page, code)
  }
  await page.getByLabel(words.terms.ipei).fill('03717C0E0A')
  await page.getByRole('button', { name: words.terms.add }).click()
  await page.getByLabel(words.parts.filterOf(words.pairing.listTitle)).fill('0371 7C0E 0A')
  await expect(page.getByRole('grid', { name: words.pairing.listTitle }).getByRole('row')).toHaveCount(2)
  await page.getByLabel(words.terms.ipei).fill('00-03-71-7C-0E-0A')
  await page.getByRole('button', { name: words.terms.add }).click()
  await shown(page, 'endpoint-exists')
  await place(page, words.terms.site)
  await take(page, ['open the base', 'sign in to it'])
  await page.getByRole('radio', { name: words.deviceScreen.byUrl }).check()
  await page
    .getByRole('textbox', { name: words.terms.provisioningUrl })
    .fill('http://apac/ipp.sdg.teams.microsoft.com/')
  await reviewPoint(page)
  await shown(page, 'url-not-allowed')
  await place(page, words.shell.gateway)
  await page.getByRole('button', { name: words.gatewayScreen.stopGateway }).click()
  await page.getByLabel(words.gatewayScreen.httpPort).fill('700000')
  await expect(page.getByRole('button', { name: words.gatewayScreen.startGateway })).toBeDisabled()
  await place(page, words.terms.site)
  await openBase(page)
  await shown(page, 'gateway-off')
})

test('live mode: codes from Teams admin centre, steps confirmed by the technician', async ({ browser }) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await take(page, ['open the practice office', 'scan it', 'open the base'])
  const at = await page
    .locator('main')
    .getByText(/http:\/\/|127\.0\.0\.1/)
    .first()
    .innerText()
  expect(at).toContain('127.0.0.1')
  await place(page, words.terms.practice)
  const address = await page
    .getByText(/^127\.0\.0\.1:\d+$/)
    .first()
    .innerText()
  await place(page, words.shell.jobs)
  await page.getByRole('button', { name: words.start.newJob }).click()
  await page.getByLabel(words.start.jobName).fill('Riverside')
  await page.getByRole('radio', { name: /^Live/ }).check()
  await page.getByRole('button', { name: words.start.createJob }).click()
  await page.getByRole('heading', { level: 1, name: 'Riverside' }).waitFor()
  await place(page, words.terms.site)
  await page.getByLabel(words.site.whatToScan).fill(address)
  await page.getByRole('button', { name: /^Scan/ }).click()
  await take(page, ['open the base', 'sign in to it', 'see before and after'])
  await expect(page.getByRole('row', { name: /ConfigUrl/ })).toContainText(
    'http://emea.ipp.sdg.teams.microsoft.com',
  )
  await take(page, ['apply it'])
  await page.getByRole('button', { name: words.deviceScreen.pairFirst.handset }).click()
  await page.getByRole('button', { name: 'The base fetched it' }).click()
  await page.getByRole('button', { name: 'The handset asks to sign in' }).click()
  await page.getByLabel(words.steps.input['verification-code']).fill('482 913')
  await page.getByRole('button', { name: 'Show what to dial' }).click()
  await expect(page.getByTestId('code-dialled')).toHaveText('*55* 482 913')
  await page.screenshot({ path: join(pictures, 'live-dial.png') })
  await page.getByRole('button', { name: 'The row moved' }).click()
  await page.getByLabel(words.steps.input['sign-in-code']).fill('ab3xk9pq')
  await page.getByRole('button', { name: 'Show the code' }).click()
  await expect(page.getByTestId('code-typed')).toHaveText('AB3X K9PQ')
  await expect(page.locator('main [data-primary]')).toHaveAttribute(
    'href',
    'https://microsoft.com/devicelogin',
  )
  await page.screenshot({ path: join(pictures, 'live-sign-in.png') })
  await page.getByRole('button', { name: 'The handset shows its number' }).click()
  await page.locator('[data-step="done"]').waitFor()
})
