/** The scan engine: targets, limits, updates and end. */

import { describe, expect, it } from 'vitest'
import { createLog } from '#electron/platform/log.ts'
import type { Probe } from '#electron/probes/probe.ts'
import { profileLimits } from '#electron/services/discovery/scan/profiles.ts'
import { PunchdownError } from '#shared/errors.ts'
import { createVirtualTime } from '#test/support/virtual-time.ts'
import {
  agent,
  all,
  engineWith,
  fakeDiscovery,
  found,
  nobody,
  ports,
  probeOf,
  progressOf,
  requestOf,
} from './fakes.ts'

describe('a scan', () => {
  it('asks each picked address once, and no other address', async () => {
    const looked: string[] = []
    const probe = probeOf(({ address, ports: { http } }) => {
      looked.push(`${address}:${http}`)
      return []
    })
    const targets = ['192.0.2.0/29', '192.0.2.3', '198.51.100.1:8080']
    await all(engineWith([probe]).scan(requestOf(targets)))
    expect(looked.toSorted()).toEqual(
      [...[1, 2, 3, 4, 5, 6].map((last) => `192.0.2.${last}:80`), '198.51.100.1:8080'].toSorted(),
    )
  })

  it('reports the number of targets, the devices with their evidence, and its progress', async () => {
    const probe = probeOf(({ address }) => (address === '192.0.2.2' ? [['sip.user_agent', agent]] : []))
    const events = await all(engineWith([probe]).scan(requestOf(['192.0.2.0/29'])))
    expect(events[0]).toEqual({ kind: 'started', addresses: 6, done: 0 })
    const progress = progressOf(events)
    expect(progress.at(-1)).toMatchObject({ stage: 'naming', done: 6, total: 6, answering: 1, leftMs: 0 })
    expect(progress.map(({ done }) => done)).toEqual(
      progress.map(({ done }) => done).toSorted((a, b) => a - b),
    )
    expect(found(events)).toEqual([
      expect.objectContaining({
        key: 'at:192.0.2.2:80',
        address: '192.0.2.2',
        ports,
        identity: expect.objectContaining({ vendor: 'Yealink', model: 'SIP-T46S', firmware: '66.86.0.15' }),
        sightings: [{ address: '192.0.2.2', port: 5060, protocol: 'sip.user_agent', raw: agent, at: 5_000 }],
      }),
    ])
  })

  it('asks a device one question at a time, and no more devices at once than the limit', async () => {
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
    const few = { ...profileLimits, usual: { ...profileLimits.usual, devicesAtOnce: 5 } }
    await all(engineWith([probe, probe], { limits: few }).scan(requestOf(['192.0.2.0/26'])))
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
    const events = await all(engineWith([probe]).scan(requestOf(['192.0.2.9'])))
    expect(found(events).map((device) => device.key)).toEqual([key])
  })

  it.each([
    ['speaks SIP, whoever made it', [['sip.status', '200']], 1],
    ['has a vendor we know', [['http.title', 'VVX250']], 1],
    ['is silent, with the address of a vendor we know', [['arp.mac', '00:15:65:00:00:01']], 1],
    ['is a web page of somebody else', [['http.title', 'Printer']], 1],
    ['is silent, with an address of nobody we know', [['arp.mac', '02:00:00:00:00:01']], 1],
    ['refuses, and says nothing', [], 0],
  ] as const)('lists what %s: %#', async (_what, seen, count) => {
    const probe = probeOf(() => seen.map(([protocol, raw]): [string, string] => [protocol, raw]))
    const events = await all(engineWith([probe]).scan(requestOf(['192.0.2.9'])))
    expect(found(events)).toHaveLength(count)
  })

  it('continues when a probe throws, and logs it', async () => {
    const log = createLog()
    const broken = probeOf(() => Promise.reject(new Error('a bug')))
    const engine = engineWith([broken, probeOf(() => [['sip.user_agent', agent]])], { log })
    expect(found(await all(engine.scan(requestOf(['192.0.2.9']))))).toHaveLength(1)
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
    await expect(all(engineWith([never], { resolve }).scan(requestOf(targets)))).rejects.toMatchObject({
      code,
    })
  })
})

