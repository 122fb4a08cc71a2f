/** Time of practice devices: every delay is a lifelike figure times the pace, and ends with the device. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface Pace {
  /** Waits `lifelikeMs` × pace; ends early, without error, when the device is switched off. False: switched off. */
  wait(lifelikeMs: number): Promise<boolean>
  /** The same between tries that nothing else holds back: never shorter than `leastRetryMs`, whatever the pace. */
  waitToRetry(lifelikeMs: number): Promise<boolean>
  readonly off: AbortSignal
}

/** A pace of 0 must not turn a server that refuses into one that is flooded. */
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
    wait: (lifelikeMs) => wait(lifelikeMs * factor),
    waitToRetry: (lifelikeMs) => wait(Math.max(lifelikeMs * factor, leastRetryMs)),
  }
}
