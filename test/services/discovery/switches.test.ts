/** Switches of a job: reading, storage, and evidence for devices. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Core, createCore } from '#electron/app/core.ts'
import type { SwitchRequest } from '#electron/services/discovery/switches.ts'
import { openStore } from '#electron/store/open.ts'
import type { Job, JobChange, JobDevice } from '#shared/model/job.ts'
import type { SwitchEvent } from '#shared/model/neighbour.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { fixture, fixtureMissing } from '#test/support/fixtures.ts'
import { type Agent, type AgentOptions, readRecording, rowsOf, startAgent } from '../../switch/agent.ts'
import { phoneSwitch } from '../../switch/phone-switch.ts'

const lldp = '1.0.8802.1.1.2.1'
const mac = '00:04:13:00:00:01'

const open = (dataFolder = ':memory:'): Promise<Core> => createCore({ dataFolder, capabilities: [] })
const newJob = (core: Core): Job =>
  core.services.jobs.create({ name: 'A job', site: '', region: 'emea', language: 'en', mode: 'rehearsal' })
const play = (lines: readonly string[], more: Omit<AgentOptions, 'rows'> = {}): Promise<Agent> =>
  startAgent({ rows: rowsOf(lines), ...more })

async function read(
  core: Core,
  job: Job,
  agent: Agent,
  { signal, ...request }: Partial<SwitchRequest> & { signal?: AbortSignal } = {},
): Promise<SwitchEvent[]> {
  const events: SwitchEvent[] = []
  const given: SwitchRequest = { address: `127.0.0.1:${agent.port}`, snmp: null, ...request }
  for await (const event of core.services.switches.read(job.id, given, signal)) events.push(event)
  return events
}
const last = (events: readonly SwitchEvent[]): SwitchEvent | undefined => events.at(-1)

/** The first event of a job's watch. */
async function whole(core: Core, job: Job): Promise<JobChange> {
  for await (const change of core.services.jobs.watch(job.id, undefined)) return change
  throw new Error('no change')
}
const deviceOf = async (core: Core, job: Job): Promise<JobDevice> => {
  const [device] = (await whole(core, job)).devices.upserted
  if (device === undefined) throw new Error('no device')
  return device
}
const withAddress = (lines: readonly string[], address: string) => [
  ...lines,
  `${lldp}.4.2.1.3.100.1.1.1.4.${address}|2|2`,
  `${lldp}.4.1.1.10.100.1.1|4|Polycom;VVX-VVX_401;3111-48400-001,1;SIP/6.4.7.4560/05-Dec-24 00:58;`,
]

describe('a switch', () => {
  it('is added to the job with its ports and neighbours, and reports progress', async () => {
    await using core = await open()
    await using agent = await play(phoneSwitch(3))
    const job = newJob(core)
    const events = await read(core, job, agent)
    expect(events.map(({ kind }) => kind).filter((kind) => kind !== 'table')).toEqual([
      'started',
      'answered',
      'ended',
    ])
    expect(last(events)).toMatchObject({ kind: 'ended', neighbours: 3, phones: 3 })
    const { switches, neighbours } = await whole(core, job)
    expect(switches.upserted).toMatchObject([
      {
        name: 'switch-1',
        vendor: 'net-snmp',
        address: '127.0.0.1',
        port: agent.port,
        key: 'mac:02:00:DE:AD:BE:EF',
      },
    ])
    expect(neighbours.upserted.map(({ port, name }) => [port?.name, name])).toEqual([
      ['ge1', 'phone-1'],
      ['ge2', 'phone-2'],
      ['ge3', 'phone-3'],
    ])
    expect(core.services.jobs.history(job.id).map(({ what }) => what)).toContain('switch.read')
  })

  it('is kept after a restart', async () => {
    using folder = temporaryFolder()
    await using agent = await play(phoneSwitch(2))
    const before = await (async () => {
      await using core = await open(folder.path)
      const job = newJob(core)
      await read(core, job, agent)
      return { job, change: await whole(core, job) }
    })()
    await using core = await open(folder.path)
    const after = await whole(core, before.job)
    expect(after.switches).toEqual(before.change.switches)
    expect(after.neighbours).toEqual(before.change.neighbours)
  })

  it('that is read again is updated; watchers get the changed and removed neighbours', async () => {
    await using core = await open()
    const job = newJob(core)
    let lines = phoneSwitch(3)
    await using agent = await startAgent({ rows: rowsOf(lines) })
    await read(core, job, agent)
    const [first] = (await whole(core, job)).switches.upserted
    const leaving = new AbortController()
    const watch = core.services.jobs.watch(job.id, leaving.signal)
    await watch.next()
    // the third phone is unplugged
    lines = lines.filter((line) => !/\.100\.3\.1\|/.test(line))
    await using later = await startAgent({ rows: rowsOf(lines), port: await agent.stop() })
    expect(last(await read(core, job, later))).toMatchObject({ neighbours: 2 })
    const { value } = await watch.next()
    leaving.abort()
    expect(value?.switches.upserted.map(({ id }) => id)).toEqual([first?.id])
    expect(value?.neighbours.removed).toHaveLength(1)
    const { neighbours } = await whole(core, job)
    expect(neighbours.upserted.map(({ name }) => name)).toEqual(['phone-1', 'phone-2'])
  })

  it('can be removed, with its neighbours and evidence', async () => {
    await using core = await open()
    const job = newJob(core)
    await using agent = await play(withAddress(phoneSwitch(1), '192.0.2.61'))
    await read(core, job, agent)
    const [found] = (await whole(core, job)).switches.upserted
    core.services.switches.remove(found?.id ?? '')
    const { switches, neighbours } = await whole(core, job)
    expect([switches.upserted, neighbours.upserted]).toEqual([[], []])
    const device = await deviceOf(core, job)
    expect(core.services.devices.sightings(device.id)).toEqual([])
    expect(() => core.services.switches.remove(found?.id ?? '')).toThrowError(
      expect.objectContaining({ code: 'not-found' }),
    )
  })
})

