/** Switches of a job over a fake SNMP reader: what is stored, what becomes evidence, and how a reading ends. */
import { describe, expect, it } from 'vitest'
import type { ReadingEvent, ReadOptions } from '#electron/probes/switch/read.ts'
import type { SeenNeighbour, SwitchView } from '#electron/probes/switch/view.ts'
import { enterpriseOf } from '#electron/services/discovery/enterprises.ts'
import { createSwitches, type SwitchRequest } from '#electron/services/discovery/switches.ts'
import { PunchdownError } from '#shared/errors.ts'
import type { SwitchEvent, SwitchPort } from '#shared/model/neighbour.ts'
import { device } from '#test/store/matter.ts'
import { memoryJob } from './memory-job.ts'

const port = (key: string): SwitchPort => ({
  ...{
    key,
    ifIndex: 1,
    lldpPort: null,
    bridgePort: null,
    name: key,
    alias: null,
    description: null,
    up: true,
  },
  ...{
    speed: null,
    untaggedVlan: null,
    voicePolicy: null,
    power: null,
    macCount: 1,
    uplink: false,
    behind: [],
  },
})
const neighbour = (index: number, more: Partial<SeenNeighbour> = {}): SeenNeighbour => {
  const mac = `00:04:13:00:00:0${index}`
  return {
    ...{ localId: `n${index}`, seenBy: ['lldp'], chassisId: null, portId: null, portDescription: null },
    port: { key: `if:${index}`, ifIndex: index, name: `if:${index}`, alias: null },
    ...{ mac, macs: [mac], addresses: [`192.0.2.6${index}`], name: `phone-${index}`, description: null },
    ...{
      platform: null,
      software: null,
      medClass: null,
      power: null,
      inventory: null,
      location: [],
      raw: [],
    },
    capabilities: { supported: ['telephone'], enabled: [] },
    vlan: {
      ...{
        untagged: null,
        said: null,
        learnt: [],
        learntAs: null,
        voice: null,
        offered: null,
        cdpVoice: null,
      },
    },
    ...more,
  }
}
const viewOf = (
  neighbours: readonly SeenNeighbour[],
  more: Partial<SwitchView['switch']> = {},
): SwitchView => ({
  switch: {
    ...{ key: 'mac:02:00:DE:AD:BE:EF', address: '192.0.2.2', port: 161, name: 'switch-1', description: null },
    ...{ location: null, objectId: '1.3.6.1.4.1.8072.3', mac: null, vlanNames: [], tables: [], raw: [] },
    ports: [1, 2, 3].map((index) => port(`if:${index}`)),
    ...more,
  },
  neighbours,
})
const answered: ReadingEvent = { kind: 'answered', name: 'switch-1', description: null }

type Reader = (options: ReadOptions) => AsyncIterable<ReadingEvent>

/** Switches whose reader yields the given view; `on.reader` replaces it. */
function bench(view: SwitchView = viewOf([neighbour(1), neighbour(2)])) {
  const house = memoryJob()
  const asked: ReadOptions[] = []
  let changes = 0
  const on: { reader: Reader; view: SwitchView } = {
    view,
    async *reader() {
      yield answered
      yield { kind: 'view', view: on.view }
    },
  }
  const { store, clock, log, jobs, devices } = house
  const switches = createSwitches({
    ...{ store, clock, log, changes: house.changes, jobs, devices, vendorOf: enterpriseOf },
    async *read(options) {
      asked.push(options)
      yield* on.reader(options)
    },
    onChange: () => void changes++,
    resolve: async (host) => {
      if (host !== 'switch.example') throw new Error('ENOTFOUND')
      return '192.0.2.2'
    },
  })
  const read = async (
    request: Partial<SwitchRequest> = {},
    signal?: AbortSignal,
    jobId = 'one',
  ): Promise<SwitchEvent[]> => {
    const events: SwitchEvent[] = []
    const given = { address: '192.0.2.2', snmp: null, ...request }
    for await (const event of switches.read(jobId, given, signal)) events.push(event)
    return events
  }
  return {
    ...{ ...house, switches, read, asked, on, changes: () => changes },
    kept: () => store.switches.ofJob('one'),
    neighbours: () => store.switches.neighbours('one').map(({ id, name }) => [id.split(':')[1], name]),
    sightings: (deviceId: string) => devices.sightings(deviceId).map(({ protocol }) => protocol),
  }
}

