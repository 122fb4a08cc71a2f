/** What the Algo driver sends: each write, byte for byte, and what it makes of the replies. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { algo } from '#electron/drivers/algo/driver.ts'
import { PunchdownError } from '#shared/errors.ts'
import { fakeKit } from '../fake-kit.ts'
import { kitAt, web } from '../servers.ts'
import { applied, closed, codeOf, json, sessionWith, speaker, url } from './speaker.ts'

const golden = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../../golden/algo/${name}.http`), 'utf8').trimEnd()

const now = 1_764_546_083_000

/** A device that demands a signature. Requests are kept with method, headers and body; what changes is replaced. */
async function device() {
  const sent: string[] = []
  const held = new Map([
    ['admin.web.api', '1'],
    ['admin.teams.region', ''],
    ['admin.teams.use', '0'],
  ])
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '' } = request
    const body = await text(request)
    const { host: _host, connection: _connection, ...headers } = request.headers
    response.sendDate = false
    if (headers.authorization === undefined) return void response.writeHead(401).end('Unauthorized')
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    const message = [`${method} ${path}`, ...head, '', body].join('\n').trimEnd()
    sent.push(message.replace(/hmac admin:\d{6}:[0-9a-f]{64}/, 'hmac admin:NONCE:HMAC'))
    if (method === 'PUT') {
      const given: Record<string, string> = JSON.parse(body)
      for (const [key, value] of Object.entries(given)) held.set(key, value)
    }
    const key = path.slice('/api/settings/'.length)
    response.end(JSON.stringify(method === 'GET' ? { [key]: held.get(key) } : {}))
  }
  const server = await web((request, response) => void answer(request, response))
  return { ...server, sent, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

describe('an Algo device is sent', () => {
  it('the golden requests', async () => {
    await using server = await device()
    const { kit } = kitAt({ http: server.port }, { clock: { now: () => now } })
    const opened = await algo.connect(kit)
    const { edits, after } = (await opened.provisioning?.plan(url)) ?? { edits: [], after: null }
    expect(after).toBe('at-next-start')
    expect(await opened.provisioning?.apply(edits)).toMatchObject({
      restarts: false,
      results: [{ result: 'set', found: url }, { result: 'set' }],
    })
    await opened.actions?.restart?.()
    expect(server.sent[0]).toBe(golden('read'))
    expect(server.sent.filter((each) => !each.startsWith('GET'))).toEqual([
      golden('write'),
      golden('restart'),
    ])
  })
})

describe('a write', () => {
  const writesOf = ({ asked }: ReturnType<typeof speaker>) => asked.filter(({ method }) => method !== 'GET')

  it('has the settings that differ, in one request', async () => {
    const kit = speaker({ settings: { 'admin.teams.use': '1' } })
    expect((await applied(kit)).done).toMatchObject({
      restarts: false,
      results: [
        { id: 'admin.teams.region', result: 'set', found: url },
        { id: 'admin.teams.use', result: 'unchanged' },
      ],
    })
    expect(writesOf(kit)).toEqual([
      {
        ...{ method: 'PUT', path: '/api/settings', idempotent: false },
        body: { kind: 'json', value: { 'admin.teams.region': url } },
      },
    ])
  })

  it.each([400, 405, 409, 422])('that is answered %d is refused, and is not sent again', async (status) => {
    const kit = speaker({ reply: () => ({ status }) })
    await expect(applied(kit)).rejects.toMatchObject({
      code: 'value-refused',
      facts: { address: '192.0.2.1', status },
    })
    expect(writesOf(kit)).toHaveLength(1)
    expect(kit.asked.at(-1)?.method).toBe('PUT')
  })

  it('that is answered 404 is refused, or the interface is off', async () => {
    expect(await codeOf(applied(speaker({ reply: () => ({ status: 404 }) })))).toBe('value-refused')
    let isOff = false
    const open = speaker()
    const kit = {
      ...open,
      request: async (request: Parameters<typeof open.request>[0]) => {
        isOff ||= request.method === 'PUT'
        return isOff ? { status: 404, headers: {}, body: '' } : open.request(request)
      },
    }
    expect(await codeOf(applied(kit))).toBe('interface-off')
  })

  it.each([302, 500, 503])('with the reply %d is unknown when it does not read back', async (status) => {
    const kit = speaker({ reply: () => ({ status }) })
    expect((await applied(kit)).done).toMatchObject({
      restarts: true,
      results: [{ result: 'unknown' }, { result: 'unknown' }],
    })
    expect(writesOf(kit)).toHaveLength(1)
  })

  it('that the device takes and does not keep is refused', async () => {
    expect((await applied(speaker({ keeps: false }))).done).toMatchObject({
      restarts: false,
      results: [
        { result: 'refused', found: '' },
        { result: 'refused', found: '0' },
      ],
    })
  })

  it('to a device whose interface has been switched off ends before it', async () => {
    const { provisioning } = await sessionWith()
    const plan = await provisioning?.plan(url)
    let isOff = false
    const kit = fakeKit(({ path }) => {
      const key = path.slice('/api/settings/'.length)
      return isOff ? { status: 404 } : json({ [key]: '' })
    })
    const later = await algo.connect(kit)
    isOff = true
    expect(await codeOf(later.provisioning?.apply(plan?.edits ?? []))).toBe('interface-off')
    expect(writesOf(kit)).toEqual([])
  })
})

describe('a restart', () => {
  it.each([
    [200, null],
    [0, null],
    [500, 'unexpected-page'],
    [404, 'unexpected-page'],
  ])('with the reply %d: %j', async (status, code) => {
    const kit = speaker({ reply: () => ({ status }) })
    const { actions } = await algo.connect(kit)
    expect(await codeOf(actions?.restart?.())).toBe(code)
    expect(kit.asked.filter(({ method }) => method !== 'GET')).toEqual([
      { method: 'POST', path: '/api/controls/reboot', idempotent: false, dropIsSuccess: true },
    ])
  })

  it('of a device whose interface is off', async () => {
    let isOff = false
    const kit = fakeKit(() => (isOff ? { status: 404 } : json({ 'admin.web.api': '1' })))
    const { actions } = await algo.connect(kit)
    isOff = true
    expect(await codeOf(actions?.restart?.())).toBe('interface-off')
  })

  it('is the way to fetch', async () => {
    const kit = speaker()
    const { actions } = await algo.connect(kit)
    await actions?.['fetch-now']?.()
    expect(kit.asked.at(-1)?.path).toBe('/api/controls/reboot')
  })
})

describe('a session', () => {
  it('signs with HMAC, and asks for a setting that every device has', async () => {
    const kit = speaker()
    const strategies: string[] = []
    await algo.connect({ ...kit, signIn: async ({ kind }) => void strategies.push(kind) })
    expect(strategies).toEqual(['keyed'])
    expect(kit.asked).toEqual([{ method: 'GET', path: '/api/settings/admin.web.api' }])
  })

  it('with a device whose interface is off names the interface', async () => {
    await expect(algo.connect(closed())).rejects.toMatchObject({
      code: 'interface-off',
      facts: { address: '192.0.2.1', service: expect.stringContaining('API Support') },
    })
  })

  it.each<[string, object]>([
    ['an HTML page', { body: '<html>' }],
    ['a list', json(['admin.web.api'])],
    ['a text', json('admin.web.api')],
    ['another key', json({ 'admin.web.sci': '1' })],
    ['an object as value', json({ 'admin.web.api': {} })],
    ['status 500', { status: 500, ...json({ 'admin.web.api': '1' }) }],
    ['status 204', { status: 204, ...json({ 'admin.web.api': '1' }) }],
  ])('with %s as the reply: unexpected-page', async (_what, reply) => {
    expect(await codeOf(algo.connect(fakeKit(() => reply)))).toBe('unexpected-page')
  })

  it.each([400, 404, 405, 501])('with the status %d: interface-off', async (status) => {
    expect(await codeOf(algo.connect(fakeKit(() => ({ status }))))).toBe('interface-off')
  })

  it('ends with the problem of the sign-in', async () => {
    const refusing = fakeKit(() => {
      throw new PunchdownError('sign-in-refused')
    })
    expect(await codeOf(algo.connect(refusing))).toBe('sign-in-refused')
  })
})
