/** The kit and certificates: found, remembered, changed; old versions of TLS. */
import { describe, expect, it } from 'vitest'
import { isHere, missing } from '#test/support/programs.ts'
import { closedPort, kitAt, memoryTrust, raw, secureWeb, selfSigned, web } from './servers.ts'

const get = { method: 'GET', path: '/menu.htm' } as const

describe.skipIf(!isHere('openssl'))(`certificates${missing('openssl')}`, () => {
  it('a device that speaks HTTPS only is found, and its certificate remembered', async () => {
    await using server = await secureWeb(await selfSigned('a device'), (_request, response) =>
      response.end('in'),
    )
    const trust = memoryTrust()
    const { kit } = kitAt({ http: await closedPort(), https: server.port }, { trust })
    expect((await kit.request(get)).body).toBe('in')
    expect((await kit.request(get)).body).toBe('in')
    expect([...trust.seen.keys()]).toEqual([`127.0.0.1:${server.port}`])
    expect([...trust.seen.values()][0]).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  })

  it('a redirect to HTTPS is followed, and the password goes over HTTPS only', async () => {
    const heard: [string, string | undefined][] = []
    await using secure = await secureWeb(await selfSigned('a device'), (request, response) => {
      heard.push(['https', request.headers.authorization])
      if (request.headers.authorization !== undefined) return void response.end(request.url)
      response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end()
    })
    await using plain = await web((request, response) => {
      heard.push(['http', request.headers.authorization])
      response.writeHead(302, { location: `https://127.0.0.1${request.url}` }).end()
    })
    const { kit } = kitAt({ http: plain.port, https: secure.port })
    expect((await kit.request(get)).body).toBe(get.path)
    expect(heard.map(([scheme, sent]) => [scheme, sent !== undefined])).toEqual([
      ['http', false],
      ['https', false],
      ['https', true],
    ])
  })

  it('a redirect anywhere else is the answer', async () => {
    await using plain = await web((_request, response) => {
      response.writeHead(302, { location: 'http://192.0.2.1/' }).end()
    })
    expect((await kitAt({ http: plain.port }).kit.request(get)).status).toBe(302)
  })

  it('another certificate than before is said, and nothing is sent', async () => {
    const trust = memoryTrust()
    trust.remember('127.0.0.1:0', 'AA')
    let requests = 0
    await using server = await secureWeb(await selfSigned('another'), (_request, response) => {
      requests++
      response.end()
    })
    trust.remember(`127.0.0.1:${server.port}`, 'AA:BB')
    const { kit } = kitAt(
      { http: await closedPort(), https: server.port },
      { trust, limits: { attempts: 3 } },
    )
    await expect(kit.request(get)).rejects.toMatchObject({
      code: 'certificate-changed',
      facts: { known: 'AA:BB', port: server.port },
    })
    expect(requests).toBe(0)
    expect(trust.seen.get(`127.0.0.1:${server.port}`)).toBe('AA:BB')
  })

  it.each(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const)(
    'a device that speaks %s only',
    async (version) => {
      await using server = await secureWeb(
        await selfSigned('a device'),
        (_request, response) => response.end('in'),
        version,
      )
      const { kit } = kitAt({ http: await closedPort(), https: server.port })
      expect((await kit.request(get)).body).toBe('in')
    },
  )

  it('what is no TLS behind the HTTPS port is malformed', async () => {
    await using server = await raw((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 400 No\r\n\r\n')),
    )
    const { kit } = kitAt({ http: await closedPort(), https: server.port })
    await expect(kit.request(get)).rejects.toMatchObject({ code: 'http-malformed' })
  })
})
