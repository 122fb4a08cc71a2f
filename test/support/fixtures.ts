/** Data recorded from real devices, beside the project: read where it stands, never copied into it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { rootFolder } from '#electron/platform/folders.ts'

const folder = join(rootFolder, '../shared/fixtures')

const cases = join(rootFolder, '../shared/cases')

/** A field case beside the project. */
export const fieldCase = (path: string): string => join(cases, path)

/** Suffix for a skipped test's title. */
export const caseMissing = (path: string): string =>
  existsSync(fieldCase(path)) ? '' : ` (skipped: no field case at ${path})`

export const fixture = (path: string): string => join(folder, path)

/** Suffix for a skipped suite's title. */
export const fixtureMissing = (path: string): string =>
  existsSync(fixture(path)) ? '' : ` (skipped: no fixtures at ${path})`
