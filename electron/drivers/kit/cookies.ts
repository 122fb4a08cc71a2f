/**
 * The cookies of one session with one web interface (RFC 6265). A jar belongs to one channel, so a cookie has no domain, and Secure
 * decides nothing. undici parses Set-Cookie; a jar for many hosts, such as tough-cookie with its list of public suffixes, is not needed.
 */
import type { Cookie } from 'undici'

export interface CookieJar {
  /** Stores the cookies of a reply to a request for `path`. `now` in ms since the epoch. */
  store(cookies: readonly Cookie[], path: string, now: number): void
  /** The value of a cookie; null without it. */
  value(name: string): string | null
  /** Value of the Cookie header for a path; null without cookies. */
  header(path: string, now: number): string | null
}

interface Held {
  readonly name: string
  readonly value: string
  readonly path: string
  /** Milliseconds since the epoch; null for the duration of the session. */
  readonly until: number | null
}

/** Devices set one or two; the limit protects against a peer that never stops. */
const mostCookies = 50

export function createCookieJar(): CookieJar {
  const held = new Map<string, Held>()
  return {
    store(cookies, path, now) {
      for (const cookie of cookies) {
        const { name, value } = cookie
        if (name === '') continue
        const scope = cookie.path?.startsWith('/') === true ? cookie.path : defaultPath(path)
        const key = `${scope}\n${name}`
        const until = endOf(cookie, now)
        held.delete(key)
        if ((until === null || until > now) && held.size < mostCookies) {
          held.set(key, { name, value, path: scope, until })
        }
      }
    },
    value: (name) => [...held.values()].findLast((each) => each.name === name)?.value ?? null,
    header(path, now) {
      const at = pathOf(path)
      const sent = [...held.values()]
        .filter((each) => (each.until === null || each.until > now) && covers(each.path, at))
        .sort((a, b) => b.path.length - a.path.length)
      return sent.length === 0 ? null : sent.map(({ name, value }) => `${name}=${value}`).join('; ')
    },
  }
}

/** Max-Age wins over Expires (RFC 6265, 5.3). */
function endOf({ maxAge, expires }: Cookie, now: number): number | null {
  if (maxAge !== undefined) return now + maxAge * 1_000
  return expires === undefined ? null : Number(expires)
}

const pathOf = (path: string): string => path.split('?', 1)[0] ?? ''

/** `/cgi-bin/login?x=1` → `/cgi-bin` (RFC 6265, 5.1.4). */
function defaultPath(path: string): string {
  const folder = pathOf(path)
  return folder.slice(0, folder.lastIndexOf('/')) || '/'
}

/** Whether a cookie's path covers a request path: `/a` covers `/a` and `/a/b`, not `/ab` (RFC 6265, 5.1.4). */
const covers = (scope: string, path: string): boolean =>
  path === scope || path.startsWith(scope.endsWith('/') ? scope : `${scope}/`)
