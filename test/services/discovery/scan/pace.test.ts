/** Speed and rate limits of scans, in virtual time. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Probe } from '#electron/probes/probe.ts'
import type { EngineRequest } from '#electron/services/discovery/scan/engine-events.ts'
import type { Pacer } from '#electron/services/discovery/scan/pacer.ts'
import { profileLimits } from '#electron/services/discovery/scan/profiles.ts'
import { createVirtualTime } from '#test/support/virtual-time.ts'
import {
  agent,
  all,
  engineWith,
  fakeDiscovery,
  found,
  type Network,
  nobody,
  probeOf,
  progressOf,
  requestOf,
  scanOf,
  updatesIn,
} from './fakes.ts'

const { usual, gentle } = profileLimits

/** Loses a share of the packets, the same ones in each run. */
const losing =
  (share: number, network: Network): Network =>
  (address, way, nth) => {
    const hash = createHash('md5').update(`${address} ${way} ${nth}`).digest()
    return hash.readUInt16BE() / 65_536 < share ? null : network(address, way, nth)
  }

describe('a subnet without devices', () => {
  it('of 254 addresses takes one timeout, and three questions for each address', async () => {
    const { tookMs, discovery, events } = await scanOf(['192.0.2.0/24'], nobody)
    const rounds = Math.ceil(254 / usual.discoveriesAtOnce)
    console.log(`a /24 without devices: ${tookMs.toFixed()} ms, timeout ${usual.bounds.initialMs} ms`)
    expect(tookMs).toBeLessThanOrEqual(1.3 * usual.bounds.initialMs * rounds)
    expect(discovery.asked).toHaveLength(3 * 254)
    expect(progressOf(events).at(-1)).toMatchObject({ done: 254, answering: 0 })
  })

  it('on a link is scanned no faster than the neighbour table allows, and does not slow other targets', async () => {
    const time = createVirtualTime()
    const discovery = fakeDiscovery(nobody, time.timing)
    const link = { name: 'eth0', address: '10.0.0.1', cidr: '10.0.0.0/21', loopback: false }
    const engine = engineWith([], {
      ...{ timing: time.timing, openHostDiscovery: () => discovery, interfaces: () => [link] },
      neighbours: { perSecond: 200, burst: 256 },
    })
    await time.run(all(engine.scan(requestOf(['10.0.0.0/21', '192.0.2.0/24']))))
    const allowedMs = ((2_046 - 256) / 200) * 1000
    expect(time.timing.now()).toBeGreaterThanOrEqual(allowedMs)
    expect(time.timing.now()).toBeLessThanOrEqual(1.05 * allowedMs + 1_170)
  })

  it('never has more questions open than it may hold sockets', async () => {
    const time = createVirtualTime()
    const discovery = fakeDiscovery(nobody, time.timing)
    const engine = engineWith([], { timing: time.timing, openHostDiscovery: () => discovery, sockets: 100 })
    await time.run(all(engine.scan(requestOf(['192.0.2.0/24']))))
    expect(discovery.most).toBe(75)
  })
})

describe('a network that answers', () => {
  it('gets timeouts from its round trips, per subnet', async () => {
    const fast = await scanOf(['192.0.2.0/24'], (address) => (/[05]$/.test(address) ? 1 : null))
    expect(fast.tookMs).toBeLessThan(usual.bounds.initialMs)
    const far = await scanOf(['192.0.2.0/24'], (address) => (/[05]$/.test(address) ? 250 : null))
    expect(progressOf(far.events).at(-1)).toMatchObject({ answering: 50 })
    expect(far.tookMs).toBeGreaterThan(fast.tookMs)
  })

  it('causes at most ten updates in any second', async () => {
    const { cameAt, events } = await scanOf(['192.0.2.0/24', '198.51.100.0/24'], (address) =>
      Number(address.split('.')[3]) % 3 === 0 ? Number(address.split('.')[3]) : null,
    )
    const most = Math.max(
      ...cameAt.map((from) => cameAt.filter((at) => at >= from && at < from + 1_000).length),
    )
    expect(updatesIn(events).length).toBeGreaterThan(4)
    expect(most).toBeLessThanOrEqual(10)
  })
})

