/** What the kit sends and hands back, which port it asks, how often, and what it logs. */
import { describe, expect, it } from 'vitest'
import { PunchdownError } from '#shared/errors.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { closedPort, kitAt, memoryTrust, raw, secureWeb, selfSigned, web } from '../servers.ts'

const get = { method: 'GET', path: '/menu.htm?k=hush1&x=1' } as const
const post = { method: 'POST', path: '/', form: { a: '1' } } as const

/** Counts connections and says the same on each. */
async function saying(text: string) {
  let connections = 0
  const server = await raw((socket) => {
    connections++
    socket.once('data', () => socket.end(text))
  })
  return {
    ...server,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    connections: () => connections,
  }
}
const page = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nin'
const noHttp = 'SSH-2.0-OpenSSH_9.2\r\n'

describe('a request', () => {
  it('carries no more than was asked for, and the reply is handed back whole', async () => {
    const sent: unknown[] = []
    await using server = await web((request, response) => {
      const { accept, authorization, 'content-type': type } = request.headers
      sent.push({ method: request.method, url: request.url, accept, authorization, type })
      response.setHeader('set-cookie', ['a=1', 'b=2']).setHeader('x-one', '1')
      response.writeHead(201).write('gr')
      response.end('üße')
    })
    const reply = await kitAt({ http: server.port }).kit.request(get)
    expect(sent).toEqual([
      { method: 'GET', url: get.path, accept: '*/*', authorization: undefined, type: undefined },
    ])
    expect(reply).toMatchObject({
      ...{ status: 201, body: 'grüße' },
      headers: { 'set-cookie': 'a=1, b=2', 'x-one': '1' },
    })
  })

  it('reaches an IPv6 address', async () => {
    await using server = await web((request, response) => response.end(request.headers.host), '::1')
    const { kit } = kitAt({ http: server.port }, { address: '::1' })
    expect((await kit.request(get)).body).toBe(`[::1]:${server.port}`)
    expect(kit.address).toBe('::1')
  })

  it.each([
    [200_000, null],
    [200_001, 'http-malformed'],
  ])('for a body of %d characters where 200,000 are allowed: %s', async (length, code) => {
    await using server = await web((_request, response) => response.end('a'.repeat(length)))
    const { kit } = kitAt({ http: server.port }, { limits: { longestBody: 200_000 } })
    const outcome = await kit.request(get).then(
      ({ body }) => body.length,
      (error: { code: string }) => error.code,
    )
    expect(outcome).toBe(code ?? length)
  })

  it('by default takes a megabyte and no more, and three attempts', async () => {
    let requests = 0
    await using server = await web((request, response) => {
      requests++
      if (request.url === '/lost') return void request.socket.destroy()
      response.end('a'.repeat(Number(request.url?.slice(1))))
    })
    const { kit } = kitAt({ http: server.port }, { limits: null })
    expect((await kit.request({ ...get, path: '/1048576' })).body).toHaveLength(1_048_576)
    await expect(kit.request({ ...get, path: '/1048577' })).rejects.toMatchObject({ code: 'http-malformed' })
    expect(requests).toBe(2)
    await expect(kit.request({ ...get, path: '/lost' })).rejects.toMatchObject({ code: 'connection-lost' })
    expect(requests).toBe(5)
  })
})

describe('a request without its answer', () => {
  /** Lets requests wait without an answer, as many as `silent`, then answers. */
  async function slow(silent: number) {
    let requests = 0
    const server = await web((_request, response) => {
      requests++
      if (requests > silent) response.end('in')
    })
    return {
      port: server.port,
      requests: () => requests,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    }
  }
  // over after connectMs + 4 × answerMs
  const limits = { connectMs: 20, answerMs: 20, attempts: 2 }

  it('that is a GET is sent again', async () => {
    await using server = await slow(1)
    expect(
      (await kitAt({ http: server.port }, { limits: { ...limits, answerMs: 50 } }).kit.request(get)).body,
    ).toBe('in')
    expect(server.requests()).toBe(2)
  })

  it.each([
    ['is a POST', post],
    ['may not be sent again', { ...get, idempotent: false }],
    ['would be answered by a lost connection, which a silent one is not', { ...post, dropIsSuccess: true }],
  ])('that %s is sent once', async (_what, request) => {
    await using server = await slow(9)
    await expect(kitAt({ http: server.port }, { limits }).kit.request(request)).rejects.toMatchObject({
      code: 'timed-out',
    })
    expect(server.requests()).toBe(1)
  })

  it('that drips is over after four times the longest silence', async () => {
    await using server = await raw((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n')
        const drip = setInterval(() => socket.write('.'), 5)
        socket.on('close', () => clearInterval(drip))
      })
    })
    const { kit } = kitAt({ http: server.port }, { limits: { connectMs: 20, answerMs: 20 } })
    await expect(kit.request(get)).rejects.toMatchObject({
      ...{ code: 'timed-out', facts: { address: '127.0.0.1', port: server.port, reason: 'drip' } },
    })
  })
})

