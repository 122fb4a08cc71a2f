/** The database file: made, migrated, newer, damaged, on a full disk, in use, and after kill -9. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { databaseFileName, inOurWords, openDatabase } from '#electron/store/database.ts'
import { lockFolder } from '#electron/store/folder-lock.ts'
import { migrations } from '#electron/store/migrations/index.ts'
import { openStore } from '#electron/store/open.ts'
import { jobRepository } from '#electron/store/repositories.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { run } from '#test/support/programs.ts'
import { device, endpoint, entry, job } from './matter.ts'

const fileIn = (folder: string) => join(folder, databaseFileName)
const newest = migrations.at(-1)?.version ?? 0
const code = (expected: string) => expect.objectContaining({ code: expected })

function rawIn(folder: string, work: (raw: Database.Database) => void): void {
  const raw = new Database(fileIn(folder))
  try {
    work(raw)
  } finally {
    raw.close()
  }
}

/** Tables and indexes as SQLite keeps them, in order. */
const schemaOf = (folder: string): unknown => {
  let schema: unknown
  rawIn(folder, (raw) => {
    schema = raw.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all()
  })
  return schema
}

describe('migrations', () => {
  it('are numbered from one without a gap', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1))
  })

  it.each([0, ...migrations.map(({ version }) => version)])('from version %i to the newest', (from) => {
    using folder = temporaryFolder()
    using fresh = temporaryFolder()
    rawIn(folder.path, (raw) => {
      for (const migration of migrations) if (migration.version <= from) raw.exec(migration.sql)
      raw.pragma(`user_version = ${from}`)
    })
    openDatabase(folder.path).close()
    openDatabase(fresh.path).close()
    expect(schemaOf(folder.path)).toEqual(schemaOf(fresh.path))
    rawIn(folder.path, (raw) => expect(raw.pragma('user_version', { simple: true })).toBe(newest))
  })

  it('opened again, a database is as it was left', () => {
    using folder = temporaryFolder()
    for (const id of ['a', 'b', 'c']) {
      using store = openStore(folder.path)
      store.jobs.save(job(id))
    }
    using store = openStore(folder.path)
    expect(store.jobs.list().map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })
})

it('writes are synced to the disk before they are told: a power cut is no test anybody can run here', () => {
  using folder = temporaryFolder()
  const connection = openDatabase(folder.path)
  const read = (name: string) => connection.pragma(name, { simple: true })
  expect([read('journal_mode'), read('synchronous'), read('foreign_keys')]).toEqual(['wal', 2, 1])
  connection.close()
})

describe('a database that cannot be used', () => {
  it.each(['DELETE', 'WAL'])('of a newer Punchdown is said and left as it is (journal %s)', (journal) => {
    using folder = temporaryFolder()
    rawIn(folder.path, (raw) => {
      raw.pragma(`journal_mode = ${journal}`)
      raw.exec('CREATE TABLE tomorrow (a)')
      raw.pragma(`user_version = ${newest + 1}`)
    })
    const before = readFileSync(fileIn(folder.path))
    expect(() => openStore(folder.path)).toThrow(
      expect.objectContaining({ code: 'database-newer', facts: { found: newest + 1, known: newest } }),
    )
    expect(readFileSync(fileIn(folder.path)).equals(before)).toBe(true)
  })

  it('that is none', () => {
    using folder = temporaryFolder()
    writeFileSync(fileIn(folder.path), 'once upon a time '.repeat(1_000))
    expect(() => openStore(folder.path)).toThrow(code('database-damaged'))
    expect(readFileSync(fileIn(folder.path), 'utf8')).toContain('once upon a time')
  })

  it('whose pages were overwritten', () => {
    using folder = temporaryFolder()
    {
      using store = openStore(folder.path)
      for (let count = 0; count < 200; count++) store.jobs.save(job(String(count)))
    }
    const bytes = readFileSync(fileIn(folder.path))
    bytes.fill(0xa5, 4_096)
    writeFileSync(fileIn(folder.path), bytes)
    expect(() => {
      using store = openStore(folder.path)
      store.jobs.list()
    }).toThrow(code('database-damaged'))
  })

  it('that was cut short', () => {
    using folder = temporaryFolder()
    {
      using store = openStore(folder.path)
      for (let count = 0; count < 200; count++) store.jobs.save(job(String(count)))
    }
    writeFileSync(fileIn(folder.path), readFileSync(fileIn(folder.path)).subarray(0, 9_000))
    expect(() => {
      using store = openStore(folder.path)
      store.jobs.list()
    }).toThrow(code('database-damaged'))
  })

  it.each(['{"id":', '{"id":"one"}', 'null'])('whose rows hold %s', (body) => {
    using folder = temporaryFolder()
    openStore(folder.path)[Symbol.dispose]()
    rawIn(folder.path, (raw) => raw.prepare("INSERT INTO job VALUES ('one', 1, ?)").run(body))
    using store = openStore(folder.path)
    expect(() => store.jobs.list()).toThrow(code('database-damaged'))
    expect(() => store.jobs.get('one')).toThrow(code('database-damaged'))
  })
})