/** Probes that never end by themselves, and the number of those that were cancelled. */
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
  const resolve = async (host: string) => `192.0.2.${host.length}`
  const probe = probeOf(() => [['sip.user_agent', agent]])

  it('asks its address', async () => {
    const [device] = found(
      await all(engineWith([probe], { resolve }).scan(requestOf(['phone.example:8080']))),
    )
    expect(device).toMatchObject({ address: '192.0.2.13', ports: { http: 8080 } })
  })

  it.each([
    [['phone.example'], ['192.0.2.13']],
    [['192.0.2.13', '192.0.2.14'], ['phone.example']],
    [['phone.example:80'], ['192.0.2.0/28']],
    [['192.0.2.13'], ['192.0.2.13:80']],
  ])('of %j without %j sends nothing to excluded addresses and asks %s', async (targets, exclude) => {
    const time = createVirtualTime()
    const { timing } = time
    const discovery = fakeDiscovery(nobody, timing)
    const engine = engineWith([probe], { timing, resolve, openHostDiscovery: () => discovery })
    await time.run(all(engine.scan(requestOf(targets, { exclude }))))
    expect(discovery.asked.filter((each) => each.startsWith('192.0.2.13 '))).toEqual([])
  })

  it('that is excluded and cannot be resolved does not start', async () => {
    const unknown = () => Promise.reject(new Error('ENOTFOUND'))
    const engine = engineWith([probe], { resolve: unknown })
    await expect(
      all(engine.scan(requestOf(['192.0.2.1'], { exclude: ['gone.example'] }))),
    ).rejects.toMatchObject({ code: 'unreachable' })
  })
})

describe('a scan that is cancelled', () => {
  it('before it starts asks nothing', async () => {
    const { probe, state } = endless()
    const scan = engineWith([probe]).scan(requestOf(['192.0.2.0/24'], { signal: AbortSignal.abort() }))
    await expect(all(scan)).rejects.toMatchObject({ code: 'cancelled' })
    expect(state.begun).toBe(0)
  })

  it('by its signal stops every probe', async () => {
    const { probe, state } = endless()
    const leaving = new AbortController()
    const scan = engineWith([probe], { limits: at(7) }).scan(
      requestOf(['192.0.2.0/24'], { signal: leaving.signal }),
    )
    const ended = all(scan)
    await expect.poll(() => state.begun).toBe(7)
    leaving.abort()
    await expect(ended).rejects.toMatchObject({ code: 'cancelled' })
    expect(state).toEqual({ begun: 7, stopped: 7 })
  })

  it('by leaving the stream stops every probe', async () => {
    const { probe, state } = endless()
    const seen = probeOf(({ address }) => (address === '192.0.2.1' ? [['sip.user_agent', agent]] : []))
    const one: Probe = {
      name: 'one',
      look: (context) => (context.address === '192.0.2.1' ? seen.look(context) : probe.look(context)),
    }
    for await (const event of engineWith([one], { limits: at(4) }).scan(requestOf(['192.0.2.0/24']))) {
      if (event.kind === 'update' && event.devices.length > 0) break
    }
    expect(state.stopped).toBe(state.begun)
  })

  it('does not wait for a probe that does not end', async () => {
    const deaf: Probe = { name: 'deaf', look: () => new Promise(() => undefined) }
    const leaving = new AbortController()
    const ended = all(engineWith([deaf]).scan(requestOf(['192.0.2.1'], { signal: leaving.signal })))
    leaving.abort()
    await expect(ended).rejects.toMatchObject({ code: 'cancelled' })
  })
})

const at = (devicesAtOnce: number) => ({ ...profileLimits, usual: { ...profileLimits.usual, devicesAtOnce } })

