/** Facts about devices: corrected in the page, used by the driver, returned to the built-in value. */
import { readFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { words } from '#shared/words/index.ts'
import { openBrowser } from './doors.ts'
import { place, take } from './walk.ts'

const menu = '/requests/menu/path'

async function openFact(page: Page, pointer: string): Promise<void> {
  await place(page, words.shell.catalogue)
  await page.getByRole('button', { name: words.facts.title }).click()
  await page.getByRole('grid', { name: words.facts.list }).waitFor()
  await page.getByLabel(`Filter ${words.facts.list}`).fill(pointer)
  await page
    .getByRole('row', { name: new RegExp(`poly-rove ${pointer}`) })
    .first()
    .click()
  await page.getByRole('region', { name: words.terms.details }).waitFor()
}

test('a corrected fact changes what the driver asks for, and the built-in value comes back', async ({
  browser,
}) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await take(page, ['open the practice office', 'scan it'])

  await openFact(page, menu)
  await page.getByLabel(words.facts.newValue).fill('no-slash')
  await page.getByRole('button', { name: words.facts.correct }).click()
  await page.locator('[data-problem="correction-refused"]').waitFor()
  await page.getByLabel(words.facts.newValue).fill('/nowhere.xml')
  await page.getByRole('button', { name: words.facts.correct }).click()
  await expect(page.getByText(words.facts.correctedCount(1))).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).exclude('[data-tabster-dummy]').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])

  await place(page, words.terms.site)
  await take(page, ['open the base'])
  await page.getByLabel(words.terms.password, { exact: true }).fill('admin')
  await page.getByRole('button', { name: words.signIn.submit, exact: true }).click()
  await page.locator('[data-problem="unexpected-page"]').waitFor()

  await openFact(page, menu)
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: words.facts.exportFile }).click()
  const patch: unknown = JSON.parse(await readFile(await (await saved).path(), 'utf8'))
  expect(patch).toMatchObject([{ op: 'test' }, { op: 'replace', path: menu, value: '/nowhere.xml' }])
  await page.getByRole('button', { name: words.facts.useBuiltIn }).click()
  await expect(page.getByText(words.facts.correctedCount(0))).toBeVisible()

  await place(page, words.terms.site)
  await take(page, ['open the base', 'sign in to it'])
})
