/** How late this program hears what happens: a laptop that is busy takes an answer that came in time for one that did not come. */
import type { Timing } from '../../../platform/timing.ts'

export interface LagMeter extends Disposable {
  /** The longest that a timer was late since a moment, milliseconds. */
  worstSince(at: number): number
}

const everyMs = 20
/** Lateness that is none. */
const leastMs = 10
const longestKeptMs = 10_000

export function createLagMeter(timing: Timing): LagMeter {
  let late: { readonly at: number; readonly ms: number }[] = []
  let dueAt = timing.now() + everyMs
  let cancelTimer: () => void = () => undefined
  const look = () => {
    const at = timing.now()
    if (at - dueAt > leastMs) {
      late = [...late.filter((each) => each.at > at - longestKeptMs), { at, ms: at - dueAt }]
    }
    dueAt = at + everyMs
    cancelTimer = timing.after(everyMs, look)
  }
  cancelTimer = timing.after(everyMs, look)
  return {
    worstSince: (at) =>
      Math.max(timing.now() - dueAt, ...late.filter((each) => each.at >= at).map(({ ms }) => ms), 0),
    [Symbol.dispose]: () => cancelTimer(),
  }
}
