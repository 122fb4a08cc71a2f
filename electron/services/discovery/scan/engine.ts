/**
 * The scan engine. Each address goes through three stages on its own: host discovery, the probes, identification. The first device is
 * identified while the last address has not been asked. Only picked targets are asked.
 */
import { PunchdownError } from '#shared/errors.ts'
import type { NetworkInterface } from '#shared/model/host.ts'
import type { ScanProfile } from '#shared/model/scan.ts'
import type { Clock } from '../../../platform/clock.ts'
import { listInterfaces } from '../../../platform/interfaces.ts'
import type { Log } from '../../../platform/log.ts'
import type { Timing } from '../../../platform/timing.ts'
import type { HostDiscovery } from '../../../probes/host-discovery.ts'
import type { Probe } from '../../../probes/probe.ts'
import { createAddressLocks } from './address-locks.ts'
import { createDoneSet } from './done-set.ts'
import type { EngineEvent, EngineRequest, EngineUpdate } from './engine-events.ts'
import { linksOf, neighbourLimit, socketsAllowed } from './host-limits.ts'
import { createLagMeter } from './lag.ts'
import { type BucketCell, createPacer } from './pacer.ts'
import { type ProfileLimits, profileLimits } from './profiles.ts'
import { fullBucket, type RateLimit } from './rate-limit.ts'
import { createRun, type Run } from './run.ts'
import { type Resolve, resolveHere, resolveTargets } from './targets.ts'
import { createUpdates, type Updates } from './updates.ts'

export interface ScanEngine {
  /**
   * Leaving the stream or firing the signal ends the scan and closes every socket.
   * @throws PunchdownError cidr-malformed | cidr-too-wide | ports-malformed | unreachable (unknown name, no route) | cancelled
   */
  scan(request: EngineRequest): AsyncGenerator<EngineEvent, void>
}

export interface EngineParts {
  readonly probes: readonly Probe[]
  readonly openHostDiscovery: () => HostDiscovery
  readonly clock: Clock
  readonly timing: Timing
  readonly log: Log
  readonly limits?: Readonly<Record<ScanProfile, ProfileLimits>>
  readonly resolve?: Resolve
  /** Sockets that may be open at once. */
  readonly sockets?: number
  /** Current interfaces of the laptop, and the rate of ARP resolutions on their links. */
  readonly interfaces?: () => readonly NetworkInterface[]
  readonly neighbours?: RateLimit
}

/** A probe that ignores the signal is abandoned after this time. */
const longestEndMs = 100

export function createScanEngine(parts: EngineParts): ScanEngine {
  const { timing, limits = profileLimits, resolve = resolveHere } = parts
  // shared by all scans
  const total: BucketCell = { bucket: fullBucket(limits.usual.rate, timing.now()) }
  const neighbours: BucketCell = {
    bucket: fullBucket(parts.neighbours ?? neighbourLimit(), timing.now()),
  }
  const locks = createAddressLocks()

  return {
    async *scan(request) {
      const targets = await resolveTargets(request, resolve)
      const done = createDoneSet(targets.list.length, request.done)
      yield { kind: 'started', addresses: targets.list.length, done: done.count }
      const leaving = new AbortController()
      const signal = AbortSignal.any([request.signal, leaving.signal])
      if (signal.aborted) throw new PunchdownError('cancelled')
      const own = limits[request.profile]
      const cells =
        request.profile === 'usual' ? [total] : [total, { bucket: fullBucket(own.rate, timing.now()) }]
      const pacer = createPacer(cells, timing, signal)
      const updates = createUpdates(timing)
      using discovery = parts.openHostDiscovery()
      using lag = createLagMeter(timing)
      const run = createRun({
        ...parts,
        ...{ request, targets, done, pacer, updates, discovery, locks, signal, lag },
        abort: () => leaving.abort(),
        isOnLink: linksOf((parts.interfaces ?? listInterfaces)()),
        neighbourPacer: createPacer([neighbours], timing, signal),
        limits: withinSockets(own, parts.sockets ?? socketsAllowed()),
      })
      request.attach?.(run.control)
      yield* updatesOf(run, { updates, timing, signal, leaving, request })
    },
  }
}

const withinSockets = (limits: ProfileLimits, sockets: number): ProfileLimits => ({
  ...limits,
  discoveriesAtOnce: Math.max(1, Math.min(limits.discoveriesAtOnce, Math.floor(sockets * 0.75))),
  devicesAtOnce: Math.max(1, Math.min(limits.devicesAtOnce, Math.floor(sockets * 0.25))),
})

interface Streaming {
  readonly updates: Updates
  readonly timing: Timing
  readonly signal: AbortSignal
  readonly leaving: AbortController
  readonly request: Pick<EngineRequest, 'signal'>
}

/** Runs the scan and yields its updates. @throws PunchdownError cancelled, or whatever made the scan fail */
async function* updatesOf(
  run: Run,
  { updates, timing, signal, leaving, request }: Streaming,
): AsyncGenerator<EngineUpdate, void> {
  let failure: { readonly error: unknown } | null = null
  const work = run
    .work()
    .catch((error: unknown) => {
      failure ??= { error }
      leaving.abort()
    })
    .finally(() => updates.end())
  const stop = () => void timing.after(longestEndMs, () => updates.end())
  signal.addEventListener('abort', stop, { once: true })
  try {
    for (let more = true; more; ) {
      more = await updates.next()
      yield run.update()
    }
    if (request.signal.aborted) throw new PunchdownError('cancelled')
    throwFailure(failure)
  } finally {
    leaving.abort()
    const { promise, resolve: over } = Promise.withResolvers<void>()
    const cancelTimer = timing.after(longestEndMs, over)
    await Promise.race([work, promise])
    cancelTimer()
  }
}

function throwFailure(failure: { readonly error: unknown } | null): void {
  if (failure !== null) throw failure.error
}
