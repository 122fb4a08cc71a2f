/** Repositories over one connection. JSON bodies are checked by the model's schemas when they are read. */
import { z } from 'zod'
import { guidedSetupSchema } from '#shared/machines/guided.ts'
import { isActive, pushSchema } from '#shared/machines/push.ts'
import { sightingSchema } from '#shared/model/identity.ts'
import {
  type Device,
  deviceSchema,
  endpointSchema,
  type HistoryEntry,
  historyEntrySchema,
  jobSchema,
} from '#shared/model/job.ts'
import { planSchema } from '#shared/model/settings.ts'
import { parseBody } from './body.ts'
import type { Connection } from './connection.ts'
import { keyOf, type QuarantinedTable, quarantine } from './quarantine.ts'
import { inOurWords } from './sqlite-problems.ts'
import type {
  DeviceRepository,
  DocumentRepository,
  EndpointRepository,
  GuidedSetupRepository,
  HistoryRepository,
  JobRepository,
  MemoRepository,
  PushRepository,
  StoredDevice,
} from './store.ts'

const storedDeviceSchema = deviceSchema.omit({ signedIn: true, capabilities: true })
/** Devices in one part: about a megabyte of evidence. */
const partSize = 250
const bodyRow = z.object({ key: z.coerce.string(), body: z.string() })

/** Prepares statements for a table with JSON bodies. Unreadable bodies are quarantined and skipped. */
export function statements(connection: Connection, table: QuarantinedTable) {
  const select = (rest: string) =>
    connection.prepare(`SELECT ${keyOf[table]} AS key, body FROM ${table} ${rest}`)
  const read = <Item>(row: unknown, schema: z.ZodType<Item>): Item[] => {
    const { key, body } = bodyRow.parse(row)
    const parsed = parseBody(body, schema)
    if (parsed.readable) return [parsed.value]
    inOurWords(() => quarantine(connection, table, key, parsed.why))
    return []
  }
  return {
    one<Item>(rest: string, schema: z.ZodType<Item>) {
      const statement = select(rest)
      return (...values: (string | number)[]): Item | null => {
        const row = inOurWords(() => statement.get(...values))
        return row === undefined ? null : (read(row, schema)[0] ?? null)
      }
    },
    many<Item>(rest: string, schema: z.ZodType<Item>) {
      const statement = select(rest)
      return (...values: (string | number)[]): Item[] =>
        inOurWords(() => statement.all(...values)).flatMap((row) => read(row, schema))
    },
    write(sql: string) {
      const statement = connection.prepare(sql)
      return (...values: (string | number | null)[]): number | bigint =>
        inOurWords(() => statement.run(...values)).lastInsertRowid
    },
  }
}

export function jobRepository(connection: Connection): JobRepository {
  const { one, many, write } = statements(connection, 'job')
  const list = many('ORDER BY opened_at DESC, id', jobSchema)
  const get = one('WHERE id = ?', jobSchema)
  const save = write(
    `INSERT INTO job (id, opened_at, body) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET opened_at = excluded.opened_at, body = excluded.body`,
  )
  const remove = write('DELETE FROM job WHERE id = ?')
  return {
    list,
    get,
    save: (job) => void save(job.id, job.openedAt, JSON.stringify(job)),
    remove: (id) => void remove(id),
  }
}

