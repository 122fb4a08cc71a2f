/** Makes backups of an open database with SQLite's backup API: at start, then hourly if there are changes. */
import { chmodSync, mkdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type BackedUp, backupNames, inspect, jobsDatabase } from './backup-files.ts'
import type { Connection } from './connection.ts'
import { databaseFiles } from './database-files.ts'
import { inOurWords } from './sqlite-problems.ts'
import type { BackupSchedule, Backups } from './store.ts'

interface BackupsParts extends BackupSchedule {
  readonly connection: Connection
  readonly folder: string
  /** The database of the jobs by default. */
  readonly of?: BackedUp
}

const keptBackups = 5
const everyMs = 60 * 60_000
/** A newer backup replaces one that is younger than this, so that repeated starts do not remove the older ones. */
const leastAgeMs = 10 * 60_000

/** Makes the first backup at once. Does not copy a database without rows. */
export function keepBackups(parts: BackupsParts): Backups {
  const { connection, after, onProblem, of = jobsDatabase } = parts
  let changesAtLast = -1
  let disposed = false
  let cancel = () => {}
  const make = async (): Promise<string | null> => {
    const changes = Number(connection.prepare('SELECT total_changes()').pluck().get())
    const rows = Number(connection.prepare(`SELECT count(*) FROM ${of.table}`).pluck().get())
    if (rows === 0 || changes === changesAtLast) return null
    const name = await backup(parts)
    changesAtLast = changes
    return name
  }
  const run = async (): Promise<void> => {
    if (disposed) return
    cancel = after(everyMs, () => void run())
    await make().catch((error: unknown) => {
      if (!disposed) onProblem(error)
    })
  }
  void run()
  return {
    make,
    [Symbol.dispose]() {
      disposed = true
      cancel()
    },
  }
}

async function backup({ connection, folder, now, of = jobsDatabase }: BackupsParts): Promise<string> {
  const { backups } = databaseFiles(folder)
  inOurWords(() => mkdirSync(backups, { recursive: true, mode: 0o700 }))
  const at = new Date(now())
  const name = `${of.prefix}${at.toISOString().replaceAll(/[:.]/g, '-')}.db`
  const unfinished = join(backups, `${name}.new`)
  try {
    await connection.backup(unfinished)
    finish(unfinished)
    // an unreadable copy must not replace an intact one
    if (inspect(unfinished, of).rows === null) throw new Error(`the backup ${name} cannot be read`)
    utimesSync(unfinished, at, at)
    renameSync(unfinished, join(backups, name))
  } catch (error) {
    rmSync(unfinished, { force: true })
    return inOurWords(() => {
      throw error
    })
  }
  removeSurplus(folder, of)
  return name
}

/** Turns off the WAL mode that the copy has in its header, so that it can be read as a single file. */
function finish(path: string): void {
  const copy = new Database(path)
  try {
    copy.pragma('journal_mode = DELETE')
  } finally {
    copy.close()
  }
  chmodSync(path, 0o600)
}

/** Removes surplus backups. Copies from before a migration are kept. */
function removeSurplus(folder: string, of: BackedUp): void {
  const { backups } = databaseFiles(folder)
  const byAge = backupNames(folder, of)
    .filter((name) => name.startsWith(of.prefix))
    .map((name) => ({ name, at: statSync(join(backups, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at || b.name.localeCompare(a.name))
  while (byAge.length > keptBackups) {
    const [newest, second] = byAge
    const isYoung = newest !== undefined && second !== undefined && newest.at - second.at < leastAgeMs
    const [removed] = byAge.splice(isYoung ? 1 : -1, 1)
    if (removed !== undefined) rmSync(join(backups, removed.name), { force: true })
  }
}
