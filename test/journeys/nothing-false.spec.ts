/** Wrong statements that new users saw on screens. Each is compared with the real events. */
import { expect, type Page, test } from '@playwright/test'
import { words } from '#shared/words/index.ts'
import { fetchFrom } from '../gateway/other-address.ts'
import { openBrowser } from './doors.ts'
import { place, reviewPoint, take } from './walk.ts'

const onTheWay = ['open the practice office', 'scan it', 'open the base', 'sign in to it']

const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const grid = (page: Page, name: string) => page.getByRole('grid', { name })

/** The time of each stage that was reached, by its name. */
async function stageTimes(page: Page): Promise<Map<string, string>> {
  const texts = await panel(page, words.pairing.steps).getByRole('listitem').allInnerTexts()
  return new Map(
    texts
      .map((text) => text.trim().split(/\s*\n\s*/))
      .flatMap(([name = '', time]) => (time === undefined ? [] : [[name, time] as const])),
  )
}

/** Name, firmware and verdict of every device by its MAC, as the list copies them. */
async function devices(page: Page): Promise<Map<string, { name: string; verdict: string }>> {
  await grid(page, words.terms.devices).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('ControlOrMeta+c')
  const [head = '', ...lines] = (await page.evaluate(() => navigator.clipboard.readText())).split('\n')
  const titles = head.split('\t')
  const [mac, name, verdict] = [words.terms.mac, words.terms.device, words.terms.firmwareCheck].map((title) =>
    titles.indexOf(title),
  )
  return new Map(
    lines
      .map((line) => line.split('\t'))
      .map((cells) => [
        cells[mac ?? -1] ?? '',
        { name: cells[name ?? -1] ?? '', verdict: cells[verdict ?? -1] ?? '' },
      ]),
  )
}

const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

test('reading the switches never makes a name or a verdict less exact', async ({ browser }) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await take(page, onTheWay.slice(0, 2))
  const before = await devices(page)
  expect(before.size).toBeGreaterThan(60)
  await page.getByRole('tab', { name: words.site.switchesTab }).click()
  const unread = page.getByRole('button', { name: /^Read (?!switch|again)/ })
  for (const left of [2, 1, 0]) {
    await unread.first().click()
    await expect(unread).toHaveCount(left)
  }
  // a link is drawn after the blocks, so that none of them hides it
  const map = page.getByRole('group', { name: words.site.mapLabel })
  await expect(map.locator('[data-link]').first()).toBeAttached()
  expect(await map.locator('[data-link] ~ g').count()).toBe(0)
  await page.getByRole('tab', { name: words.terms.devices }).click()
  await expect(grid(page, words.terms.devices)).toContainText(/switch-first-floor/)
  const after = await devices(page)
  const poorer = [...before].filter(([mac, { name, verdict }]) => {
    const now = after.get(mac)
    if (now === undefined || !bare(now.name).startsWith(bare(name))) return true
    return verdict !== words.states.verdict({ answer: 'not-known', date: '' }) && now.verdict !== verdict
  })
  expect(poorer).toEqual([])
})

test('onboarding of a handset shows each event with its time, and the number of remaining handsets', async ({
  browser,
}) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await take(page, onTheWay)

  await test.step('a typed URL has no published source', async () => {
    await page.getByRole('radio', { name: words.deviceScreen.byUrl }).check()
    const url = page.getByRole('textbox', { name: words.terms.provisioningUrl })
    await url.fill('http://provisioning.example/cfg')
    await reviewPoint(page)
    await expect(page.getByRole('row', { name: /ConfigUrl/ })).toContainText(words.parts.typedIn)
    await page.getByRole('button', { name: words.terms.cancel }).click()
    await page.getByRole('radio', { name: words.deviceScreen.byGateway }).check()
  })
  await take(page, ['see before and after', 'apply it', 'walk the first handset'])

  await test.step('a wrong code is shown and changes no time', async () => {
    const before = await stageTimes(page)
    const handset = page.getByRole('region', { name: /Practice handset/ })
    await expect(page.getByRole('button', { name: words.pairing.dialForMe })).toBeEnabled()
    for (const key of '*55*000001') await handset.getByRole('button', { name: key, exact: true }).click()
    await handset.getByRole('button', { name: words.pairing.pickUp }).click()
    await page.locator('[data-problem="verification-code-wrong"]').waitFor()
    expect(await stageTimes(page)).toEqual(before)
  })
  await take(page, ['dial the verification code'])

  await test.step('another sign-in code differs from the first', async () => {
    const code = page.getByTestId('code-typed')
    const [first, before] = [await code.innerText(), await stageTimes(page)]
    await page.getByRole('button', { name: 'Get another code' }).click()
    await expect(code).not.toHaveText(first)
    expect(await stageTimes(page)).toEqual(before)
  })
  await test.step('choosing the account changes no time', async () => {
    const before = await stageTimes(page)
    await take(page, ['type the sign-in code'])
    const after = await stageTimes(page)
    expect([...after].slice(0, before.size)).toEqual([...before])
    expect(after.size).toBe(before.size + 1)
  })
  await test.step('the job counts the phones that are not signed in', async () => {
    await place(page, words.shell.pairing)
    const all = Number(await grid(page, words.pairing.listTitle).getAttribute('aria-rowcount')) - 1
    expect(all).toBeGreaterThan(50)
    await expect(page.getByText(words.pairing.signedInOf(1, all))).toBeVisible()
    await place(page, words.terms.job)
    await expect(page.getByText(words.jobScreen.waiting(all - 1, all))).toBeVisible()
    await expect(page.getByText(words.jobScreen.allSignedIn)).toHaveCount(0)
  })
  await test.step('after the practice office was off and on, the counts match the base', async () => {
    const strip = page.getByRole('contentinfo')
    await place(page, words.terms.practice)
    await page.getByRole('button', { name: words.practiceOffice.stopOffice }).click()
    await expect(strip).toContainText(', 0 registered')
    await page.getByRole('button', { name: words.practiceOffice.startOffice }).click()
    await expect(strip).toContainText(', 3 registered')
    await place(page, words.terms.site)
    await page.getByRole('row', { name: /Rove B2/ }).click()
    const registered = grid(page, words.deviceScreen.handsetsOfBase).getByRole('row', {
      name: new RegExp(`${words.deviceScreen.registered}$`),
    })
    await expect(registered).toHaveCount(3)
  })
  // last: a handset whose account was given to another address is refused its own fetches
  await test.step('a fetch from another address waits for the technician', () => heldFetches(page))
})

