/** What is heard becomes evidence of the devices that were picked, and of no others. */

import { describe, expect, it } from 'vitest'
import { createCore } from '#electron/app/core.ts'
import type { Gateway } from '#electron/gateway/gateway.ts'
import { identify } from '#electron/identify/identify.ts'
import type { Listener } from '#electron/probes/probe.ts'
import type { ScannedDevice } from '#electron/services/devices/index.ts'
import { mergeUnsolicited } from '#electron/services/devices/unsolicited.ts'
import {
  createPassiveDiscovery,
  type PassiveDiscoveryParts,
} from '#electron/services/discovery/passive-discovery.ts'
import { scanWhileListening } from '#electron/services/discovery/scan-while-listening.ts'
import type { Scans } from '#electron/services/discovery/scans.ts'
import { PunchdownError } from '#shared/errors.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { portsSchema } from '#shared/model/job.ts'
import type { ListenEvent } from '#shared/model/passive-discovery.ts'
import type { ScanEvent } from '#shared/model/scan.ts'

const seen = (address: string, protocol: string, raw: string): Sighting => ({
  address,
  port: null,
  protocol,
  raw,
  at: 1,
})
const phone = '10.0.0.7'
const mac = '00:04:13:A1:B2:C3'
const boot = (address: string) => [
  seen(address, 'pnp.uri', 'sip:MAC%3a000413A1B2C3@224.0.1.75'),
  seen(address, 'pnp.user_agent', 'snomD735/10.1.141.13'),
]
const link = { name: 'eth0', address: '10.0.0.1', cidr: '10.0.0.0/24', loopback: false }

/** Says its sightings, then nothing until its end. */
const saying = (name: string, sightings: readonly Sighting[]): Listener => ({
  name,
  async *listen({ signal }) {
    yield* sightings
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  },
})

async function hearing(
  listeners: readonly Listener[],
  targets = ['10.0.0.0/28'],
  more: Partial<PassiveDiscoveryParts> = {},
  exclude: readonly string[] = [],
) {
  const core = await createCore({ dataFolder: ':memory:', capabilities: [] })
  const { devices, jobs, log } = core.services
  const job = jobs.create({ name: 'A', site: '', region: 'emea', language: 'en', mode: 'live' })
  const service = createPassiveDiscovery({
    ...{ listeners, devices, log, interfaces: () => [link], clock: { now: () => 5 }, beatMs: 1 },
    ...more,
  })
  const leaving = new AbortController()
  const events: ListenEvent[] = []
  /** Until an event that is wanted, or the end. */
  const until = async (wanted: (event: ListenEvent) => boolean = () => false) => {
    for await (const event of service.listen(job.id, { targets, exclude }, leaving.signal)) {
      events.push(event)
      if (wanted(event)) leaving.abort()
    }
    return events
  }
  const everyDevice = async () => {
    for await (const { devices: all } of jobs.watch(job.id, undefined)) return all.upserted
    throw new Error('no job')
  }
  return {
    core,
    job,
    service,
    until,
    everyDevice,
    leave: () => leaving.abort(),
    [Symbol.asyncDispose]: () => core[Symbol.asyncDispose](),
  }
}
const kinds = (events: readonly ListenEvent[]) => events.map(({ kind }) => kind)

