/** Delays of practice devices: a realistic figure times the pace, cut short when the device is switched off. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface Pace {
  /** Waits `realisticMs` × pace. Resolves early with false when the device is switched off. */
  wait(realisticMs: number): Promise<boolean>
  /** The same between retries: at least `leastRetryMs`, whatever the pace. */
  waitToRetry(realisticMs: number): Promise<boolean>
  readonly off: AbortSignal
}

/** Keeps a pace of 0 from flooding a server that refuses. */
const leastRetryMs = 50

export function createPace(factor: number, off: AbortSignal): Pace {
  const wait = async (ms: number): Promise<boolean> => {
    if (off.aborted) return false
    try {
      await sleep(ms, undefined, { signal: off })
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
