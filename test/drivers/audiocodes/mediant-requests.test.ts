/** What the driver for MP-1288 and MP-5xx sends: each write, byte for byte, and what it makes of the replies. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { audiocodesMediant } from '#electron/drivers/audiocodes/driver.ts'
import { PunchdownError } from '#shared/errors.ts'
import { kitAt, web } from '../servers.ts'
import { applied, type DeviceOptions, device, planned, sentBy, url } from './mediant-device.ts'
import { codeOf } from './phone-device.ts'

const golden = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../../golden/audiocodes/${name}.http`), 'utf8').trimEnd()

const put = 'PUT /api/v1/files/ini/incremental'
const save = 'POST /api/v1/actions/saveConfiguration'
const reset = 'POST /api/v1/actions/reset'

/** An adapter behind Basic. Requests that are no GET are kept with method, headers and body. */
async function adapter(refusal?: { status: number; body: string }) {
  const sent: string[] = []
  let isPointed = false
  let isSaved = true
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '' } = request
    const body = await text(request)
    if (request.headers.authorization === undefined) {
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="rest"' }).end()
    }
    if (refusal !== undefined) return void response.writeHead(refusal.status).end(refusal.body)
    if (method !== 'GET') {
      const {
        host: _host,
        connection: _connection,
        authorization: _authorization,
        ...headers
      } = request.headers
      const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
      const sample = [`${method} ${path}`, ...head, '', body].join('\n').replaceAll('\r\n', '\n')
      sent.push(sample.replaceAll(/form-[0-9a-f]{24}/g, 'BOUNDARY').trimEnd())
    }
    if (path === '/api/v1/actions/reset') return void request.socket.destroy()
    if (method === 'PUT') {
      isPointed = true
      isSaved = false
    }
    if (method === 'POST') isSaved = true
    if (path === '/api/v1/status') {
      return void response.end(JSON.stringify({ versionID: '7.40A.600.014', saveNeeded: !isSaved }))
    }
    response.end(`;Board: MP-1288\r\n${isPointed ? `IniFileURL = '${url}'\r\n` : ''}`)
  }
  const server = await web((request, response) => void answer(request, response))
  return { ...server, sent, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

describe('an MP-1288 is sent', () => {
  it('the golden incremental file, save and reset', async () => {
    await using server = await adapter()
    const { kit } = kitAt({ http: server.port })
    const opened = await audiocodesMediant.connect(kit)
    const { edits } = (await opened.provisioning?.plan(url)) ?? { edits: [] }
    expect(await opened.provisioning?.apply(edits)).toMatchObject({
      ...{ restarts: false, results: [{ result: 'set', found: url }] },
    })
    await opened.actions?.restart?.()
    expect(server.sent).toEqual(['mediant-incremental', 'mediant-save', 'mediant-reset'].map(golden))
  })

  it.each([
    [{ status: 403, body: '{"description":"Password must be changed"}' }, 'password-change-needed'],
    [{ status: 403, body: '{"description":"Forbidden"}' }, 'sign-in-refused'],
    [{ status: 404, body: '' }, 'interface-off'],
    [{ status: 500, body: '' }, 'unexpected-page'],
    [{ status: 200, body: '{"productType":"MP-1288"}' }, 'unexpected-page'],
  ])('nothing after the reply %j to its first request: %s', async (refusal, code) => {
    await using server = await adapter(refusal)
    const { kit } = kitAt({ http: server.port })
    expect(await codeOf(audiocodesMediant.connect(kit))).toBe(code)
    expect(server.sent).toEqual([])
  })
})

describe('a write', () => {
  it.each<NonNullable<DeviceOptions['flags']>>(['boolean', 'text', 'absent'])(
    'is saved, with flags as %s',
    async (flags) => {
      const kit = device({ flags })
      expect(await applied(kit)).toMatchObject({ restarts: false, results: [{ result: 'set', found: url }] })
      expect(sentBy(kit)).toEqual([put, save])
      expect(kit.saved()).toBe(url)
      expect(kit.asked.find(({ method }) => method === 'PUT')?.idempotent).toBe(false)
    },
  )

  it.each<NonNullable<DeviceOptions['flags']>>(['boolean', 'text', 'absent'])(
    'is not sent for a value that is held, with flags as %s',
    async (flags) => {
      const kit = device({ flags, held: url })
      expect(await applied(kit)).toMatchObject({ restarts: false, results: [{ result: 'unchanged' }] })
      expect(sentBy(kit)).toEqual([])
    },
  )

  it('is sent again for a value that is held and not saved', async () => {
    const kit = device({ held: url, unsaved: true, flags: 'text' })
    expect(await applied(kit)).toMatchObject({ restarts: false, results: [{ result: 'set' }] })
    expect(sentBy(kit)).toEqual([put, save])
    expect(kit.saved()).toBe(url)
  })

  it.each<[number, string]>([
    [400, 'value-refused'],
    [404, 'interface-off'],
    [409, 'device-busy'],
  ])('with the reply %d is refused: %s', async (status, code) => {
    const kit = device({ replies: { [put]: { status } } })
    expect(await codeOf(applied(kit))).toBe(code)
    expect(sentBy(kit)).toEqual([put])
  })

  it('whose reply is lost is saved when it reads back', async () => {
    const kit = device({ replies: { [put]: new PunchdownError('connection-lost') } })
    expect(await applied(kit)).toMatchObject({ restarts: false, results: [{ result: 'set' }] })
    expect(sentBy(kit)).toEqual([put, save])
  })

  it.each<[string, DeviceOptions, object]>([
    [
      'that the device does not keep is refused',
      { keeps: false },
      { restarts: false, results: [{ result: 'refused', found: '' }] },
    ],
    [
      'with another reply that does not read back is unknown',
      { keeps: false, replies: { [put]: { status: 500 } } },
      { restarts: true, results: [{ result: 'unknown' }] },
    ],
  ])('%s, and not saved', async (_what, options, outcome) => {
    const kit = device(options)
    expect(await applied(kit)).toMatchObject(outcome)
    expect(sentBy(kit)).toEqual([put])
  })

  it.each<[string, Partial<{ status: number }> | Error]>([
    ['locked', { status: 409 }],
    ['broken', { status: 500 }],
    ['gone', new PunchdownError('timed-out')],
  ])('is unknown while the save finds the device %s', async (_what, reply) => {
    const kit = device({ replies: { [save]: reply } })
    expect(await applied(kit)).toMatchObject({ restarts: true, results: [{ result: 'unknown' }] })
  })
})

describe('a plan', () => {
  it('works at the next start', async () => {
    expect((await planned(device({ held: 'http://192.0.2.7/old' }))).plan).toMatchObject({
      ...{ after: 'at-next-start', starts: 'restart', provenance: { confidence: 'inferred' } },
      edits: [{ id: 'IniFileURL', before: 'http://192.0.2.7/old', after: url }],
    })
  })

  it('fails without an ini file', async () => {
    const path = 'GET /api/v1/files/ini'
    for (const reply of [{ body: '<html>' }, { status: 500, body: ';Board: a' }]) {
      expect(await codeOf(planned(device({ replies: { [path]: reply } })))).toBe('unexpected-page')
    }
  })
})

describe('a session', () => {
  it('describes the device', async () => {
    expect(await (await audiocodesMediant.connect(device())).describe()).toEqual({
      ...{ vendor: 'AudioCodes', model: 'MP-504', firmware: '7.26A.356.773', mac: '00:90:8F:12:34:56' },
      ...{ serial: '12', hardware: null, upFor: null },
    })
    const bare = device({ status: { productType: undefined, macAddress: 'x', serialNumber: undefined } })
    expect(await (await audiocodesMediant.connect(bare)).describe()).toMatchObject({
      ...{ model: null, mac: null, serial: null },
    })
  })

  it('reads the state, then the ini file', async () => {
    const settings = await (await audiocodesMediant.connect(device({ flags: 'text', held: url }))).read()
    expect(settings.slice(0, 4).map(({ id, value, writable }) => [id, value, writable])).toEqual([
      ['status.operationalState', 'UNLOCKED', false],
      ['status.saveNeeded', 'false', false],
      ['status.resetNeeded', 'false', false],
      ['IniFileURL', url, true],
    ])
  })

  it('lists the ports of the model', async () => {
    const ports = await (await audiocodesMediant.connect(device())).ports?.list()
    expect(ports?.map(({ port, identity }) => [port, identity])).toEqual([
      ...[
        [1, null],
        [2, 'user2'],
        [3, null],
        [4, null],
      ],
    ])
  })

  it.each([
    [{ status: 200 }, null],
    [{ status: 0 }, null],
    [{ status: 409 }, 'device-busy'],
    [{ status: 500 }, 'unexpected-page'],
  ])('restarts with the reply %j: %j', async (reply, code) => {
    const kit = device({ replies: { [reset]: reply } })
    const { actions } = await audiocodesMediant.connect(kit)
    expect(await codeOf(actions?.['fetch-now']?.())).toBe(code)
    expect(kit.asked.at(-1)).toMatchObject({
      ...{ dropIsSuccess: true, idempotent: false },
      body: { kind: 'json', value: { saveConfiguration: true, gracefulTimeout: 0 } },
    })
  })
})
