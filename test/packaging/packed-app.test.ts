/**
 * The app as electron-builder packs it, in a stand-in distribution: what is packed, that it runs from the packed files alone, and its
 * fuses. Installers, signatures and the real program need Electron's own files: the release workflow makes and tries those.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getRawHeader } from '@electron/asar'
import { FuseState, getCurrentFuseWire } from '@electron/fuses'
import { chromium } from 'playwright-core'
import { NtExecutable, NtExecutableResource } from 'resedit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { version } from '#electron/app/version.ts'
import { ensureBuilt } from '#electron/host/build.ts'
import { differencesBetween } from '#electron/packaging/compare-apps.ts'
import { fuses } from '#electron/packaging/fuses.ts'
import { rootFolder } from '#electron/platform/folders.ts'
import { findChromium } from '../support/chromium.ts'
import { temporaryFolder } from '../support/core.ts'
import { startStandIn } from '../support/electron-stand-in/start.ts'
import { extract, type PackedApp, pack, printSize } from './pack.ts'
import { productionPackages } from './production-packages.ts'
import {
  expectBrowserDoor,
  expectCommandLine,
  expectGateway,
  type InstalledProgram,
} from './program-alone.ts'

const found = await findChromium({ install: false })
if (found.path !== null) process.env.CHROMIUM_BIN = found.path
/** A loaded machine packs in half a minute. */
const slow = 180_000

const parts = new AsyncDisposableStack()
let linux: PackedApp
let windows: PackedApp
/** The packed files of Linux, away from the sources. */
let app: string
let program: InstalledProgram

beforeAll(async () => {
  await ensureBuilt(() => undefined)
  const into = () => parts.use(temporaryFolder()).path
  linux = await pack(into(), 'linux')
  windows = await pack(into(), 'windows')
  app = into()
  extract(linux, app)
  program = { command: [process.execPath, join(app, 'out/main/cli.js')], folder: into(), dataFolder: into() }
}, slow)
afterAll(() => parts.disposeAsync())

const packageOf = (path: string) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? null

describe('what is packed', () => {
  it('is the build, the production dependencies, and the few files that are read at run time', () => {
    const own = linux.files.filter((path) => packageOf(path) === null && !path.startsWith('out/'))
    expect(own).toEqual(['CHANGELOG.md', 'package.json', 'resources/gateway/service.json'])
    const built = new Set(
      linux.files.filter((path) => path.startsWith('out/')).map((path) => path.split('/')[1]),
    )
    expect([...built].sort()).toEqual(['main', 'preload', 'renderer'])
  })

  it('has the licences beside the program', () => {
    for (const name of ['LICENSE', 'THIRD-PARTY-NOTICES.txt']) {
      expect(printSize(name, join(linux.folder, name)), name).toBeGreaterThan(500)
      expect(printSize(name, join(windows.folder, name)), name).toBeGreaterThan(500)
    }
  })

  it('has every production dependency, and no other', () => {
    const packed = new Set(linux.files.flatMap((path) => packageOf(path) ?? []))
    // the headers that the native module is compiled with
    const wanted = productionPackages().filter((name) => name !== 'node-addon-api')
    expect([...packed].sort()).toEqual(wanted.sort())
  })

  it('has no sources, no maps and no path of the machine that built it', () => {
    const unwanted = /\.(?:map|tsx?|[cm]ts)$/
    expect(linux.files.filter((path) => unwanted.test(path))).toEqual([])
    const own = linux.files.filter((path) => /^out\/.*\.(?:js|cjs|html|css)$/.test(path))
    expect(own.length).toBeGreaterThan(10)
    const betraying = own.filter((path) => readFileSync(join(app, path), 'utf8').includes(rootFolder))
    expect(betraying).toEqual([])
  })

  it('has the native module of its own system alone, outside of the archive', () => {
    const native = ({ files }: PackedApp) => files.filter((path) => path.endsWith('.node'))
    expect(native(linux)).toEqual(['node_modules/better-sqlite3/prebuilds/linux-x64.node'])
    expect(native(windows)).toEqual(['node_modules/better-sqlite3/prebuilds/win32-x64.node'])
    for (const each of [linux, windows]) {
      for (const path of native(each)) {
        expect(printSize(path, join(`${each.asar}.unpacked`, path))).toBeGreaterThan(500_000)
      }
    }
  })

  it('is the same on both systems, but for the native module, and stays small', () => {
    const common = ({ files }: PackedApp) => files.filter((path) => !path.endsWith('.node'))
    expect(common(windows)).toEqual(common(linux))
    expect(printSize('app.asar', linux.asar)).toBeLessThan(25_000_000)
  })
})

describe('the packed files alone', () => {
  it('run the command line', () => expectCommandLine(program, version), slow)
  it('run the gateway in its worker', () => expectGateway(program), slow)
  it('run the browser door, its core and the report', () => expectBrowserDoor(program), slow)

  it.skipIf(found.path === null)(
    'open the window of the Electron door, on the stand-in for Electron',
    async () => {
      using folder = temporaryFolder()
      await using standIn = startStandIn({
        dataFolder: join(folder.path, 'data'),
        main: join(app, 'out/main/main.js'),
      })
      const page = await standIn.page(chromium)
      await page.getByText('Core ready').waitFor()
    },
    slow,
  )
})

describe('the archive', () => {
  it('has its checksum in the program of Windows, which refuses a changed archive', () => {
    const program = NtExecutable.from(readFileSync(join(windows.folder, 'Punchdown.exe')))
    const { entries } = NtExecutableResource.from(program)
    const integrity = entries.find(({ type, id }) => type === 'INTEGRITY' && id === 'ELECTRONASAR')
    const { headerString } = getRawHeader(windows.asar)
    expect(JSON.parse(Buffer.from(integrity?.bin ?? new ArrayBuffer()).toString('utf8'))).toContainEqual({
      file: 'resources\\app.asar',
      alg: 'SHA256',
      value: createHash('sha256').update(headerString).digest('hex'),
    })
  })
})

/** The wire of a program as states by fuse. */
async function wireOf(programFile: string): Promise<Record<string, boolean>> {
  const { version: _, ...wire } = await getCurrentFuseWire(programFile)
  return Object.fromEntries(Object.entries(wire).map(([fuse, state]) => [fuse, state === FuseState.ENABLE]))
}

describe('the fuses', () => {
  it('are all set in the packed program as the record says', async () => {
    const expected = { ...fuses }
    expect(Object.keys(expected)).toHaveLength(9)
    expect(await wireOf(join(linux.folder, 'punchdown-window'))).toEqual(expected)
    expect(await wireOf(join(windows.folder, 'Punchdown.exe'))).toEqual(expected)
  })

  it(
    'fail the packaging when the program has one that is not decided',
    async () => {
      using folder = temporaryFolder()
      await expect(pack(folder.path, 'linux', { fuses: 10 })).rejects.toThrow(/strictlyRequireAllFuses/)
      // what was packed until then is what the first packing made
      const again = join(folder.path, 'release/linux-unpacked/resources/app.asar')
      expect(differencesBetween(linux.asar, again)).toEqual([])
    },
    slow,
  )
})
