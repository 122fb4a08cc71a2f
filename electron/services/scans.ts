/** Scans of a job: what discovery finds becomes the job's devices as it comes. */
import { randomUUID } from 'node:crypto'
import { toProblem } from '#shared/errors.ts'
import type { Status } from '#shared/model/host.ts'
import { type Ports, portsSchema, type ScanEvent } from '#shared/model/job.ts'
import type { Clock } from '../platform/clock.ts'
import type { Devices } from './devices.ts'
import type { Discovery } from './discovery.ts'

export interface ScanRequest {
  readonly targets: readonly string[]
  readonly ports: Partial<Ports>
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
  running(): Status['work']
}

export function createScans({ discovery, devices, clock, onChange }: ScansParts): Scans {
  const running = new Map<string, { id: string; kind: 'scan'; startedAt: number }>()
  return {
    running: () => [...running.values()],
    async *scan(jobId, request, signal) {
      const id = randomUUID()
      const startedAt = clock.now()
      const leaving = new AbortController()
      const either = signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal])
      running.set(id, { id, kind: 'scan', startedAt })
      onChange()
      let found = 0
      try {
        const ports = portsSchema.parse(request.ports)
        for await (const event of discovery.scan({ targets: [...request.targets], ports, signal: either })) {
          if (event.kind === 'device') {
            found++
            yield { kind: 'device', device: devices.noticed(jobId, event.device) }
          } else {
            yield event
          }
        }
        yield { kind: 'ended', devices: found, cancelled: either.aborted, tookMs: clock.now() - startedAt }
      } catch (error) {
        const problem = toProblem(error)
        if (problem.code === 'cancelled') {
          yield { kind: 'ended', devices: found, cancelled: true, tookMs: clock.now() - startedAt }
        } else {
          yield { kind: 'failed', problem }
        }
      } finally {
        leaving.abort()
        running.delete(id)
        onChange()
      }
    },
  }
}
