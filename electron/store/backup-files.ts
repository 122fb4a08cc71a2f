/**
 * Backups of a data folder: `backups/punchdown-2026-11-30T17-04-05-000Z.db`, copies from before a migration, and
 * `backups/gateway-2026-11-30T17-04-05-000Z.db` of the gateway.
 */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { databaseFileName, databaseFiles } from './database-files.ts'

/** A database of the data folder that has backups. */
export interface BackedUp {
  readonly file: 'punchdown.db' | 'gateway.db'
  readonly prefix: 'punchdown-' | 'gateway-'
  /** Its rows are counted: a database without any is not copied. */
  readonly table: 'job' | 'document'
}
export const jobsDatabase: BackedUp = { file: databaseFileName, prefix: 'punchdown-', table: 'job' }
export const gatewayDatabase: BackedUp = { file: 'gateway.db', prefix: 'gateway-', table: 'document' }

/** The database that a backup of this name, or in this file, belongs to. */
export const databaseOf = (path: string): BackedUp =>
  nameOf(path).startsWith(gatewayDatabase.prefix) ? gatewayDatabase : jobsDatabase

const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path

export interface BackupInfo {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly bytes: number
  /** Number of jobs, or of documents of the gateway; null for an unreadable backup. */
  readonly rows: number | null
}
export type GoodBackup = BackupInfo & { readonly rows: number }

/** Names of the backups of a database, unordered. */
export function backupNames(folder: string, of = jobsDatabase): string[] {
  const { backups } = databaseFiles(folder)
  if (!existsSync(backups)) return []
  return readdirSync(backups).filter((name) => name.endsWith('.db') && databaseOf(name) === of)
}

/** Backups with their contents, the newest first. Reads every page of each. */
export const listBackups = (folder: string, of = jobsDatabase): BackupInfo[] =>
  newestFirst(folder, of).map((path) => inspect(path))

/** The newest intact backup; null without one. */
export function newestGoodBackup(folder: string, of = jobsDatabase): GoodBackup | null {
  for (const path of newestFirst(folder, of)) {
    const { rows, ...info } = inspect(path)
    if (rows !== null) return { ...info, rows }
  }
  return null
}

const newestFirst = (folder: string, of: BackedUp): string[] =>
  backupNames(folder, of)
    .map((name) => join(databaseFiles(folder).backups, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)

/** Checks a backup without changing it. */
export function inspect(path: string, of = databaseOf(path)): BackupInfo {
  const { mtimeMs, size } = statSync(path)
  return { name: nameOf(path), at: Math.round(mtimeMs), bytes: size, rows: rowsIn(path, size, of) }
}

/** Number of rows in an intact database; null for any other file. */
function rowsIn(path: string, size: number, { table }: BackedUp): number | null {
  if (size === 0) return null
  try {
    const connection = new Database(path, { readonly: true, fileMustExist: true })
    try {
      if (String(connection.pragma('quick_check(1)', { simple: true })) !== 'ok') return null
      return Number(connection.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
    } finally {
      connection.close()
    }
  } catch {
    return null
  }
}
