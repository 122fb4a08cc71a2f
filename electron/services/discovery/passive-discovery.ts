/**
 * Passive discovery: announcements on the links of picked addresses become evidence of the job's devices. Announcements of addresses that
 * were not picked are counted and dropped.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import type { NetworkInterface } from '#shared/model/host.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { cidrSpan, holds, type Ipv4Span, ipv4Number, overlap } from '#shared/model/ipv4.ts'
import type { ListenEvent } from '#shared/model/passive-discovery.ts'
import { exclusionOf, parseTarget, type Target, widestScanByChoice } from '#shared/model/target.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Listener } from '../../probes/probe.ts'
import type { Devices } from '../devices/index.ts'

export interface ListenRequest {
  readonly targets: readonly string[]
  readonly exclude?: readonly string[]
  /** Sends nothing. Otherwise a link is queried if all of it was picked, because a multicast query reaches every host on the link. */
  readonly quiet?: boolean
  /** Milliseconds; without it, until the stream is left. */
  readonly forMs?: number
}

export interface PassiveDiscovery {
  /** Leaving the stream or firing the signal ends it. Devices stay. */
  listen(
    jobId: string,
    request: ListenRequest,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ListenEvent, void>
}

export interface PassiveDiscoveryParts {
  readonly listeners: readonly Listener[]
  readonly interfaces: () => readonly NetworkInterface[]
  readonly devices: Pick<Devices, 'upsertFromPassive'>
  readonly clock: Clock
  readonly log: Log
  /** Interval at which sightings are applied, milliseconds. */
  readonly beatMs?: number
}

/** Sightings kept of one device, and of all, between two beats; more is a flood. */
const mostOfOne = 200
const mostOfAll = 10_000
/** Characters of a text that rules read. */
const longestText = 2_048
/** Most unpicked addresses that are counted. */
const mostOthers = 65_536

export function createPassiveDiscovery(parts: PassiveDiscoveryParts): PassiveDiscovery {
  const { clock } = parts
  return {
    async *listen(jobId, request, given) {
      const startedAt = clock.now()
      const leaving = new AbortController()
      const ends = [leaving.signal, ...(given === undefined ? [] : [given])]
      if (request.forMs !== undefined) ends.push(AbortSignal.timeout(request.forMs))
      try {
        yield* listening(parts, jobId, request, { signal: AbortSignal.any(ends), leaving, startedAt })
      } catch (error) {
        yield { kind: 'failed', problem: toProblem(error) }
      }
    },
  }
}

async function* listening(
  { listeners, interfaces, devices, clock, log, beatMs = 100 }: PassiveDiscoveryParts,
  jobId: string,
  { targets, exclude = [], quiet = false }: ListenRequest,
  { signal, leaving, startedAt }: { signal: AbortSignal; leaving: AbortController; startedAt: number },
): AsyncGenerator<ListenEvent, void> {
  const picked = targets.map((target) => parseTarget(target, widestScanByChoice))
  const links = interfaces().filter(
    (each) => !each.loopback && picked.some((target) => meets(target, each.cidr)),
  )
  if (links.length === 0) throw new PunchdownError('link-not-here', { targets: targets.join(' ') })
  yield {
    kind: 'started',
    links: links.map(({ name, address }) => ({ name, address })),
    listeners: listeners.map(({ name }) => name),
  }
  const inbox = createInbox(picked, exclude)
  const found = new Set<string>()
  const unavailable: ListenEvent[] = []

  const listenOn = async (listener: Listener, link: NetworkInterface): Promise<void> => {
    try {
      const isWhole = exclude.length === 0 && picked.some((target) => covers(target, link.cidr))
      const context = { interfaceAddress: link.address, quiet: quiet || !isWhole, signal, now: clock.now }
      for await (const sighting of listener.listen(context)) inbox.add(sighting)
    } catch (error) {
      const problem = toProblem(error)
      log.write('passive.unavailable', { listener: listener.name, link: link.name, problem: problem.code })
      unavailable.push({ kind: 'listener-failed', listener: listener.name, link: link.name, problem })
      inbox.wake()
    }
  }
  const running = Promise.all(links.flatMap((link) => listeners.map((listener) => listenOn(listener, link))))
  signal.addEventListener('abort', inbox.wake, { once: true })
  try {
    for (;;) {
      yield* unavailable.splice(0)
      for (const [address, sightings] of inbox.take()) {
        const device = devices.upsertFromPassive(jobId, address, sightings)
        if (device === null) continue
        found.add(device.id)
        yield { kind: 'device', device }
      }
      if (signal.aborted) break
      await inbox.changed()
      // announcements that arrive together are applied together
      await delay(beatMs, null, { signal }).catch(() => undefined)
    }
  } finally {
    signal.removeEventListener('abort', inbox.wake)
    leaving.abort()
    await running
  }
  yield { kind: 'ended', devices: found.size, others: inbox.others, tookMs: clock.now() - startedAt }
}

/** Sightings of picked addresses between two beats, within limits. */
function createInbox(picked: readonly Target[], exclude: readonly string[]) {
  const isExcluded = exclusionOf(exclude)
  const pending = new Map<string, Sighting[]>()
  const others = new Set<string>()
  let count = 0
  let wake = Promise.withResolvers<void>()
  return {
    add(sighting: Sighting): void {
      const { address } = sighting
      if (!picked.some((target) => includes(target, address)) || isExcluded(address, null)) {
        if (others.size < mostOthers) others.add(address)
        return
      }
      const own = pending.get(address) ?? []
      if (own.length < mostOfOne && count < mostOfAll) {
        count++
        own.push({ ...sighting, raw: sighting.raw.slice(0, longestText) })
        pending.set(address, own)
      }
      wake.resolve()
    },
    /** Yields and removes the sightings of each address; also those that arrive meanwhile. */
    *take(): Generator<readonly [string, Sighting[]], void> {
      for (const [address, sightings] of [...pending]) {
        pending.delete(address)
        count -= sightings.length
        yield [address, sightings]
      }
    },
    /** Resolves after `wake`, or when a sighting of a picked address was added. */
    async changed(): Promise<void> {
      await wake.promise
      wake = Promise.withResolvers<void>()
    },
    wake: () => wake.resolve(),
    get others() {
      return others.size
    },
  }
}

/**
 * Null for a name, an IPv6 address, and a row of devices behind one address: an announcement does not say which of them sent it.
 */
function spanOf(target: Target): Ipv4Span | null {
  if (target.kind === 'range') return { first: target.first, last: target.first + target.count - 1 }
  const value = target.kind === 'host' ? ipv4Number(target.host) : null
  return value === null ? null : { first: value, last: value }
}

function includes(target: Target, address: string): boolean {
  const span = spanOf(target)
  if (span === null) return target.kind === 'host' && target.host === address
  const value = ipv4Number(address)
  return value !== null && holds(span, value)
}

/** Whether a target has an address in a subnet. */
function meets(target: Target, cidr: string): boolean {
  const span = spanOf(target)
  const link = cidrSpan(cidr)
  return span !== null && link !== null && overlap(span, link)
}

/** Whether a target has every host of a subnet; its network and broadcast addresses do not matter. */
function covers(target: Target, cidr: string): boolean {
  const span = spanOf(target)
  const link = cidrSpan(cidr)
  return span !== null && link !== null && span.first <= link.first + 1 && span.last >= link.last - 1
}
