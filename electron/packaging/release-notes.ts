/**
 * Prints the changelog's text of a release, and checks that its tag is the version of package.json:
 * `node electron/packaging/release-notes.ts v1.2.0`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { version } from '../app/version.ts'
import { rootFolder } from '../platform/folders.ts'

/** `## [1.2.0] - 2026-12-01`, or `## [Unreleased]` */
const heading = /^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?$/

/** The text below the heading of a version; null when the changelog has no dated heading for it. */
export function notesOf(changelog: string, wanted: string): string | null {
  let notes: string[] | null = null
  for (const line of changelog.split('\n')) {
    const [, name, date] = heading.exec(line) ?? []
    if (name !== undefined) {
      if (notes !== null) break
      if (name === wanted && date !== undefined) notes = []
      continue
    }
    notes?.push(line)
  }
  return notes?.join('\n').trim() ?? null
}

/** Why a tag cannot be released; null when it can. */
export function whyNot(tag: string, packageVersion: string, changelog: string): string | null {
  if (tag !== `v${packageVersion}`)
    return `the tag is ${tag}, the version in package.json is ${packageVersion}`
  const notes = notesOf(changelog, packageVersion)
  if (notes === null) return `CHANGELOG.md has no dated heading for ${packageVersion}`
  return notes === '' ? `CHANGELOG.md says nothing about ${packageVersion}` : null
}

if (import.meta.main) {
  const tag = process.argv[2] ?? ''
  const changelog = readFileSync(join(rootFolder, 'CHANGELOG.md'), 'utf8')
  const reason = whyNot(tag, version, changelog)
  if (reason !== null) {
    console.error(reason)
    process.exit(1)
  }
  console.log(notesOf(changelog, version))
}
