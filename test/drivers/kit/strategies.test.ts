/** Sign-in by form, cookie, token and key, against servers on real sockets. */
import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import type { CsrfToken, FormSignIn, KeyedSignIn } from '#electron/drivers/kit/strategies.ts'
import { kitAt, web } from '../servers.ts'

interface Device {
  readonly action?: string
  readonly accepts?: (fields: URLSearchParams) => boolean
  /** Markup of the pages after sign-in. */
  readonly page?: string
  readonly setCookie?: readonly string[]
}

/** A device with a form on /login and a cookie; keeps the forms and the headers of other requests. */
async function device({
  action = '/do?x=1',
  accepts = () => true,
  page = 'in',
  setCookie = [],
}: Device = {}) {
  const forms: Record<string, string>[] = []
  const later: IncomingMessage['headers'][] = []
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/login') {
      response.setHeader('set-cookie', 'before=1')
      return void response.end(`<form action="${action}" method="post"><input type=hidden name=token value=t1>
        <input name=user value=guest><input type=password name=pwd><input type=checkbox name=keep>
        <input type=checkbox name=ticked value=1 checked><input type=submit name=go value=Go></form>`)
    }
    if (request.url?.startsWith('/do') === true) {
      expect(request.headers.cookie).toBe('before=1')
      const fields = new URLSearchParams(await text(request))
      forms.push(Object.fromEntries(fields))
      if (!accepts(fields)) return void response.end('wrong password')
      return void response
        .writeHead(302, { location: '/start', 'set-cookie': ['SID=8a6f; Path=/', ...setCookie] })
        .end()
    }
    later.push(request.headers)
    response.end(page)
  }
  const server = await web((request, response) => void listener(request, response))
  return { forms, later, port: server.port, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

const form: FormSignIn = {
  ...{ kind: 'form', page: '/login', userField: 'user', passwordField: 'pwd' },
  isSignedIn: ({ status }) => status === 302,
}

describe('a form', () => {
  it('is sent with its hidden fields, as a browser does; its cookie signs the next requests', async () => {
    await using server = await device()
    const { kit } = kitAt({ http: server.port })
    await kit.signIn(form)
    expect(server.forms).toEqual([{ token: 't1', user: 'admin', pwd: 'secret word', ticked: '1' }])
    await kit.request({ method: 'GET', path: '/start' })
    expect(server.later[0]?.cookie).toBe('before=1; SID=8a6f')
  })

  it('without a user has the password only', async () => {
    await using server = await device()
    await kitAt({ http: server.port }).kit.signIn({ ...form, userField: null })
    expect(server.forms).toMatchObject([{ user: 'guest', pwd: 'secret word' }])
  })

  it('may have the password in base64', async () => {
    await using server = await device()
    await kitAt({ http: server.port }).kit.signIn({ ...form, encoding: 'base64' })
    expect(server.forms).toMatchObject([{ user: 'admin', pwd: 'c2VjcmV0IHdvcmQ=' }])
  })

  it('that is refused is not sent again', async () => {
    await using server = await device({ accepts: () => false })
    const { kit } = kitAt({ http: server.port }, { limits: { attempts: 3 } })
    await expect(kit.signIn(form)).rejects.toMatchObject({
      code: 'sign-in-refused',
      facts: { user: 'admin' },
    })
    expect(server.forms).toHaveLength(1)
  })

  it.each(['http://192.0.2.9/do', 'https://127.0.0.1/do', '//192.0.2.9/do'])(
    'that leads to %s is not sent',
    async (action) => {
      await using server = await device({ action })
      await expect(kitAt({ http: server.port }).kit.signIn(form)).rejects.toMatchObject({
        code: 'unexpected-page',
      })
      expect(server.forms).toEqual([])
    },
  )

  it('that is missing is an unexpected page', async () => {
    await using server = await device()
    await expect(
      kitAt({ http: server.port }).kit.signIn({ ...form, passwordField: 'other' }),
    ).rejects.toMatchObject({ code: 'unexpected-page', facts: { path: '/login', expected: 'other' } })
  })

  it('is not sent over plain HTTP before the technician accepts it, nor without credentials', async () => {
    await using server = await device()
    await expect(
      kitAt({ http: server.port }, { acceptPlainHttp: false }).kit.signIn(form),
    ).rejects.toMatchObject({ code: 'plain-http-not-accepted' })
    await expect(kitAt({ http: server.port }, { password: null }).kit.signIn(form)).rejects.toMatchObject({
      code: 'sign-in-needed',
    })
    expect(server.forms).toEqual([])
  })

  it('leaves no password in the log', async () => {
    await using server = await device()
    const { kit, log } = kitAt({ http: server.port })
    await kit.signIn(form)
    expect(JSON.stringify(log.lines())).not.toMatch(/secret|8a6f/)
    expect(log.lines().map(({ fields }) => fields.sentType ?? null)).toEqual([
      null,
      'application/x-www-form-urlencoded',
    ])
  })
})

describe('a token against cross-site requests', () => {
  it.each<[string, CsrfToken['from'], Device, string]>([
    ['a cookie', { cookie: 'XSRF' }, { setCookie: ['XSRF=c1; Path=/'] }, 'c1'],
    ['a meta element', { meta: 'csrf' }, { page: '<meta name=csrf content=m1>' }, 'm1'],
    ['a hidden field', { field: 'token' }, { page: '<form><input name=token value=f1></form>' }, 'f1'],
    ['a hidden field of the login page', { field: 'token' }, {}, 't1'],
  ])('of %s is in each request that is no GET', async (_what, from, options, token) => {
    await using server = await device(options)
    const { kit } = kitAt({ http: server.port })
    await kit.signIn({ ...form, csrf: { header: 'x-csrf', from } })
    await kit.request({ method: 'GET', path: '/start' })
    await kit.request({ method: 'PUT', path: '/set' })
    await kit.request({ method: 'DELETE', path: '/set' })
    expect(server.later.map((headers) => headers['x-csrf'])).toEqual([undefined, token, token])
  })

  it('that is missing is left out', async () => {
    await using server = await device()
    const { kit } = kitAt({ http: server.port })
    await kit.signIn({ ...form, csrf: { header: 'x-csrf', from: { meta: 'none' } } })
    await kit.request({ method: 'POST', path: '/set' })
    expect(server.later[0]).not.toHaveProperty('x-csrf')
  })
})

describe('a key', () => {
  /** As in the REST interface of Algo, with a fixed time and nonce. */
  const hmac: KeyedSignIn = {
    ...{ kind: 'keyed', hash: 'sha256' },
    headers({ method, path, body, mediaType }, { user, keyed }) {
      const md5 = createHash('md5').update(body).digest('hex')
      const content = mediaType === null ? '' : `:${md5}:${mediaType}`
      return { authorization: `hmac ${user}:1:${keyed(`${method}:${path}${content}:0:1`)}` }
    },
  }
  const signed = (string: string) =>
    `hmac admin:1:${createHmac('sha256', 'secret word').update(string).digest('hex')}`
  const md5 = createHash('md5').update('{"a":1}').digest('hex')

  async function asking(accepts: boolean, status = 401) {
    const sent: (string | undefined)[] = []
    const server = await web((request, response) => {
      const { authorization } = request.headers
      sent.push(authorization)
      if (authorization !== undefined && accepts) return void response.end('in')
      response.writeHead(authorization === undefined ? 401 : status).end()
    })
    return { sent, port: server.port, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
  }

  it('signs each request after the first challenge, with its body', async () => {
    await using server = await asking(true)
    const { kit } = kitAt({ http: server.port })
    await kit.signIn(hmac)
    await kit.request({ method: 'GET', path: '/api?x=1' })
    await kit.request({ method: 'PUT', path: '/api', body: { kind: 'json', value: { a: 1 } } })
    expect(server.sent).toEqual([
      undefined,
      signed('GET:/api?x=1:0:1'),
      signed(`PUT:/api:${md5}:application/json:0:1`),
    ])
  })

  it.each([401, 403])('that is refused with %i is not sent again', async (status) => {
    await using server = await asking(false, status)
    const { kit } = kitAt({ http: server.port }, { limits: { attempts: 3 } })
    await kit.signIn(hmac)
    const get = { method: 'GET', path: '/' } as const
    await expect(kit.request(get)).rejects.toMatchObject({
      code: 'sign-in-refused',
      facts: { user: 'admin' },
    })
    expect(server.sent).toHaveLength(2)
  })

  it('is not sent over plain HTTP before the technician accepts it, nor without credentials', async () => {
    await using server = await asking(true)
    const get = { method: 'GET', path: '/' } as const
    for (const [given, code] of [
      [{ acceptPlainHttp: false }, 'plain-http-not-accepted'],
      [{ password: null }, 'sign-in-needed'],
    ] as const) {
      const { kit } = kitAt({ http: server.port }, given)
      await kit.signIn(hmac)
      await expect(kit.request(get)).rejects.toMatchObject({ code })
    }
    expect(server.sent).toEqual([undefined, undefined])
  })

  it.each([
    [403, null, 0],
    [401, 4_000, 0],
    [401, -5_000, 0],
    [401, 6_000, 6_000],
    [403, -3_600_000, -3_600_000],
    [401, Number.NaN, 0],
  ])('after %d and a Date %j ms ahead is of a time %d ms ahead', async (status, ahead, used) => {
    const now = 1_764_546_083_000
    const seen: number[] = []
    await using server = await web((request, response) => {
      if (request.headers.authorization !== undefined) return void response.end('in')
      response.sendDate = false
      if (ahead !== null)
        response.setHeader('date', new Date(now + ahead).toString().replace('Invalid Date', 'now'))
      response.writeHead(status).end()
    })
    const { kit } = kitAt({ http: server.port }, { clock: { now: () => now } })
    const headers: KeyedSignIn['headers'] = (request, signer) => {
      seen.push(signer.now - now)
      return hmac.headers(request, signer)
    }
    await kit.signIn({ ...hmac, headers })
    expect((await kit.request({ method: 'GET', path: '/' })).body).toBe('in')
    expect(seen).toEqual([used])
  })
})
