/** Data recorded from real devices, beside the project: read where it stands, never copied into it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { rootFolder } from '#electron/platform/folders.ts'

const folder = join(rootFolder, '../shared/fixtures')

export const fixture = (path: string): string => join(folder, path)

/** The word for a skipped suite's title. */
export const fixtureMissing = (path: string): string =>
  existsSync(fixture(path)) ? '' : ` (skipped: no fixtures at ${path})`
