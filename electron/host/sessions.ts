/** Sessions of the browser door: one token opens one session; sessions outlive a restart of the core, as hashes. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** Ours: a working day with its overtime. */
const sessionLifeMs = 12 * 60 * 60_000

const kept = z.array(z.object({ hash: z.string(), until: z.number() }))

export interface DoorSessions {
  /** A new one-time token, for a link. */
  issueToken(): string
  /** Exchanges a token for a session's secret; null when the token is unknown or used. */
  exchange(token: string): string | null
  has(secret: string): boolean
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** `folder` null keeps sessions in memory only. */
export function createDoorSessions(folder: string | null, now: () => number): DoorSessions {
  const file = folder === null ? null : join(folder, 'sessions.json')
  const tokens = new Set<string>()
  let sessions = read(file).filter((session) => session.until > now())

  const save = (): void => {
    if (file === null || folder === null) return
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(sessions), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }

  return {
    issueToken() {
      const token = randomBytes(24).toString('base64url')
      tokens.add(token)
      return token
    },
    exchange(token) {
      const found = [...tokens].find((known) => same(known, token))
      if (found === undefined) return null
      tokens.delete(found)
      const secret = randomBytes(24).toString('base64url')
      sessions = [
        ...sessions.filter((session) => session.until > now()),
        { hash: hashOf(secret), until: now() + sessionLifeMs },
      ]
      save()
      return secret
    },
    has(secret) {
      const hash = hashOf(secret)
      return sessions.some((session) => session.until > now() && same(session.hash, hash))
    },
  }
}

function read(file: string | null): z.infer<typeof kept> {
  if (file === null) return []
  try {
    return kept.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return []
  }
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
