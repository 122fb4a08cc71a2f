import { describe, expect, it } from 'vitest'
import { pathWithin, redirectPath } from '#electron/drivers/kit/redirect.ts'
import { kitAt, web } from '../servers.ts'

const origin = 'http://192.0.2.1:8080'

describe('a redirect', () => {
  it.each<[string, string | null]>([
    ['/login.htm?next=%2F', '/login.htm?next=%2F'],
    ['login.htm', '/pages/login.htm'],
    ['?a=1', '/pages/start?a=1'],
    ['http://192.0.2.1:8080/x#part', '/x'],
    ['http://192.0.2.1:8081/x', null],
    ['https://192.0.2.1:8080/x', null],
    ['//192.0.2.2/x', null],
    ['http://admin@192.0.2.1:8080/x', null],
    ['http://:secret@192.0.2.1:8080/x', null],
    ['javascript:alert(1)', null],
    ['http://[', null],
  ])('to %s: %s', (location, path) => {
    expect(pathWithin(location, '/pages/start', origin)).toBe(path)
    for (const status of [301, 302, 303, 307, 308]) {
      expect(redirectPath({ status, headers: { location } }, '/pages/start', origin)).toBe(path)
    }
    expect(redirectPath({ status: 200, headers: { location } }, '/pages/start', origin)).toBe(null)
  })

  it('without a target, or from a path that is none, leads nowhere', () => {
    expect(redirectPath({ status: 302, headers: {} }, '/', origin)).toBe(null)
    expect(redirectPath({ status: 302, headers: { location: ['/a', '/b'] } }, '/', origin)).toBe(null)
    expect(pathWithin('/x', 'http://[', origin)).toBe(null)
  })
})

describe('the kit', () => {
  const counting = async (location: (url: string) => string | null) => {
    const asked: string[] = []
    const server = await web((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      const target = location(request.url ?? '')
      if (target === null) return void response.end('in')
      response.writeHead(302, { location: target }).end()
    })
    return { asked, port: server.port, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
  }

  it('follows a GET within the web interface, with the credentials', async () => {
    const seen: (string | undefined)[] = []
    await using server = await web((request, response) => {
      if (request.headers.authorization === undefined) {
        return void response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end()
      }
      seen.push(request.url)
      if (request.url === '/in') return void response.end('in')
      response.writeHead(302, { location: '/in' }).end()
    })
    expect((await kitAt({ http: server.port }).kit.request({ method: 'GET', path: '/' })).body).toBe('in')
    expect(seen).toEqual(['/', '/in'])
  })

  it('follows five, and returns the sixth', async () => {
    await using server = await counting((url) => `/${url.length}${url}`)
    const { kit } = kitAt({ http: server.port })
    expect((await kit.request({ method: 'GET', path: '/' })).status).toBe(302)
    expect(server.asked).toHaveLength(6)
  })

  it('returns the redirect of a GET that keeps it', async () => {
    await using server = await counting(() => '/other')
    const request = { method: 'GET', path: '/?reboot=Reboot', keepsRedirect: true } as const
    expect(await kitAt({ http: server.port }).kit.request(request)).toMatchObject({ status: 302 })
    expect(server.asked).toEqual(['GET /?reboot=Reboot'])
  })

  it.each(['POST', 'PUT', 'DELETE'] as const)('returns the redirect of a %s', async (method) => {
    await using server = await counting(() => '/in')
    const { kit } = kitAt({ http: server.port })
    expect((await kit.request({ method, path: '/' })).headers.location).toBe('/in')
    expect(server.asked).toEqual([`${method} /`])
  })
})