describe('an answer that is no HTTP', () => {
  it('is not asked for again', async () => {
    await using server = await saying(noHttp)
    const { kit } = kitAt({ http: server.port }, { limits: { attempts: 3 } })
    await expect(kit.request(get)).rejects.toMatchObject({ code: 'http-malformed' })
    expect(server.connections()).toBe(1)
  })

  it('is the end of a device that restarts', async () => {
    await using server = await saying(noHttp)
    const reply = await kitAt({ http: server.port }).kit.request({ ...post, dropIsSuccess: true })
    expect(reply).toEqual({ status: 0, headers: {}, body: '' })
  })

  it('a bug passes through as it is, and is not tried again', async () => {
    let asked = 0
    await using server = await web((_request, response) => response.end())
    const bug = new TypeError('a bug')
    const trust = {
      ...memoryTrust(),
      certificate(): string | null {
        asked++
        throw bug
      },
    }
    const ports = { http: server.port, https: server.port + 1 }
    await expect(kitAt(ports, { trust, limits: { attempts: 3 } }).kit.request(get)).rejects.toBe(bug)
    expect(asked).toBe(1)
  })
})

describe('the channel', () => {
  it('is plain HTTP where both are one port, which is connected to once', async () => {
    await using server = await saying(page)
    const { kit } = kitAt({ http: server.port })
    await kit.request(get)
    expect(server.connections()).toBe(1)
    expect(kit.channel()).toEqual({
      ...{ scheme: 'http', address: '127.0.0.1', port: server.port, fingerprint: null },
    })
  })

  it.each([
    ['answers without TLS', 'HTTP/1.1 400 No\r\n\r\n'],
    ['hangs up', ''],
  ])('is plain HTTP where the HTTPS port %s', async (_what, text) => {
    await using https = await saying(text)
    await using http = await saying(page)
    const { kit } = kitAt({ http: http.port, https: https.port })
    expect((await kit.request(get)).body).toBe('in')
    expect(kit.channel()?.scheme).toBe('http')
    await kit.request(get)
    expect([https.connections(), http.connections()]).toEqual([1, 2])
  })

  it('is not found where HTTP does not speak HTTP: that is the problem', async () => {
    await using http = await saying(noHttp)
    const { kit } = kitAt({ http: http.port, https: await closedPort() })
    await expect(kit.request(get)).rejects.toMatchObject({
      code: 'http-malformed',
      facts: { port: http.port },
    })
    expect(kit.channel()).toBe(null)
  })

  it('where neither speaks its protocol, HTTP is the problem', async () => {
    await using https = await saying('HTTP/1.1 400 No\r\n\r\n')
    await using http = await saying(noHttp)
    const { kit } = kitAt({ http: http.port, https: https.port })
    await expect(kit.request(get)).rejects.toMatchObject({
      code: 'http-malformed',
      facts: { port: http.port },
    })
  })
})

describe.skipIf(!isHere('openssl'))(`an HTTPS port${missing('openssl')}`, () => {
  it('that does not answer in time is the problem: plain HTTP is not asked', async () => {
    await using https = await secureWeb(await selfSigned('a device'), () => undefined)
    await using http = await saying(page)
    const { kit } = kitAt(
      { http: http.port, https: https.port },
      { limits: { connectMs: 200, answerMs: 20 } },
    )
    await expect(kit.request(get)).rejects.toMatchObject({ code: 'timed-out' })
    expect(http.connections()).toBe(0)
  })

  it('with the certificate of before is used, and nothing new is remembered', async () => {
    await using https = await secureWeb(await selfSigned('a device'), (_request, response) =>
      response.end('in'),
    )
    const trust = memoryTrust()
    const ports = { http: await closedPort(), https: https.port }
    await kitAt(ports, { trust }).kit.request(get)
    const remembered = new Map(trust.seen)
    const { kit } = kitAt(ports, {
      trust: { ...trust, rememberCertificate: () => expect.unreachable('it is known') },
    })
    await kit.request(get)
    expect(kit.channel()?.fingerprint).toBe(remembered.get(https.port))
  })
})

describe('the log', () => {
  const clock = () => {
    let now = 0
    return { now: () => (now += 7) }
  }

  it('has a line for each request with its status and its time, the query masked', async () => {
    await using server = await web((_request, response) => response.end('in'))
    const { kit, log } = kitAt({ http: server.port }, { clock: clock() })
    await kit.request(get)
    expect(log.lines().map(({ path, fields }) => [path, fields])).toEqual([
      [
        'kit.exchange',
        {
          ...{ address: '127.0.0.1', port: server.port, scheme: 'http', method: 'GET' },
          ...{ path: '/menu.htm?k=••••&x=••••', status: 200, tookMs: 7 },
        },
      ],
    ])
  })

  it('has a line for a failure with its code', async () => {
    const { kit, log } = kitAt({ http: await closedPort() })
    await expect(kit.request(get)).rejects.toMatchObject({ code: 'unreachable' })
    expect(log.lines()).toMatchObject([
      { path: 'kit.exchange-failed', fields: { method: 'GET', problem: 'unreachable' } },
    ])
  })

  it('keeps the outline of an unexpected page, the problem a piece of it with its secrets masked', () => {
    const { kit, log } = kitAt({ http: 1 })
    const body = `<title>Login</title><AdminPassword>hush1</AdminPassword>${'a'.repeat(9_000)}`
    const problem = kit.unexpectedPage({ status: 404, headers: {}, body }, get.path, 'title')
    const where = { address: '127.0.0.1', path: '/menu.htm?k=••••&x=••••', expected: 'title', status: 404 }
    expect(problem).toMatchObject({ code: 'unexpected-page', facts: where })
    const kept = problem instanceof PunchdownError ? problem.facts.page : null
    expect(kept).toHaveLength(2_000)
    expect(kept).toContain('<AdminPassword>••••</AdminPassword>')
    expect(log.lines().map(({ path, fields }) => [path, fields])).toEqual([
      ['kit.unexpected-page', { ...where, length: body.length, title: 'Login' }],
    ])
  })
})
