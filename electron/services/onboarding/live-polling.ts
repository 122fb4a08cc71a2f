/** Live mode: polls the pages of bases for handsets that wait, because Microsoft's service reports nothing to a laptop. */
import { toProblem } from '#shared/errors.ts'
import type { Log } from '../../platform/log.ts'
import type { Store } from '../../store/store.ts'
import type { Devices, Sessions } from '../devices/index.ts'
import type { Jobs } from '../jobs/index.ts'

/** States that end by something the base shows. */
const waiting = ['directed', 'fetched', 'signing-in']

export interface LivePollingParts {
  readonly jobs: Pick<Jobs, 'current'>
  readonly store: Pick<Store, 'endpoints'>
  readonly devices: Pick<Devices, 'handsets'>
  readonly sessions: Pick<Sessions, 'isSignedIn'>
  readonly log: Log
  /** Pause between the end of a reading and the next, milliseconds. */
  readonly everyMs: number
}

export function createLivePolling({ jobs, store, devices, sessions, log, everyMs }: LivePollingParts) {
  let stopped = false
  const look = async (): Promise<void> => {
    const job = jobs.current()
    if (job === null || job.mode !== 'live') return
    const bases = new Set<string>()
    for (const endpoint of store.endpoints.ofJob(job.id)) {
      const { deviceId, kind } = endpoint
      if (kind !== 'handset' || deviceId === null) continue
      if (waiting.includes(endpoint.onboarding.at) && sessions.isSignedIn(deviceId)) {
        bases.add(deviceId)
      }
    }
    for (const deviceId of bases) {
      try {
        await devices.handsets(deviceId)
      } catch (error) {
        log.write('live.look-failed', { deviceId, problem: toProblem(error).code })
      }
    }
  }
  const round = (): void => {
    if (stopped) return
    timer = setTimeout(() => {
      void look().finally(round)
    }, everyMs)
    timer.unref()
  }
  let timer: NodeJS.Timeout
  round()
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
