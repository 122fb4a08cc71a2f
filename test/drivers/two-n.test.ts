/** The 2N driver on its practice device, and what it sends. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { twoN } from '#electron/drivers/two-n/driver.ts'
import { urlParts } from '#electron/drivers/two-n/settings.ts'
import intercomData from '#resources/practice/two-n-ip-verso.json' with { type: 'json' }
import type { Identity } from '#shared/model/identity.ts'
import { startIntercom } from '#test/practice/two-n/intercom.ts'
import { type RunningPractice, startPractice } from '#test/support/practice.ts'
import { describeDriver } from './conformance.ts'
import { converse, type Peer } from './conversation.ts'
import { fakeKit } from './fake-kit.ts'
import { kitAt, web } from './servers.ts'

const peerOf = (practice: RunningPractice, pace: number): Peer => ({
  httpPort: practice.httpPort,
  ports: practice.site.status().ports,
  pace,
  user: 'installer',
  password: 'installer',
  misbehave: (fault, on) => practice.site.misbehave(practice.deviceId, fault, on),
  [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
})

const practicePeer = async (pace: number): Promise<Peer> =>
  peerOf(await startPractice({ pace, devices: [intercomData] }), pace)

describeDriver('two-n', {
  driver: twoN,
  start: ({ pace }) => practicePeer(pace),
  model: 'IP Verso',
  kind: 'intercom',
  firmware: '2.46.1.61.2',
  handsets: [],
  url: 'http://192.0.2.1',
  update: '',
  secure: true,
  // error 9, as for a wrong password
  passwordChange: 'sign-in-refused',
  interfaceOff: 'interface-off',
  losesWriteAtRestart: true,
})

const url = 'http://192.0.2.1/lang_de'

/** A configuration as small as it can be, with what must come back unchanged. */
const configuration = (values: Readonly<Record<string, string>> = {}) => {
  const now = new Map(
    Object.entries({ ...{ Enabled: '0', PrefferedAddress: '0', ServerAddress: '' }, ...values }),
  )
  const element = (name: string) => `<${name}>${now.get(name) ?? ''}</${name}>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<!--
        Product name: 2N IP Verso
-->
<DeviceDatabase Version="4">
<Network>\t<DhcpEnabled>1</DhcpEnabled></Network>
<AutoUpdate>
  <Configuration>${element('Enabled')}${element('ServerAddress')}
    ${element('PrefferedAddress')}<FilePath>${now.get('FilePath') ?? '/'}</FilePath><CheckAtBootTime>0</CheckAtBootTime><Password Encryption="1">hush</Password><Username/></Configuration>
  <Firmware><Enabled>1</Enabled></Firmware>
</AutoUpdate>
<Name>T\u00fcr &amp; Tor</Name>
</DeviceDatabase>
`
}
const written = {
  Enabled: '1',
  PrefferedAddress: '1',
  ServerAddress: 'http://192.0.2.1',
  FilePath: '/lang_de/',
}
const pointed = configuration(written).replace('<CheckAtBootTime>0', '<CheckAtBootTime>1')

const failure = (code: number, param?: string) =>
  JSON.stringify({
    success: false,
    error: { code, description: 'words', ...(param === undefined ? {} : { param }) },
  })

describe('what a 2N is sent', () => {
  it('is the whole document with five other values, as in the golden request', async () => {
    let stored = configuration()
    const requests: string[] = []
    await using server = await web((request, response) => {
      if (request.method === 'GET') return void response.end(stored)
      void buffer(request).then((body) => {
        const { host: _host, connection: _connection, ...headers } = request.headers
        const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
        requests.push([`${request.method} ${request.url}`, ...head, '', body.toString()].join('\n'))
        stored = pointed
        response.end('{"success":true}')
      })
    })
    const { kit } = kitAt({ http: server.port })
    const { provisioning } = await twoN.connect({ ...kit, pause: async () => undefined })
    const { edits, after } = (await provisioning?.plan(url)) ?? { edits: [], after: null }
    expect(after).toBe('at-next-start')
    const applied = await provisioning?.apply(edits)
    expect(applied?.results.map(({ result, found }) => [result, found])).toEqual(
      edits.map((edit) => ['set', edit.after]),
    )
    const golden = readFileSync(join(import.meta.dirname, '../golden/two-n/put-api-config.http'), 'utf8')
    const sent = requests.map((each) =>
      each.replaceAll(/form-[0-9a-f]{24}/g, 'BOUNDARY').replaceAll('\r\n', '\n'),
    )
    expect(sent).toEqual([golden])
    expect(golden).toContain(pointed)
  })

  it('is the restart, once', async () => {
    const kit = fakeKit(({ path }) => ({
      body: path === '/api/config' ? configuration() : '{"success":true}',
    }))
    const session = await twoN.connect(kit)
    await session.actions?.restart?.()
    await session.actions?.['fetch-now']?.()
    const { path, method, idempotent, dropIsSuccess } = kit.asked[1] ?? {}
    expect({ path, method, idempotent, dropIsSuccess }).toEqual({
      ...{ path: '/api/system/restart', method: 'GET', idempotent: false, dropIsSuccess: true },
    })
    expect(kit.asked).toHaveLength(3)
  })
})

