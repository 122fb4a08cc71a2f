/** The Electron door as it was built, on the stand-in: what the page gets, what it is refused, and how main lives and ends. */
import { once } from 'node:events'
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureBuilt } from '#electron/host/build.ts'
import { databaseFileName } from '#electron/store/database-files.ts'
import { lockFolder } from '#electron/store/folder-lock.ts'
import { words } from '#shared/words/index.ts'
import { findChromium } from '../support/chromium.ts'
import { temporaryFolder } from '../support/core.ts'
import type { MenuEntry } from '../support/electron-stand-in/record.ts'
import { type StandIn, startStandIn } from '../support/electron-stand-in/start.ts'
import { breakOut, clickLink, goTo, type Outside, openOutside, statesOf } from './outside.ts'

const found = await findChromium({ install: false })
const withChromium = describe.skipIf(found.path === null)
if (found.path !== null) process.env.CHROMIUM_BIN = found.path
const slow = 60_000

beforeAll(async () => {
  await ensureBuilt(() => undefined)
}, slow)

withChromium('the window', () => {
  const parts = new AsyncDisposableStack()
  let standIn: StandIn
  let page: Page
  let outside: Outside

  beforeAll(async () => {
    const folder = parts.use(temporaryFolder())
    outside = parts.use(await openOutside())
    standIn = parts.use(startStandIn({ dataFolder: join(folder.path, 'data') }))
    page = await standIn.page(chromium)
    await page.getByText('Core ready').waitFor()
    expect(statSync(join(folder.path, 'data')).mode & 0o777).toBe(0o700)
    // the keychain protects the key to stored secrets: there is no key file
    expect(readdirSync(join(folder.path, 'data')).filter((name) => name.startsWith('secret'))).toEqual([
      'secret.keychain',
    ])
    await page.getByText(words.door.secretsKept('keychain')).waitFor()
  }, slow)
  afterAll(() => parts.disposeAsync(), slow)

  it('is sandboxed and isolated, without Node', async () => {
    const { options } = await standIn.told('window')
    expect(options.show).toBe(false)
    expect(options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    })
    for (const name of [
      'webSecurity',
      'allowRunningInsecureContent',
      'nodeIntegrationInSubFrames',
      'enableBlinkFeatures',
    ])
      expect(options.webPreferences).not.toHaveProperty(name)
  })

  it('gives its page one function and nothing of Node or Electron', async () => {
    const seen = await page.evaluate(() => {
      const bridge: unknown = Reflect.get(window, 'punchdown')
      const names = [
        'require',
        'process',
        'Buffer',
        'module',
        'exports',
        'global',
        'ipcRenderer',
        'electron',
        '__fromMain',
        '__toMain',
      ]
      return {
        keys: Object.keys(Object(bridge)),
        frozen: Object.isFrozen(bridge),
        replaced: Reflect.set(window, 'punchdown', null),
        there: names.filter((name) => name in window),
      }
    })
    expect(seen).toEqual({ keys: ['wantPort'], frozen: true, replaced: false, there: [] })
  })

  it('loads its page with a strict policy that Chromium keeps', async () => {
    const response = await page.reload()
    const policy = (await response?.allHeaders())?.['content-security-policy'] ?? ''
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
      ]),
    )
    expect(policy).not.toMatch(/unsafe|\*|wss?:/)
    expect(await breakOut(page, outside.url)).toEqual({
      ran: false,
      violated: ['connect-src', 'script-src-elem'],
    })
    expect(outside.asked).toEqual([])
  })

  it('gets its core again after a reload', async () => {
    await page.reload()
    await page.getByText('Core ready').waitFor()
  })

  it('stays at home whatever the page does', async () => {
    const home = page.url()
    await goTo(page, outside.url)
    await standIn.told('navigation', ({ url, prevented }) => url === outside.url && prevented)
    for (const url of [
      'file:///etc/passwd',
      'mailto:someone@onboarding.test',
      'javascript:document.title="x"',
    ])
      await goTo(page, url).catch(() => undefined)
    await page.getByText('Core ready').waitFor()
    expect(page.url()).toBe(home)
    expect(outside.asked).toEqual([])
  })

  it('sends web links to the system, and nothing else anywhere', async () => {
    for (const url of [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'mailto:someone@onboarding.test',
      'data:text/html,x',
    ])
      await clickLink(page, url)
    await clickLink(page, outside.url)
    await clickLink(page, 'https://onboarding.test/')
    await standIn.told('open-external', ({ url }) => url === 'https://onboarding.test/')
    expect(standIn.all('open-external').map(({ url }) => url)).toEqual([
      outside.url,
      'https://onboarding.test/',
    ])
    // Chromium keeps a page from asking for most of these
    for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'punchdown://app/', 'not an address'])
      standIn.order({ order: 'ask-window', url })
    await standIn.told('new-window', ({ url }) => url === 'not an address')
    expect(standIn.all('open-external')).toHaveLength(2)
    const asked = standIn.all('new-window')
    expect(asked.map(({ url }) => url)).toEqual([
      'mailto:someone@onboarding.test',
      'data:text/html,x',
      outside.url,
      'https://onboarding.test/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'punchdown://app/',
      'not an address',
    ])
    expect(new Set(asked.map(({ action }) => action))).toEqual(new Set(['deny']))
    await expect.poll(() => page.context().pages().length).toBe(1)
    expect(outside.asked).toEqual([])
  })

  it('refuses every permission but writing what is copied', async () => {
    const refused = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi']
    expect(await statesOf(page, [...refused, 'clipboard-write'])).toEqual({
      ...Object.fromEntries(refused.map((name) => [name, 'denied'])),
      'clipboard-write': 'granted',
    })
    const asked = await page.evaluate(async () => ({
      place: await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('told'),
          ({ code }) => resolve(code),
        ),
      ),
      notifications: await Notification.requestPermission(),
      copied: await navigator.clipboard.writeText('copied').then(
        () => 'written',
        (error: Error) => error.name,
      ),
      pasted: await navigator.clipboard.readText().then(
        () => 'read',
        (error: Error) => error.name,
      ),
    }))
    // 1: PERMISSION_DENIED of the Geolocation API
    expect(asked).toEqual({ place: 1, notifications: 'denied', copied: 'written', pasted: 'NotAllowedError' })
  })

  it('has a menu of roles, and the keys on F1', async () => {
    const { entries } = await standIn.told('menu')
    const all = (items: readonly MenuEntry[]): MenuEntry[] =>
      items.flatMap((i) => [i, ...all(i.submenu ?? [])])
    const roles = all(entries).flatMap(({ role }) => role ?? [])
    expect(roles).toEqual(
      expect.arrayContaining([
        'editMenu',
        'reload',
        'resetZoom',
        'zoomIn',
        'zoomOut',
        'togglefullscreen',
        'windowMenu',
        'help',
      ]),
    )
    expect(roles).not.toContain('toggleDevTools')
    standIn.order({ order: 'press', accelerator: 'F1' })
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
  })

  /** Opens the problem report from the menu, and reads its log. */
  async function reportedLog(): Promise<string> {
    standIn.order({ order: 'press', accelerator: 'Shift+F1' })
    await page.getByRole('tab', { name: 'log.jsonl' }).click()
    const text = await page.getByRole('region', { name: 'log.jsonl' }).innerText()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    return text
  }

  it('shows a problem report from the menu', async () => {
    expect(await reportedLog()).toContain('core.started')
  })

  it('is one: a second copy goes, and the first comes to the front', async () => {
    standIn.order({ order: 'minimize' })
    const dataFolder = standIn.dataFolder
    await using second = startStandIn({ dataFolder })
    expect(await second.exited).toBe(0)
    expect(second.all('window')).toEqual([])
    expect(second.all('utility')).toEqual([])
    await standIn.told('restored')
    await standIn.told('focused')
  })

  it(
    'gets a core again after kill -9, five times a minute and no more',
    async () => {
      for (let nth = 1; nth <= 5; nth++) {
        process.kill(standIn.utilityPid(), 'SIGKILL')
        await page.getByText('Core restarting').waitFor()
        await expect.poll(() => standIn.all('utility').length, { timeout: 15_000 }).toBe(nth + 1)
        await page.getByText('Core ready').waitFor()
      }
      process.kill(standIn.utilityPid(), 'SIGKILL')
      await page.locator('[data-problem="core-keeps-stopping"]').waitFor()
      expect(standIn.all('error-box')).toEqual([])
      await page.reload()
      await page.locator('[data-problem="core-keeps-stopping"]').waitFor()
      expect(standIn.all('utility')).toHaveLength(6)
      expect(standIn.all('utility-exit')).toHaveLength(6)
      // without a core, main makes the report
      expect((await reportedLog()).match(/core\.started/g)?.length).toBeGreaterThanOrEqual(6)
    },
    slow,
  )
})

