/** Errors of SQLite and of the file system become problems with a code; any other error stays what it is. */
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { inOurWords, withSchema } from '#electron/store/sqlite-problems.ts'
import { PunchdownError } from '#shared/errors.ts'

/** The error that `work` ends with. */
function thrown(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
const failing = (error: unknown, file?: string): unknown =>
  thrown(() =>
    inOurWords(() => {
      throw error
    }, file),
  )
const sqlite = (code: string) => new Database.SqliteError('a message', code)
const system = (code: string, path?: string) =>
  Object.assign(new Error('a message'), { code, ...(path === undefined ? {} : { path }) })

it('a result is passed on', () => {
  expect([inOurWords(() => 1), withSchema(() => 2)]).toEqual([1, 2])
})

describe('becomes disk-full', () => {
  it.each(['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC', 'EDQUOT'])('%s', (code) => {
    const cause = code.startsWith('SQLITE') ? sqlite(code) : system(code)
    expect(failing(cause)).toMatchObject({ code: 'disk-full', facts: {}, cause })
  })
})

describe('becomes data-folder-refused', () => {
  it.each([
    'SQLITE_CANTOPEN',
    'SQLITE_CANTOPEN_ISDIR',
    'SQLITE_READONLY',
    'SQLITE_READONLY_DBMOVED',
    'SQLITE_PERM',
    'SQLITE_AUTH',
    'SQLITE_IOERR',
    'SQLITE_IOERR_READ',
    'SQLITE_IOERR_SHORT_READ',
    'EACCES',
    'EPERM',
    'EROFS',
    'ENOTDIR',
    'ENOENT',
    'EEXIST',
  ])('%s', (reason) => {
    const cause = reason.startsWith('SQLITE') ? sqlite(reason) : system(reason)
    const facts = { path: 'gateway.db', reason }
    expect(failing(cause, 'gateway.db')).toMatchObject({ code: 'data-folder-refused', facts, cause })
  })

  it('with the path in the error, or the database file', () => {
    expect(failing(system('EACCES', '/data/backups'))).toMatchObject({ facts: { path: '/data/backups' } })
    expect(failing(sqlite('SQLITE_CANTOPEN'))).toMatchObject({ facts: { path: 'punchdown.db' } })
    expect(failing(Object.assign(system('EACCES'), { path: 7 }))).toMatchObject({
      facts: { path: 'punchdown.db' },
    })
  })
})

describe('becomes database-damaged', () => {
  it.each(['SQLITE_CORRUPT', 'SQLITE_CORRUPT_VTAB', 'SQLITE_CORRUPT_INDEX_X', 'SQLITE_NOTADB'])(
    '%s',
    (code) => {
      const cause = sqlite(code)
      const facts = (file: string) => ({ code: 'database-damaged', facts: { file, reason: 'pages' }, cause })
      expect(failing(cause)).toMatchObject(facts('punchdown.db'))
      expect(failing(cause, 'gateway.db')).toMatchObject(facts('gateway.db'))
    },
  )

  it('for a real file that is not a database', () => {
    const garbage = Buffer.alloc(4_096, 0xa5)
    expect(thrown(() => inOurWords(() => new Database(garbage).pragma('user_version')))).toMatchObject({
      code: 'database-damaged',
      facts: { reason: 'pages' },
    })
  })

  it('for a statement that does not fit the tables', () => {
    withConnection(new Database(':memory:'), (connection) => {
      const select = () => connection.prepare('SELECT colour FROM job')
      expect(thrown(() => withSchema(select))).toMatchObject({
        code: 'database-damaged',
        facts: { file: 'punchdown.db', reason: 'schema' },
        cause: expect.any(Database.SqliteError),
      })
      expect(thrown(() => withSchema(select, 'gateway.db'))).toMatchObject({ facts: { file: 'gateway.db' } })
    })
  })
})

describe('stays unchanged', () => {
  it.each<[string, unknown]>([
    ['a violated constraint', sqlite('SQLITE_CONSTRAINT')],
    ['a busy database', sqlite('SQLITE_BUSY')],
    ['a code that only contains one of ours', sqlite('X_SQLITE_CORRUPT')],
    ['a code that only begins as one of ours', sqlite('SQLITE_NOTADB_2')],
    ['another code of the file system', system('EMFILE')],
    ['a refusal with more behind it', system('EACCES2')],
    ['a refusal with more before it', system('XEACCES')],
    ['damage that SQLite did not report', system('SQLITE_CORRUPT')],
    ['an error without a code', new TypeError('a bug')],
    ['a problem of ours', new PunchdownError('backup-not-usable', { code: 'ENOSPC' })],
    ['no error at all', 'ENOSPC'],
  ])('%s', (_, error) => {
    expect(failing(error)).toBe(error)
  })

  it('an error other than SQLITE_ERROR', () => {
    for (const error of [sqlite('SQLITE_BUSY'), system('SQLITE_ERROR'), new TypeError('a bug')])
      expect(
        thrown(() =>
          withSchema(() => {
            throw error
          }),
        ),
      ).toBe(error)
  })
})

function withConnection(connection: Database.Database, work: (connection: Database.Database) => void): void {
  try {
    work(connection)
  } finally {
    connection.close()
  }
}
