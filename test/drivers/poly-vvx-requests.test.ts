/** What the driver of Poly phones sends: each documented write, byte for byte. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { polyVvx } from '#electron/drivers/poly-vvx/driver.ts'
import { kitAt, web } from './servers.ts'

const url = 'http://192.0.2.1/lang_de'
const golden = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../golden/poly-vvx/${name}.http`), 'utf8').trimEnd()

/** A phone that keeps what it is sent as a method, headers and body. */
async function phone(restApi: boolean, setCookie: string | null = 'session=1') {
  const sent = new Map<string, string>()
  const held = new Map([
    ['device.prov.serverType', 'FTP'],
    ['device.prov.serverName', ''],
  ])
  const rest = (path: string, body: string): string => {
    if (path.endsWith('/config/set')) {
      const { data } = JSON.parse(body)
      for (const [name, value] of Object.entries(data)) held.set(name, String(value))
    }
    const values = [...held].map(([name, Value]) => [name, { Value, Source: 'device' }])
    return JSON.stringify({ Status: '2000', data: Object.fromEntries(values) })
  }
  const pages = (path: string, body: string): string => {
    if (path === '/js/login.js') return `$.ajax({\n  type: 'POST',\n  url: 'auth.htm',\n});`
    if (path === '/index.htm') return '<meta name="csrf-token" content="a1b2">'
    if (path === '/form-submit') {
      const form = new URLSearchParams(body)
      held.set('device.prov.serverType', form.get('505') ?? '')
      held.set('device.prov.serverName', form.get('506') ?? '')
      return 'CONF_CHANGE'
    }
    return [...held]
      .map(([name, value], at) => `<input name="${505 + at}" paramName="${name}" value="${value}">`)
      .join('')
  }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '' } = request
    const body = await text(request)
    const { host: _host, connection: _connection, ...headers } = request.headers
    if (restApi && headers.authorization === undefined) {
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="Polycom"' }).end()
    }
    if (!restApi && path.startsWith('/api/')) return void response.writeHead(404).end()
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    if (method === 'POST' && !path.endsWith('/config/get')) {
      sent.set(path, [`${method} ${path}`, ...head, '', body].join('\n').trimEnd())
    }
    if (path === '/auth.htm' && setCookie !== null) response.setHeader('set-cookie', setCookie)
    response.end(restApi ? rest(path, body) : pages(path, body))
  }
  const server = await web((request, response) => void answer(request, response))
  return { ...server, sent, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

async function point(port: number): Promise<void> {
  const { provisioning, actions } = await polyVvx.connect(kitAt({ http: port }).kit)
  const { edits } = (await provisioning?.plan(url)) ?? { edits: [] }
  const applied = await provisioning?.apply(edits)
  expect(applied?.results.map(({ result }) => result)).toEqual(['set', 'set'])
  await actions?.restart?.()
}

describe('a phone is sent', () => {
  it('the two parameters and the restart over REST', async () => {
    await using server = await phone(true)
    await point(server.port)
    expect(Object.fromEntries(server.sent)).toEqual({
      '/api/v1/mgmt/config/set': golden('config-set'),
      '/api/v1/mgmt/safeRestart': golden('safe-restart'),
    })
  })

  it.each([
    ['session=1', 'session=1'],
    [null, 'Authorization=Basic YWRtaW46c2VjcmV0IHdvcmQ='],
  ])('the sign-in, the form and the restart of the web pages, with cookie %s', async (set, cookie) => {
    await using server = await phone(false, set)
    await point(server.port)
    const withCookie = (name: string) =>
      golden(name).replace('COOKIE', cookie).replace('PORT', String(server.port))
    expect(Object.fromEntries(server.sent)).toEqual({
      '/auth.htm': golden('login'),
      '/form-submit': withCookie('form-submit'),
      '/form-submit/Restart': withCookie('restart'),
    })
  })
})