describe('listening', () => {
  it('adds a phone that boots, and counts who was not picked', async () => {
    await using ears = await hearing([
      saying('pnp', [...boot('10.0.0.200'), ...boot('10.0.9.9'), ...boot(phone)]),
    ])
    const events = await ears.until(({ kind }) => kind === 'device')
    expect(kinds(events)).toEqual(['started', 'device', 'ended'])
    expect(events[1]).toMatchObject({
      device: {
        address: phone,
        key: `mac:${mac}`,
        identity: { vendor: 'Snom', model: 'D735', firmware: '10.1.141.13', mac },
      },
    })
    expect(events[2]).toMatchObject({ devices: 1, others: 2 })
    expect(await ears.everyDevice()).toHaveLength(1)
  })

  it('adds nobody for a service that names no maker, and a device that is there is told of it', async () => {
    const service = seen(phone, 'mdns.service', 'thing._http._tcp.local')
    await using ears = await hearing([saying('mdns', [service])])
    const { devices } = ears.core.services
    expect(devices.upsertFromPassive(ears.job.id, phone, [service])).toBe(null)
    const sightings = [seen(phone, 'sip.user_agent', 'snomD735/10.1.141.13')]
    const { id } = devices.upsertFromScan(ears.job.id, foundBy(sightings, `at:${phone}:80`))
    await ears.until(({ kind }) => kind === 'device')
    expect(devices.sightings(id).map(({ protocol }) => protocol)).toEqual(['sip.user_agent', 'mdns.service'])
    // a scan asks for none of this and does not forget it
    devices.upsertFromScan(ears.job.id, foundBy(sightings, `at:${phone}:80`))
    expect(devices.sightings(id).map(({ protocol }) => protocol)).toEqual(['sip.user_agent', 'mdns.service'])
  })

  it('goes on where one way of listening cannot, and says which', async () => {
    const deaf: Listener = {
      name: 'pnp',
      async *listen() {
        yield* await Promise.reject<Sighting[]>(new PunchdownError('port-in-use', { port: 5060 }))
      },
    }
    await using ears = await hearing([deaf, saying('mdns', boot(phone))])
    const events = await ears.until(({ kind }) => kind === 'device')
    expect(kinds(events)).toEqual(expect.arrayContaining(['started', 'deaf', 'device', 'ended']))
    expect(events.find(({ kind }) => kind === 'deaf')).toMatchObject({
      listener: 'pnp',
      problem: { code: 'port-in-use' },
    })
  })

  it.each([
    ['no link', ['192.168.1.0/24']],
    ['a target that is none', ['10.0.0']],
  ])('with %s fails', async (_what, targets) => {
    await using ears = await hearing([], targets)
    expect(await ears.until()).toMatchObject([
      { kind: 'failed', problem: { code: targets[0] === '10.0.0' ? 'cidr-malformed' : 'link-not-here' } },
    ])
  })

  it.each([
    ['a subnet around the link', ['10.0.0.0/20'], true],
    ['a subnet inside the link', ['10.0.0.128/25'], true],
    ['a host on it', ['10.0.0.255'], true],
    ['a host beside it', ['10.0.1.1'], false],
    ['the loopback', ['127.0.0.1'], false],
  ])('on the links of %s', async (_what, targets, isThere) => {
    const loopback = { name: 'lo', address: '127.0.0.1', cidr: '127.0.0.0/8', loopback: true }
    await using ears = await hearing([], targets, { interfaces: () => [link, loopback] })
    setImmediate(ears.leave)
    expect(kinds(await ears.until())[0]).toBe(isThere ? 'started' : 'failed')
  })

  it.each([
    ['the whole link', ['10.0.0.0/24'], [], false],
    ['more than the link', ['10.0.0.0/20'], [], false],
    ['a part of the link', ['10.0.0.0/25'], [], true],
    ['the link but for one host', ['10.0.0.0/24'], ['10.0.0.9'], true],
    ['one host', [phone], [], true],
  ])('asks nobody where not all of them were picked: %s', async (_what, targets, exclude, isQuiet) => {
    const told: (boolean | undefined)[] = []
    const listener: Listener = {
      name: 'mdns',
      async *listen({ quiet }) {
        told.push(quiet)
        yield* boot(phone)
      },
    }
    await using ears = await hearing([listener], targets, {}, exclude)
    await ears.until(({ kind }) => kind === 'device')
    expect(told).toEqual([isQuiet])
  })

  it('leaves out who was excluded', async () => {
    await using ears = await hearing(
      [saying('pnp', [...boot('10.0.0.9'), ...boot(phone)])],
      ['10.0.0.0/24'],
      {},
      ['10.0.0.9'],
    )
    const events = await ears.until(({ kind }) => kind === 'device')
    expect(events.at(-1)).toMatchObject({ devices: 1, others: 1 })
  })

  it('of a flood keeps little, and hears the others', async () => {
    const flood = Array.from({ length: 5_000 }, (_, i) =>
      seen('10.0.0.6', 'pnp.user_agent', `snomD735/10.1.141.${i}`),
    )
    await using ears = await hearing([saying('pnp', flood), saying('mdns', boot(phone))])
    await ears.until((event) => event.kind === 'device' && event.device.address === phone)
    for (const { id } of await ears.everyDevice()) {
      expect(ears.core.services.devices.sightings(id).length).toBeLessThanOrEqual(200)
    }
  })
})

