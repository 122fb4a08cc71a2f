/** One repository per aggregate over one connection. JSON bodies are checked by the model's schemas when read. */
import { z } from 'zod'
import { sightingSchema } from '#shared/model/identity.ts'
import {
  type Device,
  deviceSchema,
  endpointSchema,
  type HistoryEntry,
  historyEntrySchema,
  jobSchema,
} from '#shared/model/job.ts'
import { type Connection, inOurWords, parseBody } from './database.ts'
import { storedPlanSchema, storedPushSchema } from './old-bodies.ts'
import type {
  DeviceRepository,
  DocumentRepository,
  EndpointRepository,
  HistoryRepository,
  JobRepository,
  MemoRepository,
  PushRepository,
  StoredDevice,
} from './store.ts'

const storedDeviceSchema = deviceSchema.omit({ signedIn: true, capabilities: true })
/** Devices in a part: a megabyte or so of evidence. */
const partSize = 250
const bodyRow = z.object({ body: z.string() })

/** Prepared statements of one connection that read and write JSON bodies. */
export function statements(connection: Connection) {
  return {
    one<Item>(sql: string, schema: z.ZodType<Item>) {
      const statement = connection.prepare(sql)
      return (...values: (string | number)[]): Item | null => {
        const row = inOurWords(() => statement.get(...values))
        return row === undefined ? null : parseBody(bodyRow.parse(row).body, schema)
      }
    },
    many<Item>(sql: string, schema: z.ZodType<Item>) {
      const statement = connection.prepare(sql)
      return (...values: (string | number)[]): Item[] =>
        inOurWords(() => statement.all(...values)).map((row) => parseBody(bodyRow.parse(row).body, schema))
    },
    write(sql: string) {
      const statement = connection.prepare(sql)
      return (...values: (string | number | null)[]): number | bigint =>
        inOurWords(() => statement.run(...values)).lastInsertRowid
    },
  }
}

export function jobRepository(connection: Connection): JobRepository {
  const { one, many, write } = statements(connection)
  const list = many('SELECT body FROM job ORDER BY opened_at DESC, id', jobSchema)
  const get = one('SELECT body FROM job WHERE id = ?', jobSchema)
  const save = write(
    `INSERT INTO job (id, opened_at, body) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET opened_at = excluded.opened_at, body = excluded.body`,
  )
  return { list, get, save: (job) => void save(job.id, job.openedAt, JSON.stringify(job)) }
}

export function deviceRepository(connection: Connection): DeviceRepository {
  const { one, many, write } = statements(connection)
  const ofJob = many('SELECT body FROM device WHERE job_id = ? ORDER BY id', storedDeviceSchema)
  const after = many(
    'SELECT body FROM device WHERE job_id = ? AND id > ? ORDER BY id LIMIT ?',
    storedDeviceSchema,
  )
  const get = one('SELECT body FROM device WHERE id = ?', storedDeviceSchema)
  const byKey = one('SELECT body FROM device WHERE job_id = ? AND key = ?', storedDeviceSchema)
  const atAddress = many(
    `SELECT body FROM device WHERE job_id = ? AND json_extract(body, '$.address') = ?
     ORDER BY json_extract(body, '$.lastSeen') DESC, id`,
    storedDeviceSchema,
  )
  const save = write(
    `INSERT INTO device (id, job_id, key, body) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET key = excluded.key, body = excluded.body`,
  )
  const remove = write('DELETE FROM device WHERE id = ?')
  const sightings = many('SELECT body FROM sighting WHERE device_id = ? ORDER BY position', sightingSchema)
  const clear = write('DELETE FROM sighting WHERE device_id = ?')
  const add = write('INSERT INTO sighting (device_id, position, body) VALUES (?, ?, ?)')
  return {
    ofJob,
    *parts(jobId) {
      for (let last = ''; ; ) {
        const part = after(jobId, last, partSize)
        if (part.length > 0) yield part
        if (part.length < partSize) return
        last = part.at(-1)?.id ?? last
      }
    },
    get,
    byKey,
    atAddress,
    sightings,
    save(device) {
      const { signedIn: _, capabilities: __, ...stored }: StoredDevice & Partial<Device> = device
      save(stored.id, stored.jobId, stored.key, JSON.stringify(stored))
    },
    saveSightings(deviceId, found) {
      inOurWords(
        connection.transaction(() => {
          clear(deviceId)
          for (const [position, sighting] of found.entries())
            add(deviceId, position, JSON.stringify(sighting))
        }),
      )
    },
    remove: (id) => void remove(id),
  }
}

