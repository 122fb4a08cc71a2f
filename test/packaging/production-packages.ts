/** The production dependencies of package.json and theirs, from package-lock.json. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootFolder } from '#electron/platform/folders.ts'

interface LockEntry {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly peer?: boolean
}

/** Names in alphabetical order. */
export function productionPackages(): string[] {
  const lock: { packages: Record<string, LockEntry> } = JSON.parse(
    readFileSync(join(rootFolder, 'package-lock.json'), 'utf8'),
  )
  const names = Object.entries(lock.packages)
    .filter(([path, { dev, optional, peer }]) => path !== '' && !dev && !optional && !peer)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
  return [...new Set(names)].sort()
}
