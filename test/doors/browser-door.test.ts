/** What the browser door lets in and, above all, what it keeps out. */
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { openBrowserDoor } from '#electron/host/browser-door.ts'
import { ask, type OpenDoor, openDoor, tokenOf, upgrade } from './open-door.ts'

let here: OpenDoor
let port: number
let origin: string
beforeAll(async () => {
  here = await openDoor()
  port = here.door.port
  origin = here.door.origin
})
afterAll(() => here[Symbol.asyncDispose]())

const session = async (): Promise<string> => {
  const reply = await ask(port, {
    method: 'POST',
    path: '/session',
    origin,
    body: tokenOf(here.door.link()),
  })
  expect(reply.status).toBe(200)
  return reply.body
}

describe('where a request comes from', () => {
  it.each([
    ['a name that points here', 'punchdown.example'],
    ['the right name with another port', '127.0.0.1:1'],
    ['the name localhost, which may be pointed elsewhere', 'localhost'],
    ['no port', '127.0.0.1'],
  ])('refuses Host: %s', async (_, name) => {
    const host = name === 'localhost' ? `localhost:${port}` : name
    expect((await ask(port, { host })).status).toBe(403)
    expect((await ask(port, { method: 'POST', path: '/session', host, body: 'x' })).status).toBe(403)
  })

  it('refuses a request without Host', async () => {
    const reply = await ask(port, { host: null })
    expect([400, 403]).toContain(reply.status)
  })

  it.each([
    ['another site', 'https://example.org'],
    ['another port here', 'http://127.0.0.1:1'],
    ['a page without an origin', 'null'],
  ])('refuses Origin: %s', async (_, from) => {
    expect((await ask(port, { origin: from })).status).toBe(403)
    const token = tokenOf(here.door.link())
    expect((await ask(port, { method: 'POST', path: '/session', origin: from, body: token })).status).toBe(
      403,
    )
    // the token was not spent on it
    expect((await ask(port, { method: 'POST', path: '/session', origin, body: token })).status).toBe(200)
  })

  it('listens on the loopback interface only', () => {
    expect(origin).toBe(`http://127.0.0.1:${port}`)
  })
})

