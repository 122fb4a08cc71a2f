/** Rounds of host discovery and the queue behind them, over scripted host discovery in virtual time. */
import { describe, expect, it } from 'vitest'
import { createLog } from '#electron/platform/log.ts'
import type { HostQuery, HostReply } from '#electron/probes/host-discovery.ts'
import type { Probe } from '#electron/probes/probe.ts'
import type { EngineParts } from '#electron/services/discovery/scan/engine.ts'
import type { EngineRequest, KnownTarget } from '#electron/services/discovery/scan/engine-events.ts'
import type { Pacer } from '#electron/services/discovery/scan/pacer.ts'
import { profileLimits } from '#electron/services/discovery/scan/profiles.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { createVirtualTime } from '#test/support/virtual-time.ts'
import { agent, all, engineWith, found, probeOf, progressOf, requestOf, updatesIn } from './fakes.ts'

const mac = '00:15:65:00:00:01'
const otherMac = '00:15:65:00:00:02'
const answered = (by: 'web' | 'sip', open = true): HostReply => ({ answered: true, by, open, tookMs: 1 })
const not = (because: 'silence' | 'laptop-full' | 'no-route'): HostReply => ({ answered: false, because })
const last = (address: string) => Number(address.split('.')[3])

/** Reply of each address, by its last number; `nth` counts the questions there, from 1. */
type Script = (n: number, nth: number, query: HostQuery) => HostReply | Promise<HostReply>

interface Setup {
  readonly probes?: readonly Probe[]
  readonly request?: Partial<EngineRequest>
  readonly parts?: Partial<EngineParts>
}

function bench(script: Script, { probes = [], parts = {} }: Setup = {}) {
  const time = createVirtualTime()
  const asked: { readonly n: number; readonly at: number }[] = []
  const counts = new Map<number, number>()
  let closed = 0
  const log = createLog()
  const engine = engineWith(probes, {
    ...{ timing: time.timing, log, ...parts },
    openHostDiscovery: () => ({
      open: 0,
      async discover(query) {
        await query.turn(false)
        const n = last(query.address)
        counts.set(n, (counts.get(n) ?? 0) + 1)
        asked.push({ n, at: time.timing.now() })
        return script(n, counts.get(n) ?? 0, query)
      },
      [Symbol.dispose]: () => void closed++,
    }),
  })
  const scan = (targets: readonly string[], request: Partial<EngineRequest> = {}) =>
    time.run(all(engine.scan(requestOf(targets, request))))
  return { time, asked, log, engine, scan, closed: () => closed }
}

async function scanned(targets: readonly string[], script: Script, setup: Setup = {}) {
  const on = bench(script, setup)
  const events = await on.scan(targets, setup.request)
  const updates = updatesIn(events)
  return {
    ...on,
    events,
    silent: updates.flatMap(({ silent }) => silent.map(({ address }) => last(address))),
    unchanged: updates.flatMap(({ unchanged }) => unchanged.map(({ address }) => last(address))),
    replies: updates.flatMap(({ replies }) =>
      replies.map(({ target, reply }) => [last(target.address), reply]),
    ),
    devices: found(events).map(({ address }) => last(address)),
    end: progressOf(events).at(-1),
  }
}

const saw = (protocol: string, raw: string): Sighting => ({
  ...{ address: '192.0.2.1', port: 5060, protocol, raw, at: 1 },
})
const knows = (reply: string | null, ...sightings: Sighting[]): KnownTarget => ({
  reply,
  sightings: sightings.length === 0 ? null : sightings,
})
const arpOf = (entries: Readonly<Record<number, string>>) =>
  probeOf(({ address }) => {
    const entry = entries[last(address)]
    return entry === undefined ? [] : [['arp.mac', entry]]
  }, 'arp')
const quiet = probeOf(() => [], 'sip')
const sip = probeOf(() => [['sip.user_agent', agent]], 'sip')

describe('a laptop without free sockets', () => {
  it('asks again after growing pauses, six times, and logs the address', async () => {
    const known = () => knows('web open', saw('sip.user_agent', agent))
    const { asked, log, end, silent, replies } = await scanned(['192.0.2.1'], () => not('laptop-full'), {
      request: { known },
    })
    expect(asked.map(({ at }) => at)).toEqual([0, 100, 300, 700, 1_500, 3_100])
    expect(log.lines()).toMatchObject([{ path: 'scan.not-asked', fields: { address: '192.0.2.1' } }])
    // that is no silence of the device
    expect([silent, replies, end?.done]).toEqual([[], [], 1])
  })

  it('continues when a socket is free', async () => {
    const { asked, log, devices } = await scanned(
      ['192.0.2.1'],
      (_n, nth) => (nth < 3 ? not('laptop-full') : answered('web')),
      { probes: [sip] },
    )
    expect([asked.length, log.lines(), devices]).toEqual([3, [], [1]])
  })
})

