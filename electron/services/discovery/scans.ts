/** Scans of a job: what the engine finds becomes the job's devices as it comes, and what is not through can be gone on with. */
import { randomUUID } from 'node:crypto'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import type { Status } from '#shared/model/host.ts'
import { type Ports, portsSchema } from '#shared/model/job.ts'
import type { ScanEvent, ScanOnly, ScanProfile, UnfinishedScan } from '#shared/model/scan.ts'
import type { SnmpAccess } from '#shared/model/snmp.ts'
import type { Clock } from '../../platform/clock.ts'
import { accessOf } from '../../probes/switch/access.ts'
import type { Store, StoredScan } from '../../store/store.ts'
import type { Devices } from '../devices/index.ts'
import type { JobChanges } from '../jobs/index.ts'
import type { EngineUpdate, ScanEngine } from './scan/engine.ts'
import { createPresence } from './scan/known-devices.ts'

export interface ScanRequest {
  readonly targets: readonly string[]
  readonly ports: Partial<Ports>
  readonly exclude?: readonly string[]
  readonly profile?: ScanProfile
  readonly wide?: boolean
  readonly only?: ScanOnly
  readonly resume?: string | undefined
  readonly snmp?: SnmpAccess | undefined
}

export interface ScansParts {
  readonly engine: ScanEngine
  readonly store: Store
  readonly changes: JobChanges
  readonly devices: Devices
  readonly clock: Clock
  readonly onChange: () => void
}

export interface Scans {
  /** Leaving the stream, or the signal, cancels the scan. What was found stays, and it can be gone on with. */
  scan(jobId: string, request: ScanRequest, signal: AbortSignal | undefined): AsyncGenerator<ScanEvent, void>
  /** @throws PunchdownError not-found where no such scan runs */
  pause(scanId: string): void
  /** @throws PunchdownError not-found where no such scan runs */
  resume(scanId: string): void
  unfinished(jobId: string): UnfinishedScan[]
  /** @throws PunchdownError not-found */
  discard(scanId: string): void
  running(): Status['work']
}

/** How often what is settled is stored, milliseconds: what a killed core asked after the last time is asked again. */
const storeEveryMs = 500
/** Unfinished scans that a job keeps. */
const mostKept = 5

interface Running {
  readonly id: string
  readonly startedAt: number
  isPaused: boolean
  isDiscarded: boolean
  control: { pause(): void; resume(): void } | null
}

