/** The core is killed with SIGKILL between steps of the walk; page and job continue in the same state. */

import { expect, test } from '@playwright/test'
import { words } from '#shared/words/index.ts'
import { everyDoor } from './every-door.ts'
import { reviewPoint, signIn, steps } from './walk.ts'

/** Steps whose work needs the base's password, which is kept in memory only. */
const signedIn = ['sign in to it', 'see before and after', 'apply it']

for (const door of everyDoor()) {
  test(`through ${door.name}, the walk survives kill -9 after: ${door.killsAfter.join(', ')}`, async ({
    browser,
  }) => {
    test.skip(door.closed !== null, door.closed ?? '')
    await using opened = await door.open(browser)
    const { page } = opened
    for (const step of steps) {
      await test.step(step.name, async () => {
        await step.take(page, opened.follow)
        if (!door.killsAfter.includes(step.name)) return
        await opened.killCore()
        await expect(page.locator('[data-problem="bug"]')).toHaveCount(0)
        if (!signedIn.includes(step.name)) return
        const password = page.getByLabel(words.terms.password, { exact: true })
        await password.waitFor()
        await signIn(page)
        if (step.name === 'see before and after') await reviewPoint(page)
      })
    }
  })
}
