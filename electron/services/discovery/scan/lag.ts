/** Measures timer lag: on a busy laptop an answer that arrived in time is read too late and looks like silence. */
import type { Timing } from '../../../platform/timing.ts'

export interface LagMeter extends Disposable {
  /** Longest delay of a timer since a moment, milliseconds. */
  worstSince(at: number): number
}

const everyMs = 20
/** Ignore lag under 10 ms. */
const leastMs = 10
const longestKeptMs = 10_000

export function createLagMeter(timing: Timing): LagMeter {
  let late: { readonly at: number; readonly ms: number }[] = []
  let dueAt = timing.now() + everyMs
  let cancelTimer: () => void = () => undefined
  const measure = () => {
    const at = timing.now()
    if (at - dueAt > leastMs) {
      late = [...late.filter((each) => each.at > at - longestKeptMs), { at, ms: at - dueAt }]
    }
    dueAt = at + everyMs
    cancelTimer = timing.after(everyMs, measure)
  }
  cancelTimer = timing.after(everyMs, measure)
  return {
    worstSince: (at) =>
      Math.max(timing.now() - dueAt, ...late.filter((each) => each.at >= at).map(({ ms }) => ms), 0),
    [Symbol.dispose]: () => cancelTimer(),
  }
}
