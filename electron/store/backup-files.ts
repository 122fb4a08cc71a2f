/** Backups of a data folder: `backups/punchdown-2026-11-30T17-04-05-000Z.db`, and copies from before a migration. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { databaseFiles } from './database-files.ts'

export interface BackupInfo {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly bytes: number
  /** Number of jobs; null for an unreadable backup. */
  readonly jobs: number | null
}
export type GoodBackup = BackupInfo & { readonly jobs: number }

/** Names of the backups, unordered. */
export function backupNames(folder: string): string[] {
  const { backups } = databaseFiles(folder)
  return existsSync(backups) ? readdirSync(backups).filter((name) => name.endsWith('.db')) : []
}

/** Backups with their contents, the newest first. Reads every page of each. */
export const listBackups = (folder: string): BackupInfo[] => newestFirst(folder).map((path) => inspect(path))

/** The newest intact backup; null without one. */
export function newestGoodBackup(folder: string): GoodBackup | null {
  for (const path of newestFirst(folder)) {
    const { jobs, ...info } = inspect(path)
    if (jobs !== null) return { ...info, jobs }
  }
  return null
}

const newestFirst = (folder: string): string[] =>
  backupNames(folder)
    .map((name) => join(databaseFiles(folder).backups, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)

/** Checks a backup without changing it. */
export function inspect(path: string): BackupInfo {
  const { mtimeMs, size } = statSync(path)
  return {
    name: path.split(/[\\/]/).at(-1) ?? path,
    at: Math.round(mtimeMs),
    bytes: size,
    jobs: jobsIn(path, size),
  }
}

/** Number of jobs in an intact database; null for any other file. */
function jobsIn(path: string, size: number): number | null {
  if (size === 0) return null
  try {
    const connection = new Database(path, { readonly: true, fileMustExist: true })
    try {
      if (String(connection.pragma('quick_check(1)', { simple: true })) !== 'ok') return null
      return Number(connection.prepare('SELECT count(*) FROM job').pluck().get())
    } finally {
      connection.close()
    }
  } catch {
    return null
  }
}
