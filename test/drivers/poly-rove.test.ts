/** The Rove driver on the practice site, and its facts against the article they come from. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createKit } from '#electron/drivers/kit/create-kit.ts'
import type { Kit, WebReply, WebRequest } from '#electron/drivers/kit/kit.ts'
import { rove } from '#electron/drivers/poly-rove/data.ts'
import { polyRove } from '#electron/drivers/poly-rove/driver.ts'
import { formKeyOf } from '#electron/drivers/poly-rove/pages.ts'
import { firmwareFieldsOf } from '#electron/drivers/poly-rove/settings.ts'
import { systemClock } from '#electron/platform/clock.ts'
import { createLog } from '#electron/platform/log.ts'
import { Secret } from '#electron/platform/secret.ts'
import type { Identity } from '#shared/model/identity.ts'
import type { Edit } from '#shared/model/settings.ts'
import { startPractice } from '#test/support/practice.ts'
import { describeDriver, type PeerKind } from './conformance.ts'
import { converse, type Peer } from './conversation.ts'
import { memoryTrust } from './servers.ts'

/** What `${IPEI}` stays for the base, not for us. */
const suffix = ['/00$', '{IPEI}.cfg'].join('')
const url = `http://192.0.2.1${suffix}`

async function practicePeer(pace: number): Promise<Peer> {
  const practice = await startPractice({ pace })
  return {
    httpPort: practice.httpPort,
    ports: practice.site.status().ports,
    pace,
    user: 'admin',
    password: 'admin',
    misbehave: (fault, on) => practice.site.misbehave(practice.deviceId, fault, on),
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

const kind: PeerKind = {
  driver: polyRove,
  start: ({ pace }) => practicePeer(pace),
  model: 'Rove B2',
  kind: 'dect-base',
  firmware: '8.0.3.0010',
  handsets: ['03717C0E0A', '03717C0E1B', '03717C11F4'],
  url,
  update: '8.0.5.0002',
  passwordChange: 'password-change-needed',
  interfaceOff: 'connection-lost',
  mayRepeatWrite: true,
  // ` 7 Days  0:28:58    (9)`: the bracket counts starts
  starts: ({ upFor }) => Number(/\((\d+)\)\s*$/.exec(upFor ?? '')?.[1]),
}

describeDriver('poly-rove', kind)

const values = (edits: readonly Edit[]) =>
  edits.map(({ group, label, after }) => [group, label, after] as const)

describe('what a Rove is told', () => {
  it('to fetch its configuration: the article with its two swapped rows put right', async () => {
    await using peer = await practicePeer(0)
    await using talk = await converse(polyRove, peer)
    const plan = await talk.provisioning.plan(url)
    expect(values(plan.edits)).toEqual([
      ['ITSP Provisioning', 'Method', 'Periodically'],
      ['ITSP Provisioning', 'Interval', '3600'],
      ['ITSP Provisioning', 'Provisioning Option', 'Config URL'],
      ['ITSP Provisioning', 'ConfigUrl', url],
    ])
    expect(plan.after).toBe('fetches')
    expect(plan.edits.map(({ provenance }) => provenance?.confidence)).toEqual(
      plan.edits.map(() => 'field-report'),
    )
  })

  it('to update itself: every BaseFw and every FwBranch on the page, the method last', async () => {
    await using peer = await practicePeer(0)
    await using talk = await converse(polyRove, peer)
    const plan = await talk.firmware.plan('8.0.5.0002')
    expect(values(plan.edits)).toEqual([
      ['Rove B2 Firmware', 'BaseFw', '8005'],
      ['Rove B2 Firmware', 'FwBranch', '0002'],
      ['Rove B4 Firmware', 'BaseFw', '8005'],
      ['Rove B4 Firmware', 'FwBranch', '0002'],
      ['Auto Firmware Update', 'FirmwareServer', 'http://downloads.polycom.com'],
      ['Auto Firmware Update', 'FirmwarePath', '/voice/dect-ip-phones/Rove/'],
      ['Auto Firmware Update', 'Method', 'Periodically'],
      ['Auto Firmware Update', 'Interval', '30'],
    ])
  })

  it.each([
    ['8.0.3.0010', { baseFw: '8003', fwBranch: '0010' }],
    ['8.0.5.0002', { baseFw: '8005', fwBranch: '0002' }],
    [' 8.0.5.0002 ', { baseFw: '8005', fwBranch: '0002' }],
    ['8.1.12.0002', { baseFw: '8112', fwBranch: '0002' }],
  ])('%s in the fields of the page', (version, fields) => {
    expect(firmwareFieldsOf(version)).toEqual(fields)
  })

  it.each(['', '8.0.5', '8.0.5.2', '8-0-5-0002', '8.0.5.0002a', '80.0.5.0002'])(
    '%s is no version',
    (text) => {
      expect(() => firmwareFieldsOf(text)).toThrow(expect.objectContaining({ code: 'bad-input' }))
    },
  )
})

const article = resolve(import.meta.dirname, '../../../shared/seeds/rove-on-teams.txt')
const here = existsSync(article)
describe.skipIf(!here)(`the article${here ? '' : ' (skipped: it is not at hand)'}`, () => {
  /** `Interval | Config URL |` → [Interval, Config URL] */
  const rows = (): [string, string][] =>
    [...readFileSync(article, 'utf8').matchAll(/^(\w[\w ]*?) \| ([^|]+?) \|$/gm)].map(
      ([, name = '', value = '']) => [name, value],
    )
  const valuesOf = (name: string) => rows().flatMap(([label, value]) => (label === name ? [value] : []))

  it('has the two rows swapped; the data has them right', () => {
    expect(valuesOf('Provisioning Option')).toEqual(['3600'])
    expect(valuesOf('Interval')).toEqual(['30', 'Config URL'])
    const ours = new Map(rove.provisioning.map(({ label, value }) => [label, value]))
    expect(ours.get('Interval')).toBe('3600')
    expect(ours.get('Provisioning Option')).toBe('Config URL')
    for (const { label, provenance } of rove.provisioning) {
      if (['Interval', 'Provisioning Option'].includes(label)) expect(provenance.source).toMatch(/swapped/)
    }
  })

  it('is followed in every other row', () => {
    for (const { label, value } of [...rove.provisioning, ...rove.firmware.settings]) {
      if (value === '{url}' || ['Provisioning Option', 'Interval'].includes(label)) continue
      expect(valuesOf(label), label).toContain(value)
    }
    expect(valuesOf('Interval')).toContain(rove.firmware.settings.find((s) => s.label === 'Interval')?.value)
  })

  it('ends its URLs as the driver does', () => {
    const urls = rows().flatMap(([, value]) => (value.startsWith('http://') ? [value] : []))
    const provisioning = urls.filter((each) => each.endsWith('.cfg'))
    expect(provisioning).toHaveLength(3)
    for (const each of provisioning) {
      expect(new URL(each).pathname.replace('%7B', '{').replace('%7D', '}')).toBe(
        polyRove.provisioningSuffix?.template,
      )
    }
  })
})

/** The driver on a practice base whose pages are changed on the way. */
async function behindGlass(peer: Peer, change: (page: string) => string, answer?: WebReply) {
  const writes: WebRequest[] = []
  const kit = createKit({
    address: '127.0.0.1',
    ports: { http: peer.httpPort, https: peer.httpPort },
    credentials: { user: peer.user, password: new Secret(peer.password) },
    log: createLog(),
    clock: systemClock,
    channel: null,
    acceptPlainHttp: true,
    trust: memoryTrust(),
  })
  const changed: Kit = {
    ...kit,
    async request(wanted) {
      if (wanted.method === 'POST') {
        writes.push(wanted)
        if (answer !== undefined) return answer
      }
      const reply = await kit.request(wanted)
      return { ...reply, body: change(reply.body) }
    },
  }
  return { session: await polyRove.connect(changed), writes }
}

describe('a page that is not the one expected', () => {
  it('without Provisioning Option: setting-missing, and which firmware brings it', async () => {
    await using peer = await practicePeer(0)
    const { session, writes } = await behindGlass(peer, (page) =>
      page.replace(/^.*name="Provisioning Option".*$/m, ''),
    )
    await expect(session.provisioning.plan(url)).rejects.toMatchObject({
      code: 'setting-missing',
      facts: { setting: 'Provisioning Option', firmware: '8.0.3' },
    })
    expect(writes).toEqual([])
  })

  it('without any BaseFw: setting-missing', async () => {
    await using peer = await practicePeer(0)
    const { session } = await behindGlass(peer, (page) => page.replaceAll('name="BaseFw"', 'name="Other"'))
    await expect(session.firmware.plan('8.0.5.0002')).rejects.toMatchObject({
      code: 'setting-missing',
      facts: { setting: 'BaseFw' },
    })
  })

  it('with another form key than the hash of the name: unexpected-page, and nothing is written', async () => {
    await using peer = await practicePeer(0)
    await using honest = await converse(polyRove, peer)
    const { edits } = await honest.provisioning.plan(url)
    const key = formKeyOf('X_DeviceManagement.ITSPProvisioning.ConfigURL')
    const { session, writes } = await behindGlass(peer, (page) => page.replace(key, 'deadbeef'))
    await expect(session.provisioning.plan(url)).rejects.toMatchObject({ code: 'unexpected-page' })
    await expect(session.provisioning.apply(edits)).rejects.toMatchObject({ code: 'unexpected-page' })
    expect(writes).toEqual([])
    expect((await honest.provisioning.readBack(edits)).map(({ result }) => result)).toContain('refused')
  })

  it('with a setting that became read-only: setting-refused, and nothing is written', async () => {
    await using peer = await practicePeer(0)
    await using honest = await converse(polyRove, peer)
    const { edits } = await honest.provisioning.plan(url)
    const { session, writes } = await behindGlass(peer, (page) =>
      page.replace('name="ConfigUrl" access="readWrite"', 'name="ConfigUrl" access="readOnly"'),
    )
    await expect(session.provisioning.apply(edits)).rejects.toMatchObject({ code: 'setting-refused' })
    expect(writes).toEqual([])
  })

  it('with a menu that names no page: unexpected-page', async () => {
    await using peer = await practicePeer(0)
    await expect(behindGlass(peer, () => '<html><body>Welcome</body></html>')).rejects.toMatchObject({
      code: 'unexpected-page',
    })
  })

  it('with labels written otherwise: found all the same', async () => {
    await using peer = await practicePeer(0)
    const { session } = await behindGlass(peer, (page) =>
      page
        .replaceAll('name="ConfigUrl"', 'name="Config_URL"')
        .replaceAll('ITSP Provisioning', 'ITSPProvisioning'),
    )
    expect((await session.provisioning.plan(url)).edits.map(({ after }) => after)).toContain(url)
  })
})

describe('an answer to the form', () => {
  const applied = async (answer: WebReply) => {
    await using peer = await practicePeer(0)
    const { session } = await behindGlass(peer, (page) => page, answer)
    const { edits } = await session.provisioning.plan(url)
    return await session.provisioning.apply(edits)
  }
  it('that says busy: device-busy', async () => {
    await expect(applied({ status: 503, headers: {}, body: '' })).rejects.toMatchObject({
      code: 'device-busy',
    })
  })
  it.each([200, 302, 404])(
    'that says %i proves nothing: the page is read, and each setting called refused',
    async (status) => {
      const { results, restarts } = await applied({ status, headers: {}, body: 'Parameters submitted.' })
      expect(results.map(({ result }) => result)).toEqual(results.map(() => 'refused'))
      expect(restarts).toBe(false)
    },
  )
})

describe('which devices it takes', () => {
  const identity = (vendor: string | null, model: string | null): Identity => ({
    vendor,
    model,
    firmware: null,
    mac: null,
    serial: null,
    kind: null,
    level: 'exact',
    evidence: [],
    contradictions: [],
  })
  it.each([
    ['Poly', 'Rove B2', true],
    ['poly', 'rove b4', true],
    ['Poly', 'RoveB1', true],
    ['Poly', 'Rove 30', false],
    ['Poly', 'VVX 250', false],
    ['Poly', null, false],
    [null, 'Rove B2', false],
    ['Yealink', 'Rove B2', false],
  ])('%s %s: %s', (vendor, model, takes) => {
    expect(polyRove.recognise(identity(vendor, model), [])).toBe(takes)
  })
})