describe('a full disk', () => {
  it('is said, and what was committed before stays', () => {
    using folder = temporaryFolder()
    const connection = openDatabase(folder.path)
    const jobs = jobRepository(connection)
    connection.pragma(`max_page_count = ${String(connection.pragma('page_count', { simple: true }))}`)
    let saved = 0
    expect(() => {
      for (; saved < 10_000; saved++) jobs.save(job(String(saved), -saved))
    }).toThrow(code('disk-full'))
    connection.close()
    using store = openStore(folder.path)
    expect(store.jobs.list()).toHaveLength(saved)
  })

  it('words are found for a folder that cannot be made', () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' })
    expect(() =>
      inOurWords(() => {
        throw full
      }),
    ).toThrow(code('disk-full'))
  })
})

/** A file system of one mebibyte of its own; null where one cannot be mounted. */
async function smallDisk(path: string): Promise<AsyncDisposable | null> {
  mkdirSync(path)
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path]).catch(() => null)
  if (mounted?.code !== 0) return null
  return { [Symbol.asyncDispose]: async () => void (await run('umount', [path])) }
}
const mountable = process.platform === 'linux' && process.getuid?.() === 0

describe.skipIf(!mountable)(
  `a real full disk${mountable ? '' : ' (skipped: only root can mount one)'}`,
  () => {
    it('while writing: said, nothing lost, and writing goes on once there is room', async (context) => {
      using folder = temporaryFolder()
      const disk = join(folder.path, 'disk')
      await using mounted = await smallDisk(disk)
      if (mounted === null) return context.skip('mounting is not allowed here')
      const filler = join(disk, 'filler')
      writeFileSync(filler, Buffer.alloc(300_000))
      using store = openStore(disk)
      let saved = 0
      expect(() => {
        for (; saved < 10_000; saved++) store.jobs.save(job(String(saved), -saved))
      }).toThrow(code('disk-full'))
      expect(store.jobs.list()).toHaveLength(saved)
      rmSync(filler)
      store.jobs.save(job('after'))
      expect(store.jobs.list()).toHaveLength(saved + 1)
    })

    it('while opening', async (context) => {
      using folder = temporaryFolder()
      const disk = join(folder.path, 'disk')
      await using mounted = await smallDisk(disk)
      if (mounted === null) return context.skip('mounting is not allowed here')
      const filler = join(disk, 'filler')
      expect(() => writeFileSync(filler, Buffer.alloc(2_000_000))).toThrow()
      expect(() => openStore(disk)).toThrow(code('disk-full'))
      rmSync(filler)
      using store = openStore(disk)
      store.jobs.save(job('after'))
    })
  },
)

describe('a folder in use', () => {
  it('is refused to a second copy, and free again when the first ends', () => {
    using folder = temporaryFolder()
    {
      using _held = lockFolder(folder.path)
      expect(() => lockFolder(folder.path)).toThrow(code('already-running'))
    }
    lockFolder(folder.path)[Symbol.dispose]()
  })

  it('is free again after the first was killed', async () => {
    using folder = temporaryFolder()
    const child = fork(join(import.meta.dirname, 'lock-child.ts'), [folder.path])
    const exited = once(child, 'exit')
    await once(child, 'message')
    expect(() => lockFolder(folder.path)).toThrow(code('already-running'))
    child.kill('SIGKILL')
    await exited
    lockFolder(folder.path)[Symbol.dispose]()
  })
})

describe('kill -9 of a writer', () => {
  it.each([1, 3, 40])('after %i acknowledged writes leaves them all, and no half of one', async (enough) => {
    using folder = temporaryFolder()
    const child = fork(join(import.meta.dirname, 'writer-child.ts'), [folder.path])
    const exited = once(child, 'exit')
    let told = 0
    child.on('message', (count) => {
      told = Number(count)
      if (told === enough) child.kill('SIGKILL')
    })
    await exited
    using store = openStore(folder.path)
    const [kept] = store.endpoints.ofJob('one')
    const history = store.history.ofJob('one')
    expect(history.length).toBeGreaterThanOrEqual(told)
    expect(history.map(({ what }) => what)).toEqual(history.map((_, index) => String(index + 1)))
    expect(kept?.onboarding).toMatchObject({ at: 'directed', since: history.length })
    rawIn(folder.path, (raw) => expect(raw.pragma('integrity_check', { simple: true })).toBe('ok'))
  })
})

describe('a transaction', () => {
  it('that throws leaves nothing', () => {
    using store = openStore(':memory:')
    expect(() =>
      store.transaction(() => {
        store.jobs.save(job('one'))
        store.devices.save(device('a', 'one'))
        store.endpoints.saveTransition(endpoint('1', 'one'), { at: 'found', since: 1 }, entry('one', 'x'))
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(store.jobs.list()).toEqual([])
    expect(store.endpoints.get('1')).toBeNull()
  })
})
