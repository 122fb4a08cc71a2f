/** Requests of the kit: content, ports, number of attempts, log. */
import { describe, expect, it } from 'vitest'
import { PunchdownError } from '#shared/errors.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { closedPort, kitAt, memoryTrust, raw, secureWeb, selfSigned, web } from '../servers.ts'

const get = { method: 'GET', path: '/menu.htm?k=hush1&x=1' } as const
const post = { method: 'POST', path: '/', body: { kind: 'form', fields: [['a', '1']] } } as const

/** Counts connections and sends the same text on each. */
async function sending(text: string) {
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
  it('has only the headers that are needed, and returns the complete reply', async () => {
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
  ])('with a limit of 200,000: a body of %d characters: %s', async (length, code) => {
    await using server = await web((_request, response) => response.end('a'.repeat(length)))
    const { kit } = kitAt({ http: server.port }, { limits: { longestBody: 200_000 } })
    const outcome = await kit.request(get).then(
      ({ body }) => body.length,
      (error: { code: string }) => error.code,
    )
    expect(outcome).toBe(code ?? length)
  })

  it('has default limits of a megabyte and of three attempts', async () => {
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

describe('a request without a reply', () => {
  /** Does not answer the first `silent` requests. */
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
    ['is not idempotent', { ...get, idempotent: false }],
    ['takes a lost connection as success', { ...post, dropIsSuccess: true }],
  ])('that %s is sent once', async (_what, request) => {
    await using server = await slow(9)
    await expect(kitAt({ http: server.port }, { limits }).kit.request(request)).rejects.toMatchObject({
      code: 'timed-out',
    })
    expect(server.requests()).toBe(1)
  })

  it('that drips ends after four times the longest silence', async () => {
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

describe('a reply that is not HTTP', () => {
  it('is not requested again', async () => {
    await using server = await sending(noHttp)
    const { kit } = kitAt({ http: server.port }, { limits: { attempts: 3 } })
    await expect(kit.request(get)).rejects.toMatchObject({ code: 'http-malformed' })
    expect(server.connections()).toBe(1)
  })

  it('is success for a request that restarts the device', async () => {
    await using server = await sending(noHttp)
    const reply = await kitAt({ http: server.port }).kit.request({ ...post, dropIsSuccess: true })
    expect(reply).toEqual({ status: 0, headers: {}, body: '' })
  })

  it('leaves other errors unchanged, without another attempt', async () => {
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
  it('is plain HTTP when both ports are the same, with one connection', async () => {
    await using server = await sending(page)
    const { kit } = kitAt({ http: server.port })
    await kit.request(get)
    expect(server.connections()).toBe(1)
    expect(kit.channel()).toEqual({
      ...{ scheme: 'http', address: '127.0.0.1', port: server.port, fingerprint: null },
    })
  })

  it.each([
    ['answers without TLS', 'HTTP/1.1 400 No\r\n\r\n'],
    ['closes the connection', ''],
  ])('is plain HTTP when the HTTPS port %s', async (_what, text) => {
    await using https = await sending(text)
    await using http = await sending(page)
    // the second request may meet the close of the first one's connection
    const { kit } = kitAt({ http: http.port, https: https.port }, { limits: { attempts: 2 } })
    expect((await kit.request(get)).body).toBe('in')
    expect(kit.channel()?.scheme).toBe('http')
    await kit.request(get)
    expect([https.connections(), http.connections()]).toEqual([1, 2])
  })

  it('is not found when the HTTP port does not speak HTTP', async () => {
    await using http = await sending(noHttp)
    const { kit } = kitAt({ http: http.port, https: await closedPort() })
    await expect(kit.request(get)).rejects.toMatchObject({
      code: 'http-malformed',
      facts: { port: http.port },
    })
    expect(kit.channel()).toBe(null)
  })

  it('reports the HTTP port when neither port speaks its protocol', async () => {
    await using https = await sending('HTTP/1.1 400 No\r\n\r\n')
    await using http = await sending(noHttp)
    const { kit } = kitAt({ http: http.port, https: https.port })
    await expect(kit.request(get)).rejects.toMatchObject({
      code: 'http-malformed',
      facts: { port: http.port },
    })
  })
})

describe.skipIf(!isHere('openssl'))(`an HTTPS port${missing('openssl')}`, () => {
  it('that times out fails the request without a try over plain HTTP', async () => {
    await using https = await secureWeb(await selfSigned('a device'), () => undefined)
    await using http = await sending(page)
    const { kit } = kitAt(
      { http: http.port, https: https.port },
      { limits: { connectMs: 200, answerMs: 20 } },
    )
    await expect(kit.request(get)).rejects.toMatchObject({ code: 'timed-out' })
    expect(http.connections()).toBe(0)
  })

  it('with the known certificate is used, and nothing is remembered again', async () => {
    await using https = await secureWeb(await selfSigned('a device'), (_request, response) =>
      response.end('in'),
    )
    const trust = memoryTrust()
    const ports = { http: await closedPort(), https: https.port }
    await kitAt(ports, { trust }).kit.request(get)
    const remembered = new Map(trust.seen)
    const { kit } = kitAt(ports, {
      trust: { ...trust, rememberCertificate: () => expect.unreachable('the certificate is known') },
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

  it('has a line for each request with status, time and masked query', async () => {
    await using server = await web((_request, response) => response.end('in'))
    const { kit, log } = kitAt({ http: server.port }, { clock: clock() })
    await kit.request(get)
    expect(log.lines().map(({ path, fields }) => [path, fields])).toEqual([
      [
        'kit.exchange',
        {
          ...{ address: '127.0.0.1', port: server.port, scheme: 'http', method: 'GET' },
          ...{ path: '/menu.htm?k=••••&x=••••', status: 200, tookMs: 7, receivedType: '', receivedBytes: 2 },
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

  it('has the outline of an unexpected page; the problem has its start with masked secrets', () => {
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
