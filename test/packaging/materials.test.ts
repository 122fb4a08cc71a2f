/** The notices and the bill of materials name every package of the build. `npm sbom` is the other opinion. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ensureBuilt } from '#electron/host/build.ts'
import { packageUrl } from '#electron/packaging/bill-of-materials.ts'
import { bundledFolders, packageFolderOf } from '#electron/packaging/bundled-packages.ts'
import { noticesOf, titleOf } from '#electron/packaging/notices.ts'
import { packageIn } from '#electron/packaging/packages.ts'
import { billOf } from '#electron/packaging/write-bill.ts'
import { rootFolder } from '#electron/platform/folders.ts'
import { temporaryFolder } from '../support/core.ts'
import { productionPackages } from './production-packages.ts'

const componentSchema = z.object({
  purl: z.string(),
  name: z.string(),
  licenses: z.array(z.record(z.string(), z.unknown())),
  hashes: z.array(z.object({ alg: z.string(), content: z.string() })).optional(),
})
const billSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.6'),
  serialNumber: z
    .string()
    .regex(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
  metadata: z.object({ component: componentSchema }),
  components: z.array(componentSchema),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()) })),
})

beforeAll(() => ensureBuilt(() => undefined), 120_000)

/** Every package of the build: those that Vite bundled, and the production dependencies. */
const inBuild = () => [
  ...bundledFolders(rootFolder).map((folder) => packageIn(join(rootFolder, folder))),
  ...productionPackages().map((name) => packageIn(join(rootFolder, 'node_modules', name))),
]

describe('the packages of the build', () => {
  it('are those that Vite bundled', () => {
    expect(packageFolderOf('\0/a/node_modules/@orpc/client/dist/index.mjs?x')).toBe(
      '/a/node_modules/@orpc/client',
    )
    expect(packageFolderOf('/a/node_modules/b/node_modules/c/d.js')).toBe('/a/node_modules/b/node_modules/c')
    expect(packageFolderOf('/a/electron/main.ts')).toBeNull()
    const folders = bundledFolders(rootFolder)
    for (const name of ['zod', '@orpc/server', 'react-dom', '@fluentui/react-button', 'htmlparser2']) {
      expect(folders).toContain(`node_modules/${name}`)
    }
  })

  it('are in the notices, each with the text of its licence', () => {
    const notices = readFileSync(join(rootFolder, 'out', 'renderer', 'THIRD-PARTY-NOTICES.txt'), 'utf8')
    expect(inBuild().length).toBeGreaterThan(80)
    for (const each of inBuild()) {
      expect(notices).toContain(titleOf(each))
      expect(notices).toContain(each.text)
    }
  })

  it('are in the bill of materials, with licence and checksum', () => {
    const bill = billSchema.parse(JSON.parse(billOf(null)))
    const byUrl = new Map(bill.components.map((each) => [each.purl, each]))
    for (const each of inBuild()) {
      const component = byUrl.get(packageUrl(each))
      expect(component, packageUrl(each)).toBeDefined()
      expect(component?.hashes?.[0]?.content, each.name).toMatch(/^[0-9a-f]{128}$/)
      if (each.licence !== null) expect(component?.licenses).toHaveLength(1)
    }
    const refs = [bill.metadata.component.purl, ...byUrl.keys()].sort()
    expect(bill.dependencies.map(({ ref }) => ref).sort()).toEqual(refs)
    expect(
      bill.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.includes(ref)),
    ).toEqual([])
  })

  it('hold those that `npm sbom` names', () => {
    const shell = process.platform === 'win32'
    const args = ['sbom', '--omit', 'dev', '--sbom-format', 'cyclonedx', '--package-lock-only']
    const theirs = execFileSync('npm', args, { cwd: rootFolder, encoding: 'utf8', shell, maxBuffer: 2 ** 25 })
    const schema = z.object({ components: z.array(z.object({ purl: z.string() })) })
    const urls = schema.parse(JSON.parse(theirs)).components.map(({ purl }) => purl)
    expect(urls.length).toBeGreaterThan(20)
    const ours = billSchema.parse(JSON.parse(billOf(null))).components.map(({ purl }) => purl)
    expect(urls.filter((url) => !ours.includes(url))).toEqual([])
  })

  it('of an installer are those, Electron, and the checksum of its archive', () => {
    using folder = temporaryFolder()
    const asar = join(folder.path, 'app.asar')
    writeFileSync(asar, 'packed')
    const bill = billSchema.parse(JSON.parse(billOf(asar)))
    // printf packed | sha256sum
    const sum = '88cb8a087b6e8cebfc9ae5602f5a2159a6bcf923e7f2c56809bcda6cad1727a7'
    expect(bill.metadata.component.hashes?.[0]).toEqual({ alg: 'SHA-256', content: sum })
    expect(bill.components.map(({ name }) => name)).toContain('electron')
    expect(billOf(asar)).toBe(billOf(asar))
  })
})

describe('the notices', () => {
  it('name a package without a licence file, and each package once', () => {
    const bare = { name: 'bare', version: '1.0.0', licence: null, text: '', needs: [], folder: '/bare' }
    const notices = noticesOf([bare, { ...bare, folder: '/other' }])
    expect(notices.split('bare 1.0.0 (no licence named)')).toHaveLength(2)
    expect(notices).toContain('The package has no licence file.')
  })
})
