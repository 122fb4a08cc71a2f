/** `npm start`: opens a window when Electron and a display are available, else the browser. Decides within ten seconds. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { words } from '#shared/words/index.ts'
import { ensureBuilt } from './host/build.ts'
import { decideDoor, doorMemoIn, type WhyBrowser } from './host/choose-door.ts'
import { electronPackageIn } from './host/electron-package.ts'
import { practiceArguments } from './host/practice-flags.ts'
import { defaultDataFolder, rootFolder } from './platform/folders.ts'
import { sayFailedStart, serveFlags, serveOptionsFrom, serveUntilStopped } from './serve.ts'

/** Maximum wait for Electron's download, in milliseconds. Electron that ends with an error before this time never opened a window. */
const decideWithinMs = 9_000

const say = (line: string) => console.log(line)

/** Resolves when the window is closed; to false when it never opened. */
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
  say(words.door.inBrowser(why))
  await serveUntilStopped(serveOptionsFrom(values, say))
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
  sayFailedStart(error)
  process.exit(1)
}
