/** A scan: what it looks at, how gently, what it says as it goes, and how it ends. */
import { describe, expect, it } from 'vitest'
import { createLog } from '#electron/platform/log.ts'
import { createProbes } from '#electron/probes/index.ts'
import type { Probe, ProbeContext } from '#electron/probes/probe.ts'
import { loadCatalogue } from '#electron/services/catalogue.ts'
import { createDiscovery, type DiscoveryEvent, type DiscoveryParts } from '#electron/services/discovery.ts'
import { PunchdownError } from '#shared/errors.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { portsSchema } from '#shared/model/job.ts'
import { startPractice } from '#test/support/practice.ts'

const ports = portsSchema.parse({})
const catalogue = loadCatalogue()
const clock = { now: () => 5_000 }
const agent = 'Yealink SIP-T46S 66.86.0.15'

/** A probe that sees what a table says, after everybody had a turn. */
const probeOf = (
  look: (context: ProbeContext) => Promise<[string, string][]> | [string, string][],
): Probe => ({
  name: 'table',
  async look(context) {
    if (context.signal.aborted) throw new PunchdownError('cancelled')
    const seen = await look(context)
    return seen.map(
      ([protocol, raw]): Sighting => ({
        address: context.address,
        port: 5060,
        protocol,
        raw,
        at: context.now(),
      }),
    )
  },
})

function discoveryWith(probes: readonly Probe[], more: Partial<DiscoveryParts> = {}) {
  return createDiscovery({ probes, catalogue, clock, log: createLog(), ...more })
}

async function all(events: AsyncIterable<DiscoveryEvent>): Promise<DiscoveryEvent[]> {
  const list: DiscoveryEvent[] = []
  for await (const event of events) list.push(event)
  return list
}

const forever = () => new AbortController().signal
const found = (events: readonly DiscoveryEvent[]) =>
  events.flatMap((event) => (event.kind === 'device' ? [event.device] : []))