/** As a scan hands a device over. */
function foundBy(sightings: readonly Sighting[], key: string): ScannedDevice {
  return {
    key,
    address: phone,
    ports: portsSchema.parse({}),
    identity: identify(sightings),
    sightings,
  }
}

describe('what is kept of what was heard', () => {
  it('is each word once, the latest hundred, and everything that was asked for', () => {
    const asked = [seen(phone, 'http.title', 'x')]
    expect(mergeUnsolicited(asked, asked)).toBe(asked)
    const many = Array.from({ length: 250 }, (_, i) => seen(phone, 'ssdp.server', `s${i}`))
    const kept = mergeUnsolicited(mergeUnsolicited(asked, many), many.slice(0, 10))
    expect(kept[0]).toBe(asked[0])
    expect(kept).toHaveLength(101)
    expect(kept.at(-1)?.raw).toBe('s9')
  })

  it('of a device that was known by its place alone goes to the one with an address', async () => {
    await using ears = await hearing([])
    const { devices } = ears.core.services
    const named = [seen(phone, 'sip.user_agent', 'snomD735/10.1.141.13')]
    const before = devices.upsertFromScan(ears.job.id, foundBy(named, `at:${phone}:80`))
    const after = devices.upsertFromScan(
      ears.job.id,
      foundBy([...named, seen(phone, 'arp.mac', mac)], `mac:${mac}`),
    )
    expect(after.id).toBe(before.id)
    expect(await ears.everyDevice()).toHaveLength(1)
    // another address that asks from the same place is another device
    const other = devices.upsertFromPassive(ears.job.id, phone, [
      seen(phone, 'pnp.uri', 'sip:MAC%3a000413FFFFFE@224.0.1.75'),
    ])
    expect(other?.id).not.toBe(before.id)
  })
})

describe('a scan that listens', () => {
  const scanId = 'one'
  /** A scan that ends when it is told to, and says what it is asked. */
  const scansOf = (end: Promise<void>): Scans => ({
    async *scan() {
      yield { kind: 'started', scanId, addresses: 1, resumed: false }
      await end
      yield { kind: 'ended', scanId, devices: 0, cancelled: false, tookMs: 1 }
    },
    pause: () => undefined,
    resume: () => undefined,
    unfinished: () => [],
    discard: () => undefined,
    running: () => [],
  })

  it('tells what is heard meanwhile in its own stream, before its end', async () => {
    const end = Promise.withResolvers<void>()
    const listener: Listener = {
      name: 'pnp',
      async *listen() {
        yield* boot(phone)
        end.resolve()
      },
    }
    await using ears = await hearing([listener])
    const scans = scanWhileListening(scansOf(end.promise), ears.service)
    const events: string[] = []
    const request = { targets: ['10.0.0.0/24'], ports: {} }
    for await (const event of scans.scan(ears.job.id, request, undefined)) events.push(event.kind)
    expect(events).toEqual(['started', 'devices', 'ended'])
  })

  it.each([
    [
      'once more at the end where it said more by itself',
      [seen(phone, 'arp.mac', mac)],
      ['devices', 'devices'],
    ],
    [
      'once where it said the same',
      [seen(phone, 'arp.mac', mac), seen(phone, 'sip.user_agent', 'snomD735/10.1.141.13')],
      ['devices'],
    ],
  ])('tells a device %s', async (_what, asked, kinds) => {
    await using ears = await hearing([saying('pnp', boot(phone))])
    const { devices } = ears.core.services
    const told = devices.upsertFromScan(ears.job.id, foundBy(asked, `mac:${mac}`))
    const scans = scanWhileListening(
      {
        ...scansOf(Promise.resolve()),
        async *scan() {
          yield { kind: 'started', scanId, addresses: 1, resumed: false }
          await expect.poll(() => devices.sightings(told.id).length).toBe(asked.length + 2)
          yield { kind: 'devices', scanId, devices: [told] }
          yield { kind: 'ended', scanId, devices: 1, cancelled: false, tookMs: 1 }
        },
      },
      ears.service,
    )
    const events: ScanEvent[] = []
    for await (const event of scans.scan(ears.job.id, { targets: ['10.0.0.0/24'], ports: {} }, undefined)) {
      events.push(event)
    }
    expect(events.map(({ kind }) => kind)).toEqual(['started', ...kinds, 'ended'])
    expect(events.at(-1)).toMatchObject({ devices: 1 })
    expect(events.at(-2)).toMatchObject({
      devices: [{ identity: { model: kinds.length > 1 ? 'D735' : told.identity.model } }],
    })
  })

  it('goes on where there is nothing to listen on', async () => {
    await using ears = await hearing([saying('pnp', boot(phone))])
    const scans = scanWhileListening(scansOf(Promise.resolve()), ears.service)
    const events: string[] = []
    for await (const event of scans.scan(ears.job.id, { targets: ['127.0.0.1'], ports: {} }, undefined)) {
      events.push(event.kind)
    }
    expect(events).toEqual(['started', 'ended'])
  })
})