describe('the one-time token', () => {
  it('opens a session once', async () => {
    const token = tokenOf(here.door.link())
    const post = { method: 'POST', path: '/session', origin, body: token }
    const first = await ask(port, post)
    expect(first.status).toBe(200)
    expect(first.body).toMatch(/^[\w-]{32}$/)
    expect(first.headers['cache-control']).toBe('no-store')
    expect((await ask(port, post)).status).toBe(401)
  })

  it('is new in each link, and each opens a session of its own', async () => {
    const [one, two] = [await session(), await session()]
    expect(one).not.toBe(two)
    expect(here.sessions.has(one) && here.sessions.has(two)).toBe(true)
  })

  it.each([
    ['unknown', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['empty', ''],
    ['not text', Buffer.from([0xff, 0xfe, 0x00])],
  ])('%s: no session', async (_, body) => {
    expect((await ask(port, { method: 'POST', path: '/session', origin, body })).status).toBe(401)
  })

  it('is not taken from a form of another page, which sends no Origin of ours', async () => {
    const body = tokenOf(here.door.link())
    expect((await ask(port, { method: 'POST', path: '/session', body })).status).toBe(401)
  })

  it('is not taken out of a body longer than any token', async () => {
    const body = tokenOf(here.door.link()) + ' '.repeat(1_000_000)
    const reply = await ask(port, { method: 'POST', path: '/session', origin, body })
    expect(reply.status).toBe(413)
    expect((await ask(port)).status).toBe(200)
  })
})

describe('a page that asks whether its session is still open', () => {
  it.each([
    ['no secret', undefined, 401],
    ['a wrong one', 'Bearer wrong', 401],
    ['an empty one', 'Bearer ', 401],
    ['another scheme', 'Basic d3Jvbmc6d3Jvbmc=', 401],
  ])('%s', async (_, authorization, status) => {
    expect((await ask(port, { path: '/session', authorization })).status).toBe(status)
  })

  it('is told so, and whether the core has a problem', async () => {
    const authorization = `Bearer ${await session()}`
    expect(await ask(port, { path: '/session', authorization })).toMatchObject({
      status: 200,
      body: '{"problem":null}',
    })
    const host = `localhost:${port}`
    expect((await ask(port, { path: '/session', authorization, host })).status).toBe(403)
  })
})

describe('signing out', () => {
  it('ends the session and its sockets at once, and no other session', async () => {
    const [mine, other] = [await session(), await session()]
    const sockets = [mine, mine, other].map(
      (secret) => new WebSocket(`ws://127.0.0.1:${port}/contract`, ['punchdown', secret], { origin }),
    )
    await Promise.all(sockets.map((socket) => once(socket, 'open')))
    const closed = sockets.slice(0, 2).map((socket) => once(socket, 'close'))
    const authorization = `Bearer ${mine}`
    const signOut = { method: 'DELETE', path: '/session', origin, authorization }
    expect((await ask(port, signOut)).status).toBe(200)
    await Promise.all(closed)
    expect((await ask(port, { path: '/session', authorization })).status).toBe(401)
    expect((await upgrade(port, { origin, secret: mine })).status).toBe(401)
    expect((await ask(port, signOut)).status).toBe(401)
    const [, , kept] = sockets
    const answered = kept === undefined ? null : once(kept, 'message')
    kept?.send(JSON.stringify({ i: '1', p: { u: '/app/status', b: {} } }))
    await answered
    kept?.terminate()
  })

  it('is not done by a page elsewhere', async () => {
    const secret = await session()
    const authorization = `Bearer ${secret}`
    for (const from of ['https://example.org', 'null']) {
      const reply = await ask(port, { method: 'DELETE', path: '/session', origin: from, authorization })
      expect(reply.status).toBe(403)
    }
    expect(here.sessions.has(secret)).toBe(true)
  })
})

describe('the socket', () => {
  it('opens for a session of this origin and says nothing of the secret', async () => {
    expect(await upgrade(port, { origin, secret: await session() })).toEqual({
      status: 101,
      protocol: 'punchdown',
    })
  })

  it.each([
    ['no secret', undefined, 401],
    ['a wrong secret', 'wrong', 401],
  ])('%s is refused', async (_, secret, status) => {
    expect((await upgrade(port, { origin, secret })).status).toBe(status)
  })

  it('a token is no secret', async () => {
    expect((await upgrade(port, { origin, secret: tokenOf(here.door.link()) })).status).toBe(401)
  })

  it('a right secret does not help another origin, a missing one, another Host or another path', async () => {
    const secret = await session()
    const statuses = [
      await upgrade(port, { secret, origin: 'https://example.org' }),
      await upgrade(port, { secret }),
      await upgrade(port, { secret, origin, host: 'punchdown.example' }),
      await upgrade(port, { secret, origin, path: '/' }),
      await upgrade(port, { secret, origin, path: '/contract/../contract?x' }),
    ].map(({ status }) => status)
    expect(statuses).toEqual([403, 403, 403, 403, 403])
  })

  it('ends a client that sends more than any call needs, and no other', async () => {
    const connect = async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/contract`, ['punchdown', await session()], {
        origin,
      })
      await once(socket, 'open')
      return socket
    }
    const [greedy, other] = [await connect(), await connect()]
    greedy.on('error', () => undefined)
    const closed = once(greedy, 'close')
    greedy.send(Buffer.alloc(5 * 1024 * 1024))
    await closed
    const answered = once(other, 'message')
    other.send(JSON.stringify({ i: '1', p: { u: '/app/status', b: {} } }))
    await answered
    other.terminate()
  })
})

describe('the page', () => {
  it('carries a policy that runs its own scripts and nothing else, with a nonce of its own each time', async () => {
    const replies = [await ask(port), await ask(port)]
    const nonces = replies.map(({ headers, body }) => {
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${port};`)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe|\*/)
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
      expect(nonce.length).toBeGreaterThanOrEqual(22)
      expect(body).toContain(`nonce="${nonce}"`)
      return nonce
    })
    expect(nonces[0]).not.toBe(nonces[1])
  })

  it('is never sniffed, framed, kept or referred to', async () => {
    expect((await ask(port)).headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
  })

  it('allows no other page to read anything: there is no CORS header', async () => {
    expect((await ask(port, { origin })).headers['access-control-allow-origin']).toBeUndefined()
  })

  it('answers HEAD without a body', async () => {
    expect(await ask(port, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
  })

  it.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.json',
    '/..%5csecret.json',
    '//../secret.json',
    '/%00index.html',
    '/%',
    '/assets',
    '/assets/',
    '/notes.bin',
    '/missing.js',
    'http://127.0.0.1/../secret.json',
  ])('serves no file for %s', async (path) => {
    const reply = await ask(port, { path })
    expect([403, 404]).toContain(reply.status)
    expect(reply.body).not.toContain('secret"')
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is not for pages', async (method) => {
    expect((await ask(port, { method, path: '/', origin })).status).toBe(405)
  })

  it('PUT /session is not POST /session', async () => {
    expect((await ask(port, { method: 'PUT', path: '/session', origin })).status).toBe(405)
  })
})

describe('the port', () => {
  it('says port-in-use, with the address, when another program has it', async () => {
    const { sessions, core } = here
    await expect(openBrowserDoor({ port, pageFolder: '.', sessions, core })).rejects.toMatchObject({
      code: 'port-in-use',
      facts: { address: '127.0.0.1', port },
    })
  })

  it('is free again, and every socket closed, once the door is closed', async () => {
    const other = await openDoor()
    const { door } = other
    const body = tokenOf(door.link())
    const { body: secret } = await ask(door.port, {
      method: 'POST',
      path: '/session',
      origin: door.origin,
      body,
    })
    const socket = new WebSocket(`ws://127.0.0.1:${door.port}/contract`, ['punchdown', secret], {
      origin: door.origin,
    })
    await once(socket, 'open')
    const closed = once(socket, 'close')
    await other[Symbol.asyncDispose]()
    await closed
    await expect(ask(door.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})
