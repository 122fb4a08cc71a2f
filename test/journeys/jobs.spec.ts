/** Jobs in the list of the first screen: create, edit, duplicate, archive, delete and undo; the practice office is reset. */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { words } from '#shared/words/index.ts'
import { openBrowser } from './doors.ts'
import { everyDoor } from './every-door.ts'

const { start, jobDetails, jobTransfer, terms } = words

async function expectAccessible(page: Page): Promise<void> {
  // focus guards of the component library are focusable on purpose
  const { violations } = await new AxeBuilder({ page })
    .exclude('[data-tabster-dummy]')
    // without a page of its own, which a window of Electron cannot open
    .setLegacyMode()
    .analyze()
  expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([])
}

const jobRow = (page: Page, name: string) =>
  page.getByRole('grid', { name: start.jobs }).getByRole('row').filter({ hasText: name })

async function choose(page: Page, job: string, action: keyof typeof jobDetails.actions): Promise<void> {
  await page.getByRole('button', { name: jobDetails.actionsOf(job), exact: true }).click()
  await page.getByRole('menuitem', { name: jobDetails.actions[action], exact: true }).click()
}

async function createJob(page: Page): Promise<void> {
  await page.getByRole('button', { name: start.newJob }).click()
  await page.getByLabel(start.jobName).fill('Riverside')
  await page.getByLabel(jobDetails.customer).fill('Northwind')
  await page.getByRole('button', { name: start.createJob }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Riverside' })).toBeVisible()
}

async function editDetails(page: Page): Promise<void> {
  await page.getByRole('button', { name: jobDetails.edit }).click()
  const dialog = page.getByRole('dialog', { name: jobDetails.title })
  await dialog.getByLabel(jobDetails.name, { exact: false }).first().fill('')
  await dialog.getByRole('button', { name: terms.save }).click()
  await expect(dialog.getByText(start.nameMissing)).toBeVisible()
  await dialog.getByLabel(jobDetails.name, { exact: false }).first().fill('Riverside, floor 2')
  await dialog.getByLabel(jobDetails.notes).fill('Key at the reception')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: terms.save }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Riverside, floor 2' })).toBeVisible()
  await expect(page.getByRole('region', { name: jobDetails.notes })).toContainText('Key at the reception')
}

for (const [index, { name, closed, open }] of everyDoor().entries()) {
  // the colours do not depend on the door
  for (const colorScheme of index === 0 ? (['light', 'dark'] as const) : (['light'] as const)) {
    test(`${name}: jobs are managed from their list (${colorScheme})`, async ({ browser }) => {
      test.skip(closed !== null, closed ?? '')
      await using door = await open(browser, {
        pace: 0.02,
        colorScheme,
        viewport: { width: 1024, height: 640 },
      })
      const { page } = door
      await createJob(page)
      await editDetails(page)
      await page.getByRole('link', { name: start.jobs }).click()
      await choose(page, 'Riverside, floor 2', 'duplicate')
      const copy = start.copyOf('Riverside, floor 2')
      await expect(jobRow(page, copy)).toContainText('Northwind')
      await choose(page, copy, 'archive')
      await expect(jobRow(page, copy)).toHaveCount(0)
      await choose(page, 'Riverside, floor 2', 'delete')
      await expect(page.getByText(start.noJobs)).toBeVisible()
      await expectAccessible(page)
      await page.getByRole('button', { name: jobDetails.undo }).click()
      await expect(jobRow(page, 'Riverside, floor 2')).toHaveCount(1)
      await page.getByLabel(jobDetails.show).selectOption(jobDetails.shown.archived)
      await choose(page, copy, 'unarchive')
      await expect(page.getByText(jobDetails.none.archived.title)).toBeVisible()
      await page.getByLabel(jobDetails.show).selectOption(jobDetails.shown.current)
      await expect(jobRow(page, 'Riverside')).toHaveCount(2)
    })
  }
}

async function openFile(page: Page, path: string): Promise<Locator> {
  await page.getByLabel(jobTransfer.fileInput).setInputFiles(path)
  return page.getByRole('dialog', { name: jobTransfer.openTitle })
}

test('a job is exported with a passphrase, opened again, and merged', async ({ browser }, info) => {
  await using door = await openBrowser(browser, { pace: 0.02, viewport: { width: 1024, height: 640 } })
  const { page } = door
  await createJob(page)
  await page.getByRole('link', { name: start.jobs }).click()
  await choose(page, 'Riverside', 'export')
  await page.getByLabel(jobTransfer.passphrase).fill('correct horse')
  await expectAccessible(page)
  const saved = page.waitForEvent('download')
  await page.getByRole('dialog').getByRole('button', { name: jobTransfer.export }).click()
  const path = info.outputPath((await saved).suggestedFilename())
  await (await saved).saveAs(path)
  expect(path).toMatch(/Riverside\.punchdown$/)

  await choose(page, 'Riverside', 'edit')
  const details = page.getByRole('dialog', { name: jobDetails.title })
  await details.getByLabel(jobDetails.customer).fill('Contoso')
  await details.getByRole('button', { name: terms.save }).click()
  await expect(jobRow(page, 'Contoso')).toHaveCount(1)

  const dialog = await openFile(page, path)
  await dialog.getByLabel(jobTransfer.passphrase).fill('wrong')
  await dialog.getByRole('button', { name: jobTransfer.unlock }).click()
  await expect(dialog.locator('[data-problem="job-file-passphrase"]')).toBeVisible()
  await dialog.getByLabel(jobTransfer.passphrase).fill('correct horse')
  await dialog.getByRole('button', { name: jobTransfer.unlock }).click()
  await expect(dialog.getByText(jobTransfer.isHere)).toBeVisible()
  await expectAccessible(page)
  await page.screenshot({ path: info.outputPath('merge.png') })
  await dialog.getByRole('radio', { name: `${jobTransfer.file}: Northwind` }).check()
  await dialog.getByRole('button', { name: jobTransfer.merge }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Riverside' })).toBeVisible()
  await expect(page.getByRole('row', { name: new RegExp(words.states.history('job.merged')) })).toBeVisible()
  await page.getByRole('link', { name: start.jobs }).click()
  await expect(jobRow(page, 'Northwind')).toHaveCount(1)
})

test('the practice office is reset to a new job', async ({ browser }) => {
  await using door = await openBrowser(browser, { pace: 0.02 })
  const { page } = door
  await page.getByRole('button', { name: start.tryPracticeOffice }).click()
  await expect(page).toHaveURL(/#\/job\//)
  const former = page.url()
  await page.getByRole('link', { name: start.jobs }).click()
  await choose(page, 'Practice office', 'reset')
  await page
    .getByRole('dialog', { name: jobDetails.resetTitle })
    .getByRole('button', { name: jobDetails.reset })
    .click()
  await expect(page).toHaveURL(/#\/job\//)
  expect(page.url()).not.toBe(former)
  await expect(
    page.getByRole('heading', { level: 2, name: words.jobScreen.scanPracticeOffice }),
  ).toBeVisible()
})
