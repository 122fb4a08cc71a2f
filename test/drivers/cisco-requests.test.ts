/** What the Cisco drivers send: each documented write, byte for byte, and what they make of the replies. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { ciscoAta, ciscoMpp } from '#electron/drivers/cisco/driver.ts'
import type { Session } from '#electron/drivers/driver.ts'
import type { WebReply } from '#electron/drivers/kit/kit.ts'
import { PunchdownError } from '#shared/errors.ts'
import {
  type Answer,
  applied,
  codeOf,
  kitWith,
  newPassword,
  pointed,
  settingsPage,
  signInForm,
  taking,
  told,
  url,
  welcome,
} from './cisco-device.ts'
import { fakeKit } from './fake-kit.ts'
import { kitAt, web } from './servers.ts'

const golden = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../golden/cisco/${name}.http`), 'utf8').trimEnd()

/** Pages of a device that takes each form; requests are kept with method, headers and body. */
async function device() {
  const sent = new Map<string, string>()
  let isPointed = false
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '' } = request
    const body = await text(request)
    const { host: _host, connection: _connection, ...headers } = request.headers
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    sent.set(path.split(/[;?]/)[0] ?? '', [`${method} ${path}`, ...head, '', body].join('\n').trimEnd())
    if (path.includes('bcisco.csc')) isPointed = true
    if (path === '/') return void response.end(signInForm)
    if (path === '/login.cgi') return void response.end(welcome)
    response.end(isPointed ? pointed : settingsPage('/a'))
  }
  const server = await web((request, response) => void answer(request, response))
  return { ...server, sent, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

describe('a Cisco device is sent', () => {
  it.each([
    [
      ciscoMpp,
      { '/admin/bcisco.csc': 'mpp-submit', '/admin/reboot': 'mpp-reboot', '/admin/resync': 'mpp-resync' },
    ],
    [
      ciscoAta,
      { '/login.cgi': 'ata-login', '/admin/voice/bcisco.csc': 'ata-submit', '/apply.cgi': 'ata-reboot' },
    ],
  ] as const)('the golden requests', async (driver, goldens) => {
    await using server = await device()
    const { kit } = kitAt({ http: server.port })
    const opened = await driver.connect({ ...kit, pause: async () => undefined })
    const { edits, after } = (await opened.provisioning?.plan(url)) ?? { edits: [], after: null }
    expect(after).toBe('restarts')
    const applied = await opened.provisioning?.apply(edits)
    expect(applied).toMatchObject({
      restarts: false,
      results: [{ result: 'set' }, { result: 'set', found: url }],
    })
    await opened.actions?.['fetch-now']?.()
    await opened.actions?.restart?.()
    for (const [path, name] of Object.entries(goldens)) expect(server.sent.get(path)).toBe(golden(name))
  })
})

describe.each([
  ['phone', ciscoMpp],
  ['adapter', ciscoAta],
] as const)('a write to a %s', (_what, driver) => {
  it.each<[number, number, string]>([
    [0, 1, 'set'],
    [2, 3, 'set'],
    [16, 17, 'set'],
    [17, 17, 'refused'],
  ])('that takes effect after %d reads is read back %d times: %s', async (reads, pauses, result) => {
    const { kit, done } = await applied(driver, taking(reads))
    expect({ told: told(done?.results), restarts: done?.restarts }).toEqual({
      told: [result],
      restarts: false,
    })
    expect(kit.pauses).toEqual([10_000, ...Array.from({ length: pauses - 1 }, () => 5_000)])
    expect(kit.asked.filter(({ method }) => method === 'POST')).toMatchObject([
      {
        idempotent: false,
        body: {
          kind: 'form',
          fields: [
            ['11', 'Yes'],
            ['12', url],
          ],
        },
      },
    ])
  })

  it.each<[string, Partial<WebReply> | PunchdownError]>([
    ['a status of 500', { status: 500 }],
    ...(['connection-lost', 'timed-out', 'http-malformed', 'unexpected-page'] as const).map(
      (code): [string, PunchdownError] => [code, new PunchdownError(code)],
    ),
  ])('with %s is set when it reads back so, else unknown', async (_reply, reply) => {
    const set = await applied(driver, taking(1, reply))
    expect({ told: told(set.done?.results), restarts: set.done?.restarts }).toEqual({
      told: ['set'],
      restarts: false,
    })
    const open = await applied(driver, taking(99, reply))
    expect({ told: told(open.done?.results), restarts: open.done?.restarts }).toEqual({
      told: ['unknown'],
      restarts: true,
    })
  })

  it('that is refused with a problem ends with it', async () => {
    const refusal = new PunchdownError('sign-in-refused')
    expect(await codeOf(applied(driver, taking(0, refusal)))).toBe('sign-in-refused')
  })

  it('is unknown when the page cannot be read afterwards, and ends when it is cancelled', async () => {
    const failing = (code: 'sign-in-refused' | 'cancelled' | 'unreachable') => () => {
      throw new PunchdownError(code)
    }
    for (const code of ['sign-in-refused', 'unreachable'] as const) {
      const { done } = await applied(driver, taking(0, {}, failing(code)))
      expect({ told: told(done?.results), restarts: done?.restarts }).toEqual({
        told: ['unknown'],
        restarts: true,
      })
    }
    expect(await codeOf(applied(driver, taking(0, {}, failing('cancelled'))))).toBe('cancelled')
  })

  it('has the changed fields alone, or is left out', async () => {
    const half = pointed.replace('<option selected>Yes<option>No', '<option>Yes<option selected>No')
    let isSent = false
    const kit = kitWith(({ method }) => {
      isSent ||= method === 'POST'
      return { body: isSent ? pointed : half }
    })
    const opened = await driver.connect(kit)
    const { edits } = (await opened.provisioning?.plan(url)) ?? { edits: [] }
    const first = await opened.provisioning?.apply(edits)
    expect(first?.results.map(({ result }) => result)).toEqual(['set', 'unchanged'])
    expect(kit.asked.find(({ method }) => method === 'POST')?.body).toMatchObject({ fields: [['11', 'Yes']] })
    const second = await opened.provisioning?.apply(edits)
    expect(second?.results.map(({ result, found }) => [result, found])).toEqual([
      ['unchanged', 'Yes'],
      ['unchanged', url],
    ])
    expect(second?.restarts).toBe(false)
    expect(kit.asked.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it('needs the settings on the page', async () => {
    const kit = kitWith(() => ({ body: settingsPage('/a').replace('Profile Rule', 'Other Rule') }))
    const opened = await driver.connect(kit)
    expect(await codeOf(opened.provisioning?.plan(url))).toBe('setting-missing')
    const full = await driver.connect(kitWith(() => ({ body: settingsPage('/a') })))
    const { edits } = (await full.provisioning?.plan(url)) ?? { edits: [] }
    expect(await codeOf(opened.provisioning?.apply(edits))).toBe('setting-missing')
    expect((await opened.provisioning?.readBack(edits))?.map(({ result }) => result)).toEqual([
      'refused',
      'refused',
    ])
  })

  it('goes to the device alone', async () => {
    const body = settingsPage('/a').replace('bcisco.csc', 'http://192.0.2.9/bcisco.csc')
    const kit = kitWith(() => ({ body }))
    const opened = await driver.connect(kit)
    const { edits } = (await opened.provisioning?.plan(url)) ?? { edits: [] }
    expect(await codeOf(opened.provisioning?.apply(edits))).toBe('value-refused')
    expect(kit.asked.filter(({ method }) => method === 'POST')).toEqual([])
  })
})

describe('a phone', () => {
  const open = (answer: Answer): Promise<Session> => ciscoMpp.connect(fakeKit(answer))

  it.each<[Partial<WebReply>, string | null]>([
    [{ body: settingsPage('/a') }, null],
    [{ status: 404, body: settingsPage('/a') }, 'interface-off'],
    [{ status: 500, body: settingsPage('/a') }, 'unexpected-page'],
    [{ body: newPassword }, 'password-change-needed'],
    [{ body: '<h1>It works!</h1>' }, 'unexpected-page'],
  ])('with the page %j: %s', async (reply, code) => {
    expect(await codeOf(open(() => reply))).toBe(code)
  })

  it('whose form has no action is sent the page of the data', async () => {
    const body = settingsPage('/a').replace(' action="bcisco.csc"', '')
    const { kit } = await applied(ciscoMpp, (request) => (request.method === 'POST' ? {} : { body }))
    expect(kit.asked.find(({ method }) => method === 'POST')?.path).toBe('/admin/bcisco.csc')
  })

  it('describes itself, and shows the settings of its sections', async () => {
    const opened = await open(() => ({
      body: settingsPage('/a', '<div id="Phone"><td>Key</td><td><input name="9"></td></div>'),
    }))
    expect(await opened.describe()).toMatchObject({
      model: 'CP-8851-3PCC',
      firmware: 'sip88xx.12-0-3MPP0101-345',
    })
    expect((await opened.read()).map(({ id, value }) => [id, value])).toEqual([
      ['Provisioning.Provision Enable', 'No'],
      ['Provisioning.Profile Rule', '/a'],
    ])
    const nameless = await open(() => ({ body: settingsPage('/a').replace('Product Name', 'Name') }))
    expect(await codeOf(nameless.describe())).toBe('unexpected-page')
  })

  it.each([
    ['http://192.0.2.1/$PSN.xml?a=b&amp;c=$&amp;', '/admin/resync?http://192.0.2.1/$PSN.xml?a=b&c=$&'],
    ['[--key x] http://a/ü', '/admin/resync?[--key%20x]%20http://a/%C3%BC'],
  ])('fetches from its rule %s', async (rule, path) => {
    const kit = fakeKit(() => ({ body: settingsPage(rule) }))
    await (await ciscoMpp.connect(kit)).actions?.['fetch-now']?.()
    expect(kit.asked.at(-1)).toMatchObject({ method: 'GET', path, idempotent: false, dropIsSuccess: true })
  })

  it('without a rule fetches from nowhere else', async () => {
    const kit = fakeKit(() => ({ body: settingsPage('').replace('Profile Rule', 'Other Rule') }))
    await (await ciscoMpp.connect(kit)).actions?.['fetch-now']?.()
    expect(kit.asked.at(-1)?.path).toBe('/admin/resync?')
  })

  it.each<[number, string | null]>([
    [200, null],
    [0, null],
    [403, 'interface-off'],
    [404, 'interface-off'],
    [500, 'unexpected-page'],
  ])('restarts with a reply of %d: %s', async (status, code) => {
    const kit = fakeKit(({ path }) => (path === '/admin/reboot' ? { status } : { body: settingsPage('/a') }))
    const opened = await ciscoMpp.connect(kit)
    expect(await codeOf(opened.actions?.restart?.())).toBe(code)
    const { refusal, ...request } = kit.asked.at(-1) ?? { method: 'GET', path: '' }
    expect(request).toEqual({ method: 'GET', path: '/admin/reboot', idempotent: false, dropIsSuccess: true })
    const reply = { status, headers: {}, body: '' }
    const facts = { address: '192.0.2.1', service: 'Enable Direct Action Url' }
    expect(refusal?.(reply) ?? null).toEqual(
      code === 'interface-off' ? expect.objectContaining({ code, facts }) : null,
    )
  })
})

describe('the drivers', () => {
  it.each([
    [ciscoMpp, 'cisco-mpp', '/$PSN.xml', 'seen-in-public-code', ['provisioning', 'restart', 'fetch-now']],
    [ciscoAta, 'cisco-ata', '/mac.cfg', 'inferred', ['provisioning', 'ports', 'restart', 'fetch-now']],
  ] as const)('%j', (driver, id, suffix, confidence, capabilities) => {
    const identity = {
      ...{ vendor: 'Cisco', model: null, firmware: null, kind: null, mac: null, serial: null },
      ...{ level: 'unknown' as const, evidence: [], contradictions: [] },
    }
    expect({
      ...{
        id: driver.id,
        folder: driver.folder,
        vendor: driver.vendor,
        suffix: driver.provisioningSuffix?.template,
      },
      ...{ confidence: driver.provenance.confidence, capabilities: driver.capabilitiesOf(identity) },
    }).toEqual({ id, folder: 'cisco', vendor: 'Cisco', suffix, confidence, capabilities })
  })
})