describe('a restart that is not confirmed', () => {
  it.each<[string, object, string | null]>([
    ['a lost connection', { status: 0 }, null],
    ['a garbage page', { body: '<html>' }, 'unexpected-page'],
    ['another error', { body: failure(14) }, 'unexpected-page'],
    ['a status of 500', { status: 500, body: '{"success":true}' }, 'unexpected-page'],
  ])('%s', async (_what, reply, code) => {
    const session = await twoN.connect(
      fakeKit(({ path }) => (path === '/api/config' ? { body: configuration() } : reply)),
    )
    const outcome = await session.actions?.restart?.().then(
      () => null,
      (error: { code: string }) => error.code,
    )
    expect(outcome).toBe(code)
  })
})

describe('an upload', () => {
  /** A device whose configuration takes effect after a number of reads. */
  const device = (reads: number, answer: string | number = '{"success":true}') => {
    let uploads = 0
    let since = 0
    return fakeKit(({ method }) => {
      if (method === 'PUT') {
        uploads++
        return typeof answer === 'string' ? { body: answer } : { status: answer }
      }
      return { body: uploads > 0 && ++since > reads ? pointed : configuration() }
    })
  }
  const applied = async (kit: ReturnType<typeof fakeKit>) => {
    const { provisioning } = await twoN.connect(kit)
    const { edits } = (await provisioning?.plan(url)) ?? { edits: [] }
    return provisioning?.apply(edits)
  }
  const of = (result: string) => Array.from({ length: 5 }, () => ({ result }))

  it.each<[number, number[], string]>([
    [0, [15_000], 'set'],
    [2, [15_000, 5_000, 5_000], 'set'],
    [3, [15_000, 5_000, 5_000, 5_000], 'set'],
    [4, [15_000, 5_000, 5_000, 5_000], 'refused'],
  ])('that takes effect after %d reads: pauses %j', async (reads, pauses, result) => {
    const kit = device(reads)
    expect(await applied(kit)).toMatchObject({ restarts: false, results: of(result) })
    expect(kit.pauses).toEqual(pauses)
  })

  it('without a clear reply is set when it reads back so, else unknown', async () => {
    expect(await applied(device(0, '<html>'))).toMatchObject({ restarts: false, results: of('set') })
    expect(await applied(device(9, '<html>'))).toMatchObject({ restarts: true, results: of('unknown') })
    expect(await applied(device(9, 500))).toMatchObject({ restarts: true, results: of('unknown') })
  })

  it.each([
    [4, 'interface-off'],
    [5, 'licence-missing'],
    [10, 'rights-missing'],
    [12, 'value-refused'],
  ])('with error %d fails with %s, and nothing is read', async (code, problem) => {
    const kit = device(0, failure(code, 'blob-cfg'))
    await expect(applied(kit)).rejects.toMatchObject({
      code: problem,
      facts: { code, param: 'blob-cfg', description: 'words', privilege: 'System Control' },
    })
    expect(kit.pauses).toEqual([])
    expect(kit.asked.at(-1)?.method).toBe('PUT')
  })
})

describe('a configuration without a setting', () => {
  it.each(['PrefferedAddress', 'FilePath', 'AutoUpdate'])('%s: setting-missing', async (name) => {
    const without = configuration().replaceAll(`<${name}>`, '<Other>').replaceAll(`</${name}>`, '</Other>')
    const kit = fakeKit(() => ({ body: without }))
    const { provisioning } = await twoN.connect(kit)
    await expect(provisioning?.plan(url)).rejects.toMatchObject({ code: 'setting-missing' })
    const full = await twoN.connect(fakeKit(() => ({ body: configuration() })))
    const { edits } = (await full.provisioning?.plan(url)) ?? { edits: [] }
    await expect(provisioning?.apply(edits)).rejects.toMatchObject({ code: 'setting-missing' })
    expect((await provisioning?.readBack(edits))?.map(({ result }) => result)).toContain('refused')
    expect(kit.asked.filter(({ method }) => method !== 'GET')).toEqual([])
  })
})

