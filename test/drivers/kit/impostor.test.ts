/** Impostors that request a device's password get neither a password nor a hash of it. */
import type { IncomingMessage, RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { Channel } from '#electron/drivers/kit/channel.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { closedPort, kitAt, memoryTrust, secureWeb, selfSigned, web } from '../servers.ts'

const get = { method: 'GET', path: '/menu.htm' } as const

/** Parts of a request that can contain a credential. */
const carried = ({ headers, url }: IncomingMessage): string => `${headers.authorization ?? ''} ${url ?? ''}`

/** Requests credentials and keeps what it receives. */
function challenging(challenge: string | string[]): { listener: RequestListener; sent: string[] } {
  const sent: string[] = []
  return {
    sent,
    listener(request, response) {
      if (request.headers.authorization !== undefined) sent.push(carried(request))
      response.writeHead(401, { 'www-authenticate': challenge }).end()
    },
  }
}

describe('plain HTTP', () => {
  it.each(['Basic realm="r"', 'Digest realm="r", nonce="n"', 'Digest realm="r", nonce="n", qop="auth"'])(
    'gets no credentials before the technician accepts it: %s',
    async (challenge) => {
      const { listener, sent } = challenging(challenge)
      await using server = await web(listener)
      await expect(
        kitAt({ http: server.port }, { acceptPlainHttp: false }).kit.request(get),
      ).rejects.toMatchObject({ code: 'plain-http-not-accepted', facts: { port: server.port } })
      expect(sent).toEqual([])
      await expect(kitAt({ http: server.port }).kit.request(get)).rejects.toMatchObject({
        code: 'sign-in-refused',
      })
      expect(sent).toHaveLength(1)
    },
  )

  it('without a challenge needs no acceptance', async () => {
    await using server = await web((_request, response) => response.end('open'))
    const { kit } = kitAt({ http: server.port }, { acceptPlainHttp: false })
    expect((await kit.request(get)).body).toBe('open')
  })

  it('without credentials needs no acceptance', async () => {
    await using server = await web(challenging('Basic realm="r"').listener)
    const { kit } = kitAt({ http: server.port }, { acceptPlainHttp: false, password: null })
    await expect(kit.request(get)).rejects.toMatchObject({ code: 'sign-in-needed' })
  })
})

describe('a device that requested Digest before', () => {
  it.each(['Basic realm="r"', 'Digest realm="r", nonce="n"'])('gets no answer to %s', async (challenge) => {
    const { listener, sent } = challenging(challenge)
    await using server = await web(listener)
    const trust = memoryTrust()
    trust.rememberSignIn('digest-qop')
    await expect(kitAt({ http: server.port }, { trust }).kit.request(get)).rejects.toMatchObject({
      code: 'sign-in-weaker',
    })
    expect(sent).toEqual([])
  })
})

describe('a session', () => {
  const channelAt = (port: number) =>
    ({ scheme: 'http', address: '127.0.0.1', port, fingerprint: null }) as const

  it('uses its own channel, whatever ports the device has now', async () => {
    const { listener, sent } = challenging('Basic realm="r"')
    await using impostor = await web(listener)
    await using device = await web((_request, response) => response.end('the device'))
    const { kit } = kitAt({ http: impostor.port }, { channel: channelAt(device.port) })
    expect((await kit.request(get)).body).toBe('the device')
    expect(sent).toEqual([])
  })

  it('does not try another channel when its own is closed', async () => {
    let requests = 0
    const { listener } = challenging('Basic realm="r"')
    await using impostor = await web((request, response) => {
      requests++
      listener(request, response)
    })
    const { kit } = kitAt(
      { http: impostor.port, https: impostor.port },
      { channel: channelAt(await closedPort()) },
    )
    await expect(kit.request(get)).rejects.toMatchObject({ code: 'unreachable' })
    expect(requests).toBe(0)
  })

  it('sends no credentials to the target of a redirect', async () => {
    const { listener, sent } = challenging('Basic realm="r"')
    let asked = 0
    await using impostor = await web((request, response) => {
      asked++
      listener(request, response)
    })
    await using device = await web((request, response) => {
      if (request.headers.authorization === undefined) {
        return void response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end()
      }
      response.writeHead(302, { location: `http://127.0.0.1:${impostor.port}/` }).end()
    })
    expect((await kitAt({ http: device.port }).kit.request(get)).status).toBe(302)
    expect(asked).toBe(0)
    expect(sent).toEqual([])
  })
})

describe.skipIf(!isHere('openssl'))(`over TLS${missing('openssl')}`, () => {
  it('sends nothing to a peer with another certificate than the session’s', async () => {
    const { listener, sent } = challenging('Basic realm="r"')
    let requests = 0
    await using impostor = await secureWeb(await selfSigned('an impostor'), (request, response) => {
      requests++
      listener(request, response)
    })
    const channel: Channel = {
      scheme: 'https',
      address: '127.0.0.1',
      port: impostor.port,
      fingerprint: 'AA:BB',
    }
    const { kit } = kitAt({ http: impostor.port, https: impostor.port }, { channel })
    await expect(kit.request(get)).rejects.toMatchObject({
      code: 'certificate-changed',
      facts: { known: 'AA:BB' },
    })
    expect(requests).toBe(0)
    expect(sent).toEqual([])
  })

  it('sends no credentials over plain HTTP without acceptance when the HTTPS port is closed', async () => {
    const { listener, sent } = challenging('Basic realm="r"')
    await using plain = await web(listener)
    const { kit } = kitAt({ http: plain.port, https: await closedPort() }, { acceptPlainHttp: false })
    await expect(kit.request(get)).rejects.toMatchObject({ code: 'plain-http-not-accepted' })
    expect(sent).toEqual([])
  })
})