describe('a failed reading', () => {
  it('has a code, and keeps the earlier reading', async () => {
    await using core = await open()
    const job = newJob(core)
    await using agent = await play(phoneSwitch(2))
    await read(core, job, agent)
    const failed = await read(core, job, agent, {
      snmp: { version: '1', community: 'wrong' },
      address: '127.0.0.1:1',
    })
    expect(last(failed)).toMatchObject({ kind: 'failed', problem: { code: 'unreachable' } })
    expect((await whole(core, job)).neighbours.upserted).toHaveLength(2)
  })

  it.each([
    ['10.0.0.0/24', 'cidr-malformed'],
    ['switch:0', 'ports-malformed'],
    ['no such name', 'cidr-malformed'],
    ['nobody.invalid', 'unreachable'],
  ])('at %s is %s', async (address, code) => {
    await using core = await open()
    await using agent = await play([])
    expect(last(await read(core, newJob(core), agent, { address }))).toMatchObject({ problem: { code } })
    expect(agent.requests).toEqual([])
  })

  it('that was cancelled reports it and stores nothing', async () => {
    await using core = await open()
    const job = newJob(core)
    const leaving = new AbortController()
    await using agent = await play(phoneSwitch(3), {
      twist: (_, rows) => {
        if (agent.requests.length === 4) leaving.abort()
        return rows
      },
    })
    expect(last(await read(core, job, agent, { signal: leaving.signal }))).toMatchObject({
      kind: 'cancelled',
    })
    expect((await whole(core, job)).switches.upserted).toEqual([])
    expect(core.services.switches.running()).toEqual([])
  })

  it('fails at once when the switch is already being read', async () => {
    await using core = await open()
    const job = newJob(core)
    await using agent = await play(phoneSwitch(1), { delayMs: 30 })
    const [one, other] = await Promise.all([read(core, job, agent), read(core, job, agent)])
    expect(last(one)).toMatchObject({ kind: 'ended' })
    expect(last(other)).toMatchObject({ kind: 'failed', problem: { code: 'device-busy' } })
  })
})

describe('the credentials of a switch', () => {
  it('are kept in memory, and neither on disk nor in the log', async () => {
    using folder = temporaryFolder()
    const community = 'a-secret-community'
    await using agent = await play(phoneSwitch(1), { community })
    await using core = await open(folder.path)
    const job = newJob(core)
    expect(last(await read(core, job, agent, { snmp: { version: '2c', community } }))).toMatchObject({
      kind: 'ended',
    })
    expect(last(await read(core, job, agent))).toMatchObject({ kind: 'ended' })
    const stored = readdirSync(folder.path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name, parentPath }) => readFileSync(join(parentPath, name), 'latin1'))
    expect(stored.length).toBeGreaterThan(0)
    expect(stored.filter((text) => text.includes(community))).toEqual([])
    expect(JSON.stringify(core.log.lines())).not.toContain(community)
    expect(JSON.stringify(await whole(core, job))).not.toContain(community)
  })
})

