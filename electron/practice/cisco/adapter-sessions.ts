/** Sessions of the adapter's pages: 32 hexadecimal digits in the URL. */
import { randomBytes } from 'node:crypto'

export interface Sessions {
  start(): string
  isOpen(id: string): boolean
}

/** Ours. */
const lifeMs = 600_000
const mostSessions = 8

export function createSessions(now: () => number): Sessions {
  const startedAt = new Map<string, number>()
  return {
    start() {
      const id = randomBytes(16).toString('hex')
      startedAt.set(id, now())
      const [oldest] = startedAt.keys()
      if (startedAt.size > mostSessions && oldest !== undefined) startedAt.delete(oldest)
      return id
    },
    isOpen: (id) => now() - (startedAt.get(id) ?? Number.NEGATIVE_INFINITY) < lifeMs,
  }
}

/** `/apply.cgi;session_id=9af6…` → /apply.cgi and the id; the id is empty without one. */
export function sessionIn(path: string): { readonly page: string; readonly session: string } {
  const [page = '', session = ''] = path.split(';session_id=')
  return { page, session }
}
