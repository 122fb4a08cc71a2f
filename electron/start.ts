/** `npm start`: the window where Electron and a display are at hand, else the browser; decided within ten seconds. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { toProblem } from '#shared/errors.ts'
import { ensureBuilt } from './host/build.ts'
import { decideDoor, doorMemoIn, type WhyBrowser } from './host/choose-door.ts'
import { electronPackageIn } from './host/electron-package.ts'
import { practiceArguments } from './host/practice-flags.ts'
import { defaultDataFolder, rootFolder } from './platform/folders.ts'
import { serve, serveFlags, serveOptionsFrom } from './serve.ts'

/** Longest wait for Electron's program; a window that fails sooner than this after its start never opened. */
const decideWithinMs = 9_000

const reasons: Readonly<Record<WhyBrowser, string>> = {
  asked: 'you asked for it',
  'no-display': 'there is no display here',
  root: 'Electron opens no window for root',
  'no-package': 'Electron is not installed',
  'fetch-failed': 'Electron could not be fetched (--electron tries again)',
  'fetch-slow': 'Electron is still being fetched, for the next start',
  'window-failed': 'the Electron window did not open (--electron tries again)',
}

const say = (line: string) => console.log(line)

/** True when a window was open; false when it never was. */
async function openWindow(binary: string, args: readonly string[]): Promise<boolean> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const from = performance.now()
  const child = spawn(binary, [rootFolder, ...args], { stdio: 'inherit', env })
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null))
    child.once('exit', resolve)
  })
  return code === 0 || performance.now() - from > decideWithinMs
}

async function openBrowser(values: Parameters<typeof serveOptionsFrom>[0], why: WhyBrowser): Promise<void> {
  say(`Opening in the browser: ${reasons[why]}.`)
  const served = await serve(serveOptionsFrom(values, say))
  const stop = () => {
    void served[Symbol.asyncDispose]().then(() => process.exit(0))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

try {
  const { values } = parseArgs({
    options: {
      ...serveFlags,
      browser: { type: 'boolean', default: false },
      electron: { type: 'boolean', default: false },
    },
  })
  const electron = electronPackageIn(join(rootFolder, 'node_modules', 'electron'))
  const memo = doorMemoIn(join(defaultDataFolder(), 'door-choice.json'))
  const choice = await decideDoor({
    flags: {
      browser: values.browser || values['no-open'] || values.port !== undefined,
      electron: values.electron,
    },
    electron,
    memo,
    withinMs: decideWithinMs,
    host: {
      platform: process.platform,
      display: (process.env.DISPLAY ?? '') !== '' || (process.env.WAYLAND_DISPLAY ?? '') !== '',
      root: process.getuid?.() === 0,
    },
  })
  if (choice.door === 'browser') await openBrowser(values, choice.why)
  else {
    await ensureBuilt(say)
    const opened = await openWindow(choice.binary, practiceArguments(process.argv.slice(2)))
    memo.remember(electron.version, opened ? null : 'window')
    if (!opened) await openBrowser(values, 'window-failed')
  }
} catch (error) {
  const { code, facts } = toProblem(error)
  console.error(`Punchdown could not start: ${code} ${JSON.stringify(facts)}`)
  process.exit(1)
}
