/** The core is killed with SIGKILL after every step of the walk; the page and the job go on where they were. */
import { expect, test } from '@playwright/test'
import { openBrowser } from './doors.ts'
import { signIn, steps } from './walk.ts'

test('the walk survives kill -9 after each of its steps', async ({ browser }) => {
  await using door = await openBrowser(browser)
  const { page } = door
  for (const step of steps) {
    await test.step(step.name, async () => {
      await step.take(page)
      await door.killCore()
      await expect(page.locator('[data-problem="bug"]')).toHaveCount(0)
      // passwords are kept in memory only: a base that was signed in wants its password again
      if (['sign in to it', 'see before and after', 'apply it'].includes(step.name)) {
        const password = page.getByLabel('Password')
        const asked = await password.waitFor({ timeout: 15_000 }).then(
          () => true,
          () => false,
        )
        if (asked) await signIn(page)
      }
      if (step.name === 'see before and after') {
        await page.getByRole('button', { name: 'Show what would change' }).first().click()
      }
    })
  }
})
