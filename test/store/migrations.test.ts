/** Databases of every earlier version open, and what they hold arrives in the shape of today. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { newestGoodBackup } from '#electron/store/backup-files.ts'
import { newestVersion, openDatabase } from '#electron/store/database.ts'
import { databaseFiles } from '#electron/store/database-files.ts'
import { migrations } from '#electron/store/migrations/index.ts'
import { openStore } from '#electron/store/open.ts'
import { temporaryFolder } from '#test/support/core.ts'

const earlier = Array.from({ length: newestVersion - 1 }, (_, index) => index + 1)

/** A folder with the database of an earlier version; 0 is a file with no tables. */
function folderOf(version: number) {
  const folder = temporaryFolder()
  const raw = new Database(databaseFiles(folder.path).database)
  raw.pragma('journal_mode = WAL')
  raw.pragma('foreign_keys = OFF')
  if (version === 0) raw.exec('CREATE TABLE x (a); DROP TABLE x')
  else raw.exec(readFileSync(join(import.meta.dirname, `databases/version-${version}.sql`), 'utf8'))
  raw.close()
  return folder
}

/** Tables and indexes as SQLite stores them, in order. */
function schemaIn(folder: string): unknown {
  const { connection, close } = openDatabase(folder)
  try {
    return connection
      .prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name')
      .all()
      .map((row) => JSON.stringify(row).replaceAll(/(?:\\n|\s)+/g, ' '))
  } finally {
    close()
  }
}

it('migrations are numbered from one without a gap', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1))
})

it.each([0, ...earlier])('version %i gets the tables of a new database', (version) => {
  using folder = folderOf(version)
  using fresh = temporaryFolder()
  expect(schemaIn(folder.path)).toEqual(schemaIn(fresh.path))
})