describe('a configuration that a phone fetches', () => {
  const agent = 'Mozilla/4.0 (compatible; snomD735-SIP 10.1.141.13 2010.12-00004 000413A1B2C3 SXM:0 UXM:0)'
  const fetchFrom = async (url: string, userAgent: string) => {
    const reply = await fetch(url, { headers: { 'user-agent': userAgent } })
    await reply.text()
    return reply.status
  }

  /** The gateway runs in a worker: its report of a fetch arrives after the answer. */
  const nextFetch = (gateway: Gateway) =>
    new Promise<void>((resolve) => {
      const remove = gateway.onFetch(() => {
        remove()
        resolve()
      })
    })

  it('tells the device of that address what it called itself, and nobody else', async () => {
    await using ears = await hearing([])
    const { devices, jobLifecycle, gateway, jobs } = ears.core.services
    const job = jobs.create({ name: 'B', site: '', region: 'emea', language: 'en', mode: 'rehearsal' })
    await jobLifecycle.open(job.id)
    const found = { ...foundBy([seen(phone, 'arp.mac', mac)], `mac:${mac}`), address: '127.0.0.1' }
    const { id } = devices.upsertFromScan(job.id, found)
    const other = devices.upsertFromScan(job.id, {
      ...found,
      key: 'mac:00:04:13:00:00:02',
      address: '10.0.0.8',
    })
    await jobLifecycle.startGateway({ address: '127.0.0.1', httpPort: 0, sipPort: 0 })
    const first = nextFetch(gateway)
    // the file of one maker is not given to a phone that names another; what it says of itself counts all the same
    expect(await fetchFrom(`${gateway.entryUrl()}/000413A1B2C3.cfg`, agent)).toBe(403)
    await first
    expect(devices.get(id).identity).toMatchObject({ model: 'D735', firmware: '10.1.141.13' })
    expect(devices.sightings(other.id).map(({ protocol }) => protocol)).toEqual(['arp.mac'])
    // newer firmware, as it calls itself now, and as a scan finds it later
    const second = nextFetch(gateway)
    await fetchFrom(`${gateway.entryUrl()}/000413A1B2C3.cfg`, agent.replace('141.13', '152.12'))
    await second
    expect(devices.get(id).identity).toMatchObject({ firmware: '10.1.152.12', contradictions: [] })
    const scanned = devices.upsertFromScan(job.id, {
      ...foundBy([seen(phone, 'sip.user_agent', 'snomD735/10.1.185.0')], `mac:${mac}`),
      address: '127.0.0.1',
    })
    expect(scanned.identity).toMatchObject({ firmware: '10.1.185.0', contradictions: [] })
  })

  it('from an address with several devices is nobody’s', async () => {
    await using ears = await hearing([])
    const { devices } = ears.core.services
    const one = devices.upsertFromScan(ears.job.id, foundBy([], 'at:10.0.0.7:81'))
    const two = devices.upsertFromScan(ears.job.id, foundBy([], 'at:10.0.0.7:82'))
    devices.applyUserAgent(ears.job.id, { address: phone, mac: null, userAgent: agent })
    expect([one, two].flatMap(({ id }) => devices.sightings(id))).toEqual([])
  })
})
