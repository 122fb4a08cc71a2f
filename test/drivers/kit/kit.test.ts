/** The kit against real HTTP servers, well-behaved and not. */
import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { DigestServer } from '#electron/practice/kit/digest-server.ts'
import { closedPort, kitAt, raw, web } from '../servers.ts'

const get = { method: 'GET', path: '/menu.htm' } as const
const post = {
  method: 'POST',
  path: '/result.html',
  body: {
    kind: 'form',
    fields: [
      ['a', '1&2'],
      ['b', 'ü'],
    ],
  },
} as const
const short = { connectMs: 50, answerMs: 50 }

describe('signing in', () => {
  const signedIn = (request: IncomingMessage) => request.headers.authorization !== undefined

  it('answers again when a nonce is stale', async () => {
    const digest = new DigestServer({ realm: 'r', mostNonces: 1 })
    await using server = await web((request, response) => {
      const verdict = digest.verify(request.headers.authorization, request.method ?? '', () => 'secret word')
      if (verdict === 'ok') return void response.end('in')
      response.writeHead(401, { 'www-authenticate': digest.challenge(verdict === 'stale') }).end()
    })
    const { kit } = kitAt({ http: server.port })
    expect((await kit.request(get)).body).toBe('in')
    digest.challenge()
    expect((await kit.request(get)).body).toBe('in')
  })

  it('answers twice at most when every nonce is stale', async () => {
    let answers = 0
    await using server = await web((request, response) => {
      if (signedIn(request)) answers++
      const header = `Digest realm="r", nonce="${answers}", qop="auth", stale=true`
      response.writeHead(401, { 'www-authenticate': header }).end()
    })
    await expect(kitAt({ http: server.port }).kit.request(get)).rejects.toMatchObject({
      code: 'sign-in-refused',
    })
    expect(answers).toBe(2)
  })

  it('answers once more when a nonce is unknown after the password was accepted', async () => {
    let digest = new DigestServer({ realm: 'r' })
    let answers = 0
    await using server = await web((request, response) => {
      if (signedIn(request)) answers++
      const verdict = digest.verify(request.headers.authorization, request.method ?? '', () => 'secret word')
      if (verdict === 'ok') return void response.end('in')
      response.writeHead(401, { 'www-authenticate': digest.challenge() }).end()
    })
    const { kit } = kitAt({ http: server.port })
    await kit.request(get)
    digest = new DigestServer({ realm: 'r' })
    expect((await kit.request(get)).body).toBe('in')
    expect(answers).toBe(3)
    const refusing = kitAt({ http: server.port }, { password: 'other' })
    answers = 0
    await expect(refusing.kit.request(get)).rejects.toMatchObject({ code: 'sign-in-refused' })
    expect(answers).toBe(1)
  })

  it.each([
    ['401 with Basic', 401, { 'www-authenticate': 'Basic realm="r"' }, 'sign-in-refused', 1],
    ['401 with Digest', 401, { 'www-authenticate': 'Digest realm="r", nonce="n"' }, 'sign-in-refused', 1],
    ['401 without a challenge', 401, {}, 'sign-in-refused', 0],
    ['401 with an unknown scheme', 401, { 'www-authenticate': 'Negotiate' }, 'not-available-here', 0],
    [
      '401 with an unknown algorithm',
      401,
      { 'www-authenticate': 'Digest realm="r", nonce="n", algorithm=MD4' },
      'sign-in-refused',
      0,
    ],
  ])('%s: %s', async (_what, status, headers, code, expected) => {
    let answers = 0
    await using server = await web((request, response) => {
      if (signedIn(request)) answers++
      response.writeHead(status, headers).end()
    })
    await expect(kitAt({ http: server.port }).kit.request(get)).rejects.toMatchObject({ code })
    expect(answers).toBe(expected)
  })

  it('treats 403 as a refusal only after the password was sent', async () => {
    await using server = await web((request, response) => {
      if (request.url === '/closed') return void response.writeHead(403).end()
      if (signedIn(request)) return void response.writeHead(403).end()
      response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end()
    })
    const { kit } = kitAt({ http: server.port })
    expect((await kit.request({ ...get, path: '/closed' })).status).toBe(403)
    await expect(kit.request(get)).rejects.toMatchObject({ code: 'sign-in-refused' })
  })

  it('uses the stronger of two schemes, and UTF-8 in Basic', async () => {
    const received: string[] = []
    await using server = await web((request, response) => {
      received.push(request.headers.authorization ?? '')
      if (signedIn(request)) return void response.end('in')
      const offered =
        request.url === '/both' ? ['Basic realm="r"', 'Digest realm="r", nonce="n"'] : ['Basic realm="r"']
      response.writeHead(401, { 'www-authenticate': offered }).end()
    })
    await kitAt({ http: server.port }).kit.request({ ...get, path: '/both' })
    await kitAt({ http: server.port }, { user: 'jörg', password: 'grüße:' }).kit.request(get)
    expect(received.map((each) => each.split(' ')[0])).toEqual(['', 'Digest', '', 'Basic'])
    expect(Buffer.from(received[3]?.split(' ')[1] ?? '', 'base64').toString('utf8')).toBe('jörg:grüße:')
  })
})

