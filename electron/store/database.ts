/** Opens the SQLite file: pragmas, migrations, and SQLite's failures in our words. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { z } from 'zod'
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
      checkVersion(connection)
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

const versionOf = (connection: Connection): number =>
  Number(connection.pragma('user_version', { simple: true }))

/** Before anything is written: a database of a newer Punchdown is left as it is. */
function checkVersion(connection: Connection): void {
  const known = migrations.at(-1)?.version ?? 0
  const found = versionOf(connection)
  if (found > known) throw new PunchdownError('database-newer', { found, known })
}

function migrate(connection: Connection): void {
  const current = versionOf(connection)
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
    if (isOutOfSpace(error)) throw new PunchdownError('disk-full', {}, { cause: error })
    if (!(error instanceof Database.SqliteError)) throw error
    if (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB') {
      throw new PunchdownError('database-damaged', { file: databaseFileName }, { cause: error })
    }
    throw error
  }
}

/** A full disk shows as SQLITE_FULL, as a failed write, or where the shared memory beside the log cannot grow. */
const outOfSpace = ['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC']

const isOutOfSpace = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && outOfSpace.includes(String(error.code))

/**
 * A JSON body as the model's schema wants it.
 * @throws PunchdownError database-damaged
 */
export function parseBody<Item>(body: string, schema: z.ZodType<Item>): Item {
  try {
    return schema.parse(JSON.parse(body))
  } catch (error) {
    throw new PunchdownError('database-damaged', { file: databaseFileName }, { cause: error })
  }
}
