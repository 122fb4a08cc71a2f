/** The database file: made, migrated, newer, damaged, on a full disk, in use, and after kill -9. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '#electron/store/database.ts'
import { databaseFileName } from '#electron/store/database-files.ts'
import { lockFolder } from '#electron/store/folder-lock.ts'
import { migrations } from '#electron/store/migrations/index.ts'
import { openStore } from '#electron/store/open.ts'
import { jobRepository } from '#electron/store/repositories.ts'
import { inOurWords } from '#electron/store/sqlite-problems.ts'
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

describe('a database', () => {
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

it('writes are synced to the disk before they are acknowledged', () => {
  using folder = temporaryFolder()
  const { connection, close } = openDatabase(folder.path)
  const read = (name: string) => connection.pragma(name, { simple: true })
  expect([read('journal_mode'), read('synchronous'), read('foreign_keys')]).toEqual(['wal', 2, 1])
  close()
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
})

describe('a full disk', () => {
  it('is said, and what was committed before stays', () => {
    using folder = temporaryFolder()
    const { connection, close } = openDatabase(folder.path)
    const jobs = jobRepository(connection)
    connection.pragma(`max_page_count = ${String(connection.pragma('page_count', { simple: true }))}`)
    let saved = 0
    expect(() => {
      for (; saved < 10_000; saved++) jobs.save(job(String(saved), -saved))
    }).toThrow(code('disk-full'))
    close()
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

/** Opens a store as a user without rights; answers the code of the problem, or `opened`. */
async function openAsNobody(folder: string): Promise<string> {
  const child = fork(join(import.meta.dirname, 'open-child.ts'), [folder], { uid: 65_534, gid: 65_534 })
  const [answer] = await once(child, 'message')
  return String(answer)
}

describe.skipIf(!mountable)(
  `a folder that cannot be written${mountable ? '' : ' (skipped: only root can make one here)'}`,
  () => {
    it.each<[string, (folder: string) => void]>([
      ['a folder of another user', (folder) => chmodSync(folder, 0o755)],
      [
        'a file of another user',
        (folder) => {
          chmodSync(folder, 0o777)
          chmodSync(fileIn(folder), 0o600)
        },
      ],
      [
        'a file that may only be read',
        (folder) => {
          chmodSync(folder, 0o777)
          chmodSync(fileIn(folder), 0o444)
        },
      ],
    ])('%s', async (_, prepare) => {
      using folder = temporaryFolder()
      openStore(folder.path)[Symbol.dispose]()
      chmodSync(fileIn(folder.path), 0o644)
      prepare(folder.path)
      expect(await openAsNobody(folder.path)).toBe('data-folder-refused')
    })

    it('a read-only file system', async (context) => {
      using folder = temporaryFolder()
      const disk = join(folder.path, 'disk')
      await using mounted = await smallDisk(disk)
      if (mounted === null) return context.skip('mounting is not allowed here')
      openStore(disk)[Symbol.dispose]()
      await run('mount', ['-o', 'remount,ro', disk])
      expect(() => openStore(disk)).toThrow(code('data-folder-refused'))
    })

    it('a read-only file system without a database', async (context) => {
      using folder = temporaryFolder()
      const disk = join(folder.path, 'disk')
      await using mounted = await smallDisk(disk)
      if (mounted === null) return context.skip('mounting is not allowed here')
      await run('mount', ['-o', 'remount,ro', disk])
      expect(() => openStore(join(disk, 'data'))).toThrow(code('data-folder-refused'))
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
        store.endpoints.saveTransition(
          endpoint('1', 'one'),
          { at: 'found', since: 1, reached: {} },
          entry('one', 'x'),
        )
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(store.jobs.list()).toEqual([])
    expect(store.endpoints.get('1')).toBeNull()
  })
})
