/** Paces the updates of a scan: the first at once, then at most eight a second, the last when the scan ends. */
import type { Timing } from '../../../platform/timing.ts'

/** With the last update, which does not wait, no second has more than ten. */
const updateEveryMs = 125

export interface Updates {
  /** Something changed. */
  touch(): void
  end(): void
  /** Resolves when the next update is due; false for the last one. */
  next(): Promise<boolean>
}

export function createUpdates(timing: Timing): Updates {
  let isTouched = false
  let isEnded = false
  let lastAt = Number.NEGATIVE_INFINITY
  let wake: (() => void) | null = null
  let cancelTimer: (() => void) | null = null
  const check = () => {
    cancelTimer?.()
    cancelTimer = null
    if (wake === null || !(isTouched || isEnded)) return
    const wait = isEnded ? 0 : lastAt + updateEveryMs - timing.now()
    if (wait > 0) {
      cancelTimer = timing.after(wait, check)
      return
    }
    isTouched = false
    lastAt = timing.now()
    const resolve = wake
    wake = null
    resolve()
  }
  return {
    touch() {
      if (isTouched) return
      isTouched = true
      check()
    },
    end() {
      isEnded = true
      check()
    },
    async next() {
      await new Promise<void>((resolve) => {
        wake = resolve
        check()
      })
      return !isEnded
    },
  }
}
