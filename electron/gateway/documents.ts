/**
 * The gateway core's database, `gateway.db`: JSON documents by collection and key. Documents contain SIP passwords and codes and are
 * stored sealed.
 */
import type Database from 'better-sqlite3'
import { isSealed, type Sealer } from '../platform/secrets.ts'
import { gatewayDatabase } from '../store/backup-files.ts'
import { keepBackups } from '../store/backups.ts'
import { inOurWords } from '../store/sqlite-problems.ts'
import type { BackupSchedule, Backups, DocumentRepository } from '../store/store.ts'
import { type DamagedFile, gatewayDatabaseName, openGatewayDatabase } from './database.ts'

export interface GatewayDocuments extends DocumentRepository, Disposable {
  /** A damaged database that was moved away. */
  readonly damaged: DamagedFile | null
  /** Stores documents of an earlier version in one transaction. Only the first call for a database has an effect. */
  takeOver(documents: readonly { collection: string; key: string; value: unknown }[], now: number): void
  /** Makes backups at once and hourly if there are changes, until disposed of; null for documents in memory. */
  keepBackups(schedule: BackupSchedule): Backups | null
}

/**
 * Opens the database in a folder, or in memory for null. A damaged one is moved away.
 * @throws PunchdownError database-newer | disk-full | data-folder-refused
 */
export function openGatewayDocuments(folder: string | null, sealer: Sealer, now: number): GatewayDocuments {
  const { connection, damaged } = openGatewayDatabase(folder, now)
  guarded(() => sealPlainBodies(connection, sealer))
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
    damaged,
    all: (collection) =>
      guarded(() => select.all(collection).map(({ key, body }) => ({ key, value: parsed(body, sealer) }))),
    get(collection, key) {
      const row = guarded(() => selectOne.get(collection, key))
      return row === undefined ? null : parsed(row.body, sealer)
    },
    set: (collection, key, value) => guarded(() => set(collection, key, value)),
    remove: (collection, key) => {
      guarded(() => erase.run(collection, key))
    },
    batch: (writes) => guarded(connection.transaction(writes)),
    takeOver(documents, now) {
      guarded(
        connection.transaction(() => {
          if (connection.prepare('SELECT 1 FROM taken_over').get() !== undefined) return
          for (const { collection, key, value } of documents) set(collection, key, value)
          connection.prepare('INSERT INTO taken_over (at) VALUES (?)').run(now)
        }),
      )
    },
    keepBackups: (schedule) =>
      folder === null ? null : keepBackups({ ...schedule, connection, folder, of: gatewayDatabase }),
    [Symbol.dispose]() {
      if (connection.open) connection.close()
    },
  }
}

const guarded = <Result>(work: () => Result): Result => inOurWords(work, gatewayDatabaseName)

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
