/** Replaces a damaged database by a backup. The replaced files are kept. */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { PunchdownError } from '#shared/errors.ts'
import { databaseOf, type GoodBackup, inspect, newestGoodBackup } from './backup-files.ts'
import { type DatabaseFiles, databaseFiles } from './database-files.ts'
import { lockFolder } from './folder-lock.ts'
import { inOurWords } from './sqlite-problems.ts'

export interface Restored {
  readonly backup: GoodBackup
  /** Folder with the replaced files; null without any. */
  readonly replaced: string | null
}

/**
 * Restores a backup, by default the newest intact one of the jobs. `from` is a name in the backups folder or an absolute path; a backup
 * of the gateway replaces gateway.db.
 * @throws PunchdownError already-running | backup-not-usable | disk-full | data-folder-refused
 */
export function restoreBackup(folder: string, now: number, from?: string): Restored {
  return inOurWords(() => {
    using _lock = lockFolder(folder)
    const files = databaseFiles(folder, from === undefined ? undefined : databaseOf(from).file)
    const { path, backup } = chosenBackup(folder, files, from)
    rmSync(files.unfinished, { force: true })
    copyFileSync(path, files.unfinished)
    const replaced = setAside(files, now)
    renameSync(files.unfinished, files.database)
    return { backup, replaced }
  })
}

/** Accepts a database whose journal is missing. @throws PunchdownError already-running */
export function acceptDatabase(folder: string): void {
  using _lock = lockFolder(folder)
  rmSync(databaseFiles(folder).openMarker, { force: true })
}

function chosenBackup(folder: string, files: DatabaseFiles, from: string | undefined) {
  if (from === undefined) {
    const backup = newestGoodBackup(folder)
    if (backup === null) throw new PunchdownError('backup-not-usable', { file: null })
    return { path: join(files.backups, backup.name), backup }
  }
  const path = isAbsolute(from) ? from : join(files.backups, from)
  if (!existsSync(path)) throw new PunchdownError('backup-not-usable', { file: from })
  const { rows, ...info } = inspect(path)
  if (rows === null) throw new PunchdownError('backup-not-usable', { file: from })
  return { path, backup: { ...info, rows } }
}

/** Moves the database and its journal into a new folder, and removes its marker. */
function setAside(files: DatabaseFiles, now: number): string | null {
  const present = [files.database, files.wal, files.sharedMemory].filter((path) => existsSync(path))
  rmSync(files.openMarker, { force: true })
  if (present.length === 0) return null
  const folder = join(files.replaced, new Date(now).toISOString().replaceAll(/[:.]/g, '-'))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const path of present) renameSync(path, join(folder, path.split(/[\\/]/).at(-1) ?? ''))
  return folder
}
