/** The journey of README's first three minutes, through every door. */
import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { everyDoor } from './every-door.ts'
import { steps } from './walk.ts'

for (const door of everyDoor()) {
  test(`from an unknown LAN to a signed-in handset and a report, through ${door.name}`, async ({
    browser,
  }) => {
    test.skip(door.closed !== null, door.closed ?? '')
    await using opened = await door.open(browser)
    const { page } = opened
    for (const step of steps) await test.step(step.name, () => step.take(page, opened.follow))
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
}
