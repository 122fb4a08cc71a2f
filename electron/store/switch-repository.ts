/** Switches with their neighbours. Both are replaced in one transaction, so that they are of one reading. */
import { z } from 'zod'
import { neighbourSchema, switchSchema } from '#shared/model/neighbour.ts'
import type { Connection } from './connection.ts'
import { statements } from './repositories.ts'
import { inOurWords } from './sqlite-problems.ts'
import type { SwitchRepository } from './store.ts'

const storedRow = z.object({ id: z.string(), body: z.string() })

export function switchRepository(connection: Connection): SwitchRepository {
  const { one, many, write } = statements(connection, 'switch')
  const neighbourRows = statements(connection, 'neighbour')
  const save = write(
    `INSERT INTO switch (id, job_id, key, body) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET key = excluded.key, body = excluded.body`,
  )
  const remove = write('DELETE FROM switch WHERE id = ?')
  const stored = connection.prepare('SELECT id, body FROM neighbour WHERE switch_id = ?')
  const saveNeighbour = write(
    `INSERT INTO neighbour (id, switch_id, job_id, body) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
  )
  const removeNeighbour = write('DELETE FROM neighbour WHERE id = ?')
  const bodiesOf = (switchId: string): Map<string, string> =>
    new Map(
      inOurWords(() => stored.all(switchId)).map((row) => {
        const { id, body } = storedRow.parse(row)
        return [id, body]
      }),
    )
  return {
    ofJob: many('WHERE job_id = ? ORDER BY id', switchSchema),
    get: one('WHERE id = ?', switchSchema),
    byKey: one('WHERE job_id = ? AND key = ?', switchSchema),
    neighbours: neighbourRows.many('WHERE job_id = ? ORDER BY id', neighbourSchema),
    neighbour: neighbourRows.one('WHERE id = ?', neighbourSchema),
    replace(found, neighbours) {
      return inOurWords(
        connection.transaction(() => {
          const before = bodiesOf(found.id)
          save(found.id, found.jobId, found.key, JSON.stringify(found))
          const changed: string[] = []
          for (const neighbour of neighbours) {
            // keys in the schema's order, so that equal neighbours have equal text
            const body = JSON.stringify(neighbourSchema.parse(neighbour))
            if (before.get(neighbour.id) !== body) {
              saveNeighbour(neighbour.id, found.id, found.jobId, body)
              changed.push(neighbour.id)
            }
            before.delete(neighbour.id)
          }
          for (const id of before.keys()) removeNeighbour(id)
          return { changed, removed: [...before.keys()] }
        }),
      )
    },
    remove(id) {
      return inOurWords(
        connection.transaction(() => {
          const neighbours = [...bodiesOf(id).keys()]
          remove(id)
          return neighbours
        }),
      )
    },
  }
}
