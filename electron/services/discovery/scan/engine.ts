/**
 * The scan engine: who answers, what speaks, what it is. Each address goes through these on its own, so that the first device is
 * named while the last address is not yet asked. It looks at what was picked and nothing else.
 */
import { PunchdownError } from '#shared/errors.ts'
import type { Catalogue } from '#shared/model/catalogue.ts'
import type { NetworkInterface } from '#shared/model/host.ts'
import type { Sighting } from '#shared/model/identity.ts'
import type { ScanEvent, ScanOnly, ScanProfile } from '#shared/model/scan.ts'
import type { Clock } from '../../../platform/clock.ts'
import { listInterfaces } from '../../../platform/interfaces.ts'
import type { Log } from '../../../platform/log.ts'
import type { Timing } from '../../../platform/timing.ts'
import type { Knocker } from '../../../probes/host-discovery.ts'
import type { Probe } from '../../../probes/probe.ts'
import type { Access } from '../../../probes/switch/access.ts'
import type { ScannedDevice } from '../../devices/index.ts'
import { createAddressLocks } from './address-locks.ts'
import { createDoneSet } from './done-set.ts'
import { linksOf, neighbourLimit, socketsAllowed } from './host-limits.ts'
import { createLagMeter } from './lag.ts'
import { type BucketCell, createPacer, type Pacer } from './pacer.ts'
import { type Manners, manners as mannersOf } from './profiles.ts'
import { fullBucket, type RateLimit } from './rate-limit.ts'
import { createRun } from './run.ts'
import { type Picked, placesOf, type Resolve, resolveHere, type Spot } from './targets.ts'
import { createUpdates } from './updates.ts'

/** What an earlier scan knows of a place. */
export interface KnownPlace {
  /** What its knock was answered with; null where that is not known. */
  readonly knock: string | null
  /** Of the device that was there; null where what answered was none. */
  readonly sightings: readonly Sighting[] | null
}

export interface EngineRequest extends Picked {
  readonly profile: ScanProfile
  readonly only: ScanOnly
  /** Places that are settled already, as `done` of the last update had them. */
  readonly done?: Uint8Array | undefined
  /** How many answered among them. */
  readonly answering?: number
  readonly known: (spot: Spot) => KnownPlace | null
  /** How SNMP agents are asked. */
  readonly snmp?: Access
  readonly signal: AbortSignal
  /** Called once with what pauses the scan and lets it go on. */
  readonly attach?: (control: Pick<Pacer, 'pause' | 'resume' | 'paused'>) => void
}

export type EngineProgress = Omit<Extract<ScanEvent, { kind: 'progress' }>, 'kind' | 'scanId'>

/** What happened since the last update. */
export interface EngineUpdate {
  readonly kind: 'update'
  readonly progress: EngineProgress
  readonly devices: readonly ScannedDevice[]
  /** Known places where nobody answers any more. */
  readonly silent: readonly Spot[]
  /** Known devices that said what they said before. */
  readonly unchanged: readonly Spot[]
  /** What knocks were answered with; null where nobody answered one that was answered before. */
  readonly knocks: readonly { readonly spot: Spot; readonly knock: string | null }[]
  /** All places that are settled, a bit each; what an update says of a place comes no later than its bit. */
  readonly done: Uint8Array
}

export type EngineEvent =
  | { readonly kind: 'started'; readonly addresses: number; readonly done: number }
  | EngineUpdate

export interface ScanEngine {
  /**
   * Leaving the stream or the signal ends it: no socket is left open.
   * @throws PunchdownError cidr-malformed | cidr-too-wide | ports-malformed | unreachable (a name nobody knows) | cancelled
   */
  scan(request: EngineRequest): AsyncGenerator<EngineEvent, void>
}

export interface EngineParts {
  readonly probes: readonly Probe[]
  readonly openKnocker: () => Knocker
  readonly catalogue: Catalogue
  readonly clock: Clock
  readonly timing: Timing
  readonly log: Log
  readonly manners?: Readonly<Record<ScanProfile, Manners>>
  readonly resolve?: Resolve
  /** Sockets that may be open at once. */
  readonly sockets?: number
  /** The laptop's interfaces now, and how fast it may look for neighbours on their links. */
  readonly interfaces?: () => readonly NetworkInterface[]
  readonly neighbours?: RateLimit
}

/** A probe that does not end when it is told to is left behind after so long. */
const longestEndMs = 100

export function createScanEngine(parts: EngineParts): ScanEngine {
  const { timing, manners = mannersOf, resolve = resolveHere } = parts
  // all scans together keep to the limit of one
  const everybody: BucketCell = { bucket: fullBucket(manners.usual.rate, timing.now()) }
  const neighbours: BucketCell = {
    bucket: fullBucket(parts.neighbours ?? neighbourLimit(), timing.now()),
  }
  const locks = createAddressLocks()

  return {
    async *scan(request) {
      const placed = await placesOf(request, resolve)
      const done = createDoneSet(placed.places.length, request.done)
      yield { kind: 'started', addresses: placed.places.length, done: done.count }
      const leaving = new AbortController()
      const signal = AbortSignal.any([request.signal, leaving.signal])
      if (signal.aborted) throw new PunchdownError('cancelled')
      const own = manners[request.profile]
      const cells =
        request.profile === 'usual'
          ? [everybody]
          : [everybody, { bucket: fullBucket(own.rate, timing.now()) }]
      const pacer = createPacer(cells, timing, signal)
      const updates = createUpdates(timing)
      const sockets = parts.sockets ?? socketsAllowed()
      using knocker = parts.openKnocker()
      using lag = createLagMeter(timing)
      const run = createRun({
        ...parts,
        ...{ request, placed, done, pacer, updates, knocker, locks, signal, lag },
        abort: () => leaving.abort(),
        isOnLink: linksOf((parts.interfaces ?? listInterfaces)()),
        neighbourPacer: createPacer([neighbours], timing, signal),
        manners: {
          ...own,
          knocksAtOnce: Math.max(1, Math.min(own.knocksAtOnce, Math.floor(sockets * 0.75))),
          devicesAtOnce: Math.max(1, Math.min(own.devicesAtOnce, Math.floor(sockets * 0.25))),
        },
      })
      request.attach?.(run.control)
      let failure: unknown = null
      const work = run
        .work()
        .catch((error: unknown) => {
          failure ??= error
          leaving.abort()
        })
        .finally(() => updates.end())
      // a probe that does not listen is not waited for
      const stop = () => void timing.after(longestEndMs, () => updates.end())
      signal.addEventListener('abort', stop, { once: true })
      try {
        for (let more = true; more; ) {
          more = await updates.next()
          yield run.update()
        }
        if (request.signal.aborted) throw new PunchdownError('cancelled')
        if (failure !== null) throw failure
      } finally {
        leaving.abort()
        const { promise, resolve: over } = Promise.withResolvers<void>()
        const cancelTimer = timing.after(longestEndMs, over)
        await Promise.race([work, promise])
        cancelTimer()
      }
    },
  }
}
