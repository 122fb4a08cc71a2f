/** Real damage to the files of a database: each kind is reported, nothing is changed, and a backup can be restored. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { listBackups, newestGoodBackup } from '#electron/store/backup-files.ts'
import { newestVersion } from '#electron/store/database.ts'
import { databaseFiles } from '#electron/store/database-files.ts'
import { lockFolder } from '#electron/store/folder-lock.ts'
import { openStore } from '#electron/store/open.ts'
import { acceptDatabase, restoreBackup } from '#electron/store/restore.ts'
import type { Backups } from '#electron/store/store.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { job } from './matter.ts'

const code = (expected: string, facts: object = {}) =>
  expect.objectContaining({ code: expected, facts: expect.objectContaining(facts) })

/** Backups with a clock and timers of the test. */
function keep(folder: string) {
  const store = openStore(folder)
  const due: { ms: number; then: () => void }[] = []
  const problems: unknown[] = []
  let now = Date.UTC(2026, 0, 1)
  const backups: Backups | null = store.keepBackups({
    now: () => {
      const at = now
      now += 3_600_000
      return at
    },
    after(ms, then) {
      const timer = { ms, then }
      due.push(timer)
      return () => void due.splice(due.indexOf(timer), 1)
    },
    onProblem: (error) => problems.push(error),
  })
  if (backups === null) throw new Error('no backups')
  return { store, backups, due, problems }
}

/** A folder with jobs and a backup of them. */
async function withBackup(jobs = 200) {
  const folder = temporaryFolder()
  const { store, backups } = keep(folder.path)
  store.transaction(() => {
    for (let count = 0; count < jobs; count++) store.jobs.save(job(String(count)))
  })
  const name = await backups.make()
  backups[Symbol.dispose]()
  store[Symbol.dispose]()
  if (name === null) throw new Error('no backup')
  return { folder, name, files: databaseFiles(folder.path) }
}

function overwrite(path: string, from: number, to: number, byte: number): void {
  const bytes = readFileSync(path)
  bytes.fill(byte, from, Math.min(to, bytes.length))
  writeFileSync(path, bytes)
}

/** What a kill leaves: the files of an open database. */
function killed(folder: string, jobs: number): void {
  const copy = join(folder, 'copy')
  mkdirSync(copy)
  const store = openStore(folder)
  for (let count = 0; count < jobs; count++) store.jobs.save(job(`late ${count}`))
  const files = databaseFiles(folder)
  const open = [files.database, files.wal, files.sharedMemory, files.openMarker]
  for (const path of open) copyFileSync(path, join(copy, path.slice(folder.length + 1)))
  store[Symbol.dispose]()
  for (const path of open) copyFileSync(join(copy, path.slice(folder.length + 1)), path)
}

describe('damage at the start, after which the newest backup is restored', () => {
  it.each<[string, string, (database: string) => void]>([
    ['a file of 0 bytes', 'empty', (path) => truncateSync(path)],
    ['a missing file', 'missing', (path) => rmSync(path)],
    ['a truncated file', 'pages', (path) => truncateSync(path, 9_000)],
    ['half a page', 'pages', (path) => truncateSync(path, 1_000)],
    ['zeroed pages', 'pages', (path) => overwrite(path, 8_192, 16_384, 0)],
    ['overwritten pages', 'pages', (path) => overwrite(path, 4_096, Infinity, 0xa5)],
    ['a garbage header', 'pages', (path) => overwrite(path, 0, 100, 0x21)],
    ['a text file', 'pages', (path) => writeFileSync(path, 'once upon a time '.repeat(1_000))],
  ])('%s', async (_, reason, damage) => {
    const { folder, name, files } = await withBackup()
    using _folder = folder
    damage(files.database)
    const before = existsSync(files.database) ? readFileSync(files.database) : null
    const facts = { reason, backup: name, backupJobs: 200, backupAt: expect.any(Number) }
    expect(() => openStore(folder.path)).toThrow(code('database-damaged', facts))
    expect(existsSync(files.database) ? readFileSync(files.database) : null).toEqual(before)

    const { backup, replaced } = restoreBackup(folder.path, 1)
    expect(backup).toMatchObject({ name, rows: 200 })
    using store = openStore(folder.path)
    expect(store.jobs.list()).toHaveLength(200)
    if (before === null) expect(replaced).toBeNull()
    else expect(readFileSync(join(String(replaced), 'punchdown.db'))).toEqual(before)
  })

  it('a database of another program', async () => {
    const { folder, files } = await withBackup(1)
    using _folder = folder
    rmSync(files.database)
    const other = new Database(files.database)
    other.exec(`CREATE TABLE job (colour TEXT); PRAGMA user_version = ${newestVersion}`)
    other.close()
    expect(() => openStore(folder.path)).toThrow(code('database-damaged', { reason: 'schema' }))
    restoreBackup(folder.path, 1)
    using store = openStore(folder.path)
    expect(store.jobs.list()).toHaveLength(1)
  })

  it('reports that there is no backup', () => {
    using folder = temporaryFolder()
    openStore(folder.path)[Symbol.dispose]()
    truncateSync(databaseFiles(folder.path).database)
    expect(() => openStore(folder.path)).toThrow(code('database-damaged', { reason: 'empty', backup: null }))
    expect(() => restoreBackup(folder.path, 1)).toThrow(code('backup-not-usable', { file: null }))
    expect(statSync(databaseFiles(folder.path).database).size).toBe(0)
  })
})