describe('a network that loses packets', () => {
  const share = 0.4
  // the second request is always answered
  const shaky = (now: () => number): Probe => {
    const nth = new Map<string, number>()
    return probeOf(({ address }) => {
      expect(now()).toBeGreaterThanOrEqual(0)
      nth.set(address, (nth.get(address) ?? 0) + 1)
      const isLost = Number(address.split('.')[3]) % 5 === 0 && nth.get(address) === 1
      return isLost ? [] : [['sip.user_agent', agent]]
    }, 'http')
  }

  it('is asked again after silence, more slowly, and almost every device is found', async () => {
    const { discovery, events } = await scanOf(
      ['192.0.2.0/24'],
      losing(share, () => 2),
      shaky,
    )
    const again = discovery.asked.filter((each) => each.endsWith(' web')).length
    console.log(`of 254 with ${share * 100} % lost, found ${found(events).length}`)
    expect(again).toBeGreaterThan(254)
    expect(found(events).length).toBeGreaterThan(254 * 0.98)
  })

  it('without losses is not asked twice', async () => {
    const { discovery } = await scanOf(['192.0.2.0/24'], (address) => (/[05]$/.test(address) ? 1 : null))
    const web = discovery.asked.filter((each) => each.endsWith(' web'))
    expect(web).toHaveLength(254)
  })
})

describe('a gentle scan', () => {
  it('asks few devices at once, with pauses, within its rate limit', async () => {
    const asked: { address: string; at: number }[] = []
    let busy = 0
    let most = 0
    const probes = (now: () => number): Probe => ({
      name: 'http',
      async look({ address, turn }) {
        most = Math.max(most, ++busy)
        for (let i = 0; i < 3; i++) {
          await turn?.()
          asked.push({ address, at: now() })
        }
        busy--
        return []
      },
    })
    await scanOf(['192.0.2.0/28'], () => 1, probes, { profile: 'gentle' })
    expect(most).toBeLessThanOrEqual(gentle.devicesAtOnce)
    for (const { address, at } of asked) {
      const soon = asked.filter(
        (each) => each.address === address && each.at > at && each.at < at + gentle.pauseMs,
      )
      expect(soon).toEqual([])
      const inSecond = asked.filter((each) => each.at >= at && each.at < at + 1_000).length
      expect(inSecond).toBeLessThanOrEqual(gentle.rate.perSecond + gentle.rate.burst)
    }
  })
})

describe('the rate limit', () => {
  const mute: Probe = { name: 'http', look: async () => [] }

  it('of a gentle scan is its own', async () => {
    const { tookMs } = await scanOf(
      ['192.0.2.0/25'],
      () => 0,
      () => mute,
      { profile: 'gentle' },
    )
    const { perSecond, burst } = gentle.rate
    expect(tookMs).toBeCloseTo(((126 - burst) / perSecond) * 1000)
  })

  it('is shared by all scans', async () => {
    const time = createVirtualTime()
    const { timing } = time
    const slow = { ...usual, rate: { perSecond: 100, burst: 10 } }
    const engine = engineWith([mute], {
      ...{ timing, limits: { usual: slow, gentle: { ...gentle, rate: { perSecond: 1_000, burst: 100 } } } },
      openHostDiscovery: () => fakeDiscovery(() => 0, timing),
    })
    const scans = [
      all(engine.scan(requestOf(['192.0.2.1-50']))),
      all(engine.scan(requestOf(['198.51.100.1-50'], { profile: 'gentle' }))),
    ]
    await time.run(Promise.all(scans))
    expect(timing.now()).toBeCloseTo(900)
  })
})