describe('the ports', () => {
  it('of a row are each web port and the other ports that belong to it', async () => {
    const looked: string[] = []
    const probes = ['http', 'sip', 'snmp', 'arp'].map((name) =>
      probeOf(({ address, ports: own }) => {
        looked.push(`${name} ${address} ${own.http} ${own.https} ${own.sip} ${own.snmp}`)
        return []
      }, name),
    )
    const discovery = fakeDiscovery(() => 0)
    await all(
      engineWith(probes, { openHostDiscovery: () => discovery }).scan(requestOf(['192.0.2.1:8081-8083'])),
    )
    expect(discovery.asked).toEqual(Array.from({ length: 3 }, () => '192.0.2.1 web'))
    const apart = { sip: ports.sip - ports.http, snmp: ports.snmp - ports.http }
    const once = ['http', 'sip', 'snmp'].flatMap((name) =>
      [8081, 8082, 8083].map(
        (web) => `${name} 192.0.2.1 ${web} ${web} ${web + apart.sip} ${web + apart.snmp}`,
      ),
    )
    // a web server that accepts the connection and sends nothing is asked once more
    const pages = once.filter((each) => each.startsWith('http'))
    expect(looked.toSorted()).toEqual([...once, ...pages].toSorted())
  })

  it.each([
    ['the plain page and SIP tell', { http: 'Yealink SIP-T46S', sip: agent }, ['http', 'sip']],
    ['nothing but TLS tells', { https: agent }, ['http', 'sip', 'https']],
    ['nothing tells', {}, ['http', 'sip', 'https', 'snmp']],
  ])('where %s is the cheapest that may add something', async (_what, says, expected) => {
    const looked: string[] = []
    const said: Readonly<Record<string, string>> = says
    const probes = ['http', 'sip', 'https', 'snmp'].map((name) =>
      probeOf(({ enough }) => {
        looked.push(name)
        // only the plain page is read: TLS follows when SIP was not sufficient
        if (name === 'http') expect(enough?.([])).toBe(true)
        const raw = said[name]
        if (raw === undefined) return []
        return [
          ['sip.user_agent', raw],
          ['arp.mac', '00:15:65:00:00:01'],
        ]
      }, name),
    )
    await all(
      engineWith(probes, {
        openHostDiscovery: () => fakeDiscovery((_address, way) => (way === 'sip' ? 0 : null)),
      }).scan(requestOf(['192.0.2.1'])),
    )
    expect(looked).toEqual(expected)
  })

  it('at one address is one question at a time, also by two scans at once', async () => {
    let busy = 0
    let most = 0
    const probe = probeOf(async () => {
      most = Math.max(most, ++busy)
      await new Promise(setImmediate)
      busy--
      return []
    })
    const engine = engineWith([probe, probe])
    const ports8 = ['192.0.2.1', '192.0.2.1:8080', '192.0.2.1:8081']
    await Promise.all([all(engine.scan(requestOf(ports8))), all(engine.scan(requestOf(ports8)))])
    expect(most).toBe(1)
  })
})

describe('a resumed scan', () => {
  it('skips settled targets and asks all others', async () => {
    const looked: string[] = []
    const probe = probeOf(({ address }) => {
      looked.push(address)
      return []
    })
    const targets = ['192.0.2.0/28']
    let done: Uint8Array | undefined
    for await (const event of engineWith([probe], { limits: at(1) }).scan(requestOf(targets))) {
      if (event.kind !== 'update' || event.progress.done === 0) continue
      done = event.done
      break
    }
    const first = looked.splice(0)
    const events = await all(engineWith([probe]).scan(requestOf(targets, { done })))
    const settled = [...(done ?? [])].reduce(
      (sum, octet) => sum + octet.toString(2).replaceAll('0', '').length,
      0,
    )
    expect(settled).toBeGreaterThan(0)
    expect(events[0]).toEqual({ kind: 'started', addresses: 14, done: settled })
    expect(looked).toHaveLength(14 - settled)
    // questions that were interrupted are asked again
    expect(new Set([...first, ...looked]).size).toBe(14)
    expect(progressOf(events).at(-1)).toMatchObject({ done: 14, total: 14, leftMs: 0 })
  })
})
