/** Chooses the door that `npm start` opens. `chooseDoor` is pure; `decideDoor` also downloads Electron and stores failures. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { ElectronPackage } from './electron-package.ts'

/** Step that failed at an earlier start with this version of Electron: the download, or opening the window. */
type Failure = 'fetch' | 'window'

export interface DoorFacts {
  /** `--browser`, or a flag that only the browser door supports. */
  readonly browser: boolean
  /** `--electron`: tries again after a failure. */
  readonly electron: boolean
  readonly platform: NodeJS.Platform
  /** An X or Wayland display; used on Linux only. */
  readonly display: boolean
  readonly root: boolean
  readonly binary: boolean
  readonly packagePresent: boolean
  readonly failedBefore: Failure | null
}

export type WhyBrowser =
  | 'asked'
  | 'no-display'
  | 'root'
  | 'no-package'
  | 'fetch-failed'
  | 'fetch-slow'
  | 'window-failed'

export type DoorChoice =
  | { readonly door: 'electron' }
  | { readonly door: 'fetch-electron' }
  | { readonly door: 'browser'; readonly why: WhyBrowser }

export function chooseDoor(facts: DoorFacts): DoorChoice {
  const { failedBefore } = facts
  if (facts.browser && !facts.electron) return { door: 'browser', why: 'asked' }
  if (facts.platform === 'linux' && !facts.display) return { door: 'browser', why: 'no-display' }
  if (facts.platform === 'linux' && facts.root) return { door: 'browser', why: 'root' }
  if (!facts.packagePresent) return { door: 'browser', why: 'no-package' }
  if (failedBefore === 'window' && !facts.electron) return { door: 'browser', why: 'window-failed' }
  if (facts.binary) return { door: 'electron' }
  if (failedBefore === 'fetch' && !facts.electron) return { door: 'browser', why: 'fetch-failed' }
  return { door: 'fetch-electron' }
}

/** Failures of earlier starts, stored in a file of the data folder. */
export interface DoorMemo {
  failed(version: string | null): Failure | null
  remember(version: string | null, failure: Failure | null): void
}

const memoSchema = z.object({ electron: z.string(), failed: z.enum(['fetch', 'window']) })

export function doorMemoIn(file: string): DoorMemo {
  return {
    failed(version) {
      try {
        const memo = memoSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
        return memo.electron === version ? memo.failed : null
      } catch {
        return null
      }
    },
    remember(version, failed) {
      if (failed === null) return rmSync(file, { force: true })
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      writeFileSync(file, JSON.stringify({ electron: version ?? '', failed }))
    },
  }
}

export interface Deciding {
  readonly flags: { readonly browser: boolean; readonly electron: boolean }
  readonly electron: ElectronPackage
  readonly memo: DoorMemo
  /** Maximum wait for a download, in milliseconds. */
  readonly withinMs: number
  readonly host: Pick<DoorFacts, 'platform' | 'display' | 'root'>
}

export async function decideDoor({
  flags,
  electron,
  memo,
  withinMs,
  host,
}: Deciding): Promise<
  | { readonly door: 'electron'; readonly binary: string }
  | { readonly door: 'browser'; readonly why: WhyBrowser }
> {
  const choice = chooseDoor({
    ...flags,
    ...host,
    binary: electron.binary() !== null,
    packagePresent: electron.version !== null,
    failedBefore: memo.failed(electron.version),
  })
  if (choice.door === 'browser') return choice
  const outcome = choice.door === 'fetch-electron' ? await electron.fetch(withinMs) : 'fetched'
  const binary = outcome === 'fetched' ? electron.binary() : null
  if (binary !== null) return { door: 'electron', binary }
  // a download that completes later is still found at the next start, because `binary` is checked before the stored failure
  memo.remember(electron.version, 'fetch')
  return { door: 'browser', why: outcome === 'slow' ? 'fetch-slow' : 'fetch-failed' }
}
