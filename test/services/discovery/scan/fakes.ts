/** A network described by a table, for scans without sockets. */
import { createLog } from '#electron/platform/log.ts'
import type { Timing } from '#electron/platform/timing.ts'
import { systemTiming } from '#electron/platform/timing.ts'
import type { DiscoveryMethod, HostDiscovery, HostQuery, HostReply } from '#electron/probes/host-discovery.ts'
import type { Probe, ProbeContext } from '#electron/probes/probe.ts'
import { createScanEngine, type EngineParts } from '#electron/services/discovery/scan/engine.ts'
import type { EngineEvent, EngineRequest } from '#electron/services/discovery/scan/engine-events.ts'
import { PunchdownError } from '#shared/errors.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { portsSchema } from '#shared/model/job.ts'
import { createVirtualTime } from '#test/support/virtual-time.ts'

export const ports = portsSchema.parse({})
const clock = { now: () => 5_000 }
export const agent = 'Yealink SIP-T46S 66.86.0.15'
const forever = () => new AbortController().signal

/** Milliseconds until the answer; null without an answer. `nth` counts the questions of this method at the address, from 1. */
export type Network = (address: string, way: DiscoveryMethod, nth: number) => number | null

export interface FakeDiscovery extends HostDiscovery {
  /** Each question as it was asked: `192.0.2.1 web`. */
  readonly asked: readonly string[]
  readonly most: number
}

/** Host discovery with the answers of a table. */
export function fakeDiscovery(network: Network, timing: Timing = systemTiming): FakeDiscovery {
  const asked: string[] = []
  const counts = new Map<string, number>()
  let open = 0
  let most = 0
  const wait = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const stop = () => reject(new PunchdownError('cancelled'))
      if (signal.aborted) return stop()
      signal.addEventListener('abort', stop, { once: true })
      timing.after(Math.max(0, ms), () => {
        signal.removeEventListener('abort', stop)
        resolve()
      })
    })
  const discoverOnce = async (query: HostQuery): Promise<HostReply> => {
    const { address, webOnly, inTurn, timeoutMs, nextAfterMs, turn, signal } = query
    const ways: readonly DiscoveryMethod[] = webOnly ? ['web'] : ['web', 'sip', 'snmp']
    const due: { at: number; way: DiscoveryMethod; tookMs: number }[] = []
    for (const [index, way] of ways.entries()) {
      await turn(index > 0)
      asked.push(`${address} ${way}`)
      const nth = (counts.get(`${address} ${way}`) ?? 0) + 1
      counts.set(`${address} ${way}`, nth)
      const tookMs = network(address, way, nth)
      const share = inTurn || index === ways.length - 1 ? timeoutMs() : nextAfterMs()
      if (tookMs !== null) due.push({ at: timing.now() + tookMs, way, tookMs })
      const next = due.toSorted((a, b) => a.at - b.at)[0]
      if (next !== undefined && next.at <= timing.now() + share) {
        await wait(next.at - timing.now(), signal)
        return { answered: true, by: next.way, open: true, tookMs: next.tookMs }
      }
      await wait(share, signal)
      if (inTurn) due.pop()
    }
    return { answered: false, because: 'silence' }
  }
  return {
    asked,
    get open() {
      return open
    },
    get most() {
      return most
    },
    async discover(query) {
      open++
      most = Math.max(most, open)
      try {
        return await discoverOnce(query)
      } finally {
        open--
      }
    },
    [Symbol.dispose]: () => undefined,
  }
}

const everybody: Network = () => 0
export const nobody: Network = () => null

/** A probe with the sightings of `look`; one request each time. */
export const probeOf = (
  look: (context: ProbeContext) => Promise<[string, string][]> | [string, string][],
  name = 'table',
): Probe => ({
  name,
  async look(context) {
    if (context.signal.aborted) throw new PunchdownError('cancelled')
    if (name !== 'arp') await context.turn?.()
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

export function engineWith(probes: readonly Probe[], more: Partial<EngineParts> = {}) {
  return createScanEngine({
    ...{ probes, clock, timing: systemTiming, log: createLog(), sockets: 1_024 },
    interfaces: () => [],
    openHostDiscovery: () => fakeDiscovery(everybody),
    ...more,
  })
}

export const requestOf = (targets: readonly string[], more: Partial<EngineRequest> = {}): EngineRequest => ({
  ...{ targets, exclude: [], ports, wide: false, profile: 'usual', only: 'all' },
  ...{ known: () => null, signal: forever() },
  ...more,
})

export async function all(events: AsyncIterable<EngineEvent>): Promise<EngineEvent[]> {
  const list: EngineEvent[] = []
  for await (const event of events) list.push(event)
  return list
}

export const updatesIn = (events: readonly EngineEvent[]) =>
  events.flatMap((event) => (event.kind === 'update' ? [event] : []))
export const found = (events: readonly EngineEvent[]) => updatesIn(events).flatMap(({ devices }) => devices)
export const progressOf = (events: readonly EngineEvent[]) =>
  updatesIn(events).map(({ progress }) => progress)

/** A scan of a fake network: its duration, the questions of host discovery, and the times of its updates. */
export async function scanOf(
  targets: readonly string[],
  network: Network,
  probe: (now: () => number) => Probe = () => probeOf(() => [['http.title', 'Printer']], 'http'),
  more: Partial<EngineRequest> = {},
) {
  const time = createVirtualTime()
  const { timing } = time
  const discovery = fakeDiscovery(network, timing)
  const engine = engineWith([probe(timing.now)], {
    timing,
    openHostDiscovery: () => discovery,
    sockets: 4_096,
  })
  const cameAt: number[] = []
  const reading = async () => {
    const events = []
    for await (const event of engine.scan(requestOf(targets, more))) {
      if (event.kind === 'update') cameAt.push(timing.now())
      events.push(event)
    }
    return events
  }
  const events = await time.run(reading())
  return { tookMs: timing.now(), discovery, events, cameAt }
}

/** Time that a test moves by hand; `go` runs the timers that are due. */
export function handTime() {
  let now = 0
  let timers: { readonly at: number; readonly then: () => void }[] = []
  return {
    timing: {
      now: () => now,
      after(ms: number, then: () => void) {
        const timer = { at: now + ms, then }
        timers.push(timer)
        return () => {
          timers = timers.filter((each) => each !== timer)
        }
      },
    },
    timers: () => timers.length,
    async go(ms: number) {
      now += ms
      const due = timers.filter(({ at }) => at <= now)
      timers = timers.filter(({ at }) => at > now)
      for (const { then } of due) then()
      await new Promise(setImmediate)
    },
  }
}
