/** The database file: created, opened again, newer than this version, and full. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '#electron/store/database.ts'
import { databaseFileName } from '#electron/store/database-files.ts'
import { migrations } from '#electron/store/migrations/index.ts'
import { openStore } from '#electron/store/open.ts'
import { jobRepository } from '#electron/store/repositories.ts'
import { inOurWords } from '#electron/store/sqlite-problems.ts'
import { temporaryFolder } from '#test/support/core.ts'
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
  it('keeps its contents when it is opened again', () => {
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

describe('an unusable database', () => {
  it.each(['DELETE', 'WAL'])('of a newer version is refused and left unchanged (journal %s)', (journal) => {
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
  it('is reported, and committed rows stay', () => {
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

  it('is also reported for an error of the file system', () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' })
    expect(() =>
      inOurWords(() => {
        throw full
      }),
    ).toThrow(code('disk-full'))
  })
})

describe('a transaction', () => {
  it('that throws is rolled back', () => {
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
