/** The core is killed with SIGKILL after every step of the walk; the page and the job go on where they were. */

import { expect, test } from '@playwright/test'
import { words } from '#shared/words/index.ts'
import { everyDoor } from './every-door.ts'
import { signIn, steps } from './walk.ts'

/** As many kills to a walk as the door allows in a minute; together the walks kill after every step. */
function killsOf(most: number): string[][] {
  const names = steps.map(({ name }) => name)
  const walks = Math.ceil(names.length / Math.min(most, names.length))
  return Array.from({ length: walks }, (_, nth) => names.filter((_name, at) => at % walks === nth))
}

for (const door of everyDoor()) {
  for (const kills of killsOf(door.killsInAMinute)) {
    test(`through ${door.name}, the walk survives kill -9 after: ${kills.join(', ')}`, async ({
      browser,
    }) => {
      test.skip(door.closed !== null, door.closed ?? '')
      await using opened = await door.open(browser)
      const { page } = opened
      for (const step of steps) {
        await test.step(step.name, async () => {
          await step.take(page, opened.follow)
          if (!kills.includes(step.name)) return
          await opened.killCore()
          await expect(page.locator('[data-problem="bug"]')).toHaveCount(0)
          // passwords are kept in memory only: a base that was signed in wants its password again
          if (['sign in to it', 'see before and after', 'apply it'].includes(step.name)) {
            const password = page.getByLabel(words.terms.password, { exact: true })
            const asked = await password.waitFor({ timeout: 15_000 }).then(
              () => true,
              () => false,
            )
            if (asked) await signIn(page)
          }
          if (step.name === 'see before and after') {
            await page.getByRole('button', { name: words.deviceScreen.reviewChanges }).first().click()
          }
        })
      }
    })
  }
}
