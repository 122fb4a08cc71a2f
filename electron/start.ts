/** `npm start`: the window where Electron and a display are at hand, else the browser; decided within ten seconds. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { toProblem } from '#shared/errors.ts'
import { ensureBuilt } from './host/build.ts'
import { chooseDoor, type DoorFacts } from './host/choose-door.ts'
import { defaultDataFolder, rootFolder } from './platform/folders.ts'
import { serve, serveFlags, serveOptionsFrom } from './serve.ts'

const electronFolder = join(rootFolder, 'node_modules', 'electron')
const memoFile = join(defaultDataFolder(), 'door-choice.json')
const memoSchema = z.object({ electron: z.string(), fetch: z.literal('failed') })

/** Longest wait for Electron's binary before the browser is opened; a fetch under way goes on for the next time. */
const decideWithinMs = 10_000

function electronVersion(): string | null {
  try {
    const read: unknown = JSON.parse(readFileSync(join(electronFolder, 'package.json'), 'utf8'))
    return z.object({ version: z.string() }).parse(read).version
  } catch {
    return null
  }
}

function electronBinary(): string | null {
  try {
    const relative = readFileSync(join(electronFolder, 'path.txt'), 'utf8').trim()
    const binary = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electronFolder, 'dist'), relative)
    return existsSync(binary) ? binary : null
  } catch {
    return null
  }
}

function fetchFailedBefore(version: string | null): boolean {
  try {
    return memoSchema.parse(JSON.parse(readFileSync(memoFile, 'utf8'))).electron === version
  } catch {
    return false
  }
}

function rememberFailure(version: string | null): void {
  mkdirSync(defaultDataFolder(), { recursive: true })
  writeFileSync(memoFile, JSON.stringify({ electron: version ?? '', fetch: 'failed' }))
}

/** True: fetched. False: it could not be. Null: still under way when the time was up. */
async function fetchElectron(): Promise<boolean | null> {
  const child: ChildProcess = spawn(process.execPath, [join(electronFolder, 'install.js')], {
    stdio: 'ignore',
    detached: true,
  })
  const ended = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
  const { promise: late, resolve: giveUp } = Promise.withResolvers<null>()
  const timer = setTimeout(() => giveUp(null), decideWithinMs)
  const outcome = await Promise.race([ended, late])
  clearTimeout(timer)
  child.unref()
  return outcome
}

async function decide(flags: { browser: boolean; electron: boolean }) {
  const version = electronVersion()
  const facts: DoorFacts = {
    ...flags,
    platform: process.platform,
    display: (process.env.DISPLAY ?? '') !== '' || (process.env.WAYLAND_DISPLAY ?? '') !== '',
    root: process.getuid?.() === 0,
    binary: electronBinary() !== null,
    packagePresent: version !== null,
    fetchFailedBefore: fetchFailedBefore(version),
  }
  const choice = chooseDoor(facts)
  if (choice.door !== 'fetch-electron') return choice
  const fetched = await fetchElectron()
  if (fetched === false) rememberFailure(version)
  return fetched === true
    ? ({ door: 'electron' } as const)
    : ({ door: 'browser', why: fetched === null ? 'fetch-slow' : 'fetch-failed' } as const)
}

const reasons = {
  asked: 'you asked for it',
  'no-display': 'there is no display here',
  root: 'Electron does not open windows for root',
  'no-package': 'Electron is not installed',
  'fetch-failed': 'the Electron window could not be fetched',
  'fetch-slow': 'the Electron window is still being fetched, for the next start',
} as const

try {
  const { values } = parseArgs({
    options: {
      ...serveFlags,
      browser: { type: 'boolean', default: false },
      electron: { type: 'boolean', default: false },
    },
  })
  const say = (line: string) => console.log(line)
  const asked = values.browser || values['no-open'] || values.port !== undefined
  const choice = await decide({ browser: asked, electron: values.electron })
  const binary = electronBinary()
  if (choice.door === 'electron' && binary !== null) {
    await ensureBuilt(say)
    const child = spawn(binary, [rootFolder], { stdio: 'inherit' })
    child.once('exit', (code) => process.exit(code ?? 0))
  } else {
    const why = choice.door === 'browser' ? choice.why : 'no-package'
    say(`Opening in the browser: ${reasons[why]}.`)
    const served = await serve(serveOptionsFrom(values, say))
    const stop = () => {
      void served[Symbol.asyncDispose]().then(() => process.exit(0))
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  }
} catch (error) {
  const { code, facts } = toProblem(error)
  console.error(`Punchdown could not start: ${code} ${JSON.stringify(facts)}`)
  process.exit(1)
}
