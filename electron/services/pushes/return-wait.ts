/** Waits until a device answers again after a restart. */
import { type Problem, PunchdownError } from '#shared/errors.ts'
import { expectedWhileRestarting, returnGraceMs } from '#shared/machines/push.ts'
import type { Timing } from '../../platform/timing.ts'

/** Interval between checks of a restarting device. */
const lookEveryMs = 1_000
/**
 * How long a device that was told to restart may go on answering. Makers do not publish the time; a device that still answers after it is
 * taken to have restarted between two checks.
 */
export const leavesWithinMs = 15_000
/** A check, with its interval, that takes longer than this includes a suspend of the laptop. */
const longestLookMs = 45_000

export interface ReturnWait {
  readonly timing: Timing
  readonly remainingMs: number
  /** The device still answers when the wait begins: it has to stop answering first. */
  readonly leaves: boolean
  /** Checks once; null when the device answers. */
  readonly look: () => Promise<Problem | null>
  readonly signal: AbortSignal
}

/**
 * Time is measured by the monotonic clock. Time spent suspended is not counted, and after it the device has at least the grace left.
 * Resolves early when the signal aborts.
 * @throws PunchdownError timed-out, or the problem that ended the wait
 */
export async function waitForReturn(wait: ReturnWait): Promise<void> {
  const { timing, remainingMs, leaves, look, signal } = wait
  const leavesUntil = leaves ? timing.now() + leavesWithinMs : 0
  let hasLeft = !leaves
  let left = remainingMs
  while (!signal.aborted) {
    const began = timing.now()
    await pause(timing, lookEveryMs, signal)
    if (signal.aborted) return
    const problem = await look()
    const answers = problem === null || !expectedWhileRestarting.has(problem.code)
    if (answers && (hasLeft || timing.now() >= leavesUntil)) {
      // a configuration that the device fetched at its start may have changed its password
      if (problem === null || leaves) return
      throw new PunchdownError(problem.code, problem.facts)
    }
    hasLeft ||= !answers
    const took = timing.now() - began
    left = took > longestLookMs ? Math.max(left, returnGraceMs) : left - took
    if (left <= 0) throw new PunchdownError('timed-out', { during: 'restart', lastly: problem?.code ?? null })
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