withChromium('a main that guards nothing', () => {
  it(
    'lets happen what the door refuses',
    async () => {
      using folder = temporaryFolder()
      await using outside = await openOutside()
      const main = join(import.meta.dirname, 'careless-main.ts')
      await using standIn = startStandIn({ dataFolder: folder.path, main })
      const page = await standIn.page(chromium)
      // the page may still be on its way in when it is first asked
      await expect
        .poll(() => breakOut(page, outside.url).catch(() => null), { timeout: 15_000 })
        .toEqual({ ran: true, violated: [] })
      expect(await statesOf(page, ['geolocation', 'clipboard-read'])).toEqual({
        geolocation: 'granted',
        'clipboard-read': 'granted',
      })
      await goTo(page, `${outside.url}gone`)
      await page.waitForURL(`${outside.url}gone`)
      expect(outside.asked).toContain('/gone')
    },
    slow,
  )
})

withChromium('the place of the window', () => {
  const bounds = { x: 2_000, y: 100, width: 1_100, height: 700 }
  const both = '0,0,1920,1080;1920,0,1920,1080'

  it(
    'is kept, and given up with the screen it was on',
    async () => {
      using folder = temporaryFolder()
      const dataFolder = folder.path
      {
        await using first = startStandIn({ dataFolder, displays: both })
        const { options } = await first.told('window')
        expect(options).not.toHaveProperty('x')
        await first.told('shown')
        first.order({ order: 'place', bounds, maximized: true })
        first.order({ order: 'close-window' })
        expect(await first.exited).toBe(0)
        // the core closed what it held before main went
        expect(first.all('utility-exit')).toHaveLength(1)
        expect(first.all('quit')).toHaveLength(1)
      }
      {
        await using again = startStandIn({ dataFolder, displays: both })
        expect((await again.told('window')).options).toMatchObject(bounds)
        await again.told('maximized')
        await again.told('shown')
      }
      await using unplugged = startStandIn({ dataFolder, displays: '0,0,1920,1080' })
      const { options } = await unplugged.told('window')
      expect(options).toMatchObject({ width: bounds.width, height: bounds.height })
      expect(options).not.toHaveProperty('x')
      await unplugged.told('shown')
    },
    slow,
  )
})

