/**
 * Sessions of the browser door, in memory. They end with the door's process, so that a program that uses its port afterwards receives
 * no valid secret. The token of a link opens one session, within five minutes.
 */
import { createHash, randomBytes } from 'node:crypto'

/** Time to open a link, in milliseconds. */
export const tokenLifeMs = 5 * 60_000
/** Maximum number of unused tokens; the oldest is removed first. */
const mostTokens = 16

export interface DoorSessions {
  /** A one-time token for a new link. */
  issueToken(): string
  /** Exchanges a token for the secret of a new session; null when the token is unknown, used or expired. */
  exchange(token: string): string | null
  has(secret: string): boolean
  /** Ends the session; false for an unknown secret. */
  end(secret: string): boolean
  /** Calls back once when the session ends; the result cancels it. */
  onEnd(secret: string, ended: () => void): () => void
}

/** Keys of the maps below are digests, so that they contain no secrets and a lookup leaks no timing. */
const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

const newSecret = (): string => randomBytes(24).toString('base64url')

/** `now` returns milliseconds of a monotonic clock. `onOpened` is called when a link has opened a session. */
export function createDoorSessions(now: () => number, onOpened: () => void = () => {}): DoorSessions {
  /** Digest of a token → expiry time; the oldest first. */
  const tokens = new Map<string, number>()
  /** Digest of a secret → listeners for the end of its session. */
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