describe.each(earlier)('version %i', (version) => {
  it('keeps its contents', () => {
    using folder = folderOf(version)
    using store = openStore(folder.path)
    expect(store.jobs.list().map(({ id }) => id)).toEqual(['two', 'one'])
    expect(store.devices.ofJob('one').map(({ id }) => id)).toEqual(['a'])
    expect(store.devices.sightings('a')).toMatchObject([{ raw: 'Rove B2' }])
    expect(store.memos.get('job.inHand')).toBe('one')
    expect(store.documents.get('certificate', '127.0.0.1')).toBe('AA:BB')
    if (version >= 3) {
      expect(store.scans.get('c')).toMatchObject({ settled: 9, answering: 2 })
      expect(store.scans.hostReplies('one').size).toBe(1)
    }
  })

  it('gives plans a target', () => {
    using folder = folderOf(version)
    using store = openStore(folder.path)
    expect(store.pushes.plan('p')?.target).toEqual({ kind: 'provisioning', url: 'http://192.0.2.1/a.cfg' })
    expect(store.pushes.plan('f')?.target).toEqual({ kind: 'firmware', version: 'not recorded' })
    expect(store.pushes.get('done')?.plan.target).toEqual({
      kind: 'provisioning',
      url: 'http://192.0.2.1/a.cfg',
    })
  })

  it('gives endpoints their kind and the times of their stages', () => {
    using folder = folderOf(version)
    using store = openStore(folder.path)
    expect(store.endpoints.get('1')).toMatchObject({
      kind: 'handset',
      ipei: '0000000001',
      addedBy: 'device',
      onboarding: { at: 'found', since: 1, reached: { found: 1 } },
    })
    expect(store.unreadable().map(({ source }) => source)).not.toContain('endpoint')
  })

  it('leaves one active push a device, with a deadline', () => {
    using folder = folderOf(version)
    using store = openStore(folder.path)
    const states = store.pushes.ofJob('one').map(({ id, state }) => [id, state.at])
    expect(states).toEqual([
      ['active', 'restarting'],
      ['done', 'done'],
      ['failed', 'failed'],
      ['killed', 'failed'],
      ['older', 'failed'],
    ])
    expect(store.pushes.active('a')).toMatchObject({ id: 'active', state: { since: 5, until: 300_005 } })
    const killed = { at: 'failed', since: 3, during: 'applying', problem: { code: 'cancelled' } }
    expect(store.pushes.get('killed')?.state).toMatchObject(killed)
    expect(store.pushes.get('older')?.state).toMatchObject({ since: 4, problem: { code: 'cancelled' } })
    expect(store.pushes.get('failed')?.state).toMatchObject({
      during: 'applying',
      problem: { code: 'timed-out' },
    })
  })

  it('keeps rows that can lose their device, and quarantines rows that need one', () => {
    using folder = folderOf(version)
    using store = openStore(folder.path)
    expect(store.endpoints.get('1')?.deviceId).toBe('a')
    expect(store.endpoints.get('2')?.deviceId).toBeNull()
    expect(store.history.ofJob('one')).toMatchObject([
      { deviceId: 'a', facts: { address: '127.0.0.1' } },
      { deviceId: null, endpointId: null },
    ])
    const set = store.unreadable()
    expect(set.map(({ source, key }) => [source, key])).toEqual([
      ...(version >= 2 ? [['neighbour', 'm']] : []),
      ['push', 'stray'],
    ])
    expect(set.at(-1)?.row).toContain('removed device')
  })

  it('is copied to the backups first', () => {
    using folder = folderOf(version)
    openStore(folder.path)[Symbol.dispose]()
    expect(newestGoodBackup(folder.path)).toMatchObject({
      name: `before-migration-of-version-${version}.db`,
      rows: 2,
    })
    const raw = new Database(
      join(databaseFiles(folder.path).backups, `before-migration-of-version-${version}.db`),
    )
    expect(raw.pragma('user_version', { simple: true })).toBe(version)
    raw.close()
  })

  it('is unchanged after a failed migration', () => {
    using folder = folderOf(version)
    const raw = new Database(databaseFiles(folder.path).database)
    // fails migration 5 of the versions before it, and the next migration of the others
    const obstacle = new Map([
      [5, 'ALTER TABLE endpoint RENAME TO away'],
      [6, 'ALTER TABLE scan_knock RENAME TO away'],
      [7, 'CREATE TABLE guided_setup (in_the_way)'],
      [8, 'CREATE TABLE bulk_run (in_the_way)'],
    ])
    raw.exec(obstacle.get(version) ?? 'CREATE TABLE quarantine (in_the_way)')
    raw.close()
    expect(() => openStore(folder.path)).toThrow(
      expect.objectContaining({
        code: 'database-damaged',
        facts: expect.objectContaining({ reason: 'schema' }),
      }),
    )
    const after = new Database(databaseFiles(folder.path).database)
    expect(after.pragma('user_version', { simple: true })).toBe(Math.max(version, 4))
    expect(after.prepare('SELECT count(*) FROM push').pluck().get()).toBe(6)
    after.close()
  })
})

describe('foreign keys', () => {
  it.each([
    ['push', "INSERT INTO push VALUES ('x', 'one', 'no device', 0, '{}')"],
    ['endpoint', "INSERT INTO endpoint VALUES ('x', 'one', 'no device', 'y', '{}')"],
    ['neighbour', "INSERT INTO neighbour VALUES ('x', 's', 'no job', '{}')"],
    ['history', "INSERT INTO history VALUES (9, 'one', 1, 'x', 'no device', NULL, '{}')"],
    ['history of an endpoint', "INSERT INTO history VALUES (9, 'one', 1, 'x', NULL, 'no endpoint', '{}')"],
  ])('of %s are enforced', (_, sql) => {
    using folder = folderOf(newestVersion - 1)
    const { connection, close } = openDatabase(folder.path)
    expect(() => connection.exec(sql)).toThrow('FOREIGN KEY')
    expect(connection.pragma('foreign_key_check')).toEqual([])
    close()
  })
})
