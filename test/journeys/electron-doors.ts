/** The Electron door: the built main process on the stand-in, and on Electron if it is installed. */
import { join, resolve } from 'node:path'
import { _electron, type Browser, chromium, type Locator, type Page } from '@playwright/test'
import { ensureBuilt } from '#electron/host/build.ts'
import { electronPackageIn } from '#electron/host/electron-package.ts'
import { freePorts, type PracticePorts, temporaryFolder } from '../support/core.ts'
import { startStandIn } from '../support/electron-stand-in/start.ts'
import type { Door, DoorOptions } from './doors.ts'

const root = resolve(import.meta.dirname, '../..')
const electronPackage = electronPackageIn(join(root, 'node_modules/electron'))

/** Why Electron cannot open a window here; null when it can. */
export function whyNoElectron(): string | null {
  if (electronPackage.binary() === null) return "Electron's program is not here: it was not fetched"
  if (process.platform !== 'linux') return null
  if ((process.env.DISPLAY ?? '') === '' && (process.env.WAYLAND_DISPLAY ?? '') === '')
    return 'there is no display for Electron'
  return process.getuid?.() === 0 ? 'Electron opens no sandboxed window for root' : null
}

const practiceFlags = (ports: PracticePorts, pace: number): string[] => [
  `--practice-ports=http=${ports.http},sip=${ports.sip},snmp=${ports.snmp}`,
  `--practice-pace=${pace}`,
]

async function killed(page: Page, pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL')
  await page.getByText('Core restarting').waitFor()
  await page.getByText('Core ready').waitFor()
}

async function dress(page: Page, options: DoorOptions): Promise<void> {
  const { colorScheme = 'light', viewport = { width: 1280, height: 800 } } = options
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.setViewportSize(viewport)
}

export async function openOnStandIn(browser: Browser, options: DoorOptions = {}): Promise<Door> {
  const { pace = 0.02 } = options
  await ensureBuilt(() => undefined)
  await using parts = new AsyncDisposableStack()
  const folder = parts.use(temporaryFolder())
  const args = practiceFlags(await freePorts(), pace)
  const standIn = parts.use(startStandIn({ dataFolder: folder.path, args }))
  const page = await standIn.page(chromium)
  await dress(page, options)
  const outside = parts.adopt(await browser.newContext(), (each) => each.close())
  const owned = parts.move()
  return {
    page,
    killCore: () => killed(page, standIn.utilityPid()),
    async follow(link: Locator) {
      const before = standIn.all('open-external').length
      await link.click()
      const { url } = await standIn.told('open-external', (each) =>
        standIn.all('open-external').slice(before).includes(each),
      )
      const other = await outside.newPage()
      await other.goto(url)
      return other
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

export async function openElectron(browser: Browser, options: DoorOptions = {}): Promise<Door> {
  const { pace = 0.02 } = options
  await ensureBuilt(() => undefined)
  const executablePath = electronPackage.binary()
  if (executablePath === null) throw new Error('no Electron')
  await using parts = new AsyncDisposableStack()
  const folder = parts.use(temporaryFolder())
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const app = parts.adopt(
    await _electron.launch({
      executablePath,
      args: [root, ...practiceFlags(await freePorts(), pace)],
      env: { ...definedIn(env), PUNCHDOWN_DATA: folder.path },
      acceptDownloads: true,
    }),
    (each) => each.close(),
  )
  const page = await app.firstWindow()
  await dress(page, options)
  const outside = parts.adopt(await browser.newContext(), (each) => each.close())
  const owned = parts.move()
  return {
    page,
    async killCore() {
      const pid = await app.evaluate(
        ({ app: running }) =>
          running
            .getAppMetrics()
            .find(({ serviceName, name }) => [serviceName, name].includes('Punchdown core'))?.pid,
      )
      if (pid === undefined) throw new Error('no process of the core')
      await killed(page, pid)
    },
    async follow(link: Locator) {
      await app.evaluate(({ shell }) => {
        const asked = Promise.withResolvers<string>()
        shell.openExternal = async (url) => asked.resolve(url)
        Reflect.set(globalThis, 'askedOutside', asked.promise)
      })
      await link.click()
      const url = await app.evaluate(() => Promise.resolve(Reflect.get(globalThis, 'askedOutside')))
      const other = await outside.newPage()
      await other.goto(String(url))
      return other
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const definedIn = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