describe('a scan that is paused', () => {
  it('asks nothing while paused, and continues where it stopped', async () => {
    const time = createVirtualTime()
    const { timing } = time
    const discovery = fakeDiscovery((address) => (/[05]$/.test(address) ? 1 : null), timing)
    const probe = probeOf(() => [['sip.user_agent', agent]], 'sip')
    const engine = engineWith([probe], { timing, openHostDiscovery: () => discovery })
    let control: Pick<Pacer, 'pause' | 'resume' | 'paused'> | null = null
    const attach = (given: Pick<Pacer, 'pause' | 'resume' | 'paused'>) => {
      control = given
    }
    let inPause = -1
    const reading = async () => {
      const events = []
      for await (const event of engine.scan(requestOf(['10.0.0.0/22'], { attach }))) {
        events.push(event)
        if (event.kind !== 'update' || inPause >= 0 || event.progress.done < 20) continue
        control?.pause()
        inPause = discovery.asked.length
        timing.after(60_000, () => {
          expect(discovery.asked).toHaveLength(inPause)
          control?.resume()
        })
      }
      return events
    }
    const events = await time.run(reading())
    const paused = progressOf(events).filter((each) => each.paused)
    expect(paused.length).toBeGreaterThan(0)
    expect(paused.every(({ leftMs }) => leftMs === null)).toBe(true)
    expect(timing.now()).toBeGreaterThan(60_000)
    expect(progressOf(events).at(-1)).toMatchObject({ done: 1022, total: 1022, paused: false })
    expect(new Set(discovery.asked.filter((each) => each.endsWith(' web'))).size).toBe(1022)
  })

  it('while it asks a device repeats the question that timed out during the pause', async () => {
    const time = createVirtualTime()
    let control: Pick<Pacer, 'pause' | 'resume' | 'paused'> | null = null
    let looks = 0
    const probe: Probe = {
      name: 'http',
      async look({ turn, address, now }) {
        looks++
        await turn?.()
        if (looks > 1) return [{ address, port: 80, protocol: 'sip.user_agent', raw: agent, at: now() }]
        control?.pause()
        time.timing.after(5_000, () => control?.resume())
        await turn?.()
        return []
      },
    }
    const { timing } = time
    const engine = engineWith([probe], { timing, openHostDiscovery: () => fakeDiscovery(() => 1, timing) })
    const request = requestOf(['192.0.2.1'], {
      attach(given) {
        control = given
      },
    })
    const events = await time.run(all(engine.scan(request)))
    expect(looks).toBe(2)
    expect(found(events)).toHaveLength(1)
  })
})

describe('a rescan of what changed', () => {
  const before = [{ address: '192.0.2.1', port: 5060, protocol: 'sip.user_agent', raw: agent, at: 1 }]
  /** Current SIP answer of each address. */
  const scanAgain = async (says: Readonly<Record<number, string>>, known: EngineRequest['known']) => {
    const time = createVirtualTime()
    const { timing } = time
    const looks: string[] = []
    const last = (address: string) => Number(address.split('.')[3])
    const discovery = fakeDiscovery((address) => (says[last(address)] === undefined ? null : 1), timing)
    const probes = ['http', 'sip', 'snmp'].map((name) =>
      probeOf(({ address }) => {
        looks.push(`${name} ${last(address)}`)
        const raw = says[last(address)]
        return name === 'sip' && raw !== undefined && raw !== '' ? [['sip.user_agent', raw]] : []
      }, name),
    )
    const engine = engineWith(probes, { timing, openHostDiscovery: () => discovery })
    const events = await time.run(all(engine.scan(requestOf(['192.0.2.1-6'], { only: 'changed', known }))))
    return {
      looks,
      events,
      discovered: new Set(discovery.asked.map((each) => last(each.split(' ')[0] ?? ''))),
    }
  }
  const known: EngineRequest['known'] = ({ address }) => {
    // 1 to 4 were phones, 5 answered and was not a phone, 6 was silent
    const last = Number(address.split('.')[3])
    if (last <= 4) return { reply: 'web open', sightings: before }
    return last === 5 ? { reply: 'web open', sightings: null } : null
  }

  it('asks an unchanged phone one question, an unchanged printer one of host discovery, and all questions elsewhere', async () => {
    const other = 'Yealink SIP-T46S 66.86.0.99'
    const { looks, events, discovered } = await scanAgain(
      { 1: agent, 2: agent, 3: other, 5: '', 6: agent },
      known,
    )
    const looksAt = (last: number) =>
      looks.filter((each) => each.endsWith(` ${last}`)).map((each) => each.split(' ')[0])
    expect(looksAt(1)).toEqual(['sip'])
    expect(looksAt(2)).toEqual(['sip'])
    expect(new Set(looksAt(3))).toEqual(new Set(['sip', 'http', 'snmp']))
    expect(looksAt(4)).toEqual(['sip'])
    expect(looksAt(5)).toEqual([])
    expect(new Set(looksAt(6))).toEqual(new Set(['http', 'sip', 'snmp']))
    expect(discovered).toEqual(new Set([3, 4, 5, 6]))
    const updates = updatesIn(events)
    expect(
      updates
        .flatMap(({ unchanged }) => unchanged)
        .map(({ address }) => address)
        .toSorted(),
    ).toEqual(['192.0.2.1', '192.0.2.2'])
    expect(updates.flatMap(({ silent }) => silent).map(({ address }) => address)).toEqual(['192.0.2.4'])
    expect(
      found(events)
        .map(({ address }) => address)
        .toSorted(),
    ).toEqual(['192.0.2.3', '192.0.2.6'])
    expect(progressOf(events).at(-1)).toMatchObject({ done: 6, total: 6 })
  })
})
