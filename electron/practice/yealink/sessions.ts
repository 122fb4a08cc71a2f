/** Sessions of the web interface: a cookie, a token for writes, an end after the idle time. */
import { randomBytes } from 'node:crypto'
import { sameText } from '../../platform/same-text.ts'
import type { RequestHead } from '../kit/web-server.ts'

export interface Session {
  readonly cookie: string
  readonly token: string
  isSignedIn: boolean
  usedAt: number
}

export interface Sessions {
  open(): Session
  /** The session of a request, and keeps it alive; null without one and after the idle time. */
  of(head: RequestHead): Session | null
  /** Ends all, as a restart and a new password do. */
  clear(): void
}

/** The name is documented for the servlet pages; for the JSON interface it is ours. */
const cookieName = 'JSESSIONID'
/** Maximum number of sessions; the oldest is removed first. Ours. */
const mostSessions = 16

export const setCookie = ({ cookie }: Session): Readonly<Record<string, string>> => ({
  'Set-Cookie': `${cookieName}=${cookie}; path=/; HttpOnly`,
})

export const hasToken = ({ token }: Session, given: unknown): boolean =>
  typeof given === 'string' && sameText(given, token)

export function createSessions(now: () => number, idleMs: () => number): Sessions {
  const sessions = new Map<string, Session>()
  return {
    open() {
      const session = { cookie: hex(), token: hex(), isSignedIn: false, usedAt: now() }
      sessions.set(session.cookie, session)
      const [oldest] = sessions.keys()
      if (sessions.size > mostSessions && oldest !== undefined) sessions.delete(oldest)
      return session
    },
    of({ headers }) {
      const session = sessions.get(cookieIn(headers.cookie))
      if (session === undefined) return null
      if (now() - session.usedAt > idleMs()) {
        sessions.delete(session.cookie)
        return null
      }
      session.usedAt = now()
      return session
    },
    clear: () => sessions.clear(),
  }
}

const hex = (): string => randomBytes(16).toString('hex')

function cookieIn(header: string | undefined): string {
  for (const pair of (header ?? '').split(';')) {
    const [name = '', value = ''] = pair.trim().split('=')
    if (name === cookieName) return value
  }
  return ''
}
