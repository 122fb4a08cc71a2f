/**
 * Adds the quarantine of unreadable rows, missing foreign keys, and the limit of one active push per device. Rewrites the bodies of plans
 * and pushes: `url` becomes `target`, the state `planned` is removed, `restarting` gets a deadline.
 */
import type { Database } from 'better-sqlite3'
import { z } from 'zod'

const schema = `
  CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    at INTEGER NOT NULL,
    why TEXT NOT NULL,
    row TEXT NOT NULL,
    UNIQUE (source, key)
  ) STRICT;

  CREATE TABLE new_endpoint (
    id TEXT PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
    device_id TEXT REFERENCES device(id) ON DELETE SET NULL,
    hardware_id TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (job_id, hardware_id)
  ) STRICT;
  INSERT INTO new_endpoint
    SELECT id, job_id,
      (SELECT device.id FROM device
        WHERE device.id = CASE WHEN json_valid(endpoint.body) THEN json_extract(endpoint.body, '$.deviceId') END),
      hardware_id, body FROM endpoint;
  DROP TABLE endpoint;
  ALTER TABLE new_endpoint RENAME TO endpoint;
  CREATE INDEX endpoint_by_device ON endpoint (device_id);
  UPDATE endpoint SET body = json_set(body, '$.deviceId', NULL) WHERE device_id IS NULL AND json_valid(body);

  CREATE TABLE new_push (
    id TEXT PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
    device_id TEXT NOT NULL REFERENCES device(id) ON DELETE CASCADE,
    finished INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  INSERT INTO new_push
    SELECT id, job_id,
      COALESCE(CASE WHEN json_valid(body) THEN json_extract(body, '$.deviceId') END, ''), finished, body FROM push;
  DROP TABLE push;
  ALTER TABLE new_push RENAME TO push;
  CREATE INDEX push_by_job ON push (job_id);
  CREATE INDEX push_by_device ON push (device_id);

  CREATE TABLE new_neighbour (
    id TEXT PRIMARY KEY,
    switch_id TEXT NOT NULL REFERENCES switch(id) ON DELETE CASCADE,
    job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
    body TEXT NOT NULL
  ) STRICT;
  INSERT INTO new_neighbour SELECT id, switch_id, job_id, body FROM neighbour;
  DROP TABLE neighbour;
  ALTER TABLE new_neighbour RENAME TO neighbour;
  CREATE INDEX neighbour_by_job ON neighbour (job_id);
  CREATE INDEX neighbour_by_switch ON neighbour (switch_id);

  CREATE TABLE new_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    device_id TEXT REFERENCES device(id) ON DELETE SET NULL,
    endpoint_id TEXT REFERENCES endpoint(id) ON DELETE SET NULL,
    facts TEXT NOT NULL
  ) STRICT;
  INSERT INTO new_history
    SELECT id, job_id, at, what,
      (SELECT device.id FROM device WHERE device.id = history.device_id),
      (SELECT endpoint.id FROM endpoint WHERE endpoint.id = history.endpoint_id),
      facts FROM history;
  DROP TABLE history;
  ALTER TABLE new_history RENAME TO history;
  CREATE INDEX history_by_job ON history (job_id, id);
  CREATE INDEX history_by_device ON history (device_id);
  CREATE INDEX history_by_endpoint ON history (endpoint_id);
`

const rowSchema = z.object({ id: z.string(), body: z.string() })
const oldPlan = z.looseObject({ url: z.string() })
const oldPush = z.looseObject({
  plan: z.unknown(),
  state: z.looseObject({ at: z.string(), since: z.number() }),
})
/** Maximum wait for a restarting device in version 4. */
const returnWithinMs = 5 * 60_000

export const references = {
  version: 5,
  name: 'references',
  up(connection: Database) {
    connection.exec(schema)
    rewrite(connection, 'plan', planOfToday)
    rewrite(connection, 'push', pushOfToday)
    connection.exec(
      `UPDATE push SET finished = 1 WHERE json_valid(body) AND json_extract(body, '$.state.at') IN ('done', 'failed')`,
    )
    endOlderActivePushes(connection)
    connection.exec('CREATE UNIQUE INDEX push_active ON push (device_id) WHERE finished = 0')
  },
} as const

/** Rewrites the bodies of a table. Bodies that are not JSON, or of another shape, are not changed. */
function rewrite(connection: Database, table: 'plan' | 'push', map: (body: unknown) => unknown): void {
  const update = connection.prepare(`UPDATE ${table} SET body = ? WHERE id = ?`)
  for (const row of connection.prepare(`SELECT id, body FROM ${table} WHERE json_valid(body)`).all()) {
    const { id, body } = rowSchema.parse(row)
    update.run(JSON.stringify(map(JSON.parse(body))), id)
  }
}

/** `{"url":"http://…"}` becomes a provisioning target, `{"url":""}` a firmware whose version was not stored. */
function planOfToday(body: unknown): unknown {
  const old = oldPlan.safeParse(body)
  if (!old.success) return body
  const { url, ...plan } = old.data
  const target = url === '' ? { kind: 'firmware', version: 'not recorded' } : { kind: 'provisioning', url }
  return { target, ...plan }
}

/** A push in the state `planned` was killed before the first write; it becomes `failed`. */
function pushOfToday(body: unknown): unknown {
  const old = oldPush.safeParse(body)
  if (!old.success) return body
  const { plan, state, ...push } = old.data
  return { ...push, plan: planOfToday(plan), state: stateOfToday(state) }
}

function stateOfToday(state: { at: string; since: number; during?: unknown }): unknown {
  if (state.at === 'planned') return cancelled(state.since)
  if (state.at === 'restarting') return { ...state, until: state.since + returnWithinMs }
  if (state.at === 'failed' && state.during === 'planned') return { ...state, during: 'applying' }
  return state
}

const cancelled = (since: number) => ({
  at: 'failed',
  since,
  during: 'applying',
  problem: { code: 'cancelled', facts: {} },
  results: [],
})

/** Keeps only the newest active push of each device. */
function endOlderActivePushes(connection: Database): void {
  const end = connection.prepare(
    `UPDATE push SET finished = 1, body = json_set(body, '$.state', json(?)) WHERE id = ?`,
  )
  const older = connection
    .prepare(
      `SELECT id, json_extract(body, '$.state.since') AS since FROM (
         SELECT id, body, row_number() OVER (
           PARTITION BY device_id ORDER BY json_extract(body, '$.state.since') DESC, id
         ) AS place FROM push WHERE finished = 0 AND json_valid(body)
       ) WHERE place > 1`,
    )
    .all()
  for (const row of older) {
    const { id, since } = z.object({ id: z.string(), since: z.number() }).parse(row)
    end.run(JSON.stringify(cancelled(since)), id)
  }
  // unreadable bodies are not active; they are quarantined when read
  connection.exec('UPDATE push SET finished = 1 WHERE NOT json_valid(body)')
}
