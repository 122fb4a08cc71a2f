/**
 * Sessions of the browser door, in memory: they end with the door's process, so that another program which takes its port
 * afterwards learns nothing of use. A link's token opens one session, within minutes.
 */
import { createHash, randomBytes } from 'node:crypto'

/** Time to open a link, in milliseconds. */
export const tokenLifeMs = 5 * 60_000
/** Links that wait to be opened; the oldest gives way. */
const mostTokens = 16

export interface DoorSessions {
  /** A one-time token for a new link. */
  issueToken(): string
  /** Exchanges a token for the secret of a new session; null when the token is unknown, used or expired. */
  exchange(token: string): string | null
  /** True while the session is open. */
  has(secret: string): boolean
  /** Ends the session. False when there was none. */
  end(secret: string): boolean
  /** Calls back once when the session ends; the result cancels. */
  onEnd(secret: string, ended: () => void): () => void
}

/** Names a token or secret inside the door, so that the maps below hold no secret and a lookup takes the same time for all. */
const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

const newSecret = (): string => randomBytes(24).toString('base64url')

/** `now`: milliseconds of a monotonic clock. `onOpened` is called when a link has opened a session. */
export function createDoorSessions(now: () => number, onOpened: () => void = () => {}): DoorSessions {
  /** Digest of a token → when it expires; the oldest first. */
  const tokens = new Map<string, number>()
  /** Digest of a secret → who wants to know of its end. */
  const sessions = new Map<string, Set<() => void>>()

  const dropExpired = (): void => {
    for (const [token, until] of tokens) if (until <= now()) tokens.delete(token)
  }
  return {
    issueToken() {
      dropExpired()
      for (const oldest of tokens.keys()) {
        if (tokens.size < mostTokens) break
        tokens.delete(oldest)
      }
      const token = newSecret()
      tokens.set(digest(token), now() + tokenLifeMs)
      return token
    },
    exchange(token) {
      dropExpired()
      if (!tokens.delete(digest(token))) return null
      const secret = newSecret()
      sessions.set(digest(secret), new Set())
      onOpened()
      return secret
    },
    has: (secret) => sessions.has(digest(secret)),
    end(secret) {
      const name = digest(secret)
      const listeners = sessions.get(name)
      if (listeners === undefined) return false
      sessions.delete(name)
      for (const ended of listeners) ended()
      return true
    },
    onEnd(secret, ended) {
      const listeners = sessions.get(digest(secret))
      listeners?.add(ended)
      return () => void listeners?.delete(ended)
    },
  }
}
