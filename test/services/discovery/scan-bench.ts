/** Scans of job `one` over an engine that yields what a script says. */
import type { ScanRequest } from '#electron/services/discovery/running-scan.ts'
import type { ScanEngine } from '#electron/services/discovery/scan/engine.ts'
import type {
  EngineEvent,
  EngineRequest,
  EngineUpdate,
} from '#electron/services/discovery/scan/engine-events.ts'
import { createScans } from '#electron/services/discovery/scans.ts'
import { PunchdownError } from '#shared/errors.ts'
import type { ScanEvent } from '#shared/model/scan.ts'
import { device } from '#test/store/matter.ts'
import { memoryJob } from './memory-job.ts'
import { ports } from './scan/fakes.ts'

export const target = (address: string) => ({ address, ports, row: false })
export const progress = (done: number, total = 4): EngineUpdate['progress'] => ({
  ...{ stage: 'speaking', done, total, answering: 1, rate: 0, leftMs: null, paused: false },
})
export const update = (done: number, more: Partial<EngineUpdate> = {}): EngineUpdate => ({
  ...{ kind: 'update', progress: progress(done), devices: [], silent: [], unchanged: [], replies: [] },
  done: new Uint8Array([done]),
  ...more,
})
export const foundAt = (address: string): EngineUpdate['devices'][number] => {
  const { identity } = device('x', 'one')
  return { key: `mac:${address}`, address, ports, identity, sightings: [] }
}
export const request: ScanRequest = { targets: ['192.0.2.0/30'], ports: {} }

export type Script = (request: EngineRequest) => AsyncIterable<EngineEvent>

/** Scans whose engine yields what a script says. */
export function scanBench(script: Script = async function* () {}) {
  const house = memoryJob()
  const requests: EngineRequest[] = []
  const engine: ScanEngine & { script: Script } = {
    script,
    async *scan(asked) {
      requests.push(asked)
      yield* engine.script(asked)
    },
  }
  let changes = 0
  const { store, clock, devices } = house
  const scans = createScans({
    ...{ engine, store, clock, devices, changes: house.changes },
    onChange: () => void changes++,
  })
  const run = async (
    wanted: Partial<ScanRequest> = {},
    { jobId = 'one', signal, each }: RunOptions = {},
  ): Promise<ScanEvent[]> => {
    const events: ScanEvent[] = []
    for await (const event of scans.scan(jobId, { ...request, ...wanted }, signal)) {
      events.push(event)
      each?.(event)
    }
    return events
  }
  /** Starts a scan that is cancelled after its first target; returns its id. */
  const interrupted = async (wanted: Partial<ScanRequest> = {}, jobId = 'one'): Promise<string> => {
    const before = engine.script
    engine.script = async function* () {
      yield { kind: 'started', addresses: 4, done: 0 }
      yield update(1)
      throw new PunchdownError('cancelled')
    }
    const [started] = await run(wanted, { jobId })
    engine.script = before
    return started?.kind === 'started' ? started.scanId : ''
  }
  const unfinished = (jobId = 'one') => scans.unfinished(jobId).map(({ scanId }) => scanId)
  return { ...house, scans, run, interrupted, unfinished, engine, requests, changes: () => changes }
}
interface RunOptions {
  readonly jobId?: string
  readonly signal?: AbortSignal
  readonly each?: (event: ScanEvent) => void
}
