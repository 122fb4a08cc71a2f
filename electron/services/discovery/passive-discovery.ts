/**
 * Listening: what devices say by themselves on the links that picked addresses are on becomes evidence of the job's devices. What is
 * heard of an address that was not picked is counted and forgotten.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import type { NetworkInterface } from '#shared/model/host.ts'
import type { Sighting } from '#shared/model/identity.ts'
import type { ListenEvent } from '#shared/model/passive-discovery.ts'
import {
  exclusionOf,
  ipv4Number,
  parseTarget,
  type Target,
  widestScanByChoice,
} from '#shared/model/target.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Listener } from '../../probes/probe.ts'
import type { Devices } from '../devices/index.ts'

export interface ListenRequest {
  readonly targets: readonly string[]
  readonly exclude?: readonly string[]
  /** Nothing is asked. Without it a link is asked when it was picked as a whole: a question to a group reaches everybody on it. */
  readonly quiet?: boolean
  /** Ends by itself after so long; until it is left when absent. */
  readonly forMs?: number
}

export interface PassiveDiscovery {
  /** Leaving the stream, or the signal, ends it. What was heard stays. */
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
  /** What is heard is taken in so often at most, milliseconds. */
  readonly beatMs?: number
}

/** Of one device, and of all, between two beats; more is a flood. */
const mostAtOnce = 200
const mostOfAll = 10_000
/** As much of a text as any rule reads. */
const longestText = 2_048
/** Addresses that are counted as others. */
const mostOthers = 65_536

export function createPassiveDiscovery(parts: PassiveDiscoveryParts): PassiveDiscovery {
  const { listeners, interfaces, devices, clock, log, beatMs = 100 } = parts

  async function* listening(
    jobId: string,
    { targets, exclude = [], quiet = false }: ListenRequest,
    signal: AbortSignal,
    startedAt: number,
  ): AsyncGenerator<ListenEvent, void> {
    const picked = targets.map((target) => parseTarget(target, widestScanByChoice))
    const isOut = exclusionOf(exclude)
    const links = interfaces().filter(
      (each) => !each.loopback && picked.some((target) => meets(target, each.cidr)),
    )
    if (links.length === 0) throw new PunchdownError('link-not-here', { targets: targets.join(' ') })
    yield {
      kind: 'started',
      links: links.map(({ name, address }) => ({ name, address })),
      listeners: listeners.map(({ name }) => name),
    }
    const pending = new Map<string, Sighting[]>()
    const others = new Set<string>()
    const heard = new Set<string>()
    const deaf: ListenEvent[] = []
    let ofAll = 0
    let wake = Promise.withResolvers<void>()

    const take = (sighting: Sighting) => {
      if (!picked.some((target) => holds(target, sighting.address)) || isOut(sighting.address, null)) {
        if (others.size < mostOthers) others.add(sighting.address)
        return
      }
      const own = pending.get(sighting.address) ?? []
      if (own.length < mostAtOnce && ofAll < mostOfAll) {
        ofAll++
        own.push({ ...sighting, raw: sighting.raw.slice(0, longestText) })
        pending.set(sighting.address, own)
      }
      wake.resolve()
    }
    const hear = async (listener: Listener, link: NetworkInterface): Promise<void> => {
      try {
        const whole = exclude.length === 0 && picked.some((target) => covers(target, link.cidr))
        const context = { interfaceAddress: link.address, quiet: quiet || !whole, signal, now: clock.now }
        for await (const sighting of listener.listen(context)) take(sighting)
      } catch (error) {
        const problem = toProblem(error)
        log.write('hearing.deaf', { listener: listener.name, link: link.name, problem: problem.code })
        deaf.push({ kind: 'deaf', listener: listener.name, link: link.name, problem })
        wake.resolve()
      }
    }
    const ears = Promise.all(links.flatMap((link) => listeners.map((listener) => hear(listener, link))))
    const stop = () => wake.resolve()
    signal.addEventListener('abort', stop, { once: true })
    try {
      for (;;) {
        for (let event = deaf.shift(); event !== undefined; event = deaf.shift()) yield event
        for (const [address, sightings] of [...pending]) {
          pending.delete(address)
          ofAll -= sightings.length
          const device = devices.upsertFromPassive(jobId, address, sightings)
          if (device === null) continue
          heard.add(device.id)
          yield { kind: 'device', device }
        }
        if (signal.aborted) break
        await wake.promise
        wake = Promise.withResolvers<void>()
        // what comes together is taken in together
        await delay(beatMs, null, { signal }).catch(() => undefined)
      }
    } finally {
      signal.removeEventListener('abort', stop)
      await ears
    }
    yield { kind: 'ended', devices: heard.size, others: others.size, tookMs: clock.now() - startedAt }
  }

  return {
    async *listen(jobId, request, given) {
      const startedAt = clock.now()
      const leaving = new AbortController()
      const ends = [leaving.signal, ...(given === undefined ? [] : [given])]
      if (request.forMs !== undefined) ends.push(AbortSignal.timeout(request.forMs))
      try {
        yield* listening(jobId, request, AbortSignal.any(ends), startedAt)
      } catch (error) {
        yield { kind: 'failed', problem: toProblem(error) }
      } finally {
        leaving.abort()
      }
    },
  }
}

function holds(target: Target, address: string): boolean {
  const span = spanOf(target)
  if (span === null) return target.kind === 'host' && target.host === address
  const value = ipv4Number(address)
  return value !== null && value >= span.first && value <= span.last
}

interface Span {
  readonly first: number
  readonly last: number
}

/** Null for a name, an IPv6 address, and a row of devices behind one address, which nobody can tell apart by ear. */
function spanOf(target: Target): Span | null {
  if (target.kind === 'range') return { first: target.first, last: target.first + target.count - 1 }
  const value = target.kind === 'host' ? ipv4Number(target.host) : null
  return value === null ? null : { first: value, last: value }
}

/** `cidr` is one that this laptop has. */
function subnetSpan(cidr: string): Span {
  const [network = '', prefix = ''] = cidr.split('/')
  const first = ipv4Number(network) ?? 0
  return { first, last: first + 2 ** (32 - Number(prefix)) - 1 }
}

/** Whether a subnet holds any address of a target. */
function meets(target: Target, cidr: string): boolean {
  const span = spanOf(target)
  const link = subnetSpan(cidr)
  return span !== null && span.first <= link.last && span.last >= link.first
}

/** Whether a target holds every host of a subnet, its first and last address aside. */
function covers(target: Target, cidr: string): boolean {
  const span = spanOf(target)
  const link = subnetSpan(cidr)
  return span !== null && span.first <= link.first + 1 && span.last >= link.last - 1
}