describe('a network without a route', () => {
  it('to any target ends the scan, and settles no target', async () => {
    const on = bench(() => not('no-route'))
    await expect(on.scan(['192.0.2.1-2'])).rejects.toMatchObject({
      code: 'unreachable',
      facts: { address: '192.0.2.1', reason: 'no-route' },
    })
    const done = Uint8Array.of(0b01)
    await expect(on.scan(['192.0.2.1-2'], { done })).rejects.toMatchObject({
      facts: { address: '192.0.2.2' },
    })
    expect(on.closed()).toBe(2)
  })

  it('to some targets settles them at the end, and none is silent', async () => {
    const { end, silent, asked } = await scanned(
      ['192.0.2.1-3'],
      (n) => not(n === 2 ? 'no-route' : 'silence'),
      { request: { known: ({ address }) => knows(`${address}`, saw('sip.status', '200')) } },
    )
    expect([end?.done, silent.toSorted(), asked.length]).toEqual([3, [1, 3], 3])
  })
})

describe('a silent address', () => {
  it('with an entry in the ARP table is a device', async () => {
    const { devices, replies, end } = await scanned(['192.0.2.1-2'], () => not('silence'), {
      probes: [arpOf({ 1: mac }), quiet],
    })
    expect([devices, replies]).toEqual([[1], [[1, `neighbour ${mac}`]]])
    expect(end).toMatchObject({ done: 2, answering: 0, stage: 'naming' })
  })

  it('is reported when it was known, with its reply', async () => {
    const table: Readonly<Record<number, KnownTarget>> = {
      1: knows('web open', saw('sip.status', '200')),
      2: knows('web open'),
      3: knows(null, saw('sip.status', '200')),
    }
    const known: EngineRequest['known'] = ({ address }) => table[last(address)] ?? null
    const { silent, replies } = await scanned(['192.0.2.1-4'], () => not('silence'), { request: { known } })
    expect(silent.toSorted()).toEqual([1, 3])
    expect(replies.toSorted()).toEqual([
      [1, null],
      [2, null],
    ])
  })

  it('that was a device and has only its ARP entry left is silent, one that never answered is not', async () => {
    const table: Readonly<Record<number, KnownTarget>> = {
      1: knows('web open', saw('arp.mac', mac), saw('sip.status', '200')),
      2: knows('neighbour', saw('arp.mac', mac)),
      3: knows('web open'),
    }
    const known: EngineRequest['known'] = ({ address }) => table[last(address)] ?? null
    const { silent, devices, replies } = await scanned(['192.0.2.1-4'], () => not('silence'), {
      probes: [arpOf({ 1: mac, 2: mac, 3: mac, 4: mac }), quiet],
      request: { known },
    })
    expect([silent, devices.toSorted()]).toEqual([[1], [2, 3, 4]])
    expect(replies.find(([n]) => n === 1)).toEqual([1, null])
  })
})

describe('a page at an address whose web port did not answer', () => {
  const page = (port: number, protocol = 'http.title'): Probe => ({
    name: 'http',
    look: async ({ address }) =>
      last(address) === 1 ? [{ ...saw(protocol, 'Printer'), address, port }] : [],
  })
  const neighbour = arpOf({ 1: mac })
  it.each([
    ['is a loss: silent addresses are asked again', not('silence'), page(80), 'usual', 2],
    ['on another port is none', not('silence'), page(8080), 'usual', 1],
    ['that is no page is none', not('silence'), page(80, 'sip.http'), 'usual', 1],
    ['first is none while methods overlap', answered('sip'), page(80), 'usual', 1],
    ['is a loss when methods run in turn', answered('sip'), page(80), 'gentle', 2],
    ['is none when it did', answered('web'), page(80), 'gentle', 1],
  ] as const)('%s', async (_what, reply, probe, profile, times) => {
    const known = () => knows('web open', saw('sip.status', '200'))
    const { asked, silent, end } = await scanned(
      ['192.0.2.1-2'],
      async (n, _nth, query) => {
        if (n === 1) return reply
        // the first address is asked by the probes in the meantime
        await new Promise<void>((resolve) => later(query, resolve))
        return not('silence')
      },
      { probes: [neighbour, probe], request: { known, profile } },
    )
    expect(asked.filter(({ n }) => n === 2)).toHaveLength(times)
    expect([silent, end?.done]).toEqual([[2], 2])
  })
  /** After several turns of the event loop, in which no time passes. */
  const later = ({ signal }: HostQuery, then: () => void) => {
    let left = 20
    const step = () => (left-- > 0 && !signal.aborted ? setImmediate(step) : then())
    setImmediate(step)
  }
})