describe('a scan', () => {
  it('looks at what was picked, once each, and at nothing else', async () => {
    const looked: string[] = []
    const probe = probeOf(({ address, ports: { http } }) => {
      looked.push(`${address}:${http}`)
      return []
    })
    const targets = ['192.0.2.0/29', '192.0.2.3', '198.51.100.1:8080']
    await all(discoveryWith([probe]).scan({ targets, ports, signal: forever() }))
    expect(looked.toSorted()).toEqual(
      [...[1, 2, 3, 4, 5, 6].map((last) => `192.0.2.${last}:80`), '198.51.100.1:8080'].toSorted(),
    )
  })

  it('says how many there are, what it found with why, and how far it is', async () => {
    const probe = probeOf(({ address }) => (address === '192.0.2.2' ? [['sip.user_agent', agent]] : []))
    const events = await all(
      discoveryWith([probe]).scan({ targets: ['192.0.2.0/29'], ports, signal: forever() }),
    )
    expect(events[0]).toEqual({ kind: 'started', addresses: 6 })
    const progress = events.filter((event) => event.kind === 'progress')
    expect(progress.at(-1)).toEqual({ kind: 'progress', done: 6, total: 6, answering: 1 })
    expect(progress.map(({ done }) => done)).toEqual(
      progress.map(({ done }) => done).toSorted((a, b) => a - b),
    )
    expect(found(events)).toEqual([
      expect.objectContaining({
        key: 'at:192.0.2.2:80',
        address: '192.0.2.2',
        ports,
        identity: expect.objectContaining({ vendor: 'Yealink', model: 'SIP-T46S', firmware: '66.86.0.15' }),
        verdict: expect.objectContaining({ answer: 'between', date: '2024-07-15' }),
        sightings: [{ address: '192.0.2.2', port: 5060, protocol: 'sip.user_agent', raw: agent, at: 5_000 }],
      }),
    ])
  })

  it('asks a device one thing at a time, and no more devices at once than it was told', async () => {
    const busy = new Map<string, number>()
    let most = 0
    const probe = probeOf(async ({ address }) => {
      busy.set(address, (busy.get(address) ?? 0) + 1)
      expect(busy.get(address)).toBe(1)
      most = Math.max(most, busy.size)
      await new Promise(setImmediate)
      busy.delete(address)
      return []
    })
    const discovery = discoveryWith([probe, probe], { hostsAtOnce: 5 })
    await all(discovery.scan({ targets: ['192.0.2.0/26'], ports, signal: forever() }))
    expect(most).toBe(5)
  })

  it.each([
    ['a MAC address', [['arp.mac', '00:15:65:00:00:01']], 'mac:00:15:65:00:00:01'],
    [
      'a serial number',
      [['http.user_agent', 'Cisco/SPA525G-7.4.7 (CBT141900G7)']],
      'serial:Cisco:CBT141900G7',
    ],
    ['its place', [['sip.status', '200']], 'at:192.0.2.9:80'],
  ] as const)('knows a device again by %s', async (_what, seen, key) => {
    const probe = probeOf(() => [
      ['sip.status', '200'],
      ...seen.map(([protocol, raw]): [string, string] => [protocol, raw]),
    ])
    const events = await all(
      discoveryWith([probe]).scan({ targets: ['192.0.2.9'], ports, signal: forever() }),
    )
    expect(found(events).map((device) => device.key)).toEqual([key])
  })

  it.each([
    ['speaks SIP, whoever made it', [['sip.status', '200']], 1],
    ['has a vendor we know', [['http.title', 'VVX250']], 1],
    ['is silent, with the address of a vendor we know', [['arp.mac', '00:15:65:00:00:01']], 1],
    ['is a web page of somebody else', [['http.title', 'Printer']], 0],
    ['is silent, with an address of nobody we know', [['arp.mac', '02:00:00:00:00:01']], 0],
    ['is nothing at all', [], 0],
  ] as const)('lists what %s: %#', async (_what, seen, count) => {
    const probe = probeOf(() => seen.map(([protocol, raw]): [string, string] => [protocol, raw]))
    const events = await all(
      discoveryWith([probe]).scan({ targets: ['192.0.2.9'], ports, signal: forever() }),
    )
    expect(found(events)).toHaveLength(count)
  })

  it('goes on when a probe breaks, and notes it', async () => {
    const log = createLog()
    const broken = probeOf(() => Promise.reject(new Error('a bug')))
    const discovery = discoveryWith([broken, probeOf(() => [['sip.user_agent', agent]])], { log })
    expect(
      found(await all(discovery.scan({ targets: ['192.0.2.9'], ports, signal: forever() }))),
    ).toHaveLength(1)
    expect(log.lines().map(({ path }) => path)).toEqual(['discovery.probe-failed'])
  })

  it.each([
    [['192.168.1'], 'cidr-malformed'],
    [['10.0.0.0/8'], 'cidr-too-wide'],
    [['10.0.0.0/20', '10.1.0.0/20'], 'cidr-too-wide'],
    [['192.0.2.1:99999'], 'ports-malformed'],
    [['nobody.example'], 'unreachable'],
  ])('of %s is refused: %s', async (targets, code) => {
    const never = probeOf(() => Promise.reject(new Error('looked')))
    const resolve = () => Promise.reject(new Error('ENOTFOUND'))
    await expect(
      all(discoveryWith([never], { resolve }).scan({ targets, ports, signal: forever() })),
    ).rejects.toMatchObject({ code })
  })
})

/** Looks that never end by themselves, and how many of them were told to stop. */
function endless() {
  const state = { begun: 0, stopped: 0 }
  const probe: Probe = {
    name: 'endless',
    look: ({ signal }) =>
      new Promise((_resolve, reject) => {
        const stop = () => {
          state.stopped++
          reject(new PunchdownError('cancelled'))
        }
        state.begun++
        signal.addEventListener('abort', stop, { once: true })
      }),
  }
  return { probe, state }
}

