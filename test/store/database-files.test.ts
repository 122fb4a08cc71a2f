/** Files of a data folder: created, closed, backed up, restored. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inspect, listBackups } from '#electron/store/backup-files.ts'
import { databaseFiles } from '#electron/store/database-files.ts'
import { openStore } from '#electron/store/open.ts'
import { restoreBackup } from '#electron/store/restore.ts'
import type { Store } from '#electron/store/store.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { job } from './matter.ts'

const start = Date.UTC(2026, 0, 1)
/** Backups whose timer never fires by itself; `fire` runs it. `timeOf` is the time of each, in milliseconds after `start`. */
function backupsOf(store: Store, timeOf = (count: number) => count * 3_600_000) {
  let count = 0
  let due: (() => void) | null = null
  const problems: unknown[] = []
  const backups = store.keepBackups({
    now: () => start + timeOf(count++),
    after(_ms, then) {
      due = then
      return () => {
        due = null
      }
    },
    onProblem: (error) => problems.push(error),
  })
  if (backups === null) throw new Error('no backups')
  return { backups, problems, fire: () => due?.(), isDue: () => due !== null }
}
const namesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder).toSorted() : [])

describe('a new database', () => {
  it.skipIf(process.platform === 'win32')('is readable by its owner only', () => {
    using parent = temporaryFolder()
    const folder = join(parent.path, 'a', 'b')
    using _store = openStore(folder)
    const files = databaseFiles(folder)
    const mode = (path: string) => statSync(path).mode & 0o777
    expect([mode(folder), mode(files.database), mode(files.openMarker)]).toEqual([0o700, 0o600, 0o600])
  })

  it('replaces what a killed start has left of it', () => {
    using folder = temporaryFolder()
    const { unfinished } = databaseFiles(folder.path)
    for (const path of [unfinished, `${unfinished}-wal`, `${unfinished}-shm`]) writeFileSync(path, 'half')
    using store = openStore(folder.path)
    store.jobs.save(job('one'))
    expect(namesIn(folder.path)).toEqual(
      ['', '-shm', '-wal', '.open'].map((end) => `punchdown.db${end}`).toSorted(),
    )
  })

  it('leaves only its file after closing, also when it is closed twice', () => {
    using folder = temporaryFolder()
    const store = openStore(folder.path)
    store[Symbol.dispose]()
    store[Symbol.dispose]()
    expect(namesIn(folder.path)).toEqual(['punchdown.db'])
  })
})

describe('a backup', () => {
  it('is named by its time and described by its contents', async () => {
    using folder = temporaryFolder()
    using store = openStore(folder.path)
    const { backups } = backupsOf(store)
    store.jobs.save(job('one'))
    const name = await backups.make()
    expect(name).toBe('punchdown-2026-01-01T00-00-00-000Z.db')
    const path = join(databaseFiles(folder.path).backups, String(name))
    const { mtimeMs, size } = statSync(path)
    const info = { name, at: Math.round(mtimeMs), bytes: size, rows: 1 }
    expect(inspect(path)).toEqual(info)
    expect(listBackups(folder.path)).toEqual([info])
  })

  it('from before a migration is kept beside the last five', async () => {
    using folder = temporaryFolder()
    using store = openStore(folder.path)
    const { backups } = backupsOf(store)
    const { backups: path } = databaseFiles(folder.path)
    mkdirSync(path)
    writeFileSync(join(path, 'before-migration-of-version-1.db'), '')
    writeFileSync(join(path, 'notes.txt'), '')
    for (let count = 0; count < 7; count++) {
      store.jobs.save(job(String(count)))
      await backups.make()
    }
    expect(namesIn(path)).toEqual([
      'before-migration-of-version-1.db',
      'notes.txt',
      ...[2, 3, 4, 5, 6].map((count) => `punchdown-2026-01-01T0${count}-00-00-000Z.db`),
    ])
  })

  it('replaces one of minutes before, so that repeated starts keep the older ones', async () => {
    using folder = temporaryFolder()
    using store = openStore(folder.path)
    const minutes = [0, 60, 120, 180, 240, 245, 248, 250, 251, 320]
    const { backups } = backupsOf(store, (count) => (minutes[count] ?? 0) * 60_000)
    const kept = () => listBackups(folder.path).map(({ at }) => (at - start) / 60_000)
    for (const minute of minutes) {
      store.jobs.save(job(String(minute)))
      await backups.make()
      if (minute === 251) expect(kept()).toEqual([251, 180, 120, 60, 0])
    }
    expect(kept()).toEqual([320, 251, 180, 120, 60])
  })

  it('that fails leaves no file', async () => {
    using folder = temporaryFolder()
    using store = openStore(folder.path)
    const { backups } = backupsOf(store)
    store.jobs.save(job('one'))
    const { backups: path } = databaseFiles(folder.path)
    const first = 'punchdown-2026-01-01T00-00-00-000Z.db'
    mkdirSync(join(path, first, 'a folder in its place'), { recursive: true })
    await expect(backups.make()).rejects.toThrow()
    expect(namesIn(path)).toEqual([first])
    expect(await backups.make()).toBe('punchdown-2026-01-01T01-00-00-000Z.db')
  })

  it('is not made after disposal', async () => {
    using folder = temporaryFolder()
    using store = openStore(folder.path)
    const { backups, fire, isDue, problems } = backupsOf(store)
    store.jobs.save(job('one'))
    backups[Symbol.dispose]()
    expect(isDue()).toBe(false)
    fire()
    expect([namesIn(databaseFiles(folder.path).backups), problems]).toEqual([[], []])
  })
})

describe('a restored backup', () => {
  it('takes the place of the database, whose files are moved to a folder named by the time', async () => {
    using folder = temporaryFolder()
    const files = databaseFiles(folder.path)
    {
      using store = openStore(folder.path)
      store.jobs.save(job('one'))
      await backupsOf(store).backups.make()
      store.jobs.save(job('two'))
    }
    writeFileSync(files.wal, 'a journal')
    writeFileSync(files.openMarker, '')
    writeFileSync(files.unfinished, 'half')
    const database = readFileSync(files.database)
    const { replaced } = restoreBackup(folder.path, Date.UTC(2026, 0, 2))
    expect(replaced).toBe(join(files.replaced, '2026-01-02T00-00-00-000Z'))
    expect(namesIn(String(replaced))).toEqual(['punchdown.db', 'punchdown.db-wal'])
    expect(readFileSync(join(String(replaced), basename(files.database))).equals(database)).toBe(true)
    expect([files.wal, files.openMarker, files.unfinished].filter((path) => existsSync(path))).toEqual([])
    using store = openStore(folder.path)
    expect(store.jobs.list().map(({ id }) => id)).toEqual(['one'])
    expect(store.condition()).toEqual({ unreadable: 0, journalLost: false })
  })
})
