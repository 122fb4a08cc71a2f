/** Converts errors of SQLite and of the file system to problems. */
import Database from 'better-sqlite3'
import { PunchdownError } from '#shared/errors.ts'
import { databaseFileName } from './database-files.ts'

/** Codes for a full disk. SHMSIZE means that the shared-memory file of the WAL cannot grow. */
const outOfSpace = new Set(['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC', 'EDQUOT'])
/** Codes for a folder or file that cannot be opened or written: permissions, owner, a read-only file system. */
const refused =
  /^(?:SQLITE_(?:CANTOPEN|READONLY|PERM|AUTH|IOERR)(?:_[A-Z]+)*|EACCES|EPERM|EROFS|ENOTDIR|ENOENT|EEXIST)$/
const damaged = /^SQLITE_(?:CORRUPT(?:_[A-Z]+)*|NOTADB)$/

/**
 * Runs `work` on the database `file`.
 * @throws PunchdownError disk-full | data-folder-refused | database-damaged, and what `work` throws
 */
export function inOurWords<Result>(work: () => Result, file: string = databaseFileName): Result {
  try {
    return work()
  } catch (error) {
    throw inOurError(error, file)
  }
}

/**
 * Runs `work`. A statement that does not fit the tables means that the file belongs to another program.
 * @throws PunchdownError database-damaged, and what `work` throws
 */
export function withSchema<Result>(work: () => Result, file: string = databaseFileName): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || error.code !== 'SQLITE_ERROR') throw error
    throw new PunchdownError('database-damaged', { file, reason: 'schema' }, { cause: error })
  }
}

function inOurError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof PunchdownError || !('code' in error)) return error
  const code = String(error.code)
  const path = 'path' in error && typeof error.path === 'string' ? error.path : file
  if (outOfSpace.has(code)) return new PunchdownError('disk-full', {}, { cause: error })
  if (refused.test(code))
    return new PunchdownError('data-folder-refused', { path, reason: code }, { cause: error })
  if (error instanceof Database.SqliteError && damaged.test(code))
    return new PunchdownError('database-damaged', { file, reason: 'pages' }, { cause: error })
  return error
}
