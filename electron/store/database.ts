/** Opens the SQLite file: pragmas, migrations, and SQLite's failures in our words. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { PunchdownError } from '#shared/errors.ts'
import { migrations } from './migrations/index.ts'

export type Connection = Database.Database

export const databaseFileName = 'punchdown.db'

/**
 * Opens (and makes, and migrates) the database in a folder; `:memory:` keeps nothing.
 * WAL with synchronous FULL: what was acknowledged survives kill -9 and a power cut.
 * @throws PunchdownError database-newer | database-damaged | disk-full
 */
export function openDatabase(folder: string): Connection {
  return inOurWords(() => {
    const memory = folder === ':memory:'
    if (!memory) mkdirSync(folder, { recursive: true, mode: 0o700 })
    const connection = new Database(memory ? ':memory:' : join(folder, databaseFileName))
    try {
      connection.pragma('journal_mode = WAL')
      connection.pragma('synchronous = FULL')
      connection.pragma('foreign_keys = ON')
      connection.pragma('trusted_schema = OFF')
      migrate(connection)
      return connection
    } catch (error) {
      connection.close()
      throw error
    }
  })
}

function migrate(connection: Connection): void {
  const known = migrations.at(-1)?.version ?? 0
  const current = Number(connection.pragma('user_version', { simple: true }))
  if (current > known) throw new PunchdownError('database-newer', { found: current, known })
  for (const migration of migrations) {
    if (migration.version <= current) continue
    connection.transaction(() => {
      connection.exec(migration.sql)
      connection.pragma(`user_version = ${migration.version}`)
    })()
  }
}

/** Runs `work` and turns SQLite's own errors into ours. */
export function inOurWords<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    if (error.code.startsWith('SQLITE_FULL')) throw new PunchdownError('disk-full', {}, { cause: error })
    if (error.code === 'SQLITE_IOERR_WRITE') throw new PunchdownError('disk-full', {}, { cause: error })
    if (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB') {
      throw new PunchdownError('database-damaged', { file: databaseFileName }, { cause: error })
    }
    throw error
  }
}
