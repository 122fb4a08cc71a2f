/** Paths of the files of a database. */
import { join } from 'node:path'

export const databaseFileName = 'punchdown.db'

export interface DatabaseFiles {
  readonly database: string
  readonly wal: string
  readonly sharedMemory: string
  /** Exists while the database is open, and after a kill. */
  readonly openMarker: string
  /** A new database until it is complete. */
  readonly unfinished: string
  readonly backups: string
  /** Files that a restore replaced. */
  readonly replaced: string
}

/** Of the database of the jobs by default. */
export function databaseFiles(folder: string, fileName: string = databaseFileName): DatabaseFiles {
  const database = join(folder, fileName)
  return {
    database,
    wal: `${database}-wal`,
    sharedMemory: `${database}-shm`,
    openMarker: `${database}.open`,
    unfinished: `${database}.new`,
    backups: join(folder, 'backups'),
    replaced: join(folder, 'replaced'),
  }
}
