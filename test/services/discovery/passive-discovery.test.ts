/** Announcements become evidence of the picked devices, and of no others. */
import { describe, expect, it } from 'vitest'
import { identify } from '#electron/identify/identify.ts'
import type { Listener } from '#electron/probes/probe.ts'
import type { ScannedDevice } from '#electron/services/devices/index.ts'
import { mergeUnsolicited } from '#electron/services/devices/unsolicited.ts'
import {
  createPassiveDiscovery,
  type ListenRequest,
  type PassiveDiscoveryParts,
} from '#electron/services/discovery/passive-discovery.ts'
import { PunchdownError } from '#shared/errors.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { portsSchema } from '#shared/model/job.ts'
import type { ListenEvent } from '#shared/model/passive-discovery.ts'
import { memoryJob } from './memory-job.ts'

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

/** Yields its sightings, then nothing until the signal fires. */
const saying = (name: string, sightings: readonly Sighting[]): Listener => ({
  name,
  async *listen({ signal }) {
    yield* sightings
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  },
})

function listeningOn(
  listeners: readonly Listener[],
  targets: readonly string[] = ['10.0.0.0/28'],
  more: Partial<PassiveDiscoveryParts> = {},
  request: Partial<ListenRequest> = {},
) {
  const house = memoryJob()
  const { devices, log, clock, store } = house
  const service = createPassiveDiscovery({
    ...{ listeners, devices, log, clock, interfaces: () => [link], beatMs: 1 },
    ...more,
  })
  const leaving = new AbortController()
  /** Events until the wanted one, or to the end. */
  const until = async (wanted: (event: ListenEvent) => boolean = () => false) => {
    const events: ListenEvent[] = []
    for await (const event of service.listen('one', { targets, ...request }, leaving.signal)) {
      events.push(event)
      if (wanted(event)) leaving.abort()
    }
    return events
  }
  return {
    ...house,
    service,
    until,
    everyDevice: () => store.devices.ofJob('one'),
    leave: () => leaving.abort(),
  }
}
const isDevice = ({ kind }: ListenEvent) => kind === 'device'
const kinds = (events: readonly ListenEvent[]) => events.map(({ kind }) => kind)

/** As a scan reports a device. */
function foundBy(sightings: readonly Sighting[], key: string): ScannedDevice {
  return { key, address: phone, ports: portsSchema.parse({}), identity: identify(sightings), sightings }
}

