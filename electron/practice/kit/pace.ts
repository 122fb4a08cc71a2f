/** Delays of practice devices: a realistic duration times the pace. Switching the device off ends them. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface Pace {
  /** Waits `realisticMs` × pace. Resolves early with false when the device is switched off. */
  wait(realisticMs: number): Promise<boolean>
  /** The same between retries, with `leastRetryMs` as the minimum at any pace. */
  waitToRetry(realisticMs: number): Promise<boolean>
  readonly off: AbortSignal
}

/** Prevents a flood of retries at a pace of 0. */
const leastRetryMs = 50
/** Longest delay of a timer; a longer one would end at once. */
const longestMs = 2_147_483_647

export function createPace(factor: number, off: AbortSignal): Pace {
  const wait = async (ms: number): Promise<boolean> => {
    if (off.aborted) return false
    try {
      await sleep(Math.min(ms, longestMs), undefined, { signal: off })
      return true
    } catch {
      return false
    }
  }
  return {
    off,
    wait: (realisticMs) => wait(realisticMs * factor),
    waitToRetry: (realisticMs) => wait(Math.max(realisticMs * factor, leastRetryMs)),
  }
}