describe('reading a switch', () => {
  it('stores it with its neighbours, notes it and reports the end', async () => {
    using on = bench()
    on.on.reader = async function* () {
      yield answered
      on.advance(40)
      const tables = (['read', 'absent', 'cut', 'stopped'] as const).map((state) => {
        return { name: state, state, rows: 1, notes: [] }
      })
      yield { kind: 'view', view: viewOf([neighbour(1), neighbour(2, { capabilities: null })], { tables }) }
    }
    const events = await on.read()
    const [found] = on.kept()
    expect(events).toEqual([
      { kind: 'started', address: '192.0.2.2', port: 161 },
      answered,
      {
        ...{ kind: 'ended', switchId: found?.id, neighbours: 2, phones: 1, tookMs: 40 },
        unread: [
          { name: 'cut', state: 'cut', rows: 1, notes: [] },
          { name: 'stopped', state: 'stopped', rows: 1, notes: [] },
        ],
      },
    ])
    expect(found).toMatchObject({ jobId: 'one', vendor: 'net-snmp', readAt: 1_040, name: 'switch-1' })
    expect(on.store.switches.neighbours('one')).toMatchObject(
      [1, 2].map((index) => ({
        ...{ id: `${found?.id}:n${index}`, jobId: 'one', switchId: found?.id, switchKey: found?.key },
        readAt: 1_040,
      })),
    )
    expect(on.history().filter(({ what }) => what === 'switch.read')).toEqual([
      { what: 'switch.read', facts: { address: '192.0.2.2', name: 'switch-1', neighbours: 2, phones: 1 } },
    ])
    expect(on.changed).toContain(`switch one ${found?.id}`)
    expect(on.changed).toContain(`neighbour one ${found?.id}:n1`)
    expect(on.store.switches.ofJob('other')).toEqual([])
  })

  it('again keeps its id, and sends watchers the changed and removed neighbours', async () => {
    using on = bench(viewOf([neighbour(1), neighbour(2), neighbour(3)]))
    await on.read()
    const [before] = on.kept()
    on.on.view = viewOf([neighbour(1), neighbour(2, { name: 'renamed' })])
    on.changed.length = 0
    await on.read()
    const id = before?.id
    expect(on.kept().map((each) => each.id)).toEqual([id])
    expect(on.neighbours()).toEqual([
      ['n1', 'phone-1'],
      ['n2', 'renamed'],
    ])
    const told = on.changed.filter((each) => each.startsWith('neighbour'))
    expect(new Set(told)).toEqual(new Set([`neighbour one ${id}:n2`, `neighbour one ${id}:n3`]))
  })

  it('that had no MAC address at the last reading is the same switch', async () => {
    using on = bench(viewOf([], { key: 'at:192.0.2.2:161' }))
    await on.read()
    const [before] = on.kept()
    on.on.view = viewOf([])
    await on.read()
    expect(on.kept()).toMatchObject([{ id: before?.id, key: 'mac:02:00:DE:AD:BE:EF' }])
  })

  it('of an unknown maker has no vendor', async () => {
    using on = bench(viewOf([], { objectId: null }))
    await on.read()
    expect(on.kept()).toMatchObject([{ vendor: null }])
  })

  it('is listed as work until it ends', async () => {
    using on = bench()
    const seen: unknown[] = []
    for await (const _event of on.switches.read('one', { address: '192.0.2.2', snmp: null }, undefined)) {
      seen.push(...on.switches.running())
    }
    expect(seen[0]).toEqual({ id: 'switch 192.0.2.2:161', kind: 'switch', startedAt: 1_000 })
    expect(on.switches.running()).toEqual([])
    expect(on.changes()).toBe(2)
  })

  it.each<[string, Partial<SwitchRequest>, string, number]>([
    ['an address', {}, '192.0.2.2', 161],
    ['a port', { address: '192.0.2.2:10161' }, '192.0.2.2', 10_161],
    ['a name', { address: 'switch.example' }, '192.0.2.2', 161],
    ['a name with a port', { address: 'switch.example:10161' }, '192.0.2.2', 10_161],
  ])('at %s', async (_what, request, address, port) => {
    using on = bench()
    expect((await on.read(request))[0]).toEqual({ kind: 'started', address, port })
    expect(on.asked[0]).toMatchObject({ address, port })
  })

  it.each([
    ['10.0.0.0/24', 'cidr-malformed', { text: '10.0.0.0/24' }],
    ['switch:0', 'ports-malformed', {}],
    ['unknown.example', 'unreachable', { address: 'unknown.example', reason: 'name-unknown' }],
  ])('at %s fails before it is asked', async (address, code, facts) => {
    using on = bench()
    expect(await on.read({ address })).toMatchObject([{ kind: 'failed', problem: { code, facts } }])
    expect(on.asked).toEqual([])
    expect(on.log.lines()).toMatchObject([{ path: 'switches.failed', fields: { code } }])
  })

  it('that fails leaves the last reading', async () => {
    using on = bench()
    await on.read()
    on.on.reader = async function* () {
      yield answered
      throw new PunchdownError('snmp-no-answer')
    }
    const events = await on.read()
    expect(events.at(-1)).toMatchObject({ kind: 'failed', problem: { code: 'snmp-no-answer' } })
    expect(on.neighbours()).toHaveLength(2)
    expect(on.switches.running()).toEqual([])
  })

  it('twice at once is refused, but not at another port', async () => {
    using on = bench()
    const gate = Promise.withResolvers<void>()
    on.on.reader = async function* () {
      await gate.promise
      yield { kind: 'view', view: on.on.view }
    }
    const first = on.read()
    const others = await Promise.race([on.read(), first])
    expect(others).toMatchObject([
      { kind: 'failed', problem: { code: 'device-busy', facts: { address: '192.0.2.2', port: 161 } } },
    ])
    const elsewhere = on.read({ address: '192.0.2.2:10161' })
    gate.resolve()
    expect((await first).at(-1)).toMatchObject({ kind: 'ended' })
    expect((await elsewhere).at(-1)).toMatchObject({ kind: 'ended' })
  })

  it('that is cancelled by its signal stores nothing', async () => {
    using on = bench()
    const leaving = new AbortController()
    on.on.reader = async function* ({ signal }) {
      on.advance(3)
      leaving.abort()
      if (signal.aborted) throw new PunchdownError('cancelled')
      yield { kind: 'view', view: on.on.view }
    }
    expect((await on.read({}, leaving.signal)).at(-1)).toEqual({ kind: 'cancelled', tookMs: 3 })
    expect(on.kept()).toEqual([])
    expect(on.log.lines()).toEqual([])
  })

  it('that is left fires the signal of the reader', async () => {
    using on = bench()
    for await (const event of on.switches.read('one', { address: '192.0.2.2', snmp: null }, undefined)) {
      if (event.kind === 'answered') break
    }
    expect(on.asked[0]?.signal.aborted).toBe(true)
    expect(on.switches.running()).toEqual([])
  })
})

