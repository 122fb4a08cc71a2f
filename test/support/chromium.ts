/** Finds a Chromium for the tests: named by CHROMIUM_BIN, the system's, Playwright's own, or installed on Debian as root. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

/** Flags that keep a test browser quiet on a closed network and let it run as root. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const

export type FoundChromium =
  | { readonly path: string; readonly from: 'named' | 'system' | 'playwright' | 'installed' }
  | { readonly path: null; readonly why: string }

export async function findChromium(options: { install: boolean }): Promise<FoundChromium> {
  const named = process.env.CHROMIUM_BIN
  if (named !== undefined && existsSync(named)) return { path: named, from: 'named' }
  const system = onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'])
  if (system !== null) return { path: system, from: 'system' }
  const own = chromium.executablePath()
  if (own !== '' && existsSync(own)) return { path: own, from: 'playwright' }
  if (options.install && canInstall()) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env })
    spawnSync(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation'],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
        env,
      },
    )
    const installed = onPath(['chromium'])
    if (installed !== null) return { path: installed, from: 'installed' }
    return { path: null, why: "installing Debian's chromium did not work" }
  }
  return {
    path: null,
    why: "none on the path, none of Playwright's, and it can be installed only as root on Debian (apt-get install chromium)",
  }
}

function onPath(names: readonly string[]): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      const file = join(folder, process.platform === 'win32' ? `${name}.exe` : name)
      if (existsSync(file)) return file
    }
  }
  return null
}

function canInstall(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/debian_version')
}
