/** Waits until a device answers again after a restart. */
import { type Problem, PunchdownError } from '#shared/errors.ts'
import { expectedWhileRestarting, returnGraceMs } from '#shared/machines/push.ts'
import type { Timing } from '../../platform/timing.ts'

/** Interval between checks of a restarting device. */
const lookEveryMs = 1_000
/** A check, with its interval, that takes longer than this includes a suspend of the laptop. */
const longestLookMs = 45_000

export interface ReturnWait {
  readonly timing: Timing
  readonly remainingMs: number
  /** Checks once; null when the device answers. */
  readonly look: () => Promise<Problem | null>
  readonly signal: AbortSignal
}

/**
 * Time is measured by the monotonic clock. Time spent suspended is not counted, and after it the device has at least the grace left.
 * Resolves early when the signal aborts.
 * @throws PunchdownError timed-out, or the problem that ended the wait
 */
export async function waitForReturn({ timing, remainingMs, look, signal }: ReturnWait): Promise<void> {
  let left = remainingMs
  while (!signal.aborted) {
    const began = timing.now()
    await pause(timing, lookEveryMs, signal)
    if (signal.aborted) return
    const problem = await look()
    if (problem === null) return
    if (!expectedWhileRestarting.has(problem.code)) throw new PunchdownError(problem.code, problem.facts)
    const took = timing.now() - began
    left = took > longestLookMs ? Math.max(left, returnGraceMs) : left - took
    if (left <= 0) throw new PunchdownError('timed-out', { during: 'restart', lastly: problem.code })
  }
}

function pause(timing: Timing, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = timing.after(ms, end)
    signal.addEventListener('abort', end)
  })
}