describe('passive discovery', () => {
  it('adds a booting phone, and counts unpicked addresses', async () => {
    using on = listeningOn([saying('pnp', [...boot('10.0.0.200'), ...boot('10.0.9.9'), ...boot(phone)])])
    const events = await on.until((event) => {
      if (event.kind === 'started') on.advance(30)
      return isDevice(event)
    })
    expect(events).toMatchObject([
      { kind: 'started', links: [{ name: 'eth0', address: '10.0.0.1' }], listeners: ['pnp'] },
      {
        kind: 'device',
        device: {
          address: phone,
          key: `mac:${mac}`,
          identity: { vendor: 'Snom', model: 'D735', firmware: '10.1.141.13', mac },
        },
      },
      { kind: 'ended', devices: 1, others: 2, tookMs: 30 },
    ])
    expect(on.everyDevice()).toHaveLength(1)
  })

  it('counts a device once, however often it announces itself', async () => {
    const more = Promise.withResolvers<void>()
    const listener: Listener = {
      name: 'pnp',
      async *listen() {
        yield* boot(phone)
        await more.promise
        yield seen(phone, 'pnp.user_agent', 'snomD735/10.1.152.12')
      },
    }
    using on = listeningOn([listener])
    let count = 0
    const events = await on.until((event) => {
      if (!isDevice(event)) return false
      more.resolve()
      return ++count === 2
    })
    expect(events.at(-1)).toMatchObject({ kind: 'ended', devices: 1 })
  })

  it('adds no device for a service without a maker, and adds the service to a known device', async () => {
    const service = seen(phone, 'mdns.service', 'thing._http._tcp.local')
    using on = listeningOn([saying('mdns', [service, seen('10.0.0.8', 'mdns.service', 'x')])])
    const sightings = [seen(phone, 'sip.user_agent', 'snomD735/10.1.141.13')]
    const { id } = on.devices.upsertFromScan('one', foundBy(sightings, `at:${phone}:80`))
    const events = await on.until(isDevice)
    expect(events.at(-1)).toMatchObject({ devices: 1, others: 0 })
    const protocols = () => on.devices.sightings(id).map(({ protocol }) => protocol)
    expect(protocols()).toEqual(['sip.user_agent', 'mdns.service'])
    // a later scan does not ask for the service and keeps it
    on.devices.upsertFromScan('one', foundBy(sightings, `at:${phone}:80`))
    expect(protocols()).toEqual(['sip.user_agent', 'mdns.service'])
  })

  it('continues without a listener that does not work, and reports it', async () => {
    const unavailable: Listener = {
      name: 'pnp',
      async *listen() {
        yield* await Promise.reject<Sighting[]>(new PunchdownError('port-in-use', { port: 5060 }))
      },
    }
    using on = listeningOn([unavailable, saying('mdns', boot(phone))])
    const events = await on.until(isDevice)
    expect(kinds(events).toSorted()).toEqual(['device', 'ended', 'listener-failed', 'started'])
    expect(events.find(({ kind }) => kind === 'listener-failed')).toMatchObject({
      ...{ listener: 'pnp', link: 'eth0', problem: { code: 'port-in-use' } },
    })
    expect(on.log.lines()).toMatchObject([
      { path: 'passive.unavailable', fields: { listener: 'pnp', link: 'eth0', problem: 'port-in-use' } },
    ])
  })

  it('reports a listener that does not work also when nothing is announced', async () => {
    const unavailable: Listener = {
      name: 'pnp',
      async *listen() {
        yield* await Promise.reject<Sighting[]>(new PunchdownError('port-in-use'))
      },
    }
    using on = listeningOn([unavailable])
    expect(kinds(await on.until(({ kind }) => kind === 'listener-failed'))).toEqual([
      'started',
      'listener-failed',
      'ended',
    ])
  })

  it.each([
    [
      'no link',
      ['192.168.1.0/24', '192.168.2.1'],
      'link-not-here',
      { targets: '192.168.1.0/24 192.168.2.1' },
    ],
    ['a malformed target', ['10.0.0'], 'cidr-malformed', {}],
  ])('with %s fails', async (_what, targets, code, facts) => {
    using on = listeningOn([], targets)
    expect(await on.until()).toMatchObject([{ kind: 'failed', problem: { code, facts } }])
  })

  it.each([
    ['a subnet around the link', ['10.0.0.0/20'], true],
    ['a subnet inside the link', ['10.0.0.128/25'], true],
    ['its last address', ['10.0.0.255'], true],
    ['the address after its last', ['10.0.1.1'], false],
    ['ports of one address on it', ['10.0.0.7:8080-8090'], false],
    ['a name', ['phone.example'], false],
    ['the loopback', ['127.0.0.1'], false],
  ])('with %s as target uses the link: %s', async (_what, targets, isUsed) => {
    const loopback = { name: 'lo', address: '127.0.0.1', cidr: '127.0.0.0/8', loopback: true }
    using on = listeningOn([], targets, { interfaces: () => [link, loopback] })
    setImmediate(on.leave)
    expect(kinds(await on.until())[0]).toBe(isUsed ? 'started' : 'failed')
  })

  it('uses every link with a picked address, and no other', async () => {
    const links = ['10.0.0', '10.0.1', '10.0.2'].map((net, index) => ({
      ...{ name: `eth${index}`, address: `${net}.1`, cidr: `${net}.0/24`, loopback: false },
    }))
    const used: string[] = []
    const listener: Listener = {
      name: 'mdns',
      async *listen({ interfaceAddress }) {
        used.push(interfaceAddress)
        yield* boot(phone)
      },
    }
    using on = listeningOn([listener], [phone, '10.0.2.9'], { interfaces: () => links })
    const [started] = await on.until(isDevice)
    expect(used).toEqual(['10.0.0.1', '10.0.2.1'])
    expect(started).toMatchObject({ links: [{ name: 'eth0' }, { name: 'eth2' }] })
  })

  it.each<[string, string[], Partial<ListenRequest>, boolean]>([
    ['the whole link', ['10.0.0.0/24'], {}, false],
    ['its hosts without network and broadcast address', ['10.0.0.1-254'], {}, false],
    ['all hosts but the first', ['10.0.0.2-254'], {}, true],
    ['all hosts but the last', ['10.0.0.1-253'], {}, true],
    ['more than the link', ['10.0.0.0/20'], {}, false],
    ['a part of the link', ['10.0.0.0/25'], {}, true],
    ['the link without one host', ['10.0.0.0/24'], { exclude: ['10.0.0.9'] }, true],
    ['the link, with queries off', ['10.0.0.0/24'], { quiet: true }, true],
    ['one host', [phone], {}, true],
  ])('for %s sends no query: %#', async (_what, targets, request, isQuiet) => {
    const told: (boolean | undefined)[] = []
    const listener: Listener = {
      name: 'mdns',
      async *listen({ quiet }) {
        told.push(quiet)
        yield* boot(phone)
      },
    }
    using on = listeningOn([listener], targets, {}, request)
    await on.until(isDevice)
    expect(told).toEqual([isQuiet])
  })

  it('drops excluded addresses', async () => {
    const listener = saying('pnp', [...boot('10.0.0.9'), ...boot(phone)])
    using on = listeningOn([listener], ['10.0.0.0/24'], {}, { exclude: ['10.0.0.9'] })
    expect((await on.until(isDevice)).at(-1)).toMatchObject({ devices: 1, others: 1 })
  })

  it('drops the announcements of an address of which only ports were picked', async () => {
    const listener = saying('pnp', [...boot('10.0.0.9'), ...boot(phone)])
    using on = listeningOn([listener], ['10.0.0.9:8080-8090', phone])
    expect((await on.until(isDevice)).at(-1)).toMatchObject({ devices: 1, others: 1 })
  })

  it('takes announcements of a picked IPv6 address', async () => {
    const listener = saying('pnp', [...boot('fe80::8'), ...boot('fe80::7')])
    using on = listeningOn([listener], ['10.0.0.0/28', 'fe80::7'])
    const events = await on.until(isDevice)
    expect(events[1]).toMatchObject({ device: { address: 'fe80::7' } })
    expect(events.at(-1)).toMatchObject({ devices: 1, others: 1 })
  })

  it('keeps at most 200 announcements of one address at once', async () => {
    const flood = Array.from({ length: 300 }, (_, i) => seen('10.0.0.6', 'ssdp.server', `snomD735/${i}`))
    const given: [string, number][] = []
    using on = listeningOn([saying('pnp', [...flood, ...boot(phone)])], undefined, {
      devices: {
        upsertFromPassive(_jobId, address, sightings) {
          given.push([address, sightings.length])
          return on.devices.upsertFromPassive('one', address, sightings)
        },
      },
    })
    await on.until((event) => event.kind === 'device' && event.device.address === phone)
    expect(given).toEqual([
      ['10.0.0.6', 200],
      [phone, 2],
    ])
  })

  it('keeps 10,000 announcements at once, and takes new ones after they are applied', async () => {
    const addresses = Array.from({ length: 60 }, (_, i) => `10.0.1.${i + 1}`)
    const flood = addresses.flatMap((address) =>
      Array.from({ length: 200 }, (_, i) => seen(address, 'mdns.service', `${i}`)),
    )
    const more = Promise.withResolvers<void>()
    const listener: Listener = {
      name: 'mdns',
      async *listen() {
        yield* flood
        await more.promise
        yield* boot(phone)
      },
    }
    let count = 0
    using on = listeningOn([listener], ['10.0.0.0/20'], {
      devices: {
        upsertFromPassive(_jobId, address, sightings) {
          if (address === phone) return on.devices.upsertFromPassive('one', address, sightings)
          count += sightings.length
          more.resolve()
          return null
        },
      },
    })
    await on.until(isDevice)
    expect(count).toBe(10_000)
  })

  it('cuts long texts', async () => {
    using on = listeningOn([saying('mdns', [...boot(phone), seen(phone, 'mdns.service', 'x'.repeat(9_000))])])
    await on.until(isDevice)
    const [device] = on.everyDevice()
    const texts = on.devices.sightings(device?.id ?? '').map(({ raw }) => raw.length)
    expect(Math.max(...texts)).toBe(2_048)
  })

  it('ends after the given time', async () => {
    using on = listeningOn([saying('pnp', [])], undefined, {}, { forMs: 1 })
    expect(kinds(await on.until())).toEqual(['started', 'ended'])
  })

  it('ends its listeners when the stream is left', async () => {
    let ended = 0
    const listener: Listener = {
      name: 'pnp',
      async *listen({ signal }) {
        yield* boot(phone)
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
        ended++
      },
    }
    using on = listeningOn([listener])
    for await (const event of on.service.listen('one', { targets: [phone], forMs: 60_000 }, undefined)) {
      if (isDevice(event)) break
    }
    expect(ended).toBe(1)
  })
})

