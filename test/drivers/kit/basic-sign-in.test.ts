/** Basic before a challenge, on real sockets. */
import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { BasicSignIn } from '#electron/drivers/kit/strategies.ts'
import { kitAt, memoryTrust, web } from '../servers.ts'

const basic = `Basic ${Buffer.from('admin:secret word').toString('base64')}`
const strategy = (given: Partial<BasicSignIn> = {}): BasicSignIn => ({
  ...{ kind: 'basic', request: { method: 'POST', path: '/auth.htm' }, cookie: 'Authorization' },
  isSignedIn: ({ status, body }) => status === 200 && body === 'in',
  ...given,
})

async function device(answer: { body?: string; status?: number; cookie?: string } = {}) {
  const { body = 'in', status = 200, cookie } = answer
  const asked: { line: string; headers: IncomingMessage['headers'] }[] = []
  const server = await web((request, response) => {
    asked.push({ line: `${request.method} ${request.url}`, headers: request.headers })
    const isSignIn = request.url === '/auth.htm'
    if (isSignIn && cookie !== undefined) response.setHeader('set-cookie', cookie)
    response.statusCode = isSignIn ? status : 200
    response.end(isSignIn ? body : '<meta name="token" content="t1">')
  })
  return { ...server, asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

describe('Basic before a challenge', () => {
  it.each([
    ['session=1; HttpOnly', 'session=1'],
    [undefined, `Authorization=${basic}`],
  ])('is sent once, then with each request; Set-Cookie %s', async (given, cookie) => {
    await using server = await device(given === undefined ? {} : { cookie: given })
    const trust = memoryTrust()
    const { kit } = kitAt({ http: server.port }, { trust })
    await kit.request({ method: 'GET', path: '/js/login.js' })
    await kit.signIn(strategy({ csrf: { header: 'X-Token', from: { meta: 'token' } } }))
    await kit.request({ method: 'GET', path: '/index.htm' })
    await kit.request({ method: 'POST', path: '/form' })
    expect(
      server.asked.map(({ line, headers }) => [
        ...[line, headers.authorization, headers.cookie, headers['x-token']],
      ]),
    ).toEqual([
      ['GET /js/login.js', undefined, undefined, undefined],
      ['POST /auth.htm', basic, undefined, undefined],
      ['GET /index.htm', basic, cookie, undefined],
      ['POST /form', basic, cookie, 't1'],
    ])
    expect(trust.strongestSignIn()).toBe('basic')
  })

  it('makes no cookie without a name for it', async () => {
    await using server = await device()
    const { kit } = kitAt({ http: server.port })
    await kit.request({ method: 'GET', path: '/' })
    await kit.signIn(strategy({ cookie: null }))
    await kit.request({ method: 'GET', path: '/' })
    expect(server.asked.at(-1)?.headers.cookie).toBeUndefined()
  })

  it.each([{ body: 'INVALID' }, { status: 401 }, { status: 403 }])(
    'ends with sign-in-refused after %j, and is not repeated',
    async (answer) => {
      await using server = await device(answer)
      const { kit } = kitAt({ http: server.port }, { limits: { attempts: 3 } })
      await kit.request({ method: 'GET', path: '/' })
      await expect(kit.signIn(strategy())).rejects.toMatchObject({
        code: 'sign-in-refused',
        facts: { address: '127.0.0.1', user: 'admin' },
      })
      expect(server.asked.filter(({ headers }) => headers.authorization !== undefined)).toHaveLength(1)
    },
  )

  it.each([401, 403])('a reply %d is a refusal, whatever the strategy makes of it', async (status) => {
    await using server = await device({ status })
    const { kit } = kitAt({ http: server.port })
    await kit.request({ method: 'GET', path: '/' })
    await expect(kit.signIn(strategy({ isSignedIn: () => true }))).rejects.toMatchObject({
      code: 'sign-in-refused',
      facts: { address: '127.0.0.1', user: 'admin' },
    })
  })

  it('is sent again to a device that has had it before', async () => {
    await using server = await device()
    const trust = memoryTrust()
    trust.rememberSignIn('basic')
    const { kit } = kitAt({ http: server.port }, { trust })
    await kit.request({ method: 'GET', path: '/' })
    await kit.signIn(strategy())
    expect(server.asked.at(-1)?.headers.authorization).toBe(basic)
  })

  it('is not sent to a device that has asked for Digest, without credentials, or over plain HTTP', async () => {
    await using server = await device()
    const trust = memoryTrust()
    trust.rememberSignIn('digest')
    for (const [given, code] of [
      [{ trust }, 'sign-in-weaker'],
      [{ password: null }, 'sign-in-needed'],
      [{ acceptPlainHttp: false }, 'plain-http-not-accepted'],
    ] as const) {
      const { kit } = kitAt({ http: server.port }, given)
      await kit.request({ method: 'GET', path: '/' })
      const facts = code === 'sign-in-weaker' ? { before: 'digest', now: 'basic' } : {}
      await expect(kit.signIn(strategy())).rejects.toMatchObject({
        code,
        facts: { address: '127.0.0.1', ...facts },
      })
    }
    expect(server.asked.map(({ line }) => line)).toEqual(['GET /', 'GET /', 'GET /'])
  })
})
