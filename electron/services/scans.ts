/** Scans of a job: what discovery finds becomes the job's devices as it comes. */
import { randomUUID } from 'node:crypto'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import type { Status } from '#shared/model/host.ts'
import { type Ports, portsSchema } from '#shared/model/job.ts'
import type { ScanEvent, ScanOnly, ScanProfile, UnfinishedScan } from '#shared/model/scan.ts'
import type { Clock } from '../platform/clock.ts'
import type { Devices } from './devices.ts'
import type { Discovery } from './discovery.ts'

export interface ScanRequest {
  readonly targets: readonly string[]
  readonly ports: Partial<Ports>
  readonly exclude?: readonly string[]
  readonly profile?: ScanProfile
  readonly wide?: boolean
  readonly only?: ScanOnly
  readonly resume?: string | undefined
}

export interface ScansParts {
  readonly discovery: Discovery
  readonly devices: Devices
  readonly clock: Clock
  readonly onChange: () => void
}

export interface Scans {
  /** Leaving the stream, or the signal, cancels the scan. What was found stays. */
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

interface Running {
  readonly id: string
  readonly startedAt: number
  paused: PromiseWithResolvers<void> | null
}

export function createScans({ discovery, devices, clock, onChange }: ScansParts): Scans {
  const running = new Map<string, Running>()
  const one = (scanId: string): Running => {
    const scan = running.get(scanId)
    if (scan === undefined) throw new PunchdownError('not-found', { scanId })
    return scan
  }
  return {
    running: () => [...running.values()].map(({ id, startedAt }) => ({ id, kind: 'scan', startedAt })),
    pause(scanId) {
      one(scanId).paused ??= Promise.withResolvers()
    },
    resume(scanId) {
      const scan = one(scanId)
      scan.paused?.resolve()
      scan.paused = null
    },
    unfinished: () => [],
    discard(scanId) {
      throw new PunchdownError('not-found', { scanId })
    },
    async *scan(jobId, request, signal) {
      const scanId = randomUUID()
      const startedAt = clock.now()
      const leaving = new AbortController()
      const either = signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal])
      const scan: Running = { id: scanId, startedAt, paused: null }
      running.set(scanId, scan)
      either.addEventListener('abort', () => scan.paused?.resolve(), { once: true })
      onChange()
      let found = 0
      try {
        const ports = portsSchema.parse(request.ports)
        const events = discovery.scan({
          targets: [...request.targets],
          exclude: request.exclude ?? [],
          wide: request.wide ?? false,
          ports,
          signal: either,
          gate: async () => scan.paused?.promise,
        })
        for await (const event of events) {
          if (event.kind === 'device') {
            found++
            yield { kind: 'devices', scanId, devices: [devices.noticed(jobId, event.device)] }
          } else if (event.kind === 'progress') {
            const unknown = { rate: 0, leftMs: null, paused: scan.paused !== null }
            yield { ...event, scanId, stage: 'answering', ...unknown }
          } else {
            yield { ...event, scanId, resumed: false }
          }
        }
        yield {
          kind: 'ended',
          scanId,
          devices: found,
          cancelled: either.aborted,
          tookMs: clock.now() - startedAt,
        }
      } catch (error) {
        const problem = toProblem(error)
        if (problem.code === 'cancelled') {
          yield { kind: 'ended', scanId, devices: found, cancelled: true, tookMs: clock.now() - startedAt }
        } else {
          yield { kind: 'failed', problem }
        }
      } finally {
        leaving.abort()
        running.delete(scanId)
        onChange()
      }
    },
  }
}
