/** The npm package of Electron, which downloads the program on request. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

export interface ElectronPackage {
  /** Null when the package is not installed. */
  readonly version: string | null
  /** Path of the program; null until it is downloaded. */
  binary(): string | null
  /** Downloads the program. Resolves to `slow` after `withinMs`; the download then continues for the next start. */
  fetch(withinMs: number): Promise<'fetched' | 'failed' | 'slow'>
}

const manifest = z.object({ version: z.string() })

export function electronPackageIn(folder: string, env: NodeJS.ProcessEnv = process.env): ElectronPackage {
  const read = (name: string): string | null => {
    try {
      return readFileSync(join(folder, name), 'utf8')
    } catch {
      return null
    }
  }
  const about = manifest.safeParse(JSON.parse(read('package.json') ?? 'null'))
  const elsewhere = env.ELECTRON_OVERRIDE_DIST_PATH ?? ''

  return {
    version: about.success ? about.data.version : null,
    binary() {
      // `path.txt` names the program inside dist/ and is written last by the package's install.js
      const name = read('path.txt')?.trim() ?? (elsewhere === '' ? null : 'electron')
      if (name === null) return null
      const file = join(elsewhere === '' ? join(folder, 'dist') : elsewhere, name)
      return existsSync(file) ? file : null
    },
    async fetch(withinMs) {
      const child = spawn(process.execPath, [join(folder, 'install.js')], {
        stdio: 'ignore',
        detached: true,
        env,
      })
      const ended = new Promise<'fetched' | 'failed'>((resolve) => {
        child.once('error', () => resolve('failed'))
        child.once('exit', (code) => resolve(code === 0 ? 'fetched' : 'failed'))
      })
      const late = Promise.withResolvers<'slow'>()
      const timer = setTimeout(() => late.resolve('slow'), withinMs)
      const outcome = await Promise.race([ended, late.promise])
      clearTimeout(timer)
      child.unref()
      return outcome
    },
  }
}
