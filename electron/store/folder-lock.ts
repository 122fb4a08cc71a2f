/**
 * One core per data folder. The lock is an open exclusive SQLite transaction: the operating system releases it when the
 * process ends, so nothing needs cleaning up after kill -9.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { PunchdownError } from '#shared/errors.ts'
import { inOurWords } from './sqlite-problems.ts'

/** @throws PunchdownError already-running | database-damaged | disk-full | data-folder-refused */
export const lockFolder = (folder: string): Disposable => inOurWords(() => lock(folder))

function lock(folder: string): Disposable {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const connection = new Database(join(folder, 'core.lock'), { timeout: 0 })
  try {
    connection.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    connection.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new PunchdownError('already-running', { folder }, { cause: error })
    }
    throw error
  }
  return {
    [Symbol.dispose]() {
      if (connection.open) connection.close()
    },
  }
}