describe('a journal that is missing after a kill', () => {
  it('is refused when the newest backup has more jobs', async () => {
    const { folder, files } = await withBackup(3)
    using _folder = folder
    rmSync(files.database)
    const backups = readdirSync(files.backups).map(
      (name) => [name, readFileSync(join(files.backups, name))] as const,
    )
    rmSync(files.backups, { recursive: true })
    killed(folder.path, 0)
    mkdirSync(files.backups)
    for (const [name, bytes] of backups) writeFileSync(join(files.backups, name), bytes)
    rmSync(files.wal)
    rmSync(files.sharedMemory)
    expect(() => openStore(folder.path)).toThrow(
      code('database-damaged', { reason: 'journal-missing', backupJobs: 3 }),
    )
    acceptDatabase(folder.path)
    using store = openStore(folder.path)
    expect([store.jobs.list(), store.condition()]).toEqual([[], { unreadable: 0, journalLost: false }])
  })

  it('is reported when no backup has more jobs', async () => {
    const { folder, files } = await withBackup(3)
    using _folder = folder
    killed(folder.path, 2)
    rmSync(files.wal)
    rmSync(files.sharedMemory)
    {
      using store = openStore(folder.path)
      expect(store.jobs.list()).toHaveLength(3)
      expect(store.condition()).toEqual({ unreadable: 0, journalLost: true })
    }
    using store = openStore(folder.path)
    expect(store.condition().journalLost).toBe(false)
  })

  it('is not reported when it exists', async () => {
    const { folder } = await withBackup(3)
    using _folder = folder
    killed(folder.path, 2)
    using store = openStore(folder.path)
    expect(store.jobs.list()).toHaveLength(5)
    expect(store.condition().journalLost).toBe(false)
  })
})

describe('backups', () => {
  it('are made at the start and hourly after changes, and the last five are kept', async () => {
    using folder = temporaryFolder()
    {
      using store = openStore(folder.path)
      store.jobs.save(job('0'))
    }
    const { store, backups, due, problems } = keep(folder.path)
    await expect.poll(() => listBackups(folder.path).length).toBe(1)
    for (let count = 1; count <= 6; count++) {
      store.jobs.save(job(String(count)))
      const [timer] = due.splice(0)
      expect(timer?.ms).toBe(3_600_000)
      timer?.then()
      await expect.poll(() => newestGoodBackup(folder.path)?.rows).toBe(count + 1)
    }
    expect(await backups.make()).toBeNull()
    expect(listBackups(folder.path).map(({ rows }) => rows)).toEqual([7, 6, 5, 4, 3])
    expect(due).toHaveLength(1)
    backups[Symbol.dispose]()
    expect(due).toHaveLength(0)
    store[Symbol.dispose]()
    expect(problems).toEqual([])
    const { backups: path } = databaseFiles(folder.path)
    expect(readdirSync(path).every((name) => name.endsWith('.db'))).toBe(true)
    if (process.platform !== 'win32')
      for (const name of readdirSync(path)) expect(statSync(join(path, name)).mode & 0o777).toBe(0o600)
  })

  it('are not made of a database without jobs', async () => {
    using folder = temporaryFolder()
    const { store, backups } = keep(folder.path)
    expect(await backups.make()).toBeNull()
    expect(listBackups(folder.path)).toEqual([])
    backups[Symbol.dispose]()
    store[Symbol.dispose]()
  })

  it('that fail are reported, and repeated an hour later', async () => {
    using folder = temporaryFolder()
    const { store, backups, due, problems } = keep(folder.path)
    store.jobs.save(job('a'))
    writeFileSync(databaseFiles(folder.path).backups, 'a file in the place of the folder')
    due.splice(0)[0]?.then()
    await expect.poll(() => problems).toEqual([code('data-folder-refused')])
    expect(due).toHaveLength(1)
    backups[Symbol.dispose]()
    store[Symbol.dispose]()
  })

  it('are not made of a store in memory', () => {
    using store = openStore(':memory:')
    expect(store.keepBackups({ now: Date.now, after: () => () => {}, onProblem: () => {} })).toBeNull()
  })
})

describe('restoring', () => {
  it('skips an unreadable backup', async () => {
    const { folder, files, name } = await withBackup(2)
    using _folder = folder
    const bad = join(files.backups, 'punchdown-9999.db')
    writeFileSync(bad, 'not a database')
    writeFileSync(join(files.backups, 'punchdown-9998.db'), '')
    utimesSync(bad, new Date(), new Date(Date.now() + 60_000))
    expect(listBackups(folder.path).map(({ rows }) => rows)).toEqual([null, null, 2])
    expect(restoreBackup(folder.path, 1).backup.name).toBe(name)
    expect(() => restoreBackup(folder.path, 1, 'punchdown-9999.db')).toThrow(
      code('backup-not-usable', { file: 'punchdown-9999.db' }),
    )
    expect(() => restoreBackup(folder.path, 1, 'no such file.db')).toThrow(code('backup-not-usable'))
  })

  it('copies a file given by its absolute path', async () => {
    const { folder, files, name } = await withBackup(2)
    using _folder = folder
    using elsewhere = temporaryFolder()
    const path = join(elsewhere.path, 'sent by mail.db')
    copyFileSync(join(files.backups, name), path)
    using target = temporaryFolder()
    expect(restoreBackup(target.path, 1, path)).toMatchObject({ backup: { rows: 2 }, replaced: null })
    expect(existsSync(path)).toBe(true)
    using store = openStore(target.path)
    expect(store.jobs.list()).toHaveLength(2)
  })

  it('is refused while a core runs on the folder', async () => {
    const { folder } = await withBackup(2)
    using _folder = folder
    using _lock = lockFolder(folder.path)
    expect(() => restoreBackup(folder.path, 1)).toThrow(code('already-running'))
    expect(() => acceptDatabase(folder.path)).toThrow(code('already-running'))
  })
})
