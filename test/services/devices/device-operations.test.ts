/** What a technician does with one device: read, plan, act; what each takes into the job's records. */
import { describe, expect, it } from 'vitest'
import { identify } from '#electron/identify/identify.ts'
import { PunchdownError } from '#shared/errors.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { handsetSchema } from '#shared/model/settings.ts'
import { credentials, description, fakeHouse } from './fakes.ts'

const provenance = { source: 'a test', confidence: 'inferred' } as const
const handset = handsetSchema.parse({
  ...{ slot: 1, ipei: '0000000001', ipeiPrinted: '00000 0000001 1', hardwareId: '000000000001' },
  ...{ model: null, firmware: null, state: 'Idle', identity: null, registration: 'not-known' },
})
const port = { port: 1, state: 'Idle', identity: null, registration: 'not-known' } as const
const banner = (version: string): Sighting => ({
  ...{ address: '192.0.2.1', port: null, protocol: 'sip.user_agent', at: 1 },
  raw: `Poly Rove B2/${version}`,
})

async function signedIn(options?: Parameters<typeof fakeHouse>[0]) {
  const house = fakeHouse(options)
  await house.devices.signIn('base', credentials)
  return house
}

describe('reading a device', () => {
  it('returns its description, handsets and ports, and passes handsets and ports to onboarding', async () => {
    const unreadable = [{ slot: 2, text: 'FFFFFFFFFF' }]
    using house = await signedIn()
    house.fake.capabilities = {
      handsets: { list: async () => ({ handsets: [handset], unreadable }) },
      ports: { list: async () => [port] },
      log: { read: async () => ['a line'] },
    }
    house.fake.description = { ...description, firmware: '8.0.5.0002' }
    house.advance(5)
    expect(await house.devices.read('base')).toMatchObject({
      ...{ handsets: [handset], unreadable, ports: [port] },
    })
    expect(house.listed).toEqual([
      ['base', [handset], false],
      ['base', [port], false],
    ])
    expect(house.saved).toEqual(['base', 'base'])
    expect(house.devices.get('base')).toMatchObject({ identity: { firmware: '8.0.5.0002' }, lastSeen: 1_005 })
    expect(await house.devices.handsets('base')).toEqual([handset])
    expect(house.listed).toHaveLength(3)
    expect(await house.devices.log('base')).toEqual(['a line'])
    expect(house.open).toEqual({ now: 0, most: 1 })
  })

  it.each([
    ['http://emea.ipp.sdg.teams.microsoft.com/00x.cfg', true],
    ['http://pbx.example/00x.cfg', false],
    [null, false],
  ])(
    'passes on its handsets, and whether its settings have a URL of the service: %s',
    async (value, usesService) => {
      using house = await signedIn()
      house.fake.capabilities = { handsets: { list: async () => ({ handsets: [handset], unreadable: [] }) } }
      house.fake.settings = [
        {
          ...{
            id: 'itsp.configUrl',
            page: 'Auto Provisioning',
            group: 'ITSP Provisioning',
            label: 'ConfigUrl',
          },
          ...{ value, isDefault: false, writable: true },
        },
      ]
      await house.devices.read('base')
      expect(house.listed).toEqual([['base', [handset], usesService]])
    },
  )

  it('without handsets reads and passes on none', async () => {
    using house = await signedIn()
    house.fake.capabilities = {}
    expect(await house.devices.read('base')).toMatchObject({
      ...{ handsets: null, unreadable: [], ports: null },
    })
    expect(house.listed).toEqual([])
    await expect(house.devices.handsets('base')).rejects.toMatchObject({
      code: 'capability-missing',
      facts: { capability: 'handsets' },
    })
  })

  it('uses its description with the source of its driver', async () => {
    using house = await signedIn()
    expect(house.devices.get('base').identity.evidence[0]).toMatchObject({
      ...{ protocol: 'driver.describe', rule: 'driver.poly-rove', port: 80, at: 1_000 },
      provenance: { source: 'a test' },
    })
  })

  it('lists a contradiction with a scan, and none after an update', async () => {
    using house = fakeHouse()
    const sightings = [banner('8.0.1.0001')]
    house.store.devices.saveSightings('base', sightings)
    house.store.devices.save({ ...house.stored(), identity: identify(sightings) })
    await house.devices.signIn('base', credentials)
    expect(house.devices.get('base').identity.contradictions.map(({ fact }) => fact)).toEqual(['firmware'])
    house.store.devices.saveSightings('base', [banner('8.0.3.0010'), banner('8.0.1.0001')])
    house.fake.description = { ...description, firmware: '8.0.5.0002' }
    house.advance(60_000)
    await house.devices.describe('base')
    expect(house.devices.sightings('base').map(({ supersededAt }) => supersededAt)).toEqual([
      61_000,
      undefined,
    ])
  })
})