describe('a device that does not let Punchdown in', () => {
  const open = async (reply: { status?: number; body?: string }) =>
    await twoN.connect(fakeKit(() => reply)).then(
      () => null,
      (error: { code: string }) => error.code,
    )

  it.each([
    [{ status: 404, body: '<html>' }, 'interface-off'],
    [{ body: failure(4) }, 'interface-off'],
    [{ status: 404, body: failure(1) }, 'unexpected-page'],
    [{ body: failure(8) }, 'unexpected-page'],
    [{ body: '{"success":true}' }, 'unexpected-page'],
    [{ status: 500, body: configuration() }, 'unexpected-page'],
    [{ body: configuration().slice(0, -20) }, 'unexpected-page'],
  ])('%j: %s', async (reply, code) => {
    expect(await open(reply)).toBe(code)
  })

  it.each<[string, Parameters<typeof startIntercom>[0], string, string]>([
    [
      'a switched-off interface',
      { services: { system: { enabled: false, transport: 'http', scheme: 'digest' } } },
      'installer',
      'interface-off',
    ],
    ['a missing licence', { options: { licenceMissing: true } }, 'installer', 'licence-missing'],
    ['a missing right', {}, 'watcher', 'rights-missing'],
  ])('%s, from the practice device', async (_what, given, user, code) => {
    await using intercom = await startIntercom(given)
    const { kit } = kitAt({ http: intercom.practice.httpPort }, { user, password: user })
    await expect(twoN.connect(kit)).rejects.toMatchObject({ code })
  })

  it('with 401 and a missing right is not called a wrong password', async () => {
    let answers = 0
    await using server = await web((request, response) => {
      const isSignedIn = request.headers.authorization !== undefined
      if (isSignedIn) answers++
      response.writeHead(401, { 'www-authenticate': 'Digest realm="2N", nonce="n", qop="auth"' })
      response.end(failure(isSignedIn ? 10 : 9))
    })
    await expect(twoN.connect(kitAt({ http: server.port }).kit)).rejects.toMatchObject({
      code: 'rights-missing',
    })
    expect(answers).toBe(1)
  })
})

describe('what a 2N says', () => {
  const session = (replies: Readonly<Record<string, object>>) =>
    twoN.connect(fakeKit(({ path }) => ({ body: configuration(), ...replies[path] })))
  const info = (result: object) => ({
    '/api/system/info': { body: JSON.stringify({ success: true, result }) },
  })

  it('describes it, the model as in the list', async () => {
    const said = await session(
      info({
        ...{ devType: '2-14-0-0', variant: '2N IP Verso', serialNumber: '00-0000-0005' },
        ...{ macAddr: 'FC-1E-B3-00-00-05', hwVersion: '570v1', swVersion: '2.35.0.45.0' },
      }),
    )
    expect(await said.describe()).toEqual({
      ...{ vendor: '2N', model: 'IP Verso', firmware: '2.35.0.45.0', mac: 'FC:1E:B3:00:00:05' },
      ...{ serial: '00-0000-0005', hardware: '570v1', upFor: null },
    })
  })

  it('leaves absent facts null', async () => {
    const nothing = { model: null, firmware: null, mac: null, serial: null, hardware: null, upFor: null }
    expect(await (await session(info({}))).describe()).toEqual({ vendor: '2N', ...nothing })
    const empty = await session(info({ variant: ' ', macAddr: 'none', swVersion: '' }))
    expect(await empty.describe()).toEqual({ vendor: '2N', ...nothing })
    const strange = await session(info({ variant: 'Sentrio Cabin' }))
    expect(await strange.describe()).toMatchObject({ model: 'Sentrio Cabin' })
  })

  it('has the update settings and the SIP accounts; passwords are left out', async () => {
    const accounts = [{ account: 1, sipNumber: '5207', registered: true }, { account: 2 }]
    const said = await session({
      '/api/phone/status': { body: JSON.stringify({ success: true, result: { accounts } }) },
    })
    const settings = await said.read()
    expect(settings.map(({ id, group, label, value }) => [id, group, label, value])).toEqual([
      ['AutoUpdate.Configuration.Enabled', 'Configuration', 'Enabled', '0'],
      ['AutoUpdate.Configuration.ServerAddress', 'Configuration', 'ServerAddress', ''],
      ['AutoUpdate.Configuration.PrefferedAddress', 'Configuration', 'PrefferedAddress', '0'],
      ['AutoUpdate.Configuration.FilePath', 'Configuration', 'FilePath', '/'],
      ['AutoUpdate.Configuration.CheckAtBootTime', 'Configuration', 'CheckAtBootTime', '0'],
      ['AutoUpdate.Configuration.Password', 'Configuration', 'Password', null],
      ['AutoUpdate.Configuration.Username', 'Configuration', 'Username', ''],
      ['AutoUpdate.Firmware.Enabled', 'Firmware', 'Enabled', '1'],
      ['Phone.1.sipNumber', 'Account 1', 'sipNumber', '5207'],
      ['Phone.1.registered', 'Account 1', 'registered', 'true'],
      ['Phone.2.sipNumber', 'Account 2', 'sipNumber', ''],
      ['Phone.2.registered', 'Account 2', 'registered', 'false'],
    ])
    expect(
      new Set(settings.map(({ page, writable, isDefault }) => `${page} ${writable} ${isDefault}`)),
    ).toEqual(new Set(['AutoUpdate true false', 'Phone false false']))
  })

  it.each([[4], [10]])('has no SIP accounts when their service answers error %d', async (code) => {
    const said = await session({ '/api/phone/status': { body: failure(code) } })
    expect((await said.read()).filter(({ page }) => page === 'Phone')).toEqual([])
  })
})

