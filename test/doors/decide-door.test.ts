/** Electron's package as npm installs it is played by a folder whose install.js does what the test says. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Deciding, decideDoor, doorMemoIn } from '#electron/host/choose-door.ts'
import { electronPackageIn } from '#electron/host/electron-package.ts'
import { temporaryFolder } from '../support/core.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

const fetches = `
const { mkdirSync, writeFileSync } = require('node:fs')
mkdirSync(__dirname + '/dist')
writeFileSync(__dirname + '/dist/electron', '')
writeFileSync(__dirname + '/path.txt', 'electron')`
const fails = 'process.exit(1)'
/** Ends by itself, so that no test leaves a program behind. */
const dawdles = 'setTimeout(() => {}, 3_000)'

function install(script: string, version = '45.0.0') {
  const place = join(folder.path, 'electron')
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'package.json'), JSON.stringify({ version }))
  writeFileSync(join(place, 'install.js'), script)
  return electronPackageIn(place, {})
}

const memo = () => doorMemoIn(join(folder.path, 'data', 'door-choice.json'))

const deciding = (electron: Deciding['electron'], more: Partial<Deciding> = {}): Deciding => ({
  flags: { browser: false, electron: false },
  electron,
  memo: memo(),
  withinMs: 20_000,
  host: { platform: 'linux', display: true, root: false },
  ...more,
})

describe('deciding on a desktop', () => {
  it('fetches the program and opens it', async () => {
    expect(await decideDoor(deciding(install(fetches)))).toEqual({
      door: 'electron',
      binary: join(folder.path, 'electron', 'dist', 'electron'),
    })
  })

  it('remembers that it could not be fetched, for this version alone', async () => {
    const electron = install(fails)
    expect(await decideDoor(deciding(electron))).toEqual({ door: 'browser', why: 'fetch-failed' })
    const later = install(fetches)
    expect(await decideDoor(deciding(later))).toEqual({ door: 'browser', why: 'fetch-failed' })
    expect(later.binary()).toBeNull()
    expect(await decideDoor(deciding(install(fetches, '46.0.0')))).toMatchObject({ door: 'electron' })
  })

  it('tries again when asked to', async () => {
    memo().remember('45.0.0', 'fetch')
    const flags = { browser: false, electron: true }
    expect(await decideDoor(deciding(install(fetches), { flags }))).toMatchObject({ door: 'electron' })
  })

  it('does not wait for a slow fetch twice, and takes what it brought', async () => {
    const electron = install(dawdles)
    expect(await decideDoor(deciding(electron, { withinMs: 50 }))).toEqual({
      door: 'browser',
      why: 'fetch-slow',
    })
    expect(await decideDoor(deciding(electron))).toEqual({ door: 'browser', why: 'fetch-failed' })
    mkdirSync(join(folder.path, 'electron', 'dist'))
    writeFileSync(join(folder.path, 'electron', 'dist', 'electron'), '')
    writeFileSync(join(folder.path, 'electron', 'path.txt'), 'electron')
    expect(await decideDoor(deciding(electron))).toMatchObject({ door: 'electron' })
  })

  it('remembers a window that did not open until one did', async () => {
    const electron = install(fetches)
    await electron.fetch(20_000)
    memo().remember(electron.version, 'window')
    expect(await decideDoor(deciding(electron))).toEqual({ door: 'browser', why: 'window-failed' })
    memo().remember(electron.version, null)
    expect(await decideDoor(deciding(electron))).toMatchObject({ door: 'electron' })
  })

  it('a program that says it was fetched and is not there is a failure', async () => {
    expect(await decideDoor(deciding(install('')))).toEqual({ door: 'browser', why: 'fetch-failed' })
  })
})

it('fetches nothing where no window could open', async () => {
  const electron = install(fetches)
  const host = { platform: 'linux', display: false, root: false } as const
  expect(await decideDoor(deciding(electron, { host }))).toEqual({ door: 'browser', why: 'no-display' })
  expect(electron.binary()).toBeNull()
})

it('a folder without the package has no version and no program', () => {
  expect(electronPackageIn(join(folder.path, 'none'), {})).toMatchObject({ version: null })
  expect(electronPackageIn(join(folder.path, 'none'), {}).binary()).toBeNull()
})

it('an unreadable memory is none', () => {
  mkdirSync(join(folder.path, 'data'))
  writeFileSync(join(folder.path, 'data', 'door-choice.json'), '{"electron":')
  expect(memo().failed('45.0.0')).toBeNull()
})