withChromium('a core that cannot start', () => {
  const failing = async (dataFolder: string) => {
    await using standIn = startStandIn({ dataFolder })
    expect(await standIn.exited).toBe(0)
    expect(standIn.all('utility')).toHaveLength(1)
    return standIn.all('error-box').map(({ content }) => content)
  }

  it(
    'of data from a newer version is said, and main goes',
    async () => {
      using folder = temporaryFolder()
      mkdirSync(folder.path, { recursive: true })
      const raw = new Database(join(folder.path, databaseFileName))
      raw.pragma('user_version = 9999')
      raw.close()
      // the facts of `database-newer`
      expect(await failing(folder.path)).toEqual([expect.stringContaining('"found":9999')])
    },
    slow,
  )

  it(
    'in a folder that another core holds is said, and main goes',
    async () => {
      using folder = temporaryFolder()
      using _held = lockFolder(folder.path)
      expect(await failing(folder.path)).toEqual([expect.stringContaining(`"folder":"${folder.path}"`)])
    },
    slow,
  )
})

withChromium('a main that is killed', () => {
  it(
    'leaves no core behind, and no lock',
    async () => {
      using folder = temporaryFolder()
      const first = startStandIn({ dataFolder: folder.path })
      await first.told('shown')
      first.child.kill('SIGKILL')
      await once(first.child, 'exit')
      await using again = startStandIn({ dataFolder: folder.path })
      const page = await again.page(chromium)
      await page.getByText('Core ready').waitFor()
      expect(again.all('error-box')).toEqual([])
    },
    slow,
  )
})