describe('a provisioning URL', () => {
  it.each([
    ['http://192.0.2.1', 'http://192.0.2.1', '/'],
    ['http://192.0.2.1/', 'http://192.0.2.1', '/'],
    [
      'https://emea.ipp.sdg.teams.microsoft.com/lang_de',
      'https://emea.ipp.sdg.teams.microsoft.com',
      '/lang_de/',
    ],
    ['http://192.0.2.1:8080/a/b/', 'http://192.0.2.1:8080', '/a/b/'],
  ])('%s is %s and %s', (text, server, path) => {
    expect(urlParts(text)).toEqual({ server, path })
  })
  it.each([
    '',
    'ftp://192.0.2.1/',
    'http://',
    'http://192.0.2.1/?a=1',
    'http://192.0.2.1/#a',
    'x http://192.0.2.1',
  ])('%j is not allowed', (text) => {
    expect(() => urlParts(text)).toThrow(
      expect.objectContaining({ code: 'url-not-allowed', facts: { url: text } }),
    )
  })
})

describe('the practice device', () => {
  it.each(['merges', 'replaces'] as const)('keeps every other setting when an upload %s', async (put) => {
    await using intercom = await startIntercom({ options: { put } })
    const peer = peerOf(intercom.practice, 0)
    await using talk = await converse(twoN, peer)
    const before = await intercom.api('/api/config')
    const { edits } = await talk.provisioning.plan(url)
    await talk.provisioning.apply(edits)
    const back = edits.map((edit) => ({ ...edit, after: edit.before ?? '' }))
    await talk.provisioning.apply(back)
    expect((await intercom.api('/api/config')).body).toBe(before.body)
  })

  it('fetches from the URL when it is told to', async () => {
    const fetched: (string | undefined)[] = []
    await using server = await web((request, response) => {
      fetched.push(request.url)
      response.writeHead(404).end()
    })
    await using peer = await practicePeer(0)
    await using talk = await converse(twoN, peer)
    const { edits } = await talk.provisioning.plan(`http://127.0.0.1:${server.port}/lang_de`)
    await talk.provisioning.apply(edits)
    expect(fetched).toEqual([])
    await talk.session.actions?.['fetch-now']?.()
    await expect.poll(() => fetched[0], { timeout: 10_000 }).toMatch(/^\/lang_de\/.*[0-9A-F]{2}/i)
  })
})

describe('which devices it takes', () => {
  const identity = (vendor: string | null, model: string | null): Identity => ({
    ...{ vendor, model, firmware: null, mac: null, serial: null, kind: null },
    ...{ level: 'exact', evidence: [], contradictions: [] },
  })
  it.each([
    ['2N', 'IP Verso', true],
    ['2n', 'IP Verso 2.0', true],
    ['2N', '2N IP Style', true],
    ['2N', '2N\u00ae SIP Speaker Horn', true],
    ['2N', 'Indoor Touch 2.0', false],
    ['2N', '2N', false],
    ['2N', null, false],
    [null, 'IP Verso', false],
    ['Axis', 'IP Verso', false],
  ])('%s %s: %s', (vendor, model, takes) => {
    expect(twoN.recognise(identity(vendor, model), [])).toBe(takes)
  })
})
