/** The npm packages that a build is made of: their names, versions, licences and the texts of these. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'

export interface NpmPackage {
  readonly name: string
  readonly version: string
  /** SPDX expression: `MIT`, `(MIT OR Apache-2.0)`; null when the package names none. */
  readonly licence: string | null
  /** Text of its licence files; empty when it has none. */
  readonly text: string
  /** Names of the packages that it needs. */
  readonly needs: readonly string[]
  readonly folder: string
}

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  // `{"type": "MIT"}` is the form of old packages
  license: z.union([z.string(), z.object({ type: z.string() }).transform(({ type }) => type)]).optional(),
  licenses: z.array(z.object({ type: z.string() })).optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
})

const licenceFile = /^(?:licen[cs]e|copying|notice)(?:[.-][\w.-]+)?$/i

export function packageIn(folder: string): NpmPackage {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && licenceFile.test(entry.name))
    .map(({ name }) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim())
  const several = manifest.licenses?.map(({ type }) => type).join(' OR ')
  return {
    name: manifest.name,
    version: manifest.version,
    licence: manifest.license ?? several ?? null,
    text: texts.join('\n\n'),
    needs: [
      ...new Set([...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies)]),
    ],
    folder,
  }
}

/** Folder of the package `name` as the package in `from` finds it; null when it is not installed. */
export function installedFor(from: string, name: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
    if (dirname(folder) === folder) return null
  }
}

/** The production dependencies of the package in `root`, and all that these need, by folder. */
export function packagesOf(root: string): NpmPackage[] {
  const found = new Map<string, NpmPackage>()
  const add = (from: string, names: readonly string[]): void => {
    for (const name of names) {
      const folder = installedFor(from, name)
      if (folder === null || found.has(folder)) continue
      const each = packageIn(folder)
      found.set(folder, each)
      add(folder, each.needs)
    }
  }
  add(root, packageIn(root).needs)
  return [...found.values()]
}
