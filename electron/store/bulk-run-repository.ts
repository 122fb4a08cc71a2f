/** Runs of a bulk set-up: one row for the run, one for each of its devices. */
import { type BulkRun, bulkDeviceSchema, bulkRunSchema } from '#shared/model/bulk-run.ts'
import type { Connection } from './connection.ts'
import { statements } from './repositories.ts'
import { inOurWords } from './sqlite-problems.ts'
import type { BulkRunRepository } from './store.ts'

const headSchema = bulkRunSchema.omit({ devices: true })

export function bulkRunRepository(connection: Connection): BulkRunRepository {
  const { one, many, write } = statements(connection, 'bulk_run')
  const rows = statements(connection, 'bulk_run_device')
  const devicesOf = rows.many('WHERE run_id = ? ORDER BY position', bulkDeviceSchema)
  const saveHead = write(
    `INSERT INTO bulk_run (id, job_id, created_at, body) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
  )
  const saveDevice = rows.write(
    `INSERT INTO bulk_run_device (run_id, device_id, position, body) VALUES (?, ?, ?, ?)
     ON CONFLICT (run_id, device_id) DO UPDATE SET body = excluded.body`,
  )
  const headsOf = many('WHERE job_id = ? ORDER BY created_at DESC, id', headSchema)
  const get = one('WHERE id = ?', headSchema)
  return {
    ofJob: (jobId) => headsOf(jobId).map((head) => ({ ...head, devices: devicesOf(head.id) })),
    get(id) {
      const head = get(id)
      return head === null ? null : { ...head, devices: devicesOf(head.id) }
    },
    save(run, before) {
      inOurWords(
        connection.transaction(() => {
          const { devices, ...head } = run
          if (before === undefined || !isSameHead(head, before))
            saveHead(run.id, run.jobId, run.createdAt, JSON.stringify(head))
          devices.forEach((device, position) => {
            if (before?.devices[position] !== device)
              saveDevice(run.id, device.deviceId, position, JSON.stringify(device))
          })
        }),
      )
    },
  }
}

/** Only these parts of a run change. */
const isSameHead = (a: Omit<BulkRun, 'devices'>, b: Omit<BulkRun, 'devices'>): boolean =>
  a.phase === b.phase && a.nextStartAt === b.nextStartAt
