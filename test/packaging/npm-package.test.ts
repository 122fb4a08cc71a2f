/**
 * The package that `npm pack` makes, in a folder that has only it and its dependencies. The dependencies are copied from node_modules,
 * so that the test needs no network; the ci workflow installs the package itself on three systems.
 * PACKAGE_NODE names the program of another Node to run it with.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { version } from '#electron/app/version.ts'
import { ensureBuilt } from '#electron/host/build.ts'
import { rootFolder } from '#electron/platform/folders.ts'
import { temporaryFolder } from '../support/core.ts'
import { printSize } from './pack.ts'
import { productionPackages } from './production-packages.ts'
import {
  expectBrowserDoor,
  expectCommandLine,
  expectGateway,
  type InstalledProgram,
} from './program-alone.ts'

const slow = 120_000
const node = process.env.PACKAGE_NODE ?? process.execPath
/** `npm` and `npx` are command files on Windows, which only a shell starts. */
const shell = process.platform === 'win32'
const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` }

const parts = new AsyncDisposableStack()
let program: InstalledProgram
let installed: string
let files: readonly string[]

/** Installs the package into `folder` as npm does, with the dependencies of this checkout. */
function install(folder: string): string {
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: rootFolder,
    env,
    shell,
    stdio: 'pipe',
  })
  const archive = `punchdown-${version}.tgz`
  printSize(archive, join(folder, archive))
  execFileSync('tar', ['-xzf', archive], { cwd: folder })
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  renameSync(join(folder, 'package'), join(modules, 'punchdown'))
  for (const name of productionPackages()) {
    cpSync(join(rootFolder, 'node_modules', name), join(modules, name), { recursive: true })
  }
  const manifest = { private: true, dependencies: { punchdown: version } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  // makes the commands of all packages
  execFileSync('npm', ['rebuild', '--ignore-scripts', '--offline'], {
    cwd: folder,
    env,
    shell,
    stdio: 'pipe',
  })
  return join(modules, 'punchdown')
}

beforeAll(async () => {
  await ensureBuilt(() => undefined)
  const folder = parts.use(temporaryFolder()).path
  const dataFolder = parts.use(temporaryFolder()).path
  installed = install(folder)
  files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
  program = { command: ['npx', '--no-install', 'punchdown'], folder, dataFolder, env, shell }
}, slow)
afterAll(() => parts.disposeAsync())

describe('the npm package', () => {
  it('has the build and what it reads at run time, and no sources', () => {
    const top = readdirSync(installed).sort()
    expect(top).toEqual(['LICENSE', 'README.md', 'out', 'package.json', 'resources'])
    expect(files.filter((path) => /\.(?:map|tsx?)$/.test(path))).toEqual([])
    const code = files.filter((path) => path.endsWith('.js'))
    expect(code.length).toBeGreaterThan(10)
    expect(code.filter((path) => readFileSync(join(installed, path), 'utf8').includes(rootFolder))).toEqual(
      [],
    )
  })

  it('runs the command line with npx', () => expectCommandLine(program, version), slow)
  it('runs the gateway with npx', () => expectGateway(program), slow)
  it('runs the browser door with npx', () => expectBrowserDoor(program), slow)
})