describe('a request on the wire', () => {
  it('has the encoded form and the headers of the driver', async () => {
    let received = ''
    await using server = await web((request, response) => {
      request.on('data', (chunk: Buffer) => {
        received += chunk.toString()
      })
      request.on('end', () => response.end(`${request.headers['content-type']} ${request.headers['x-own']}`))
    })
    const { kit, log } = kitAt({ http: server.port })
    const reply = await kit.request({ ...post, headers: { 'x-own': 'yes' } })
    expect(reply.body).toBe('application/x-www-form-urlencoded yes')
    expect([...new URLSearchParams(received)]).toEqual(post.body.fields)
    expect(log.lines().map(({ path, fields }) => [path, fields.method, fields.status])).toEqual([
      ['kit.exchange', 'POST', 200],
    ])
  })

  it('leaves no password in the log, of a header or a form', async () => {
    await using server = await web((request, response) => {
      if (request.headers.authorization !== undefined) return void response.end('in')
      response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end()
    })
    const { kit, log } = kitAt({ http: server.port }, { password: 'hush-hush' })
    await kit.request({ ...post, body: { kind: 'form', fields: [['AdminPassword', 'hush-hush']] } })
    const page =
      '<parameter name="AdminPassword"><value hash="1" default="admin" current="hush-hush"/></parameter>'
    const problem = kit.unexpectedPage({ status: 200, headers: {}, body: page }, '/p', 'title')
    expect(problem).toMatchObject({
      code: 'unexpected-page',
      facts: { path: '/p', expected: 'title', status: 200 },
    })
    const kept = `${JSON.stringify(log.lines())}${problem.message}`
    expect(kept).not.toContain('hush-hush')
    expect(kept).not.toContain(Buffer.from('admin:hush-hush').toString('base64'))
    expect(kept).toContain('AdminPassword')
  })
})

