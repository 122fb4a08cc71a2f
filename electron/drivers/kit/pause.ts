import { PunchdownError } from '#shared/errors.ts'
import type { Timing } from '../../platform/timing.ts'

/** Resolves after `ms` milliseconds. @throws PunchdownError cancelled, at once when the signal aborts */
export function pauseFor(timing: Timing, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = () => {
      cancelTimer()
      reject(new PunchdownError('cancelled'))
    }
    const cancelTimer = timing.after(ms, () => {
      signal?.removeEventListener('abort', cancel)
      resolve()
    })
    if (signal?.aborted === true) cancel()
    else signal?.addEventListener('abort', cancel, { once: true })
  })
}
