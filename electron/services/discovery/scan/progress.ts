/** Progress of a scan: stage, rate, time left. */
import type { ScanStage } from '#shared/model/scan.ts'
import type { Timing } from '../../../platform/timing.ts'

/** A stopwatch that stands still while the scan is paused. */
export interface Stopwatch {
  start(): void
  stop(): void
  ms(): number
}

export function createStopwatch(timing: Timing): Stopwatch {
  let elapsed = 0
  let since: number | null = timing.now()
  return {
    start() {
      since ??= timing.now()
    },
    stop() {
      if (since !== null) elapsed += timing.now() - since
      since = null
    },
    ms: () => elapsed + (since === null ? 0 : timing.now() - since),
  }
}

/** Questions a second, over about the last two seconds. */
export function createRate(timing: Timing): { rateAt(asked: number): number } {
  let marks: { at: number; asked: number }[] = []
  return {
    rateAt(asked) {
      const at = timing.now()
      marks = [
        ...marks.filter((mark, index) => mark.at >= at - 2_000 || index === marks.length - 1),
        { at, asked },
      ]
      const first = marks[0]
      if (first === undefined || at - first.at < 50) return 0
      return Math.round(((asked - first.asked) * 10_000) / (at - first.at)) / 10
    },
  }
}

/** Estimate for the rest at the pace so far, milliseconds; null before a twentieth of the list, or ten targets, are settled. */
export function timeLeft(settled: number, left: number, tookMs: number): number | null {
  if (left === 0) return 0
  if (settled < Math.min(10, (settled + left) / 20)) return null
  return Math.round((tookMs / settled) * left)
}

/** The earliest stage that any target is in. `discovering`: rounds under way; `unspoken`: hosts without an answer to a probe. */
export function stageOf({ discovering, unspoken }: { discovering: number; unspoken: number }): ScanStage {
  if (discovering > 0) return 'answering'
  return unspoken > 0 ? 'speaking' : 'naming'
}