describe('the verdict', () => {
  it('follows from the identity, and the region of the job', async () => {
    using emea = await signedIn({ region: 'emea' })
    expect(emea.devices.get('base').verdict.answer).not.toBe('not-listed')
    emea.fake.description = { ...description, model: 'Rove X9', firmware: null }
    await emea.devices.describe('base')
    expect(emea.devices.get('base')).toMatchObject({ verdict: { answer: 'not-listed' }, driver: 'poly-rove' })
  })
})

describe('a plan', () => {
  const tenant = '11111111-2222-4333-8444-555555555555'
  it.each([
    ['the service', { kind: 'service', region: 'emea' }, 'http://emea.ipp.sdg.teams.microsoft.com/x.cfg'],
    [
      'a tenant of the service',
      { kind: 'service', region: 'noam', tenant },
      `http://noam.ipp.sdg.teams.microsoft.com/tenantid/${tenant}/x.cfg`,
    ],
    ['a URL', { kind: 'url', url: ' http://192.0.2.7/a.cfg ' }, 'http://192.0.2.7/a.cfg'],
    ['this laptop', { kind: 'rehearsal' }, 'http://192.0.2.9/x.cfg'],
  ] as const)('for %s', async (_what, request, url) => {
    using house = await signedIn()
    const planned: string[] = []
    house.fake.capabilities = {
      provisioning: {
        async plan(wanted) {
          planned.push(wanted)
          return { edits: [], after: 'restarts', provenance }
        },
        apply: async () => ({ results: [], restarts: false }),
        readBack: async () => [],
      },
    }
    const plan = await house.devices.plan('base', request)
    expect(plan).toMatchObject({ target: { kind: 'provisioning', url }, after: 'restarts', edits: [] })
    expect(planned).toEqual([url])
  })

  it('for a URL that is not allowed sends the device nothing', async () => {
    using house = await signedIn()
    const before = house.kits.length
    await expect(house.devices.plan('base', { kind: 'url', url: 'ftp://x' })).rejects.toMatchObject({
      code: 'url-not-allowed',
    })
    expect(house.kits).toHaveLength(before)
  })

  it('is refused for a driver that does not write, before a request', async () => {
    using house = fakeHouse({ writes: false })
    const request = { kind: 'rehearsal' } as const
    await expect(house.devices.plan('base', request)).rejects.toMatchObject({
      ...{ code: 'capability-missing', facts: { capability: 'provisioning' } },
    })
    expect(house.kits).toEqual([])
  })

  it('for a firmware is made by the firmware capability', async () => {
    using house = await signedIn()
    const wanted = { kind: 'firmware', version: '8.0.5.0002' } as const
    await expect(house.devices.plan('base', wanted)).rejects.toMatchObject({
      code: 'capability-missing',
      facts: { capability: 'firmware' },
    })
    house.fake.capabilities = {
      firmware: {
        plan: async (version) => ({
          edits: [],
          after: version === wanted.version ? 'restarts' : 'nothing',
          provenance,
        }),
        apply: async () => ({ results: [], restarts: false }),
        readBack: async () => [],
      },
    }
    expect(await house.devices.plan('base', wanted)).toMatchObject({ target: wanted, after: 'restarts' })
  })

  it('is refused where the device cannot be provisioned', async () => {
    using house = await signedIn()
    house.fake.capabilities = {}
    await expect(house.devices.plan('base', { kind: 'rehearsal' })).rejects.toMatchObject({
      facts: { capability: 'provisioning' },
    })
  })
})

