/**
 * Writes the bill of materials of a packed app, for the release workflow:
 * `node electron/packaging/write-bill.ts release/linux-unpacked/resources/app.asar punchdown-linux-x64.cdx.json`,
 * or of the npm package: `node electron/packaging/write-bill.ts npm punchdown-npm.cdx.json`.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { rootFolder } from '../platform/folders.ts'
import { billOfMaterials, integritiesIn } from './bill-of-materials.ts'
import { bundledFolders } from './bundled-packages.ts'
import { type NpmPackage, packageIn, packagesOf } from './packages.ts'

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  devDependencies: z.object({ electron: z.string() }),
})

/** Every package of the build: bundled, or beside it. */
function packagesOfBuild(): NpmPackage[] {
  const bundled = bundledFolders(rootFolder).map((folder) => packageIn(join(rootFolder, folder)))
  return [...new Map([...bundled, ...packagesOf(rootFolder)].map((each) => [each.folder, each])).values()]
}

export function billOf(asar: string | null): string {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(rootFolder, 'package.json'), 'utf8')))
  const integrities = integritiesIn(readFileSync(join(rootFolder, 'package-lock.json'), 'utf8'))
  const archive = asar === null ? null : createHash('sha256').update(readFileSync(asar)).digest('hex')
  return billOfMaterials(
    {
      name: manifest.name,
      version: manifest.version,
      licence: manifest.license,
      archive,
      electron: asar === null ? null : manifest.devDependencies.electron,
    },
    packagesOfBuild(),
    ({ folder }) =>
      integrities.get(
        folder
          .slice(rootFolder.length + 1)
          .split('\\')
          .join('/'),
      ),
  )
}

if (import.meta.main) {
  const [subject, file] = process.argv.slice(2)
  if (subject === undefined || file === undefined) {
    console.error('usage: write-bill.ts <app.asar | npm> <file>')
    process.exit(2)
  }
  writeFileSync(file, billOf(subject === 'npm' ? null : subject))
}
