/** Opens and closes the SQLite file: checks it for damage before the first write, then migrates the schema. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { PunchdownError } from '#shared/errors.ts'
import { backupNames, newestGoodBackup } from './backup-files.ts'
import type { Connection } from './connection.ts'
import { type DatabaseFiles, databaseFileName, databaseFiles } from './database-files.ts'
import { migrations } from './migrations/index.ts'
import { quarantineViolations } from './quarantine.ts'
import { inOurWords, withSchema } from './sqlite-problems.ts'

export interface OpenDatabase {
  readonly connection: Connection
  /** Whether the last run was killed and its journal is missing, so that its last changes may be lost. */
  readonly journalLost: boolean
  close(): void
}

export const newestVersion = migrations.at(-1)?.version ?? 0
/** Files up to this size are checked page by page at each start; larger ones only after a kill. */
const alwaysCheckedBytes = 16 * 2 ** 20

/**
 * Opens, or creates, the database in a folder and migrates it; `:memory:` stores nothing.
 * WAL with synchronous FULL: an acknowledged write survives kill -9 and a power cut.
 * @throws PunchdownError database-newer | database-damaged | disk-full | data-folder-refused
 */
export function openDatabase(folder: string): OpenDatabase {
  if (folder === ':memory:') {
    const connection = upToDate(new Database(':memory:'))
    return { connection, journalLost: false, close: () => closeIfOpen(connection) }
  }
  const files = databaseFiles(folder)
  try {
    return inOurWords(() => openFile(folder, files))
  } catch (error) {
    throw withNewestBackup(error, folder)
  }
}

function openFile(folder: string, files: DatabaseFiles): OpenDatabase {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const damage = damageBefore(folder, files)
  if (damage !== null)
    throw new PunchdownError('database-damaged', { file: databaseFileName, reason: damage })
  if (!existsSync(files.database)) create(files)
  const wasKilled = existsSync(files.openMarker)
  const journalLost = wasKilled && !existsSync(files.wal)
  // SQLite would open a read-only file without an error
  accessSync(files.database, constants.R_OK | constants.W_OK)
  const connection = new Database(files.database)
  try {
    checkVersion(connection)
    if (wasKilled || statSync(files.database).size <= alwaysCheckedBytes) checkPages(connection)
    if (journalLost) checkJobs(connection, folder)
    withSchema(() => upToDate(connection, files))
    if (existsSync(files.wal)) writeFileSync(files.openMarker, '', { mode: 0o600 })
  } catch (error) {
    connection.close()
    throw error
  }
  return { connection, journalLost, close: () => closeFile(connection, files) }
}

/** Finds damage that SQLite does not report: it treats a missing or empty file as a new database. */
function damageBefore(folder: string, files: DatabaseFiles): 'empty' | 'missing' | null {
  if (existsSync(files.database)) return statSync(files.database).size === 0 ? 'empty' : null
  return existsSync(files.wal) || backupNames(folder).length > 0 ? 'missing' : null
}

/** Creates the file under another name first, so that a kill never leaves an empty database. */
function create(files: DatabaseFiles): void {
  for (const path of [files.unfinished, `${files.unfinished}-wal`, `${files.unfinished}-shm`])
    rmSync(path, { force: true })
  writeFileSync(files.unfinished, '', { mode: 0o600 })
  const connection = new Database(files.unfinished)
  try {
    upToDate(connection)
  } finally {
    connection.close()
  }
  renameSync(files.unfinished, files.database)
}

/** Refuses the database of a newer version before the first write. */
function checkVersion(connection: Connection): void {
  const found = versionOf(connection)
  if (found > newestVersion) throw new PunchdownError('database-newer', { found, known: newestVersion })
}

const versionOf = (connection: Connection): number =>
  Number(connection.pragma('user_version', { simple: true }))

function checkPages(connection: Connection): void {
  const answer = String(connection.pragma('quick_check(1)', { simple: true }))
  if (answer !== 'ok')
    throw new PunchdownError('database-damaged', { file: databaseFileName, reason: 'pages' })
}

/** Refuses a database whose journal is missing when a backup has more jobs. */
function checkJobs(connection: Connection, folder: string): void {
  const backup = newestGoodBackup(folder)
  if (backup !== null && backup.rows > countJobs(connection))
    throw new PunchdownError('database-damaged', { file: databaseFileName, reason: 'journal-missing' })
}

/** Jobs in a database of any version. */
function countJobs(connection: Connection): number {
  const table = connection.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'job'").get()
  return table === undefined ? 0 : Number(connection.prepare('SELECT count(*) FROM job').pluck().get())
}

function upToDate(connection: Connection, files?: DatabaseFiles): Connection {
  connection.pragma('journal_mode = WAL')
  connection.pragma('synchronous = FULL')
  connection.pragma('trusted_schema = OFF')
  migrate(connection, files)
  connection.pragma('foreign_keys = ON')
  return connection
}

/** Runs each missing migration in a transaction with its version number. Copies an existing database to the backups first. */
function migrate(connection: Connection, files: DatabaseFiles | undefined): void {
  const current = versionOf(connection)
  const missing = migrations.filter(({ version }) => version > current)
  if (missing.length === 0) return
  if (files !== undefined && current > 0) copyBeforeMigration(connection, files, current)
  // foreign keys cannot be switched inside a transaction; tables are rebuilt with them off
  connection.pragma('foreign_keys = OFF')
  for (const { up, version } of missing) {
    connection.transaction(() => {
      if (typeof up === 'string') connection.exec(up)
      else up(connection)
      connection.pragma(`user_version = ${version}`)
      if (version === newestVersion) quarantineViolations(connection)
    })()
  }
}

function copyBeforeMigration(connection: Connection, files: DatabaseFiles, version: number): void {
  mkdirSync(files.backups, { recursive: true, mode: 0o700 })
  const path = join(files.backups, `before-migration-of-version-${version}.db`)
  rmSync(path, { force: true })
  writeFileSync(path, '', { mode: 0o600 })
  connection.prepare('VACUUM INTO ?').run(path)
}

function closeIfOpen(connection: Connection): void {
  if (connection.open) connection.close()
}

/** Empties the journal before it removes the marker, so that a kill in between cannot look like a lost journal. */
function closeFile(connection: Connection, files: DatabaseFiles): void {
  if (!connection.open) return
  try {
    connection.pragma('wal_checkpoint(TRUNCATE)')
    rmSync(files.openMarker, { force: true })
  } catch {
    // the disk is full or read-only: the marker stays, and the next start checks the file
  }
  connection.close()
}

/** Adds the newest intact backup to the facts of database-damaged: `backup` (file name), `backupAt`, `backupJobs` (number). */
export function withNewestBackup(error: unknown, folder: string): unknown {
  if (!(error instanceof PunchdownError) || error.code !== 'database-damaged') return error
  const backup = newestGoodBackup(folder)
  const facts =
    backup === null ? { backup: null } : { backup: backup.name, backupAt: backup.at, backupJobs: backup.rows }
  return new PunchdownError(error.code, { ...error.facts, ...facts }, { cause: error })
}
