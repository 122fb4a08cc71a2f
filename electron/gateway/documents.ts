/**
 * The gateway core's database, `gateway.db`: JSON documents by collection and key. Documents contain SIP passwords and codes and are
 * stored sealed.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { PunchdownError } from '#shared/errors.ts'
import { isSealed, type Sealer } from '../platform/secrets.ts'
import { inOurWords } from '../store/sqlite-problems.ts'
import type { DocumentRepository } from '../store/store.ts'

const gatewayDatabaseName = 'gateway.db'

const version = 1
const schema = `
  CREATE TABLE document (
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (collection, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE taken_over (at INTEGER NOT NULL) STRICT;
`

export interface GatewayDocuments extends DocumentRepository, Disposable {
  /** Stores documents of an earlier version in one transaction. Only the first call for a database has an effect. */
  takeOver(documents: readonly { collection: string; key: string; value: unknown }[], now: number): void
}

/**
 * Opens the database in a folder, or in memory for null.
 * @throws PunchdownError database-newer | database-damaged | disk-full
 */
export function openGatewayDocuments(folder: string | null, sealer: Sealer): GatewayDocuments {
  const connection = inOurWords(() => open(folder))
  inOurWords(() => sealPlainBodies(connection, sealer))
  const select = connection.prepare<[string], { key: string; body: string }>(
    'SELECT key, body FROM document WHERE collection = ? ORDER BY key',
  )
  const selectOne = connection.prepare<[string, string], { body: string }>(
    'SELECT body FROM document WHERE collection = ? AND key = ?',
  )
  const upsert = connection.prepare<[string, string, string]>(
    `INSERT INTO document (collection, key, body) VALUES (?, ?, ?)
     ON CONFLICT (collection, key) DO UPDATE SET body = excluded.body`,
  )
  const erase = connection.prepare<[string, string]>('DELETE FROM document WHERE collection = ? AND key = ?')
  const set = (collection: string, key: string, value: unknown): void => {
    upsert.run(collection, key, sealer.seal(JSON.stringify(value)))
  }
  return {
    all: (collection) =>
      inOurWords(() => select.all(collection).map(({ key, body }) => ({ key, value: parsed(body, sealer) }))),
    get(collection, key) {
      const row = inOurWords(() => selectOne.get(collection, key))
      return row === undefined ? null : parsed(row.body, sealer)
    },
    set: (collection, key, value) => inOurWords(() => set(collection, key, value)),
    remove: (collection, key) => {
      inOurWords(() => erase.run(collection, key))
    },
    takeOver(documents, now) {
      inOurWords(
        connection.transaction(() => {
          if (connection.prepare('SELECT 1 FROM taken_over').get() !== undefined) return
          for (const { collection, key, value } of documents) set(collection, key, value)
          connection.prepare('INSERT INTO taken_over (at) VALUES (?)').run(now)
        }),
      )
    },
    [Symbol.dispose]() {
      if (connection.open) connection.close()
    },
  }
}

function open(folder: string | null): Database.Database {
  if (folder !== null) mkdirSync(folder, { recursive: true, mode: 0o700 })
  const connection = new Database(folder === null ? ':memory:' : join(folder, gatewayDatabaseName))
  try {
    const found = Number(connection.pragma('user_version', { simple: true }))
    if (found > version) throw new PunchdownError('database-newer', { found, known: version })
    // an acknowledged write survives kill -9 and a power cut, as in the database of the jobs
    connection.pragma('journal_mode = WAL')
    connection.pragma('synchronous = FULL')
    connection.pragma('trusted_schema = OFF')
    // overwrites replaced and deleted content in the file
    connection.pragma('secure_delete = ON')
    if (found === 0) {
      connection.transaction(() => {
        connection.exec(schema)
        connection.pragma(`user_version = ${version}`)
      })()
    }
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

/** Seals the documents of an earlier version. */
function sealPlainBodies(connection: Database.Database, sealer: Sealer): void {
  connection.transaction(() => {
    const rows = connection
      .prepare<[], { collection: string; key: string; body: string }>(
        'SELECT collection, key, body FROM document',
      )
      .all()
    const update = connection.prepare<[string, string, string]>(
      'UPDATE document SET body = ? WHERE collection = ? AND key = ?',
    )
    for (const { collection, key, body } of rows) {
      if (!isSealed(body)) update.run(sealer.seal(body), collection, key)
    }
  })()
}

/** Undefined for a body that is not JSON or whose key is lost; the collection then logs and ignores the document. */
function parsed(body: string, sealer: Sealer): unknown {
  try {
    return JSON.parse(sealer.open(body))
  } catch {
    return undefined
  }
}
