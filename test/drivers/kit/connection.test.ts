/** The kept connection of a session, and the pauses of a kit. */
import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { pauseFor } from '#electron/drivers/kit/pause.ts'
import { closedPort, kitAt, secureWeb, selfSigned, web } from '../servers.ts'

const get = { method: 'GET', path: '/' } as const
const put = { method: 'PUT', path: '/', body: { kind: 'xml', text: '<a/>' } } as const

/** The client ports of the requests, one for each connection. */
function countingConnections() {
  const ports: (number | undefined)[] = []
  return {
    connections: () => new Set(ports).size,
    seen: (request: IncomingMessage) => void ports.push(request.socket.remotePort),
  }
}

describe('the requests of a session', () => {
  it('share one connection, also with a sign-in', async () => {
    const { seen, connections } = countingConnections()
    await using server = await web((request, response) => {
      seen(request)
      if (request.headers.authorization !== undefined) return void response.end('in')
      response.writeHead(401, { 'www-authenticate': 'Digest realm="r", nonce="n", qop="auth"' }).end()
    })
    await using kit = kitAt({ http: server.port }).kit
    for (let request = 0; request < 4; request++) expect((await kit.request(get)).body).toBe('in')
    expect(connections()).toBe(1)
  })

  it('that are sent at the same time wait for each other', async () => {
    const { seen, connections } = countingConnections()
    let open = 0
    await using server = await web((request, response) => {
      seen(request)
      expect(++open).toBe(1)
      response.end('in', () => open--)
    })
    await using kit = kitAt({ http: server.port }).kit
    await kit.request(get)
    await Promise.all([kit.request(get), kit.request(get), kit.request(get)])
    expect(connections()).toBe(1)
  })

  it('use a new connection when one must not be repeated', async () => {
    const { seen, connections } = countingConnections()
    await using server = await web((request, response) => {
      seen(request)
      response.end('in')
    })
    await using kit = kitAt({ http: server.port }).kit
    await kit.request(get)
    await kit.request(put)
    await kit.request(get)
    expect(connections()).toBe(2)
    await kit.request({ ...put, idempotent: true })
    expect(connections()).toBe(2)
    await kit.request({ ...get, dropIsSuccess: true })
    expect(connections()).toBe(3)
  })

  it('end with it', async () => {
    let closed: Promise<void> | null = null
    await using server = await web((request, response) => {
      closed = new Promise((resolve) => request.socket.once('close', () => resolve()))
      response.end('in')
    })
    {
      await using kit = kitAt({ http: server.port }).kit
      await kit.request(get)
    }
    await closed
  })

  it('over TLS stay with the certificate of the first connection', async () => {
    const { seen, connections } = countingConnections()
    const [own, other] = [await selfSigned('a device'), await selfSigned('an impostor')]
    await using server = await secureWeb(own, (request, response) => {
      seen(request)
      response.end('in')
    })
    await using kit = kitAt({ http: await closedPort(), https: server.port }).kit
    await kit.request(get)
    await kit.request(put)
    expect(connections()).toBe(2)
    server.useCertificate(other)
    await expect(kit.request(put)).rejects.toMatchObject({ code: 'certificate-changed' })
    expect(connections()).toBe(2)
  })
})

describe('a pause', () => {
  /** One timer, which the test ends. */
  function oneTimer() {
    const timer = { ms: 0, isCancelled: false, end: () => {} }
    const after = (ms: number, then: () => void) => {
      Object.assign(timer, { ms, end: then })
      return () => {
        timer.isCancelled = true
      }
    }
    return { timer, timing: { now: () => 0, after } }
  }

  it('ends after its time, and a later cancellation does nothing', async () => {
    const { timer, timing } = oneTimer()
    const cancelling = new AbortController()
    const pause = pauseFor(timing, 15_000, cancelling.signal)
    timer.end()
    await pause
    cancelling.abort()
    expect(timer).toMatchObject({ ms: 15_000, isCancelled: false })
    const without = pauseFor(timing, 1, undefined)
    timer.end()
    await without
  })

  it.each([
    ['before', true],
    ['during', false],
  ])('ends when it is cancelled %s', async (_when, before) => {
    const { timer, timing } = oneTimer()
    const cancelling = new AbortController()
    if (before) cancelling.abort()
    const pause = pauseFor(timing, 15_000, cancelling.signal)
    cancelling.abort()
    await expect(pause).rejects.toMatchObject({ code: 'cancelled' })
    expect(timer.isCancelled).toBe(true)
  })

  it('is that of the kit', async () => {
    const { kit } = kitAt({ http: 1 }, { signal: AbortSignal.abort() })
    await expect(kit.pause(1)).rejects.toMatchObject({ code: 'cancelled' })
  })
})
