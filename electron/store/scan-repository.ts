/** Scans that have not ended, and the last reply of each host. */
import { z } from 'zod'
import { unfinishedScanSchema } from '#shared/model/scan.ts'
import { parseBody } from './body.ts'
import type { Connection } from './connection.ts'
import { quarantine } from './quarantine.ts'
import { inOurWords } from './sqlite-problems.ts'
import type { ScanRepository, StoredScan } from './store.ts'

const storedScan = unfinishedScanSchema.omit({ done: true })
const scanRow = z.object({
  id: z.string(),
  job_id: z.string(),
  body: z.string(),
  settled: z.number(),
  answering: z.number(),
  done: z.instanceof(Uint8Array),
})
const replyRow = z.object({ target: z.string(), reply: z.string() })

export function scanRepository(connection: Connection): ScanRepository {
  const ofJob = connection.prepare('SELECT * FROM scan WHERE job_id = ? ORDER BY started_at DESC, id')
  const get = connection.prepare('SELECT * FROM scan WHERE id = ?')
  const add = connection.prepare(
    `INSERT INTO scan (id, job_id, started_at, body, total, settled, answering, done)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const settle = connection.prepare('UPDATE scan SET settled = ?, answering = ?, done = ? WHERE id = ?')
  const remove = connection.prepare('DELETE FROM scan WHERE id = ?')
  const replies = connection.prepare('SELECT target, reply FROM host_reply WHERE job_id = ?')
  const saveReply = connection.prepare(
    `INSERT INTO host_reply (job_id, target, reply) VALUES (?, ?, ?)
     ON CONFLICT (job_id, target) DO UPDATE SET reply = excluded.reply`,
  )
  const removeReply = connection.prepare('DELETE FROM host_reply WHERE job_id = ? AND target = ?')
  const read = (row: unknown): StoredScan[] => {
    const { id, job_id: jobId, body, settled, answering, done } = scanRow.parse(row)
    const scan = parseBody(body, storedScan)
    if (scan.readable) return [{ scan: scan.value, jobId, settled, answering, done }]
    inOurWords(() => quarantine(connection, 'scan', id, scan.why))
    return []
  }
  return {
    ofJob: (jobId) => inOurWords(() => ofJob.all(jobId)).flatMap(read),
    get: (id) => inOurWords(() => get.all(id)).flatMap(read)[0] ?? null,
    add: ({ scan, jobId, settled, answering, done }) =>
      void inOurWords(() =>
        add.run(
          scan.scanId,
          jobId,
          scan.startedAt,
          JSON.stringify(scan),
          scan.total,
          settled,
          answering,
          Buffer.from(done),
        ),
      ),
    settle: (id, { settled, answering, done }) =>
      void inOurWords(() => settle.run(settled, answering, Buffer.from(done), id)),
    remove: (id) => void inOurWords(() => remove.run(id)),
    hostReplies: (jobId) =>
      new Map(
        inOurWords(() => replies.all(jobId)).map((row) => {
          const { target, reply } = replyRow.parse(row)
          return [target, reply]
        }),
      ),
    saveHostReply: (jobId, target, reply) =>
      void inOurWords(() =>
        reply === null ? removeReply.run(jobId, target) : saveReply.run(jobId, target, reply),
      ),
  }
}