describe('a lost connection', () => {
  /** Drops the connection at the first request, answers the next ones. */
  const dropping = async () => {
    let requests = 0
    const server = await web((request, response) => {
      requests++
      if (requests === 1) return void request.socket.destroy()
      response.end('here')
    })
    return {
      port: server.port,
      requests: () => requests,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    }
  }

  it('makes the kit send a GET again', async () => {
    await using server = await dropping()
    const { kit } = kitAt({ http: server.port }, { limits: { attempts: 3 } })
    expect((await kit.request(get)).body).toBe('here')
    expect(server.requests()).toBe(2)
  })
  it('does not make it send a POST again', async () => {
    await using server = await dropping()
    const { kit } = kitAt({ http: server.port }, { limits: { attempts: 3 } })
    await expect(kit.request(post)).rejects.toMatchObject({ code: 'connection-lost' })
    expect(server.requests()).toBe(1)
  })
  it('makes it send an idempotent POST again', async () => {
    await using server = await dropping()
    const { kit } = kitAt({ http: server.port }, { limits: { attempts: 3 } })
    expect((await kit.request({ ...post, idempotent: true })).body).toBe('here')
  })
  it('is success for a request that restarts the device', async () => {
    await using server = await dropping()
    const { kit } = kitAt({ http: server.port }, { limits: { attempts: 3 } })
    expect(await kit.request({ ...get, dropIsSuccess: true })).toEqual({ status: 0, headers: {}, body: '' })
    expect(server.requests()).toBe(1)
  })
  it('in the middle of a reply is a lost connection', async () => {
    await using server = await web((_request, response) => {
      response.writeHead(200, { 'content-length': '64' })
      response.write('<html>', () => response.destroy())
    })
    await expect(kitAt({ http: server.port }).kit.request(get)).rejects.toMatchObject({
      code: 'connection-lost',
    })
  })
  it('causes no more attempts than allowed', async () => {
    let connections = 0
    await using server = await raw((socket) => {
      connections++
      socket.destroy()
    })
    const { kit } = kitAt({ http: server.port }, { limits: { attempts: 3 } })
    await expect(kit.request(get)).rejects.toMatchObject({ code: 'connection-lost' })
    expect(connections).toBe(3)
  })
})

describe('a malformed or missing reply', () => {
  const say = (text: string) => raw((socket) => socket.once('data', () => socket.write(text)))
  it.each([
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.2\r\n', 'http-malformed'],
    ['binary', '\u0000\u0001\u0002\u0003\r\n\r\n', 'http-malformed'],
    ['a header without end', `HTTP/1.1 200 OK\r\nA: ${'a'.repeat(100_000)}`, 'http-malformed'],
    ['a malformed length', 'HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n', 'http-malformed'],
    ['a malformed chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'http-malformed'],
    ['half a head', 'HTTP/1.1 200 OK\r\nServer: ', 'timed-out'],
    ['half a body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', 'timed-out'],
    ['nothing', '', 'timed-out'],
  ])('%s', async (_what, text, code) => {
    await using server = await say(text)
    const { kit } = kitAt({ http: server.port }, { limits: short })
    await expect(kit.request(get)).rejects.toMatchObject({ code })
  })

  it('a body without end', async () => {
    await using server = await web((_request, response) => {
      const pour = () => {
        while (!response.destroyed && response.write('a'.repeat(65_536)));
        response.once('drain', pour)
      }
      pour()
    })
    const { kit } = kitAt({ http: server.port }, { limits: { longestBody: 200_000 } })
    await expect(kit.request(get)).rejects.toMatchObject({
      code: 'http-malformed',
      facts: { reason: 'too-long', longest: 200_000 },
    })
  })

  it('a body that drips', async () => {
    await using server = await raw((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n')
        const drip = setInterval(() => socket.write('.'), 10)
        socket.on('close', () => clearInterval(drip))
      })
    })
    const { kit } = kitAt({ http: server.port }, { limits: short })
    await expect(kit.request(get)).rejects.toMatchObject({ code: 'timed-out' })
  })

  it('a closed port', async () => {
    const [http, https] = [await closedPort(), await closedPort()]
    await expect(kitAt({ http, https }).kit.request(get)).rejects.toMatchObject({
      code: 'unreachable',
      facts: { port: http },
    })
  })
})

describe('a cancelled request', () => {
  it('ends while it waits', async () => {
    const cancelling = new AbortController()
    await using server = await web(() => cancelling.abort())
    const { kit } = kitAt({ http: server.port }, { signal: cancelling.signal, limits: { attempts: 3 } })
    await expect(kit.request(get)).rejects.toMatchObject({ code: 'cancelled' })
  })
  it('sends nothing when it was cancelled before', async () => {
    let requests = 0
    await using server = await web((_request, response) => {
      requests++
      response.end()
    })
    const { kit } = kitAt({ http: server.port }, { signal: AbortSignal.abort() })
    await expect(kit.request(get)).rejects.toMatchObject({ code: 'cancelled' })
    expect(requests).toBe(0)
  })
})
