/** Scans of a job: findings become the job's devices as they arrive, and an interrupted scan can be resumed. */
import { randomUUID } from 'node:crypto'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import type { Status } from '#shared/model/host.ts'
import { portsSchema } from '#shared/model/job.ts'
import type { ScanEvent, UnfinishedScan } from '#shared/model/scan.ts'
import type { StoredScan } from '../../store/store.ts'
import { type RunningScan, runScan, type ScanParts, type ScanRequest } from './running-scan.ts'

export interface ScansParts extends ScanParts {
  readonly onChange: () => void
}

export interface Scans {
  /** Leaving the stream or firing the signal cancels the scan. Findings stay, and the scan can be resumed. */
  scan(jobId: string, request: ScanRequest, signal: AbortSignal | undefined): AsyncGenerator<ScanEvent, void>
  /** @throws PunchdownError not-found when no such scan runs */
  pause(scanId: string): void
  /** @throws PunchdownError not-found when no such scan runs */
  resume(scanId: string): void
  unfinished(jobId: string): UnfinishedScan[]
  /** @throws PunchdownError not-found */
  discard(scanId: string): void
  running(): Status['work']
}

/** Unfinished scans that are kept for a job. */
const mostKept = 5

export function createScans(parts: ScansParts): Scans {
  const { store, clock, onChange } = parts
  const running = new Map<string, RunningScan>()
  const runningScan = (scanId: string): RunningScan => {
    const scan = running.get(scanId)
    if (scan === undefined) throw new PunchdownError('not-found', { scanId })
    return scan
  }
  const kept = (jobId: string): StoredScan[] =>
    store.scans.ofJob(jobId).filter(({ scan }) => !running.has(scan.scanId))

  return {
    running: () => [...running.values()].map(({ id, startedAt }) => ({ id, kind: 'scan', startedAt })),
    pause(scanId) {
      const scan = runningScan(scanId)
      scan.isPaused = true
      scan.control?.pause()
    },
    resume(scanId) {
      const scan = runningScan(scanId)
      scan.isPaused = false
      scan.control?.resume()
    },
    unfinished: (jobId) => kept(jobId).map(({ scan, settled }) => ({ ...scan, done: settled })),
    discard(scanId) {
      if (!running.has(scanId) && store.scans.get(scanId) === null) {
        throw new PunchdownError('not-found', { scanId })
      }
      store.scans.remove(scanId)
    },
    async *scan(jobId, request, signal) {
      const startedAt = clock.now()
      let stored: StoredScan
      try {
        stored = scanFor(jobId, request, kept(jobId), startedAt)
      } catch (error) {
        yield { kind: 'failed', problem: toProblem(error) }
        return
      }
      const id = stored.scan.scanId
      const own: RunningScan = { id, startedAt, isPaused: false, control: null }
      running.set(id, own)
      onChange()
      try {
        const start = (total: number) =>
          store.transaction(() => recordStart(parts, stored, total, kept(jobId)))
        yield* runScan(parts, { stored, request, own, start }, signal)
      } finally {
        running.delete(id)
        onChange()
      }
    },
  }
}

/** The stored scan that is resumed, or a new one. @throws PunchdownError not-found */
function scanFor(
  jobId: string,
  request: ScanRequest,
  kept: readonly StoredScan[],
  startedAt: number,
): StoredScan {
  if (request.resume !== undefined) {
    const stored = kept.find(({ scan }) => scan.scanId === request.resume)
    if (stored === undefined) throw new PunchdownError('not-found', { scanId: request.resume })
    return stored
  }
  const { targets, exclude = [], profile = 'usual', wide = false, only = 'all' } = request
  const picked = { targets: [...targets], exclude: [...exclude], ports: portsSchema.parse(request.ports) }
  const scan = { scanId: randomUUID(), ...picked, profile, wide, only, total: 0, startedAt }
  return { scan, jobId, settled: 0, answering: 0, done: new Uint8Array() }
}

/**
 * Stores a new scan in place of the job's unfinished ones with the same targets, and what was picked with the job: the next scan is
 * offered for exactly that.
 */
function recordStart(
  { store, changes }: ScansParts,
  stored: StoredScan,
  total: number,
  kept: StoredScan[],
): void {
  const { scan, jobId } = stored
  const { targets, exclude, profile, wide } = scan
  const keyOf = ({ scan: { targets, exclude, ports } }: StoredScan) =>
    JSON.stringify([targets, exclude, ports])
  const others = kept.filter((each) => keyOf(each) !== keyOf(stored))
  const dropped = [...kept.filter((each) => !others.includes(each)), ...others.slice(mostKept - 1)]
  for (const { scan: old } of dropped) store.scans.remove(old.scanId)
  store.scans.add({ ...stored, scan: { ...scan, total }, done: new Uint8Array(Math.ceil(total / 8)) })
  const job = store.jobs.get(jobId)
  if (job === null) return
  store.jobs.save({ ...job, lastScan: { targets, exclude, profile, wide } })
  changes.job(jobId)
}
