/**
 * Compares two packed apps file by file, for the reproduce workflow: `node electron/packaging/compare-apps.ts <app.asar> <app.asar>`.
 * Exits with 1 and the paths that differ.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { extractAll } from '@electron/asar'

/** SHA-256 of each file below a folder, by its path with `/`. */
function checksumsIn(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
  return new Map(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name)
      const sum = createHash('sha256').update(readFileSync(file)).digest('hex')
      return [relative(folder, file).split(sep).join('/'), sum]
    }),
  )
}

/** Files of an archive, and of the folder beside it with what was not put into the archive. */
function checksumsOf(asar: string): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'punchdown-compare-'))
  try {
    extractAll(asar, folder)
    const unpacked = `${asar}.unpacked`
    return new Map([...checksumsIn(folder), ...(existsSync(unpacked) ? checksumsIn(unpacked) : [])])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Paths that only one of two packed apps has, or that differ, in alphabetical order. */
export function differencesBetween(one: string, other: string): string[] {
  const first = checksumsOf(one)
  const second = checksumsOf(other)
  const paths = new Set([...first.keys(), ...second.keys()])
  return [...paths].filter((path) => first.get(path) !== second.get(path)).sort()
}

if (import.meta.main) {
  const [one, other] = process.argv.slice(2)
  if (one === undefined || other === undefined) {
    console.error('usage: compare-apps.ts <app.asar> <app.asar>')
    process.exit(2)
  }
  const different = differencesBetween(one, other)
  console.log(different.length === 0 ? 'The packed apps are the same.' : different.join('\n'))
  process.exitCode = different.length === 0 ? 0 : 1
}
