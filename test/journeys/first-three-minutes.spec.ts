/** The journey of README's first three minutes, through the browser door. */
import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { openBrowser } from './doors.ts'
import { steps } from './walk.ts'

test('from an unknown LAN to a signed-in handset and a report, in the browser', async ({ browser }) => {
  await using door = await openBrowser(browser)
  const { page } = door
  for (const step of steps) await test.step(step.name, () => step.take(page))
  for (const [name, magic] of [
    ['Save as PDF', '%PDF-'],
    ['Save as HTML', '<!doctype html'],
    ['Save as CSV', '\ufeff'],
  ] as const) {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name }).click()
    const file = await (await download).path()
    expect((await readFile(file, 'utf8')).slice(0, magic.length).toLowerCase()).toBe(magic.toLowerCase())
  }
})
