/** What the driver for MP-11x sends: each write, byte for byte, and what it makes of the replies. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { audiocodesMediaPack } from '#electron/drivers/audiocodes/driver.ts'
import { PunchdownError } from '#shared/errors.ts'
import type { Identity } from '#shared/model/identity.ts'
import { kitAt, web } from '../servers.ts'
import { type AdapterOptions, adapter, applied, parameterPage, planned, url } from './media-pack-device.ts'
import { codeOf, writesOf } from './phone-device.ts'

const golden = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../../golden/audiocodes/${name}.http`), 'utf8').trimEnd()

const sentBy = (kit: ReturnType<typeof adapter>): string[] =>
  writesOf(kit).map(({ method, path }) => `${method} ${path}`)

/** The adapter of the other tests behind a socket. Requests that are no GET are kept with method, headers and body. */
async function listeningAdapter() {
  const sent: string[] = []
  const inner = adapter()
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '' } = request
    const body = await text(request)
    if (method === 'POST') {
      const { host: _host, connection: _connection, ...headers } = request.headers
      const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
      sent.push([`${method} ${path}`, ...head, '', body].join('\n').trimEnd())
    }
    if (path === '/xr') return void request.socket.destroy()
    const fields = [...new URLSearchParams(body)]
    const reply = await inner.request(
      method === 'POST' ? { method, path, body: { kind: 'form', fields } } : { method: 'GET', path },
    )
    response.end(reply.body)
  }
  const server = await web((request, response) => void answer(request, response))
  return { ...server, sent, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

describe('an MP-118 is sent', () => {
  it('the golden parameter, Burn and Reset, with the names of the page', async () => {
    await using server = await listeningAdapter()
    const { kit } = kitAt({ http: server.port })
    const opened = await audiocodesMediaPack.connect(kit)
    const { edits } = (await opened.provisioning?.plan(url)) ?? { edits: [] }
    expect(await opened.provisioning?.apply(edits)).toMatchObject({
      ...{ restarts: false, results: [{ result: 'set', found: url }] },
    })
    await opened.actions?.restart?.()
    expect(server.sent).toEqual(['mediapack-parameter', 'mediapack-burn', 'mediapack-reset'].map(golden))
  })

  it.each<[string, string, object]>([
    [
      'a password to change',
      'password-change-needed',
      { body: '<form><input type=password name=a><input type=password name=b></form>' },
    ],
    ['another page', 'unexpected-page', { body: '<h1>It works!</h1>' }],
    ['another status', 'unexpected-page', { status: 404 }],
    [
      'a link to another host',
      'unexpected-page',
      { body: '<a href="http://192.0.2.7/xp">ini Parameters</a>' },
    ],
  ])('nothing when its first page is %s: %s', async (_what, code, reply) => {
    const kit = adapter({ replies: { 'GET /AdminPage': reply } })
    expect(await codeOf(audiocodesMediaPack.connect(kit))).toBe(code)
    expect(kit.asked).toHaveLength(1)
  })

  it.each([
    ['one field', parameterPage.replace('<input name="xn">', '')],
    ['three fields', parameterPage.replace('<input name="xn">', '<input name="xn"><input name="xo">')],
    ['a list', parameterPage.replace('<input name="xn">', '<select name="xn"><option value="a">a</select>')],
    ['GET', parameterPage.replace('"post"', '"get"')],
    ['another host', parameterPage.replace('"/xf"', '"http://192.0.2.7/"')],
    ['no form', ''],
  ])('nothing when the form has %s', async (_what, body) => {
    const kit = adapter({ replies: { 'GET /xp': { body } } })
    expect(await codeOf(audiocodesMediaPack.connect(kit))).toBe('unexpected-page')
    expect(writesOf(kit)).toEqual([])
  })

  it('nothing when it hands out no ini file', async () => {
    const kit = adapter({ replies: { 'GET /xs': { body: '<html>' } } })
    expect(await codeOf(audiocodesMediaPack.connect(kit))).toBe('unexpected-page')
  })
})

describe('a write', () => {
  it('that is held is not sent', async () => {
    const kit = adapter({ held: url })
    expect(await applied(kit)).toMatchObject({ restarts: false, results: [{ result: 'unchanged' }] })
    expect(sentBy(kit)).toEqual([])
  })

  it.each<[string, AdapterOptions, object, string[]]>([
    [
      'whose reply is lost is burnt when it reads back',
      { replies: { 'POST /xf': new PunchdownError('connection-lost') } },
      { restarts: false, results: [{ result: 'set' }] },
      ['POST /xf', 'POST /xb'],
    ],
    [
      'that the adapter does not keep is refused, and not burnt',
      { keeps: false },
      { restarts: false, results: [{ result: 'refused', found: '' }] },
      ['POST /xf'],
    ],
    [
      'with another reply that does not read back is unknown',
      { keeps: false, replies: { 'POST /xf': { status: 500 } } },
      { restarts: true, results: [{ result: 'unknown' }] },
      ['POST /xf'],
    ],
    [
      'is unknown when it cannot be burnt',
      { replies: { 'POST /xb': { status: 500 } } },
      { restarts: true, results: [{ result: 'unknown' }] },
      ['POST /xf', 'POST /xb'],
    ],
    [
      'is unknown when the button has gone',
      { replies: { 'GET /xm': { body: '<form><input name="b" value="Burn"></form>' } } },
      { restarts: true, results: [{ result: 'unknown' }] },
      ['POST /xf'],
    ],
  ])('%s', async (_what, options, outcome, sent) => {
    const kit = adapter(options)
    expect(await applied(kit)).toMatchObject(outcome)
    expect(sentBy(kit)).toEqual(sent)
    expect(
      writesOf(kit).every(({ idempotent, dropIsSuccess }) => idempotent === false && !dropIsSuccess),
    ).toBe(true)
  })
})

describe('a session', () => {
  it('describes the adapter by its ini file', async () => {
    expect(await (await audiocodesMediaPack.connect(adapter())).describe()).toEqual({
      ...{ vendor: 'AudioCodes', model: 'MP-118 FXS', firmware: '6.60A.367.005', serial: '5177624' },
      ...{ mac: null, hardware: null, upFor: null },
    })
    const bare = adapter({ replies: { 'GET /xs': { body: ';Board:' } } })
    expect(await (await audiocodesMediaPack.connect(bare)).describe()).toMatchObject({
      ...{ model: null, firmware: null, serial: null },
    })
  })

  it('reads the parameters, and plans the URL for the next start', async () => {
    const { plan } = await planned(adapter({ held: 'http://192.0.2.7/old' }))
    expect(plan).toMatchObject({
      ...{ after: 'at-next-start', starts: 'restart', provenance: { confidence: 'inferred' } },
      edits: [{ id: 'IniFileURL', before: 'http://192.0.2.7/old', after: url }],
    })
    const settings = await (await audiocodesMediaPack.connect(adapter({ held: url }))).read()
    expect(settings[0]).toMatchObject({ id: 'IniFileURL', value: url, writable: true })
  })

  it('lists the ports of the board', async () => {
    const ports = await (await audiocodesMediaPack.connect(adapter())).ports?.list()
    expect(ports).toHaveLength(8)
    expect(ports?.at(-1)).toMatchObject({ port: 8, identity: 'user8', registration: 'not-known' })
  })

  it.each([
    [{ status: 200 }, null],
    [{ status: 0 }, null],
    [{ status: 500 }, 'unexpected-page'],
  ])('restarts with the reply %j: %j', async (reply, code) => {
    const kit = adapter({ replies: { 'POST /xr': reply } })
    const { actions } = await audiocodesMediaPack.connect(kit)
    expect(await codeOf(actions?.['fetch-now']?.())).toBe(code)
    expect(writesOf(kit)).toMatchObject([{ path: '/xr', idempotent: false, dropIsSuccess: true }])
  })
})

describe('which devices the driver for MP-11x takes', () => {
  const identity = (vendor: string | null, model: string | null): Identity => ({
    ...{ vendor, model, firmware: null, mac: null, serial: null, kind: null },
    ...{ level: 'exact', evidence: [], contradictions: [] },
  })
  it.each([
    ['AudioCodes', 'MP-118 FXS', true],
    ['AudioCodes', 'MP114-FXS-FXO', true],
    ['AudioCodes', 'MP-114 FXS_FXO', true],
    ['AudioCodes', 'MP112', true],
    ['AudioCodes', 'MP-124', true],
    ['AudioCodes', 'MP-1288', false],
    ['AudioCodes', 'MP-202', false],
    ['AudioCodes', null, false],
    ['Another', 'MP-118', false],
  ])('%s %s: %s', (vendor, model, takes) => {
    expect(audiocodesMediaPack.recognise(identity(vendor, model), [])).toBe(takes)
    expect(audiocodesMediaPack.provisioningSuffix?.template).toBe('/mac.ini')
  })
})