export function deviceRepository(connection: Connection): DeviceRepository {
  const { one, many, write } = statements(connection, 'device')
  const ofJob = many('WHERE job_id = ? ORDER BY id', storedDeviceSchema)
  const lastOfPart = connection
    .prepare('SELECT max(id) FROM (SELECT id FROM device WHERE job_id = ? AND id > ? ORDER BY id LIMIT ?)')
    .pluck()
  const between = many('WHERE job_id = ? AND id > ? AND id <= ? ORDER BY id', storedDeviceSchema)
  const get = one('WHERE id = ?', storedDeviceSchema)
  const byKey = one('WHERE job_id = ? AND key = ?', storedDeviceSchema)
  const atAddress = many(
    `WHERE job_id = ? AND json_extract(body, '$.address') = ?
     ORDER BY json_extract(body, '$.lastSeen') DESC, id`,
    storedDeviceSchema,
  )
  const save = write(
    `INSERT INTO device (id, job_id, key, body) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET key = excluded.key, body = excluded.body`,
  )
  const remove = write('DELETE FROM device WHERE id = ?')
  const release = write("UPDATE endpoint SET body = json_set(body, '$.deviceId', NULL) WHERE device_id = ?")
  const sightings = statements(connection, 'sighting').many(
    'WHERE device_id = ? ORDER BY position',
    sightingSchema,
  )
  const clear = write('DELETE FROM sighting WHERE device_id = ?')
  const add = write('INSERT INTO sighting (device_id, position, body) VALUES (?, ?, ?)')
  return {
    ofJob,
    *parts(jobId) {
      for (let last = ''; ; ) {
        const next = inOurWords(() => lastOfPart.get(jobId, last, partSize))
        if (typeof next !== 'string') return
        const part = between(jobId, last, next)
        if (part.length > 0) yield part
        last = next
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
    remove(id) {
      inOurWords(
        connection.transaction(() => {
          release(id)
          remove(id)
        }),
      )
    },
  }
}

export function historyRepository(connection: Connection): HistoryRepository {
  const { write } = statements(connection, 'history')
  const insert = write(
    'INSERT INTO history (job_id, at, what, device_id, endpoint_id, facts) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const ofJob = connection.prepare(
    `SELECT id, job_id AS jobId, at, what, device_id AS deviceId, endpoint_id AS endpointId, facts
     FROM history WHERE job_id = ? ORDER BY id`,
  )
  const clear = write('DELETE FROM history WHERE job_id = ?')
  const add: HistoryRepository['add'] = (entry) => {
    const { jobId, at, what, deviceId, endpointId, facts } = entry
    const id = insert(jobId, at, what, deviceId, endpointId, JSON.stringify(facts))
    return { ...entry, id: Number(id) }
  }
  const row = historyEntrySchema.extend({ facts: z.string() })
  return {
    ofJob: (jobId) =>
      inOurWords(() => ofJob.all(jobId)).flatMap((each): HistoryEntry[] => {
        const found = row.parse(each)
        const facts = parseBody(found.facts, historyEntrySchema.shape.facts)
        if (facts.readable) return [{ ...found, facts: facts.value }]
        inOurWords(() => quarantine(connection, 'history', String(found.id), facts.why))
        return []
      }),
    add,
    replace: (jobId, entries) =>
      inOurWords(
        connection.transaction(() => {
          clear(jobId)
          for (const entry of entries) add({ ...entry, jobId })
        }),
      ),
  }
}

export function endpointRepository(connection: Connection, history: HistoryRepository): EndpointRepository {
  const { one, many, write } = statements(connection, 'endpoint')
  const ofJob = many('WHERE job_id = ? ORDER BY hardware_id', endpointSchema)
  const get = one('WHERE id = ?', endpointSchema)
  const byHardwareId = one('WHERE job_id = ? AND hardware_id = ?', endpointSchema)
  const remove = write('DELETE FROM endpoint WHERE id = ?')
  const insert = write(
    `INSERT INTO endpoint (id, job_id, device_id, hardware_id, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET
       device_id = excluded.device_id, hardware_id = excluded.hardware_id, body = excluded.body`,
  )
  const save: EndpointRepository['save'] = (endpoint) => {
    const { id, jobId, deviceId, hardwareId } = endpoint
    insert(id, jobId, deviceId, hardwareId, JSON.stringify(endpoint))
  }
  return {
    ofJob,
    get,
    byHardwareId,
    save,
    remove: (id) => void remove(id),
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
  const { one, many, write } = statements(connection, 'push')
  const plans = statements(connection, 'plan')
  const save = write(
    `INSERT INTO push (id, job_id, device_id, finished, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET finished = excluded.finished, body = excluded.body`,
  )
  const savePlan = write('INSERT OR REPLACE INTO plan (id, device_id, made_at, body) VALUES (?, ?, ?, ?)')
  return {
    ofJob: many('WHERE job_id = ? ORDER BY id', pushSchema),
    get: one('WHERE id = ?', pushSchema),
    active: one('WHERE device_id = ? AND finished = 0', pushSchema),
    save(push) {
      const finished = isActive(push.state) ? 0 : 1
      save(push.id, push.jobId, push.deviceId, finished, JSON.stringify(push))
    },
    savePlan: (plan) => void savePlan(plan.id, plan.deviceId, plan.madeAt, JSON.stringify(plan)),
    plan: plans.one('WHERE id = ?', planSchema),
    ofPlan: one("WHERE device_id = ? AND json_extract(body, '$.plan.id') = ?", pushSchema),
  }
}

export function guidedSetupRepository(connection: Connection): GuidedSetupRepository {
  const { one, many, write } = statements(connection, 'guided_setup')
  const save = write(
    `INSERT INTO guided_setup (device_id, job_id, body) VALUES (?, ?, ?)
     ON CONFLICT (device_id) DO UPDATE SET body = excluded.body`,
  )
  return {
    ofJob: many('WHERE job_id = ? ORDER BY device_id', guidedSetupSchema),
    get: one('WHERE device_id = ?', guidedSetupSchema),
    save: (setup) => void save(setup.id, setup.jobId, JSON.stringify(setup)),
  }
}

export function memoRepository(connection: Connection): MemoRepository {
  const { one, write } = statements(connection, 'memo')
  const get = one('WHERE key = ?', z.unknown())
  const set = write(
    'INSERT INTO memo (key, body) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body',
  )
  return { get, set: (key, value) => void set(key, JSON.stringify(value)) }
}

export function documentRepository(connection: Connection): DocumentRepository {
  const { one, write } = statements(connection, 'document')
  const all = connection.prepare('SELECT key, body FROM document WHERE collection = ? ORDER BY key')
  const get = one('WHERE collection = ? AND key = ?', z.unknown())
  const set = write(
    `INSERT INTO document (collection, key, body) VALUES (?, ?, ?)
     ON CONFLICT (collection, key) DO UPDATE SET body = excluded.body`,
  )
  const remove = write('DELETE FROM document WHERE collection = ? AND key = ?')
  return {
    all: (collection) =>
      inOurWords(() => all.all(collection)).flatMap((row) => {
        const { key, body } = bodyRow.parse(row)
        const parsed = parseBody(body, z.unknown())
        if (parsed.readable) return [{ key, value: parsed.value }]
        inOurWords(() => quarantine(connection, 'document', `${collection} ${key}`, parsed.why))
        return []
      }),
    get,
    set: (collection, key, value) => void set(collection, key, JSON.stringify(value)),
    remove: (collection, key) => void remove(collection, key),
    batch: (writes) => inOurWords(connection.transaction(writes)),
  }
}
