/** Copies unreadable rows into the table `quarantine`, so that one of them does not prevent reading the others. */
import { z } from 'zod'
import type { UnreadableRecord } from '#shared/model/host.ts'
import type { Connection } from './connection.ts'

/** Tables whose rows may be quarantined, with the statement that changes the row itself. */
const setAside = {
  // other rows refer to these, so they are kept, without the key that a new row may need
  job: '',
  device: "UPDATE device SET key = 'unreadable:' || id WHERE id = :key",
  endpoint: "UPDATE endpoint SET hardware_id = 'unreadable:' || id WHERE id = :key",
  switch: "UPDATE switch SET key = 'unreadable:' || id WHERE id = :key",
  push: 'UPDATE push SET finished = 1 WHERE id = :key',
  plan: 'DELETE FROM plan WHERE id = :key',
  neighbour: 'DELETE FROM neighbour WHERE id = :key',
  sighting: "DELETE FROM sighting WHERE device_id || ' ' || position = :key",
  history: 'DELETE FROM history WHERE id = :key',
  memo: 'DELETE FROM memo WHERE key = :key',
  document: "DELETE FROM document WHERE collection || ' ' || key = :key",
  scan: 'DELETE FROM scan WHERE id = :key',
  guided_setup: 'DELETE FROM guided_setup WHERE device_id = :key',
  bulk_run: 'DELETE FROM bulk_run WHERE id = :key',
  bulk_run_device: "DELETE FROM bulk_run_device WHERE run_id || ' ' || device_id = :key",
} as const
export type QuarantinedTable = keyof typeof setAside
const tables = [
  'job',
  'device',
  'endpoint',
  'switch',
  'push',
  'plan',
  'neighbour',
  'sighting',
  'history',
  'memo',
  'document',
  'scan',
  'guided_setup',
  'bulk_run',
  'bulk_run_device',
] as const satisfies readonly QuarantinedTable[]

/** SQL expression for the key of a row. */
export const keyOf: Record<QuarantinedTable, string> = {
  job: 'id',
  device: 'id',
  endpoint: 'id',
  switch: 'id',
  push: 'id',
  plan: 'id',
  neighbour: 'id',
  sighting: "device_id || ' ' || position",
  history: 'id',
  memo: 'key',
  document: "collection || ' ' || key",
  scan: 'id',
  guided_setup: 'device_id',
  bulk_run: 'id',
  bulk_run_device: "run_id || ' ' || device_id",
}

const recordRow = z.object({
  source: z.string(),
  key: z.string(),
  at: z.number(),
  why: z.string(),
  row: z.string(),
})

/** A row as JSON, with binary columns in base64. */
function asText(row: unknown): string {
  const columns = Object.entries(z.record(z.string(), z.unknown()).parse(row))
  return JSON.stringify(
    Object.fromEntries(
      columns.map(([name, value]) => [
        name,
        value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
      ]),
    ),
  )
}

function insert(connection: Connection) {
  const statement = connection.prepare(
    'INSERT OR IGNORE INTO quarantine (source, key, at, why, row) VALUES (?, ?, ?, ?, ?)',
  )
  return (table: string, key: string, why: string, row: unknown): void =>
    void statement.run(table, key, Date.now(), why, asText(row))
}

/** Copies a row into quarantine and runs the table's statement on it. The first copy of a row is kept. */
export function quarantine(connection: Connection, table: QuarantinedTable, key: string, why: string): void {
  const row = connection.prepare(`SELECT * FROM ${table} WHERE ${keyOf[table]} = ?`).get(key)
  if (row === undefined) return
  connection.transaction(() => {
    insert(connection)(table, key, why, row)
    if (setAside[table] !== '') connection.prepare(setAside[table]).run({ key })
  })()
}

const violation = z.object({ table: z.enum([...tables, 'host_reply']), fkid: z.number() })
const reference = z.object({ id: z.number(), table: z.string(), from: z.string(), to: z.string() })

/**
 * Copies rows that violate a foreign key into quarantine and deletes them. Repeats this, because other rows may refer to deleted ones.
 * Must be called with foreign keys off.
 */
export function quarantineViolations(connection: Connection): void {
  for (;;) {
    const [first] = connection.prepare('PRAGMA foreign_key_check').all()
    if (first === undefined) return
    const { table, fkid } = violation.parse(first)
    const parent = connection
      .prepare(`PRAGMA foreign_key_list(${table})`)
      .all()
      .map((row) => reference.parse(row))
      .find(({ id }) => id === fkid)
    if (parent === undefined) return
    const { from, to } = parent
    const orphans = `FROM ${table} WHERE ${from} IS NOT NULL AND ${from} NOT IN (SELECT ${to} FROM ${parent.table})`
    const key = table === 'host_reply' ? "job_id || ' ' || target" : keyOf[table]
    const copy = insert(connection)
    for (const row of connection.prepare(`SELECT ${key} AS quarantine_key, * ${orphans}`).all()) {
      const { quarantine_key, ...columns } = z.looseObject({ quarantine_key: z.coerce.string() }).parse(row)
      copy(table, quarantine_key, `refers to a ${parent.table} that does not exist`, columns)
    }
    connection.exec(`DELETE ${orphans}`)
  }
}

export function unreadableRecords(connection: Connection): UnreadableRecord[] {
  return connection
    .prepare('SELECT source, key, at, why, row FROM quarantine ORDER BY id')
    .all()
    .map((row) => recordRow.parse(row))
}

/** Counts the quarantined rows. The statement is compiled once: the status of the core is asked for often. */
export function unreadableCounter(connection: Connection): () => number {
  const counting = connection.prepare('SELECT count(*) FROM quarantine').pluck()
  return () => Number(counting.get())
}
