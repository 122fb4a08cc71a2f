/** One scan of a job from start to end: engine updates become devices of the job, and its state is stored for a resume. */
import { toProblem } from '#shared/errors.ts'
import type { Device, Ports } from '#shared/model/job.ts'
import type { ScanEvent, ScanOnly, ScanProfile } from '#shared/model/scan.ts'
import type { SnmpAccess } from '#shared/model/snmp.ts'
import type { Clock } from '../../platform/clock.ts'
import { accessOf } from '../../probes/switch/access.ts'
import type { Store, StoredScan } from '../../store/store.ts'
import type { Devices } from '../devices/index.ts'
import type { JobChanges } from '../jobs/index.ts'
import type { ScanEngine } from './scan/engine.ts'
import type { EngineUpdate } from './scan/engine-events.ts'
import { createKnownDevices, type KnownDevices } from './scan/known-devices.ts'

/** Interval at which the settled targets are stored, milliseconds. After a kill, targets settled since then are asked again. */
const storeEveryMs = 500

export interface ScanRequest {
  readonly targets: readonly string[]
  readonly ports: Partial<Ports>
  readonly exclude?: readonly string[]
  readonly profile?: ScanProfile
  readonly wide?: boolean
  readonly only?: ScanOnly
  /** Id of an unfinished scan; its own targets count then, not the request's. */
  readonly resume?: string | undefined
  readonly snmp?: SnmpAccess | undefined
}

export interface ScanParts {
  readonly engine: ScanEngine
  readonly store: Store
  readonly changes: JobChanges
  readonly devices: Devices
  readonly clock: Clock
}

export interface RunningScan {
  readonly id: string
  readonly startedAt: number
  isPaused: boolean
  control: { pause(): void; resume(): void } | null
}

export interface ScanToRun {
  readonly stored: StoredScan
  readonly request: ScanRequest
  readonly own: RunningScan
  /** Records a new scan, once the number of its targets is known. */
  readonly start: (total: number) => void
}

/** Ends with `ended` or `failed`. */
export async function* runScan(
  parts: ScanParts,
  { stored, request, own, start }: ScanToRun,
  given: AbortSignal | undefined,
): AsyncGenerator<ScanEvent, void> {
  const { engine, clock, store } = parts
  const leaving = new AbortController()
  const signal = given === undefined ? leaving.signal : AbortSignal.any([given, leaving.signal])
  const scanId = own.id
  const resumed = request.resume !== undefined
  const known = createKnownDevices(parts, stored.jobId)
  const checkpoint = createCheckpoint(parts, own)
  let found = 0
  const ended = (cancelled: boolean): ScanEvent => {
    return { kind: 'ended', scanId, devices: found, cancelled, tookMs: clock.now() - own.startedAt }
  }
  try {
    const events = engine.scan({
      ...stored.scan,
      ...(request.snmp === undefined ? {} : { snmp: accessOf(request.snmp) }),
      ...{ done: stored.done, answering: stored.answering, known: known.known, signal },
      attach(control) {
        own.control = control
        if (own.isPaused) control.pause()
      },
    })
    for await (const event of events) {
      if (event.kind === 'started') {
        if (!resumed) start(event.addresses)
        yield { kind: 'started', scanId, addresses: event.addresses, resumed }
        continue
      }
      const devices = store.transaction(() => {
        const changed = applyUpdate(parts, stored.jobId, known, event)
        checkpoint.update(event)
        return changed
      })
      found += devices.length
      if (devices.length > 0) yield { kind: 'devices', scanId, devices }
      yield { kind: 'progress', scanId, ...event.progress }
    }
    store.scans.remove(scanId)
    yield ended(false)
  } catch (error) {
    const problem = toProblem(error)
    yield problem.code === 'cancelled' ? ended(true) : { kind: 'failed', problem }
  } finally {
    leaving.abort()
    checkpoint.flush()
  }
}

/** Stores the findings of one update; the devices that were found or answered as before. */
function applyUpdate(
  { devices }: ScanParts,
  jobId: string,
  known: KnownDevices,
  update: EngineUpdate,
): Device[] {
  for (const target of update.silent) known.markSilent(target)
  for (const { target, reply } of update.replies) known.saveReply(target, reply)
  const found = update.devices.map((device) => devices.upsertFromScan(jobId, device))
  for (const device of found) known.markFound(device)
  const unchanged = update.unchanged.flatMap((target) => {
    const device = known.markUnchanged(target)
    return device === null ? [] : [devices.get(device.id)]
  })
  return [...found, ...unchanged]
}

/** Stores the settled targets of a scan, at most every `storeEveryMs`. */
function createCheckpoint({ store, clock }: ScanParts, own: RunningScan) {
  let pending: EngineUpdate | null = null
  let storedAt = own.startedAt
  let timer: NodeJS.Timeout | null = null
  const save = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (pending === null) return
    const { progress, done } = pending
    store.scans.settle(own.id, { settled: progress.done, answering: progress.answering, done })
    storedAt = clock.now()
    pending = null
  }
  const flush = () => {
    try {
      save()
    } catch {
      // a full disk is reported by the next update; targets that are not stored are asked again
    }
  }
  return {
    update(update: EngineUpdate) {
      pending = update
      if (clock.now() - storedAt >= storeEveryMs) save()
      else timer ??= setTimeout(flush, storeEveryMs)
    },
    flush,
  }
}
