/** Start and restart of a practice device. */
import { toProblem } from '#shared/errors.ts'
import type { PracticeDeviceParts } from '../practice.ts'
import type { Pace } from './pace.ts'

export interface Life {
  restarting(): boolean
  /** Cuts all connections, then starts again; nothing while it restarts already. */
  restart(reason: string): void
  /** Why and when it restarted last; null since a power cut. */
  lastRestart(): { readonly reason: string; readonly at: number } | null
  /** Milliseconds since the last start. */
  upMs(): number
  /** Starts it for the first time. */
  start(): void
  /** Runs `work` in the background; an error is logged. */
  run(work: () => Promise<void>): void
}

interface LifeParts {
  readonly id: string
  readonly parts: Pick<PracticeDeviceParts, 'now' | 'log' | 'onChange'>
  readonly pace: Pace
  /** Realistic duration of a restart, milliseconds. */
  readonly restartMs: number
  readonly onStop: () => void
  readonly onStart: () => void
}

export function createLife({ id, parts, pace, restartMs, onStop, onStart }: LifeParts): Life {
  let isRestarting = false
  let last: ReturnType<Life['lastRestart']> = null
  let bootedAt = parts.now()
  const run: Life['run'] = (work) => {
    work().catch((error: unknown) => parts.log.write('practice.failed', { device: id, ...toProblem(error) }))
  }
  const start = (): void => {
    bootedAt = parts.now()
    isRestarting = false
    onStart()
    parts.onChange()
  }
  return {
    restarting: () => isRestarting,
    lastRestart: () => last,
    upMs: () => parts.now() - bootedAt,
    ...{ start, run },
    restart(reason) {
      if (isRestarting) return
      isRestarting = true
      last = { reason, at: parts.now() }
      onStop()
      parts.onChange()
      run(async () => {
        if (await pace.wait(restartMs)) start()
      })
    },
  }
}