async function heldFetches(page: Page): Promise<void> {
  await place(page, words.shell.gateway)
  const url = await page
    .getByText(/^http:\/\/127\.0\.0\.1:\d+$/)
    .first()
    .innerText()
  const guard = panel(page, words.gateway.guard.title)
  // the first file has no account, only the URL of the next one
  const first = await fetchFrom('127.0.0.2', `${url}/0003717C0E0A.cfg`)
  const next = /http:[^<]+\.cfg/.exec(first.body)?.[0] ?? ''
  const ask = async (address: string) => (await fetchFrom(address, next)).status
  for (const [address, answer, then] of [
    ['127.0.0.2', words.gateway.guard.refuse, 403],
    ['127.0.0.3', words.gateway.guard.allow, 200],
  ] as const) {
    expect(await ask(address)).toBe(403)
    await expect(guard).toContainText(address)
    await guard.getByRole('button', { name: answer }).click()
    await expect(guard.getByRole('button')).toHaveCount(0)
    expect(await ask(address)).toBe(then)
  }
}

test('endpoints added by hand and phones without a driver are shown differently', async ({ browser }) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await take(page, onTheWay.slice(0, 2))
  await place(page, words.shell.pairing)
  const list = grid(page, words.pairing.listTitle)
  const add = async (ipei: string) => {
    await page.getByLabel(words.terms.ipei).fill(ipei)
    await page.getByRole('button', { name: words.terms.add }).click()
  }
  const open = async (name: string) => {
    await place(page, words.shell.pairing)
    await page.getByLabel(`Filter ${words.pairing.listTitle}`).fill(name)
    await list
      .getByRole('row', { name: new RegExp(name) })
      .first()
      .click()
  }
  await add('0123456789')
  await expect(page.getByLabel(words.terms.ipei)).toHaveValue('')
  await add('01 2345 6789')
  await page.locator('[data-problem="endpoint-exists"]').waitFor()

  await test.step('a handset added by hand is not shown as found on its base', async () => {
    await open('000123456789')
    await expect(panel(page, words.pairing.steps)).toContainText(
      words.states.stage('found', { kind: 'handset', addedBy: 'technician' }),
    )
    await expect(page.locator('[data-step-id=find-the-base]')).toBeVisible()
  })
  await test.step('a desk phone is pointed by hand, and its wait counts from then', async () => {
    await open('M3-CE')
    const before = await stageTimes(page)
    await page.getByRole('button', { name: 'Done by hand' }).click()
    const here = panel(page, words.pairing.steps).locator('[aria-current=step]')
    await expect(here).toContainText(words.states.stage('directed', { kind: 'phone', addedBy: 'device' }))
    expect([...(await stageTimes(page))].slice(0, 1)).toEqual([...before])
    await expect(page.locator('[data-step=wait]')).toBeVisible()
  })
})

test('after a firmware push the page shows the new version by itself and offers no second update', async ({
  browser,
}) => {
  await using door = await openBrowser(browser)
  const { page } = door
  await take(page, onTheWay)
  const identity = panel(page, words.deviceScreen.identity)
  const firmware = panel(page, words.terms.firmware)
  await expect(identity).toContainText('8.0.3.0010')
  await firmware.getByLabel(words.deviceScreen.version).fill('8.0.11.0001')
  await firmware.getByRole('button', { name: words.deviceScreen.reviewChanges }).click()
  await firmware.getByRole('button', { name: /^Apply/ }).click()
  await expect(identity).toContainText('8.0.11.0001')
  await expect(identity).toContainText(words.states.verdict({ answer: 'approved', date: '' }))
  await expect(firmware.locator('[data-update=done]')).toBeVisible()
  await firmware.getByLabel(words.deviceScreen.version).fill('8.0.11.0001')
  await expect(firmware.getByRole('button', { name: words.deviceScreen.reviewChanges })).toBeDisabled()
  await page.getByRole('button', { name: words.parts.why }).click()
  await expect(page.getByRole('dialog')).toContainText('8.0.11.0001')
  await expect(page.getByRole('dialog').getByText(words.terms.contradiction)).toHaveCount(0)
})