export function historyRepository(connection: Connection): HistoryRepository {
  const { write } = statements(connection)
  const insert = write(
    'INSERT INTO history (job_id, at, what, device_id, endpoint_id, facts) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const ofJob = connection.prepare('SELECT * FROM history WHERE job_id = ? ORDER BY id')
  const row = z.object({
    id: z.number(),
    job_id: z.string(),
    at: z.number(),
    what: z.string(),
    device_id: z.string().nullable(),
    endpoint_id: z.string().nullable(),
    facts: z.string(),
  })
  return {
    ofJob: (jobId) =>
      inOurWords(() => ofJob.all(jobId)).map((each): HistoryEntry => {
        const found = row.parse(each)
        return historyEntrySchema.parse({
          id: found.id,
          jobId: found.job_id,
          at: found.at,
          what: found.what,
          deviceId: found.device_id,
          endpointId: found.endpoint_id,
          facts: parseBody(found.facts, historyEntrySchema.shape.facts),
        })
      }),
    add(entry) {
      const id = insert(
        entry.jobId,
        entry.at,
        entry.what,
        entry.deviceId,
        entry.endpointId,
        JSON.stringify(entry.facts),
      )
      return { ...entry, id: Number(id) }
    },
  }
}

export function endpointRepository(connection: Connection, history: HistoryRepository): EndpointRepository {
  const { one, many, write } = statements(connection)
  const ofJob = many('SELECT body FROM endpoint WHERE job_id = ? ORDER BY hardware_id', endpointSchema)
  const get = one('SELECT body FROM endpoint WHERE id = ?', endpointSchema)
  const byHardwareId = one('SELECT body FROM endpoint WHERE job_id = ? AND hardware_id = ?', endpointSchema)
  const insert = write(
    `INSERT INTO endpoint (id, job_id, hardware_id, body) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET hardware_id = excluded.hardware_id, body = excluded.body`,
  )
  const save: EndpointRepository['save'] = (endpoint) =>
    void insert(endpoint.id, endpoint.jobId, endpoint.hardwareId, JSON.stringify(endpoint))
  return {
    ofJob,
    get,
    byHardwareId,
    save,
    saveTransition: (endpoint, state, entry) =>
      inOurWords(
        connection.transaction(() => {
          const next = { ...endpoint, onboarding: state }
          save(next)
          return { endpoint: next, entry: history.add(entry) }
        }),
      ),
  }
}

export function pushRepository(connection: Connection): PushRepository {
  const { one, many, write } = statements(connection)
  const save = write(
    `INSERT INTO push (id, job_id, finished, body) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET finished = excluded.finished, body = excluded.body`,
  )
  const savePlan = write('INSERT OR REPLACE INTO plan (id, device_id, made_at, body) VALUES (?, ?, ?, ?)')
  return {
    ofJob: many('SELECT body FROM push WHERE job_id = ? ORDER BY id', storedPushSchema),
    get: one('SELECT body FROM push WHERE id = ?', storedPushSchema),
    unfinished: many('SELECT body FROM push WHERE finished = 0 ORDER BY id', storedPushSchema),
    save(push) {
      const finished = push.state.at === 'done' || push.state.at === 'failed' ? 1 : 0
      save(push.id, push.jobId, finished, JSON.stringify(push))
    },
    savePlan: (plan) => void savePlan(plan.id, plan.deviceId, plan.madeAt, JSON.stringify(plan)),
    plan: one('SELECT body FROM plan WHERE id = ?', storedPlanSchema),
  }
}

export function memoRepository(connection: Connection): MemoRepository {
  const { one, write } = statements(connection)
  const get = one('SELECT body FROM memo WHERE key = ?', z.unknown())
  const set = write(
    'INSERT INTO memo (key, body) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body',
  )
  return { get, set: (key, value) => void set(key, JSON.stringify(value)) }
}

export function documentRepository(connection: Connection): DocumentRepository {
  const { one, write } = statements(connection)
  const all = connection.prepare('SELECT key, body FROM document WHERE collection = ? ORDER BY key')
  const row = z.object({ key: z.string(), body: z.string() })
  const get = one('SELECT body FROM document WHERE collection = ? AND key = ?', z.unknown())
  const set = write(
    `INSERT INTO document (collection, key, body) VALUES (?, ?, ?)
     ON CONFLICT (collection, key) DO UPDATE SET body = excluded.body`,
  )
  const remove = write('DELETE FROM document WHERE collection = ? AND key = ?')
  return {
    all: (collection) =>
      inOurWords(() => all.all(collection)).map((each) => {
        const found = row.parse(each)
        const value = parseBody(found.body, z.unknown())
        return { key: found.key, value }
      }),
    get,
    set: (collection, key, value) => void set(collection, key, JSON.stringify(value)),
    remove: (collection, key) => void remove(collection, key),
  }
}
