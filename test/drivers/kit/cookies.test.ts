/** Cookies of a session, as undici parses them. */
import { parseCookie } from 'undici'
import { describe, expect, it } from 'vitest'
import { createCookieJar } from '#electron/drivers/kit/cookies.ts'

const now = Date.UTC(2026, 0, 1)

/** A jar after replies to `path` with these Set-Cookie lines. */
function jarOf(lines: readonly string[], path = '/cgi-bin/login?x=/y') {
  const jar = createCookieJar()
  jar.store(
    lines.flatMap((line) => parseCookie(line) ?? []),
    path,
    now,
  )
  return jar
}

describe('a cookie', () => {
  it.each<[string, string, string | null]>([
    ['SID=8a6f; Path=/; HttpOnly', '/any', 'SID=8a6f'],
    ['SID="8a=6f"', '/cgi-bin/next', 'SID="8a=6f"'],
    ['SID=1', '/cgi-bin', 'SID=1'],
    ['SID=1', '/other', null],
    ['SID=1', '/cgi-binary', null],
    ['SID=1; Path=/a/', '/a/b?c', 'SID=1'],
    ['SID=1; Path=/a', '/ab', null],
    ['SID=1; Path=relative', '/cgi-bin/x', 'SID=1'],
    ['SID=1; Path=/; Domain=elsewhere.test; Secure', '/', 'SID=1'],
    ['SID=1; Path=/; Max-Age=60', '/', 'SID=1'],
    ['SID=1; Path=/; Max-Age=0', '/', null],
    ['SID=1; Path=/; Expires=Wed, 31 Dec 2025 23:59:59 GMT', '/', null],
    ['SID=1; Path=/; Expires=Fri, 02 Jan 2026 00:00:00 GMT', '/', 'SID=1'],
    ['SID=1; Path=/; Max-Age=60; Expires=Wed, 31 Dec 2025 23:59:59 GMT', '/', 'SID=1'],
    ['no pair', '/', null],
    ['=1; Path=/', '/', null],
  ])('%s for %s: %s', (line, path, header) => {
    expect(jarOf([line]).header(path, now)).toBe(header)
  })

  it('set at the root belongs to every path', () => {
    expect(jarOf(['a=1'], '/').header('/x', now)).toBe('a=1')
    expect(jarOf(['a=1'], '/login').header('/x', now)).toBe('a=1')
  })

  it('ends when its time is over', () => {
    const jar = jarOf(['a=1; Path=/; Max-Age=60', 'b=2; Path=/'])
    expect(jar.header('/', now + 59_999)).toBe('a=1; b=2')
    expect(jar.header('/', now + 60_000)).toBe('b=2')
  })

  it('replaces one of the same name and path, and is removed by one in the past', () => {
    const jar = jarOf(['a=1; Path=/', 'a=2; Path=/', 'a=3; Path=/x'])
    expect(jar.header('/x', now)).toBe('a=3; a=2')
    expect(jar.value('a')).toBe('3')
    expect(jar.value('b')).toBe(null)
    jar.store([{ name: 'a', value: '', path: '/x', maxAge: 0 }], '/', now)
    expect(jar.header('/x', now)).toBe('a=2')
  })

  it('is one of at most fifty', () => {
    const jar = jarOf(Array.from({ length: 60 }, (_, index) => `c${index}=1; Path=/`))
    expect(jar.header('/', now)?.split('; ')).toHaveLength(50)
  })
})
