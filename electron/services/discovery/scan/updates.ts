/** What a scan has to say, gathered: at most eight updates a second, the first at once, the last when it ends. */
import type { Timing } from '../../../platform/timing.ts'

/** With the last one, which does not wait, no second holds more than ten. */
export const updateEveryMs = 125

export interface Updates {
  /** There is something new. */
  touch(): void
  end(): void
  /** Resolves when the next update is due: false when it is the last. */
  next(): Promise<boolean>
}

export function createUpdates(timing: Timing): Updates {
  let isTouched = false
  let isEnded = false
  let lastAt = Number.NEGATIVE_INFINITY
  let wake: (() => void) | null = null
  let cancelTimer: (() => void) | null = null
  const look = () => {
    cancelTimer?.()
    cancelTimer = null
    if (wake === null || !(isTouched || isEnded)) return
    const wait = isEnded ? 0 : lastAt + updateEveryMs - timing.now()
    if (wait > 0) {
      cancelTimer = timing.after(wait, look)
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
      look()
    },
    end() {
      isEnded = true
      look()
    },
    async next() {
      await new Promise<void>((resolve) => {
        wake = resolve
        look()
      })
      return !isEnded
    },
  }
}

/** Questions a second over the last two seconds or so. */
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
