/** Time of practice devices: every delay is a lifelike figure times the pace, and ends with the device. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface Pace {
  /** Waits `lifelikeMs` × pace; ends early, without error, when the device is switched off. False: switched off. */
  wait(lifelikeMs: number): Promise<boolean>
  readonly off: AbortSignal
}

export function createPace(factor: number, off: AbortSignal): Pace {
  return {
    off,
    async wait(lifelikeMs) {
      if (off.aborted) return false
      try {
        await sleep(lifelikeMs * factor, undefined, { signal: off })
        return true
      } catch {
        return false
      }
    },
  }
}