describe('a scan of a name', () => {
  it('looks at its address', async () => {
    const probe = probeOf(() => [['sip.user_agent', agent]])
    const resolve = async (host: string) => `192.0.2.${host.length}`
    const request = { targets: ['phone.example:8080'], ports, signal: forever() }
    const [device] = found(await all(discoveryWith([probe], { resolve }).scan(request)))
    expect(device).toMatchObject({ address: '192.0.2.13', ports: { http: 8080 } })
  })
})

describe('a scan that is cancelled', () => {
  it('before it starts looks at nothing', async () => {
    const { probe, state } = endless()
    const scan = discoveryWith([probe]).scan({
      targets: ['192.0.2.0/24'],
      ports,
      signal: AbortSignal.abort(),
    })
    await expect(all(scan)).rejects.toMatchObject({ code: 'cancelled' })
    expect(state.begun).toBe(0)
  })

  it('by its signal stops every look', async () => {
    const { probe, state } = endless()
    const leaving = new AbortController()
    const scan = discoveryWith([probe], { hostsAtOnce: 7 }).scan({
      targets: ['192.0.2.0/24'],
      ports,
      signal: leaving.signal,
    })
    const ended = all(scan)
    await expect.poll(() => state.begun).toBe(7)
    leaving.abort()
    await expect(ended).rejects.toMatchObject({ code: 'cancelled' })
    expect(state).toEqual({ begun: 7, stopped: 7 })
  })

  it('by leaving the stream stops every look', async () => {
    const { probe, state } = endless()
    const seen = probeOf(({ address }) => {
      if (address !== '192.0.2.1') return []
      return [['sip.user_agent', agent]]
    })
    const one: Probe = {
      name: 'one',
      look: (context) => (context.address === '192.0.2.1' ? seen.look(context) : probe.look(context)),
    }
    for await (const event of discoveryWith([one], { hostsAtOnce: 4 }).scan({
      targets: ['192.0.2.0/24'],
      ports,
      signal: forever(),
    })) {
      if (event.kind === 'device') break
    }
    await expect.poll(() => state.stopped).toBe(state.begun)
  })
})

describe('the practice base', () => {
  it('is found with vendor, model, firmware, MAC and verdict, each with its evidence', async () => {
    await using practice = await startPractice()
    const own = portsSchema.parse({ http: practice.httpPort, sip: practice.sipPort, snmp: practice.snmpPort })
    // the web port twice: nothing else on this machine is knocked at
    const request = { targets: ['127.0.0.1'], ports: { ...own, https: own.http }, signal: forever() }
    const events = await all(discoveryWith(createProbes(), { timeoutMs: 5_000 }).scan(request))
    const [device, ...others] = found(events)
    expect(others).toEqual([])
    const { mac } = practice.site.status().devices[0] ?? {}
    expect(device).toMatchObject({
      key: `mac:${mac}`,
      address: '127.0.0.1',
      identity: {
        vendor: 'Poly',
        model: 'Rove B2',
        firmware: '8.0.3.0010',
        mac,
        kind: 'dect-base',
        contradictions: [],
      },
      verdict: { answer: 'below-minimum', minimum: '8.0.5.0002', approved: '8.0.5.0002', date: '2024-07-15' },
    })
    const where = new Set(device?.identity.evidence.map(({ protocol }) => protocol.split('.')[0]))
    expect([...where].toSorted()).toEqual(['http', 'sip', 'snmp'])
  })

  it('is found again with its port in the target', async () => {
    await using practice = await startPractice()
    const own = portsSchema.parse({
      http: 1,
      https: practice.httpPort,
      sip: practice.sipPort,
      snmp: practice.snmpPort,
    })
    const request = { targets: [`127.0.0.1:${practice.httpPort}`], ports: own, signal: forever() }
    const [device] = found(await all(discoveryWith(createProbes(), { timeoutMs: 5_000 }).scan(request)))
    expect(device).toMatchObject({ ports: { http: practice.httpPort }, identity: { model: 'Rove B2' } })
  })
})
