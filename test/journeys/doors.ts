/** Doors for journeys: each has a page, and a core that can be killed and restarts. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser, Locator, Page } from '@playwright/test'
import { freePorts, type PracticePorts, temporaryFolder } from '../support/core.ts'

export interface Door extends AsyncDisposable {
  readonly page: Page
  /** kill -9 of the process that holds the core; resolves when the page can reach a core again. */
  killCore(): Promise<void>
  /** Follows an external link and returns the page it opened. */
  follow(link: Locator): Promise<Page>
}

export interface DoorOptions {
  /** Factor on the practice devices' delays; small, so that a journey does not wait for simulated hardware. */
  readonly pace?: number
  readonly colorScheme?: 'light' | 'dark'
  readonly viewport?: { readonly width: number; readonly height: number }
}

const root = resolve(import.meta.dirname, '../..')

interface Served {
  readonly child: ChildProcess
  readonly link: string
}

async function startServe(dataFolder: string, ports: PracticePorts, pace: number): Promise<Served> {
  const child = spawn(
    process.execPath,
    [
      join(root, 'electron/serve.ts'),
      '--no-open',
      '--practice-ports',
      `http=${ports.http},sip=${ports.sip},snmp=${ports.snmp}`,
      '--practice-pace',
      String(pace),
    ],
    { cwd: root, env: { ...process.env, PUNCHDOWN_DATA: dataFolder }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  for await (const line of createInterface({ input: child.stdout })) {
    const link = /http:\/\/\S+/.exec(line)?.[0]
    if (link !== undefined) {
      child.stdout.resume()
      return { child, link }
    }
  }
  throw new Error('the browser door did not open')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

/** The core's process: the only child of the door's. */
function childOf({ pid }: ChildProcess): number {
  return Number(execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).trim())
}

export interface BrowserDoorHere extends Door {
  /** The link that opened the page. */
  readonly link: string
}

export async function openBrowser(browser: Browser, options: DoorOptions = {}): Promise<BrowserDoorHere> {
  const { pace = 0.02, colorScheme = 'light', viewport = { width: 1280, height: 800 } } = options
  const parts = new AsyncDisposableStack()
  const folder = parts.use(temporaryFolder())
  const ports = await freePorts()
  const served = await startServe(folder.path, ports, pace)
  parts.defer(() => end(served.child))
  const context = parts.adopt(
    await browser.newContext({
      colorScheme,
      viewport,
      acceptDownloads: true,
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    }),
    (each) => each.close(),
  )
  const page = await context.newPage()
  await page.goto(served.link)
  return {
    page,
    link: served.link,
    async killCore() {
      process.kill(childOf(served.child), 'SIGKILL')
      await page.getByText('Core restarting').waitFor()
      await page.getByText('Core ready').waitFor()
    },
    follow: followBeside,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

/** A tab beside the page, as a browser opens it. */
export async function followBeside(link: Locator): Promise<Page> {
  const url = await link.getAttribute('href')
  if (url === null) throw new Error('the link leads nowhere')
  const other = await link.page().context().newPage()
  await other.goto(url)
  return other
}