describe('a rescan of what changed', () => {
  const scanKnown = (table: Readonly<Record<number, KnownTarget>>, script: Script, only: 'all' | 'changed') =>
    scanned(['192.0.2.1-5'], script, {
      probes: [arpOf({ 1: mac, 2: otherMac, 4: mac }), probeOf(() => [['http.title', 'Printer']], 'other')],
      request: { only, known: ({ address }) => table[last(address)] ?? null },
    })
  const table = {
    // known by a page without a stable answer
    1: knows(`web open ${mac}`, saw('http.page', 'words')),
    2: knows(`web open ${mac}`, saw('http.page', 'words')),
    3: knows('web refused'),
    4: knows(`web refused ${mac}`),
  }
  const script: Script = (n) => (n === 5 ? not('silence') : answered('web', n !== 3))

  it('does not ask hosts with the same reply and MAC address', async () => {
    const { devices, unchanged, end } = await scanKnown(table, script, 'changed')
    expect([devices.toSorted(), unchanged]).toEqual([[2, 4], [1]])
    expect(end).toMatchObject({ done: 5, answering: 4 })
  })

  it('asks all of them when everything is wanted', async () => {
    const { devices, unchanged, replies } = await scanKnown(table, script, 'all')
    expect([devices.toSorted(), unchanged]).toEqual([[1, 2, 3, 4], []])
    expect(replies.toSorted()).toEqual([
      [1, `web open ${mac}`],
      [2, `web open ${otherMac}`],
      [3, 'web refused'],
      [4, `web open ${mac}`],
    ])
  })
})

describe('a question of host discovery', () => {
  it('gets its ports, the method order of the profile, and timeouts from earlier answers', async () => {
    const queries: HostQuery[] = []
    const timeouts: number[][] = []
    const script: Script = (n, _nth, query) => {
      queries.push(query)
      timeouts.push([query.timeoutMs(), query.nextAfterMs()])
      return n === 1 ? { answered: true, by: 'web', open: true, tookMs: 200 } : not('silence')
    }
    const limits = { ...profileLimits, usual: { ...profileLimits.usual, discoveriesAtOnce: 1 } }
    await scanned(['192.0.2.1', '192.0.2.2:8080-8081'], script, { parts: { limits } })
    expect(queries).toMatchObject([
      { address: '192.0.2.1', ports: { http: 80 }, webOnly: false, inTurn: false },
      { address: '192.0.2.2', ports: { http: 8080 }, webOnly: true },
      { address: '192.0.2.2', ports: { http: 8081 }, webOnly: true },
    ])
    expect(timeouts.slice(0, 2)).toEqual([
      [1_000, 50],
      [600, 300],
    ])
    await scanned(['192.0.2.1'], script, { request: { profile: 'gentle' } })
    expect(queries.at(-1)?.inTurn).toBe(true)
  })

  it('that fails ends the scan with its error, and frees the addresses', async () => {
    const on = bench((_n, nth) => {
      if (nth === 1) throw new TypeError('a bug')
      return answered('web')
    })
    await expect(on.scan(['192.0.2.1'])).rejects.toThrow(new TypeError('a bug'))
    const events = await on.scan(['192.0.2.1'])
    expect(progressOf(events).at(-1)).toMatchObject({ done: 1, total: 1 })
  })

  it('is not sent for an excluded target, which is settled', async () => {
    const { asked, end } = await scanned(['phone.example', '192.0.2.2'], () => answered('web'), {
      parts: { resolve: async () => '192.0.2.1' },
      request: { exclude: ['192.0.2.1'] },
    })
    expect([asked.map(({ n }) => n), end?.done]).toEqual([[2], 2])
  })
})