export function createScans({ engine, store, changes, devices, clock, onChange }: ScansParts): Scans {
  const running = new Map<string, Running>()
  const one = (scanId: string): Running => {
    const scan = running.get(scanId)
    if (scan === undefined) throw new PunchdownError('not-found', { scanId })
    return scan
  }
  const keptOf = (jobId: string): StoredScan[] =>
    store.scans.ofJob(jobId).filter(({ scan }) => !running.has(scan.scanId))

  /** The scan that is asked for: a stored one, or a new one in place of those of the same places. */
  const scanFor = (jobId: string, request: ScanRequest): StoredScan => {
    if (request.resume !== undefined) {
      const stored = keptOf(jobId).find(({ scan }) => scan.scanId === request.resume)
      if (stored === undefined) throw new PunchdownError('not-found', { scanId: request.resume })
      return stored
    }
    const { targets, exclude = [], profile = 'usual', wide = false, only = 'all' } = request
    const picked = { targets: [...targets], exclude: [...exclude], ports: portsSchema.parse(request.ports) }
    const scan = { scanId: randomUUID(), ...picked, profile, wide, only, total: 0, startedAt: clock.now() }
    return { scan, jobId, settled: 0, answering: 0, done: new Uint8Array() }
  }

  const begin = (stored: StoredScan, total: number): void => {
    const { scan, jobId } = stored
    const placesOf = ({ targets, exclude, ports }: StoredScan['scan']) =>
      JSON.stringify([targets, exclude, ports])
    const others = keptOf(jobId).filter((each) => placesOf(each.scan) !== placesOf(scan))
    const dropped = [...keptOf(jobId).filter((each) => !others.includes(each)), ...others.slice(mostKept - 1)]
    store.transaction(() => {
      for (const { scan: old } of dropped) store.scans.remove(old.scanId)
      store.scans.add({ ...stored, scan: { ...scan, total }, done: new Uint8Array(Math.ceil(total / 8)) })
    })
  }

  return {
    running: () => [...running.values()].map(({ id, startedAt }) => ({ id, kind: 'scan', startedAt })),
    pause(scanId) {
      const scan = one(scanId)
      scan.isPaused = true
      scan.control?.pause()
    },
    resume(scanId) {
      const scan = one(scanId)
      scan.isPaused = false
      scan.control?.resume()
    },
    unfinished: (jobId) => keptOf(jobId).map(({ scan, settled }) => ({ ...scan, done: settled })),
    discard(scanId) {
      const scan = running.get(scanId)
      if (scan !== undefined) scan.isDiscarded = true
      else if (store.scans.get(scanId) === null) throw new PunchdownError('not-found', { scanId })
      store.scans.remove(scanId)
    },
    async *scan(jobId, request, signal) {
      const begunAt = clock.now()
      const leaving = new AbortController()
      const either = signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal])
      let stored: StoredScan
      try {
        stored = scanFor(jobId, request)
      } catch (error) {
        yield { kind: 'failed', problem: toProblem(error) }
        return
      }
      const { scan } = stored
      const { scanId } = scan
      const own: Running = {
        ...{ id: scanId, startedAt: begunAt, isPaused: false, isDiscarded: false, control: null },
      }
      running.set(scanId, own)
      onChange()
      const presence = createPresence({ store, changes, clock }, jobId)
      let found = 0
      let last: EngineUpdate | null = null
      let storedAt = begunAt
      let storing: NodeJS.Timeout | null = null
      const settle = () => {
        if (storing !== null) clearTimeout(storing)
        storing = null
        if (last === null || own.isDiscarded) return
        const { done: settled, answering } = last.progress
        store.scans.settle(scanId, { settled, answering, done: last.done })
        storedAt = clock.now()
        last = null
      }
      const settleIfItCan = () => {
        try {
          settle()
        } catch {
          // a disk that is full is met by the next update as well, which says so; what is not stored is asked again
        }
      }
      const take = (update: EngineUpdate) =>
        store.transaction(() => {
          for (const spot of update.silent) presence.silent(spot)
          for (const { spot, knock } of update.knocks) presence.knock(spot, knock)
          const seen = update.devices.map((device) => devices.upsertFromScan(jobId, device))
          for (const device of seen) presence.found(device)
          const same = update.unchanged.flatMap((spot) => {
            const device = presence.unchanged(spot)
            return device === null ? [] : [devices.get(device.id)]
          })
          last = update
          if (clock.now() - storedAt >= storeEveryMs) settle()
          else storing ??= setTimeout(settleIfItCan, storeEveryMs)
          return [...seen, ...same]
        })
      const ended = (cancelled: boolean): ScanEvent => ({
        ...{ kind: 'ended', scanId, devices: found, cancelled, tookMs: clock.now() - begunAt },
      })
      try {
        const events = engine.scan({
          ...scan,
          ...(request.snmp === undefined ? {} : { snmp: accessOf(request.snmp) }),
          done: stored.done,
          answering: stored.answering,
          known: (spot) => presence.known(spot),
          signal: either,
          attach(control) {
            own.control = control
            if (own.isPaused) control.pause()
          },
        })
        for await (const event of events) {
          if (event.kind === 'started') {
            if (request.resume === undefined) begin(stored, event.addresses)
            yield {
              ...{ kind: 'started', scanId, addresses: event.addresses },
              resumed: request.resume !== undefined,
            }
            continue
          }
          const noticed = take(event)
          found += noticed.length
          if (noticed.length > 0) yield { kind: 'devices', scanId, devices: noticed }
          yield { kind: 'progress', scanId, ...event.progress }
        }
        store.scans.remove(scanId)
        own.isDiscarded = true
        yield ended(false)
      } catch (error) {
        const problem = toProblem(error)
        yield problem.code === 'cancelled' ? ended(true) : { kind: 'failed', problem }
      } finally {
        leaving.abort()
        running.delete(scanId)
        settleIfItCan()
        onChange()
      }
    },
  }
}
