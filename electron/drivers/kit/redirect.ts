/** Redirects within one web interface. A redirect to another scheme, host or port is returned, not followed. */
import type { Answer } from './web.ts'

const redirecting: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Redirects that one request follows. */
export const mostRedirects = 5

/**
 * Path and query of a redirect's target; null when it is not a redirect or leads away from `origin`.
 *   302, Location: /login.htm?next=%2F → /login.htm?next=%2F
 */
export function redirectPath(
  { status, headers }: Pick<Answer, 'status' | 'headers'>,
  from: string,
  origin: string,
): string | null {
  const { location } = headers
  return redirecting.has(status) && typeof location === 'string' ? pathWithin(location, from, origin) : null
}

/** Resolves a link on the page `from`; null when it leads away from `origin`, has a user name, or is no URL. */
export function pathWithin(link: string, from: string, origin: string): string | null {
  const base = URL.canParse(from, origin) ? new URL(from, origin) : null
  if (base === null || !URL.canParse(link, base.href)) return null
  const target = new URL(link, base)
  if (target.origin !== base.origin || target.username !== '' || target.password !== '') return null
  return `${target.pathname}${target.search}`
}
