/** A tab of the browser door without a session, and the end of a session. */
import { expect, test } from '@playwright/test'
import { openBrowser } from './doors.ts'

const problem = (code: string) => `[data-problem="${code}"]`

test('a bare address, a used link, a reload and signing out have different messages', async ({ browser }) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await page.getByText('Core ready').waitFor()
  const origin = new URL(page.url()).origin

  await test.step('a reload keeps the session', async () => {
    await page.reload()
    await page.getByText('Core ready').waitFor()
  })
  await test.step('another tab at the bare address is asked for a link', async () => {
    const bare = await page.context().newPage()
    await bare.goto(origin)
    await bare.locator(problem('link-needed')).waitFor()
    await expect(bare.getByRole('contentinfo')).not.toContainText(/gateway|network/i)
  })
  await test.step('a used link is refused as such', async () => {
    const used = await page.context().newPage()
    await used.goto(door.link)
    await used.locator(problem('session-refused')).waitFor()
  })
  await test.step('signing out ends it at once, also after a reload', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.locator(problem('signed-out')).waitFor()
    await expect(page.getByRole('button', { name: 'Sign out' })).toHaveCount(0)
    await expect(page.getByRole('contentinfo')).not.toContainText(/gateway|network/i)
    await page.reload()
    await page.locator(problem('link-needed')).waitFor()
  })
})
