/** The first three minutes as functions, one per step; each ends when its result is on the screen. */

import { expect, type Page } from '@playwright/test'
import { words } from '#shared/words/index.ts'
import { type Door, followBeside } from './doors.ts'

export interface Step {
  readonly name: string
  take(page: Page, follow?: Door['follow']): Promise<void>
}

/** A place of the rail, by its title. */
export const place = (page: Page, title: string): Promise<void> =>
  page
    .getByRole('navigation', { name: words.shell.places })
    .getByRole('link', { name: title, exact: true })
    .click()

/** Takes the steps with these names, in the walk's order. */
export async function take(page: Page, names: readonly string[]): Promise<void> {
  for (const step of steps) if (names.includes(step.name)) await step.take(page)
}

const primary = (page: Page) => page.locator('main [data-primary]')

/** Shows the plan of "Point at the gateway"; a base with old firmware has a plan for its firmware as well. */
export const reviewPoint = (page: Page): Promise<void> =>
  page
    .getByRole('region', { name: words.deviceScreen.point })
    .getByRole('button', { name: words.deviceScreen.reviewChanges })
    .click()

export const steps: readonly Step[] = [
  {
    name: 'open the practice office',
    async take(page) {
      await page.getByRole('button', { name: words.start.tryPracticeOffice }).click()
      await expect(
        page.getByRole('heading', { level: 1, name: words.practiceOffice.practiceOffice }),
      ).toBeVisible()
    },
  },
  {
    name: 'scan it',
    async take(page) {
      await page.getByRole('button', { name: words.jobScreen.scanPracticeOffice }).click()
      await page.getByRole('button', { name: /^Scan/ }).click()
      await expect(page.getByRole('row', { name: /Rove B2/ })).toBeVisible()
      await expect(page.getByRole('row', { name: /Rove B2/ })).toContainText('Below minimum')
    },
  },
  {
    name: 'open the base',
    async take(page) {
      await page.getByRole('row', { name: /Rove B2/ }).click()
      await expect(page.getByRole('heading', { level: 1, name: /Rove B2/ })).toBeVisible()
    },
  },
  {
    name: 'sign in to it',
    async take(page) {
      await signIn(page)
      await expect(
        page.getByRole('grid', { name: words.deviceScreen.handsetsOfBase }).getByRole('row'),
      ).toHaveCount(4)
    },
  },
  {
    name: 'see before and after',
    async take(page) {
      await reviewPoint(page)
      await expect(page.getByRole('row', { name: /ConfigUrl/ })).toBeVisible()
    },
  },
  {
    name: 'apply it',
    async take(page) {
      await page.getByRole('button', { name: /^Apply \d+ change/ }).click()
      await expect(page.locator('[data-push="done"]')).toBeVisible()
    },
  },
  {
    name: 'walk the first handset',
    async take(page) {
      await page.getByRole('button', { name: words.deviceScreen.pairFirst.handset }).click()
      await expect(page.getByTestId('code-dialled')).toBeVisible()
      await expect(page.getByTestId('code-dialled')).toContainText('*55*')
    },
  },
  {
    name: 'dial the verification code',
    async take(page) {
      const done = page.getByTestId('code-typed')
      // a handset that is not registered again yet gives fast busy: dial again
      await expect(async () => {
        if (!(await done.isVisible()))
          await page.getByRole('button', { name: words.pairing.dialForMe }).click()
        await expect(done).toBeVisible({ timeout: 5_000 })
      }).toPass({ timeout: 30_000 })
    },
  },
  {
    name: 'type the sign-in code',
    async take(page, follow = followBeside) {
      const code = (await page.getByTestId('code-typed').innerText()).replaceAll(/\s/g, '')
      const other = await follow(primary(page))
      await other.keyboard.type(code)
      await other.keyboard.press('Enter')
      await other.locator('main[data-step=user]').waitFor()
      await other.keyboard.press('Enter')
      await other.locator('main[data-step=done]').waitFor()
      await other.close()
      await expect(page.locator('[data-step="done"]')).toBeVisible()
      await expect(page.getByTestId('account')).toContainText('+')
    },
  },
  {
    name: 'make the report',
    async take(page) {
      await page.getByRole('button', { name: words.jobScreen.makeReport }).click()
      await expect(page.getByRole('button', { name: words.reportScreen.saveAsPdf })).toBeVisible()
      // the list draws only the rows in view
      await page
        .getByLabel(words.parts.filterOf(words.report.endpoints))
        .fill(words.states.onboarding['signed-in'])
      const row = page
        .getByRole('grid', { name: words.report.endpoints })
        .getByRole('row', { name: /Signed in/ })
      await expect(row).toHaveCount(1)
    },
  },
]

export async function signIn(page: Page): Promise<void> {
  await page.getByLabel(words.terms.password, { exact: true }).fill('admin')
  const plainHttp = page.getByLabel(words.signIn.acceptPlainHttp)
  // practice jobs accept plain HTTP without a question
  if (await plainHttp.isEnabled()) await plainHttp.check()
  await page.getByRole('button', { name: words.signIn.submit, exact: true }).click()
}
