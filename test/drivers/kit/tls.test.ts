/** Certificates: remembered, changed; old versions of TLS. */
import { describe, expect, it } from 'vitest'
import { isHere, missing } from '#test/support/programs.ts'
import { closedPort, kitAt, memoryTrust, raw, secureWeb, selfSigned, web } from '../servers.ts'

const get = { method: 'GET', path: '/menu.htm' } as const

describe.skipIf(!isHere('openssl'))(`certificates${missing('openssl')}`, () => {
  it('finds a device with HTTPS only and remembers its certificate', async () => {
    await using server = await secureWeb(await selfSigned('a device'), (_request, response) =>
      response.end('in'),
    )
    const trust = memoryTrust()
    const { kit } = kitAt({ http: await closedPort(), https: server.port }, { trust })
    expect((await kit.request(get)).body).toBe('in')
    expect((await kit.request(get)).body).toBe('in')
    expect([...trust.seen.keys()]).toEqual([server.port])
    expect([...trust.seen.values()][0]).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  })

  it('prefers HTTPS: the plain port gets no request, and the password is sent over HTTPS', async () => {
    const authorizations: (string | undefined)[] = []
    let plainRequests = 0
    await using secure = await secureWeb(await selfSigned('a device'), (request, response) => {
      authorizations.push(request.headers.authorization)
      if (request.headers.authorization !== undefined) return void response.end(request.url)
      response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end()
    })
    await using plain = await web((_request, response) => {
      plainRequests++
      response.end()
    })
    const { kit } = kitAt({ http: plain.port, https: secure.port }, { acceptPlainHttp: false })
    expect(kit.channel()).toBe(null)
    expect((await kit.request(get)).body).toBe(get.path)
    expect(authorizations.map((sent) => sent !== undefined)).toEqual([false, true])
    expect(plainRequests).toBe(0)
    expect(kit.channel()).toMatchObject({ scheme: 'https', address: '127.0.0.1', port: secure.port })
    expect(kit.channel()?.fingerprint).toMatch(/^[0-9A-F:]{95}$/)
  })

  it('returns a redirect without following it', async () => {
    await using plain = await web((_request, response) => {
      response.writeHead(302, { location: 'http://192.0.2.1/' }).end()
    })
    expect((await kitAt({ http: plain.port }).kit.request(get)).status).toBe(302)
  })

  it('refuses a changed certificate before anything is sent', async () => {
    const trust = memoryTrust()
    trust.rememberCertificate(1, 'AA')
    let requests = 0
    await using server = await secureWeb(await selfSigned('another'), (_request, response) => {
      requests++
      response.end()
    })
    trust.rememberCertificate(server.port, 'AA:BB')
    const { kit } = kitAt(
      { http: await closedPort(), https: server.port },
      { trust, limits: { attempts: 3 } },
    )
    await expect(kit.request(get)).rejects.toMatchObject({
      code: 'certificate-changed',
      facts: { known: 'AA:BB', port: server.port },
    })
    expect(requests).toBe(0)
    expect(trust.seen.get(server.port)).toBe('AA:BB')
  })

  it.each(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const)(
    'connects to a device with %s only',
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

  it('reports an HTTPS port without TLS as malformed', async () => {
    await using server = await raw((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 400 No\r\n\r\n')),
    )
    const { kit } = kitAt({ http: await closedPort(), https: server.port })
    await expect(kit.request(get)).rejects.toMatchObject({ code: 'http-malformed' })
  })
})
