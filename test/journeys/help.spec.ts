/** What the help offers: a problem report is read in the page, then saved as one archive with the same content; About shows what changed. */
import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { strFromU8, unzipSync } from 'fflate'
import { openBrowser } from './doors.ts'

test('what is shown is what is saved, and nothing is sent', async ({ browser }) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await page.getByText('Core ready').waitFor()
  const origin = new URL(page.url()).origin
  const elsewhere: string[] = []
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(origin) && !/^(?:data|blob):/.test(url)) elsewhere.push(url)
  })
  await page.keyboard.press('?')
  await page.getByRole('button', { name: 'Save a problem report' }).click()
  const shown = new Map<string, string>()
  for (const name of ['about.json', 'settings.json', 'problems.jsonl', 'log.jsonl']) {
    await page.getByRole('tab', { name }).click()
    shown.set(name, (await page.getByRole('region', { name }).textContent()) ?? '')
  }
  expect(shown.get('about.json')).toContain('"punchdown"')
  expect(shown.get('log.jsonl')).toContain('core.started')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as one archive' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^punchdown-problem-report-\d{8}T\d{6}Z\.zip$/)
  const archive = unzipSync(readFileSync(await download.path()))
  expect(Object.entries(archive).map(([name, content]) => [name, strFromU8(content)])).toEqual([...shown])
  expect(elsewhere).toEqual([])
})

test('About has what changed in the newest version, and the licences of others', async ({ browser }) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await page.getByText('Core ready').waitFor()
  await page.keyboard.press('?')
  await page.getByRole('button', { name: 'About Punchdown' }).click()
  await expect(page.getByRole('region', { name: 'What changed' })).toContainText('[')
  await page.getByRole('tab', { name: 'Licences of others' }).click()
  await expect(page.getByRole('region', { name: 'Licences of others' })).toContainText('react-dom')
})