describe('acting on a device', () => {
  it('is added to the history; a missing action is refused and not added', async () => {
    using house = await signedIn()
    await house.devices.act('base', 'restart')
    await expect(house.devices.act('base', 'fetch-now')).rejects.toMatchObject({
      facts: { capability: 'fetch-now' },
    })
    house.fake.capabilities = {}
    await expect(house.devices.act('base', 'restart')).rejects.toMatchObject({ code: 'capability-missing' })
    expect(house.notes).toEqual([
      {
        jobId: 'one',
        what: 'device.signed-in',
        deviceId: 'base',
        endpointId: null,
        facts: { user: 'admin' },
      },
      { jobId: 'one', what: 'device.restart', deviceId: 'base', endpointId: null, facts: {} },
    ])
  })

  it('notes a firmware that changed between two descriptions, once', async () => {
    using house = await signedIn()
    const updates = () => house.notes.filter(({ what }) => what === 'device.firmware-updated')
    expect(updates()).toEqual([])
    house.fake.description = { ...description, firmware: '9.9.9.9999' }
    await house.devices.describe('base')
    await house.devices.describe('base')
    expect(updates()).toMatchObject([
      { jobId: 'one', deviceId: 'base', facts: { from: description.firmware, to: '9.9.9.9999' } },
    ])
  })

  it.each([
    ['sign-in-refused', ['device.sign-in-refused']],
    ['sign-in-blocked', ['device.sign-in-refused']],
    ['unreachable', []],
  ] as const)('of %s at sign-in is noted as %j', async (code, noted) => {
    using house = fakeHouse()
    house.fake.describe = () => Promise.reject(new PunchdownError(code))
    await expect(house.devices.signIn('base', credentials)).rejects.toMatchObject({ code })
    expect(house.notes.map(({ what }) => what)).toEqual(noted)
  })

  it('ends when signing out', async () => {
    using house = await signedIn()
    house.devices.signOut('base')
    expect(house.devices.get('base').signedIn).toBe(false)
    await expect(house.devices.act('base', 'restart')).rejects.toMatchObject({ code: 'sign-in-needed' })
  })
})

describe('a move to the other address', () => {
  const other = (source: 'scan' | 'fetch') => ({ address: '192.0.2.66', source, at: 1 })
  const moved = { http: 8080, https: 443, sip: 5060, snmp: 161 }

  it.each([
    ['with ports', moved, 8080],
    ['without ports', null, 80],
  ])('%s', (_what, ports, http) => {
    using house = fakeHouse()
    house.store.devices.save({ ...house.base, silentSince: 4, otherAddress: { ...other('scan'), ports } })
    house.devices.moveToOtherAddress('base')
    expect(house.devices.get('base')).toMatchObject({
      ...{ address: '192.0.2.66', ports: { http }, otherAddress: null, silentSince: null },
    })
  })

  it('is noted again only for another source', () => {
    using house = fakeHouse()
    const tell = (userAgent: string) =>
      house.devices.applyUserAgent('one', { address: '192.0.2.66', mac: house.base.key.slice(4), userAgent })
    tell('a')
    house.advance(7)
    tell('b')
    expect(house.devices.get('base').otherAddress).toEqual({ ...other('fetch'), ports: null, at: 1_000 })
    const sightings = [{ ...banner('x'), protocol: 'pnp.uri', raw: 'sip:MAC%3a000371000001@224.0.1.75' }]
    house.devices.upsertFromPassive('one', '192.0.2.66', sightings)
    expect(house.devices.get('base').otherAddress).toMatchObject({ source: 'passive-discovery', at: 1_007 })
    expect(house.notes).toEqual([
      {
        ...{ jobId: 'one', what: 'device.other-address', deviceId: 'base', endpointId: null },
        facts: { address: '192.0.2.1', other: '192.0.2.66', source: 'fetch' },
      },
    ])
  })
})

describe('a device that updates its firmware', () => {
  const minute = 60_000
  /** Lets time go by, as far as nothing else is left to do. */
  const pass = ({ time }: ReturnType<typeof fakeHouse>, ms: number) =>
    time.run(new Promise<void>((resolve) => void time.timing.after(ms, resolve)))

  it('is read until it runs the version', async () => {
    using house = await signedIn()
    const before = house.kits.length
    house.devices.expectFirmware('base', '8.0.5.0002')
    await pass(house, 14_000)
    expect(house.kits).toHaveLength(before + 2)
    house.fake.description = { ...description, firmware: '8.0.5.0002' }
    await pass(house, minute)
    expect(house.kits).toHaveLength(before + 3)
    expect(house.devices.get('base').identity.firmware).toBe('8.0.5.0002')
  })

  it('is read for 15 minutes at most, and not after stopping', async () => {
    using house = await signedIn()
    const before = house.kits.length
    house.devices.expectFirmware('base', '9')
    await pass(house, 30 * minute)
    expect(house.kits).toHaveLength(before + 180)
    house.devices.expectFirmware('base', '9')
    house.devices.stop()
    await pass(house, minute)
    expect(house.kits).toHaveLength(before + 180)
  })
})