describe('unsolicited sightings', () => {
  it('are kept without duplicates, the latest hundred, beside all sightings of scans', () => {
    const asked = [seen(phone, 'http.title', 'x')]
    expect(mergeUnsolicited(asked, asked)).toBe(asked)
    const many = Array.from({ length: 250 }, (_, i) => seen(phone, 'ssdp.server', `s${i}`))
    const kept = mergeUnsolicited(mergeUnsolicited(asked, many), many.slice(0, 10))
    expect(kept[0]).toBe(asked[0])
    expect(kept).toHaveLength(101)
    expect(kept.at(-1)?.raw).toBe('s9')
  })

  it('of a device known by its address alone move to the device with a MAC address', () => {
    using on = listeningOn([])
    const named = [seen(phone, 'sip.user_agent', 'snomD735/10.1.141.13')]
    const before = on.devices.upsertFromScan('one', foundBy(named, `at:${phone}:80`))
    const after = on.devices.upsertFromScan(
      'one',
      foundBy([...named, seen(phone, 'arp.mac', mac)], `mac:${mac}`),
    )
    expect(after.id).toBe(before.id)
    expect(on.everyDevice()).toHaveLength(1)
    // another MAC address at the same address is another device
    const other = on.devices.upsertFromPassive('one', phone, [
      seen(phone, 'pnp.uri', 'sip:MAC%3a000413FFFFFE@224.0.1.75'),
    ])
    expect(other?.id).not.toBe(before.id)
  })

  it('from an address with several devices are dropped', () => {
    using on = listeningOn([])
    const one = on.devices.upsertFromScan('one', foundBy([], 'at:10.0.0.7:81'))
    const two = on.devices.upsertFromScan('one', foundBy([], 'at:10.0.0.7:82'))
    on.devices.applyUserAgent('one', { address: phone, mac: null, userAgent: 'snomD735-SIP 10.1.141.13' })
    expect([one, two].flatMap(({ id }) => on.devices.sightings(id))).toEqual([])
  })
})
