/** Opens `gateway.db`. A damaged file is moved away and its newest intact backup, or a new database, takes its place. */
import { copyFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { PunchdownError } from '#shared/errors.ts'
import { backupNames, gatewayDatabase, newestGoodBackup } from '../store/backup-files.ts'
import { databaseFiles } from '../store/database-files.ts'
import { inOurWords, withSchema } from '../store/sqlite-problems.ts'

export const gatewayDatabaseName = gatewayDatabase.file

const version = 1
const schema = `
  CREATE TABLE document (
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (collection, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE taken_over (at INTEGER NOT NULL) STRICT;
`

export interface DamagedFile {
  /** `empty`, `missing`, `pages` or `schema`. */
  readonly reason: string
  /** Folder the damaged files were moved to. */
  readonly movedTo: string
  /** The backup that took its place; null for a new database. */
  readonly backup: string | null
}

interface OpenGatewayDatabase {
  readonly connection: Database.Database
  readonly damaged: DamagedFile | null
}

/**
 * Opens the database in a folder, or in memory for null.
 * @throws PunchdownError database-newer | disk-full | data-folder-refused
 */
export function openGatewayDatabase(folder: string | null, now: number): OpenGatewayDatabase {
  if (folder === null) return { connection: prepared(new Database(':memory:')), damaged: null }
  return inOurWords(() => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const path = join(folder, gatewayDatabaseName)
    const reason = damageOf(path, folder)
    if (reason === null) return { connection: openFile(path), damaged: null }
    const movedTo = moveAway(path, folder, now)
    const damaged = { reason, movedTo, backup: restoreNewest(path, folder) }
    return { connection: openFile(path), damaged }
  }, gatewayDatabaseName)
}

/** Null for a database that opens, and for one that does not exist. */
function damageOf(path: string, folder: string): string | null {
  if (!existsSync(path)) {
    const isMissing = existsSync(`${path}-wal`) || backupNames(folder, gatewayDatabase).length > 0
    return isMissing ? 'missing' : null
  }
  if (statSync(path).size === 0) return 'empty'
  try {
    inOurWords(() => openFile(path), gatewayDatabaseName).close()
    return null
  } catch (error) {
    if (!(error instanceof PunchdownError) || error.code !== 'database-damaged') throw error
    return String(error.facts.reason)
  }
}

function openFile(path: string): Database.Database {
  const connection = new Database(path)
  try {
    return withSchema(() => prepared(connection), gatewayDatabaseName)
  } catch (error) {
    connection.close()
    throw error
  }
}

function prepared(connection: Database.Database): Database.Database {
  const found = Number(connection.pragma('user_version', { simple: true }))
  if (found > version) throw new PunchdownError('database-newer', { found, known: version })
  if (String(connection.pragma('quick_check(1)', { simple: true })) !== 'ok')
    throw new PunchdownError('database-damaged', { file: gatewayDatabaseName, reason: 'pages' })
  // an acknowledged write survives kill -9 and a power cut, as in the database of the jobs
  connection.pragma('journal_mode = WAL')
  connection.pragma('synchronous = FULL')
  connection.pragma('trusted_schema = OFF')
  // overwrites replaced and deleted content in the file
  connection.pragma('secure_delete = ON')
  if (found === 0) {
    connection.transaction(() => {
      connection.exec(schema)
      connection.pragma(`user_version = ${version}`)
    })()
  }
  // the tables of another program do not fit
  connection.prepare('SELECT collection, key, body FROM document LIMIT 1').get()
  connection.prepare('SELECT at FROM taken_over LIMIT 1').get()
  return connection
}

/** Moves the database with its journal beside the files that a restore replaced; returns the folder. */
function moveAway(path: string, folder: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-')
  const target = join(databaseFiles(folder).replaced, stamp)
  mkdirSync(target, { recursive: true, mode: 0o700 })
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(`${path}${suffix}`))
      renameSync(`${path}${suffix}`, join(target, `${gatewayDatabaseName}${suffix}`))
  }
  return target
}

/** Copies the newest intact backup to the place of the database; null without one. */
function restoreNewest(path: string, folder: string): string | null {
  const backup = newestGoodBackup(folder, gatewayDatabase)
  if (backup === null) return null
  // a kill in between leaves no half copy
  const unfinished = `${path}.new`
  copyFileSync(join(databaseFiles(folder).backups, backup.name), unfinished)
  renameSync(unfinished, path)
  return backup.name
}