describe('the queue of discovered hosts', () => {
  const one = { ...profileLimits, usual: { ...profileLimits.usual, devicesAtOnce: 1 } }

  it.each([
    [1, 1],
    [8, 2],
    [100, 25],
  ])('with %i sockets asks %i devices at once', async (sockets, devices) => {
    let busy = 0
    let most = 0
    const probe = probeOf(async () => {
      most = Math.max(most, ++busy)
      await new Promise(setImmediate)
      busy--
      return []
    })
    const { end } = await scanned(['192.0.2.0/26'], () => answered('web'), {
      ...{ probes: [probe], parts: { sockets } },
    })
    expect([most, end?.done]).toEqual([devices, 62])
  })

  it('frees every address when the scan is cancelled', async () => {
    const leaving = new AbortController()
    const stopping = probeOf(({ signal }) => {
      leaving.abort()
      signal.throwIfAborted()
      return []
    })
    const on = bench(() => answered('web'), { probes: [stopping], parts: { limits: one } })
    await expect(on.scan(['192.0.2.1-8'], { signal: leaving.signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
    const events = await on.scan(['192.0.2.1-8'])
    expect(progressOf(events).at(-1)).toMatchObject({ done: 8 })
    expect(on.log.lines()).toEqual([])
  })

  it('counts the devices that answered with those of an earlier run', async () => {
    const { end } = await scanned(['192.0.2.1-3'], (n) => (n < 3 ? answered('web') : not('silence')), {
      probes: [probeOf(({ address }) => (last(address) === 1 ? [['sip.status', '200']] : []))],
      request: { answering: 7 },
    })
    expect(end).toMatchObject({ done: 3, answering: 8 })
  })

  it.each([
    ['has not answered', [], 'speaking'],
    ['has answered, and is asked more', [['sip.status', '200']], 'naming'],
  ] as const)('gives the stage of a host that %s', async (_what, says, stage) => {
    const time = createVirtualTime()
    const probe = (ms: number, name: string) =>
      probeOf(async ({ address }) => {
        if (last(address) === 1) return []
        await new Promise<void>((resolve) => time.timing.after(ms, resolve))
        return name === 'first' ? says.map(([protocol, raw]): [string, string] => [protocol, raw]) : []
      }, name)
    const slow: Probe = {
      name: 'slow',
      async look({ address }) {
        const ms = last(address) === 1 ? 500 : 5_000
        await new Promise<void>((resolve) => time.timing.after(ms, resolve))
        return []
      },
    }
    const engine = engineWith([probe(10, 'first'), slow], {
      timing: time.timing,
      openHostDiscovery: () => ({
        open: 0,
        discover: async () => answered('web'),
        [Symbol.dispose]: () => undefined,
      }),
    })
    const progress = progressOf(await time.run(all(engine.scan(requestOf(['192.0.2.1-2'])))))
    expect(progress.filter(({ done }) => done === 1).map((each) => each.stage)).toEqual([stage])
    expect(progress.at(-1)?.stage).toBe('naming')
  })
})

describe('a pause', () => {
  it('stops questions to neighbours, is reported at once, and does not count as time', async () => {
    let control: Pick<Pacer, 'pause' | 'resume' | 'paused'> | null = null
    const link = { name: 'eth0', address: '192.0.2.200', cidr: '192.0.2.0/24', loopback: false }
    const states: (boolean | undefined)[] = []
    const on = bench(() => answered('web'), {
      parts: { interfaces: () => [link], neighbours: { perSecond: 10, burst: 1 } },
    })
    on.time.timing.after(1_050, () => {
      control?.pause()
      states.push(control?.paused)
      on.time.timing.after(60_000, () => {
        control?.resume()
        states.push(control?.paused)
      })
    })
    const events = await on.scan(['192.0.2.1-21'], {
      attach(given) {
        control = given
      },
    })
    expect(states).toEqual([true, false])
    expect(on.asked.filter(({ at }) => at > 1_050 && at < 61_050)).toEqual([])
    const progress = progressOf(events)
    expect(progress.filter(({ paused }) => paused)).toMatchObject([{ done: 11, leftMs: null }])
    // a tenth of a second for each target
    const after = progress.slice(progress.findIndex(({ paused }) => paused) + 1)
    for (const { leftMs } of after) expect(leftMs).toBeLessThan(2_000)
    expect(Math.max(...progress.map(({ rate }) => rate))).toBeGreaterThan(5)
    expect(progress.at(-1)).toMatchObject({ done: 21, leftMs: 0 })
  })
})