describe('evidence', () => {
  it('adds a phone that only the switch has seen', async () => {
    await using core = await open()
    const job = newJob(core)
    await using agent = await play(withAddress(phoneSwitch(2), '192.0.2.61'))
    await read(core, job, agent)
    // the second phone reported no address: it is only a neighbour
    const { devices } = await whole(core, job)
    expect(devices.upserted).toMatchObject([{ key: `mac:${mac}`, address: '192.0.2.61', identity: { mac } }])
    const [device] = devices.upserted
    const sightings = core.services.devices.sightings(device?.id ?? '')
    expect(sightings.map(({ protocol, raw }) => [protocol, raw])).toEqual([
      ['lldp.sysdesc', 'Polycom;VVX-VVX_401;3111-48400-001,1;SIP/6.4.7.4560/05-Dec-24 00:58;'],
      ['lldp.sysname', 'phone-1'],
      ['lldp.med_inventory', 'model=D735'],
      ['switch.mac', mac],
    ])
    expect(sightings[0]?.context).toMatchObject({
      switch: 'mac:02:00:DE:AD:BE:EF',
      port: 'ge1',
      switchName: 'switch-1',
    })
    const { evidence } = core.services.devices.get(device?.id ?? '').identity
    expect(evidence.map(({ protocol }) => protocol)).toContain('switch.mac')
  })

  it('is added to a scanned device, and kept by later scans', async () => {
    await using core = await open()
    const job = newJob(core)
    const scanned = {
      key: `mac:${mac}`,
      address: '192.0.2.70',
      ports: { http: 8080, https: 443, sip: 5060, snmp: 161 },
      verdict: { answer: 'not-known', minimum: null, approved: null, date: '', source: '' } as const,
      identity: {
        vendor: null,
        model: null,
        firmware: null,
        mac,
        serial: null,
        kind: null,
        level: 'unknown' as const,
        evidence: [],
        contradictions: [],
      },
      sightings: [{ address: '192.0.2.70', port: null, protocol: 'arp.mac', raw: mac, at: 1 }],
    }
    const { id } = core.services.devices.upsertFromScan(job.id, scanned)
    await using agent = await play(withAddress(phoneSwitch(1), '192.0.2.61'))
    await read(core, job, agent)
    const protocols = () => core.services.devices.sightings(id).map(({ protocol }) => protocol)
    expect(protocols()).toEqual([
      'arp.mac',
      'lldp.sysdesc',
      'lldp.sysname',
      'lldp.med_inventory',
      'switch.mac',
    ])
    expect(await deviceOf(core, job)).toMatchObject({ id, address: '192.0.2.70', ports: { http: 8080 } })
    core.services.devices.upsertFromScan(job.id, scanned)
    expect(protocols()).toEqual([
      'arp.mac',
      'lldp.sysdesc',
      'lldp.sysname',
      'lldp.med_inventory',
      'switch.mac',
    ])
    // a second reading does not duplicate its evidence
    await read(core, job, agent)
    expect(protocols()).toHaveLength(5)
    expect((await whole(core, job)).devices.upserted).toHaveLength(1)
  })
})

describe.skipIf(fixtureMissing('snmp') !== '')(`phones on recorded switches${fixtureMissing('snmp')}`, () => {
  const devicesOn = async (recording: string) => {
    await using core = await open()
    const job = newJob(core)
    await using agent = await startAgent({ rows: readRecording(fixture(`snmp/${recording}.snmprec`)) })
    await read(core, job, agent)
    return (await whole(core, job)).devices.upserted.map(({ address, identity }) => ({
      address,
      vendor: identity.vendor,
      model: identity.model,
      firmware: identity.firmware,
      mac: identity.mac,
      kind: identity.kind,
    }))
  }

  it('are identified without a scan: three Yealink', async () => {
    const phone = { vendor: 'Yealink', model: 'SIP-T41S', firmware: '66.86.188.8', kind: 'phone' }
    expect(
      (await devicesOn('fortiswitch_148f-fpoe')).toSorted((a, b) => (a.mac ?? '').localeCompare(b.mac ?? '')),
    ).toEqual([
      { ...phone, address: '10.10.20.27', mac: '80:5E:0C:46:16:04' },
      { ...phone, address: '10.10.20.42', mac: '80:5E:0C:46:16:A2' },
      { ...phone, address: '10.10.20.38', mac: '80:5E:0C:46:17:ED' },
    ])
  })

  it('are identified without a scan: a Grandstream', async () => {
    expect(await devicesOn('eltex-mes23xx_mes2324p')).toMatchObject([
      {
        vendor: 'Grandstream',
        model: 'GXP1625',
        firmware: '1.0.4.128',
        mac: '00:0B:82:F6:1E:68',
        address: '10.119.31.14',
      },
    ])
  })

  it('without an address stay neighbours: nine that report only the telephone capability', async () => {
    expect(await devicesOn('aos')).toEqual([])
  })
})

it('is replaced in the store atomically', async () => {
  using folder = temporaryFolder()
  await using agent = await play(phoneSwitch(3))
  const job = await (async () => {
    await using core = await open(folder.path)
    const made = newJob(core)
    await read(core, made, agent)
    return made
  })()
  using store = openStore(folder.path)
  const [found] = store.switches.ofJob(job.id)
  const neighbours = store.switches.neighbours(job.id)
  if (found === undefined) throw new Error('no switch')
  const twice = neighbours.map((each) => ({ ...each, switchId: 'nobody' }))
  expect(() =>
    store.transaction(() => {
      store.switches.replace({ ...found, name: 'renamed' }, twice.slice(0, 1))
      throw new Error('the power went')
    }),
  ).toThrow('the power went')
  expect(store.switches.get(found.id)?.name).toBe('switch-1')
  expect(store.switches.neighbours(job.id)).toEqual(neighbours)
  expect(store.switches.replace(found, neighbours)).toEqual({ changed: [], removed: [] })
})