describe('the credentials of a switch', () => {
  const communityIn = (options: ReadOptions | undefined) =>
    options?.access.version === '2c' ? options.access.community.reveal() : options?.access.version
  const own = { version: '2c', community: 'a secret' } as const

  it('are the community public until others have worked', async () => {
    using on = bench()
    await on.read()
    await on.read({ snmp: own })
    await on.read()
    await on.read({ address: '192.0.2.2:10161' })
    expect(on.asked.map(communityIn)).toEqual(['public', 'a secret', 'a secret', 'public'])
  })

  it('that did not work are not used again', async () => {
    using on = bench()
    const usual = on.on.reader
    on.on.reader = async function* () {
      yield* await Promise.reject<ReadingEvent[]>(new PunchdownError('snmp-no-answer'))
    }
    await on.read({ snmp: own })
    on.on.reader = usual
    await on.read()
    expect(on.asked.map(communityIn)).toEqual(['a secret', 'public'])
  })

  it.each([
    ['snmp-community-refused', 'public'],
    ['timed-out', 'a secret'],
  ] as const)('that worked are after %s: %s', async (code, expected) => {
    using on = bench()
    const usual = on.on.reader
    await on.read({ snmp: own })
    on.on.reader = async function* () {
      yield* await Promise.reject<ReadingEvent[]>(new PunchdownError(code))
    }
    await on.read()
    on.on.reader = usual
    await on.read()
    expect(on.asked.map(communityIn)).toEqual(['a secret', 'a secret', expected])
  })
})

