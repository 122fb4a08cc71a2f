/** Sessions of the phone's pages: a cookie `session`, an end after the idle time, and whether a page was read. */
import { randomBytes } from 'node:crypto'
import type { RequestHead } from '../kit/web-server.ts'

export interface Session {
  readonly id: string
  /** A form is accepted only after a page was read in the session. */
  hasRead: boolean
  usedAt: number
}

export interface Sessions {
  start(): Session
  /** The session of a request, and keeps it alive; null without one and after the idle time. */
  of(head: RequestHead): Session | null
  /** Ends all, as a restart does. */
  clear(): void
}

/** Ours; the oldest session is removed first. */
const mostSessions = 8

export function createSessions(now: () => number, idleMs: () => number): Sessions {
  const sessions = new Map<string, Session>()
  return {
    start() {
      const session = { id: randomBytes(16).toString('hex'), hasRead: false, usedAt: now() }
      sessions.set(session.id, session)
      const [oldest] = sessions.keys()
      if (sessions.size > mostSessions && oldest !== undefined) sessions.delete(oldest)
      return session
    },
    of({ headers }) {
      const session = sessions.get(cookieIn(headers.cookie))
      if (session === undefined) return null
      if (now() - session.usedAt > idleMs()) {
        sessions.delete(session.id)
        return null
      }
      session.usedAt = now()
      return session
    },
    clear: () => sessions.clear(),
  }
}

function cookieIn(header: string | undefined): string {
  for (const pair of (header ?? '').split(';')) {
    const [name = '', value = ''] = pair.trim().split('=')
    if (name === 'session') return value
  }
  return ''
}