describe('the neighbours of a switch', () => {
  it('that are phones with a MAC and an IP address become devices', async () => {
    using on = bench(
      viewOf([
        neighbour(1, { addresses: ['fe80::1', '192.0.2.61', '192.0.2.62'] }),
        neighbour(2, { addresses: ['fe80::2'] }),
        neighbour(3, { addresses: [] }),
        neighbour(4, { mac: null, macs: [] }),
        neighbour(5, { capabilities: { supported: ['bridge'], enabled: ['bridge'] } }),
      ]),
    )
    await on.read()
    const devices = on.store.devices.ofJob('one')
    expect(devices.map(({ key, address }) => [key, address]).toSorted()).toEqual([
      ['mac:00:04:13:00:00:01', '192.0.2.61'],
      ['mac:00:04:13:00:00:02', 'fe80::2'],
    ])
    expect(devices[0]).toMatchObject({ identity: { vendor: 'Snom' }, lastSeen: 1_000 })
  })

  it('are evidence of known devices and replace the last reading', async () => {
    using on = bench(viewOf([neighbour(1, { description: 'snomD735/10.1.141.13' })]))
    const mac = '00:04:13:00:00:01'
    const known = device('a', 'one')
    on.store.devices.save({
      ...known,
      ...{ key: `mac:${mac}`, address: '192.0.2.9', identity: { ...known.identity, mac } },
    })
    await on.read()
    expect(on.store.devices.ofJob('one')).toHaveLength(1)
    expect(on.sightings('a')).toEqual(['lldp.sysdesc', 'lldp.sysname', 'switch.mac'])
    expect(on.devices.get('a').address).toBe('192.0.2.9')
    on.on.view = viewOf([neighbour(1)])
    await on.read()
    expect(on.sightings('a')).toEqual(['lldp.sysname', 'switch.mac'])
    on.on.view = viewOf([])
    await on.read()
    expect(on.sightings('a')).toEqual([])
  })

  it('of another job are not changed', async () => {
    using on = bench(viewOf([neighbour(1)]))
    const known = device('a', 'other')
    const mac = '00:04:13:00:00:01'
    on.store.devices.save({ ...known, key: `mac:${mac}`, identity: { ...known.identity, mac } })
    await on.read()
    expect(on.sightings('a')).toEqual([])
  })
})

describe('a removed switch', () => {
  it('takes its neighbours and its evidence with it, and those of no other switch', async () => {
    using on = bench(viewOf([neighbour(1)]))
    await on.read()
    on.on.view = viewOf([neighbour(2)], { key: 'mac:02:00:DE:AD:BE:00' })
    await on.read({ address: '192.0.2.3' })
    const [first] = on.kept().filter(({ key }) => key.endsWith('BE:EF'))
    const deviceOf = (index: number) =>
      on.store.devices.byKey('one', `mac:00:04:13:00:00:0${index}`)?.id ?? ''
    on.changed.length = 0
    on.switches.remove(first?.id ?? '')
    expect(on.kept()).toHaveLength(1)
    expect(on.neighbours()).toEqual([['n2', 'phone-2']])
    expect(on.sightings(deviceOf(1))).toEqual([])
    expect(on.sightings(deviceOf(2))).not.toEqual([])
    expect(on.changed).toEqual([
      `device one ${deviceOf(1)}`,
      `switch one ${first?.id}`,
      `neighbour one ${first?.id}:n1`,
    ])
    expect(() => on.switches.remove(first?.id ?? '')).toThrow(
      expect.objectContaining({ code: 'not-found', facts: { what: 'switch', id: first?.id } }),
    )
  })
})
