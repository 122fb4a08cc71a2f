/** Lets questions through: as the rate limits have it, none while paused, those to devices that answered before those to the unknown. */
import { PunchdownError } from '#shared/errors.ts'
import type { Timing } from '../../../platform/timing.ts'
import { type Bucket, slowed, takeFrom } from './rate-limit.ts'

/** A bucket that several scans share. */
export interface BucketCell {
  bucket: Bucket
}

export interface Pacer {
  /** @throws PunchdownError cancelled */
  turn(urgent: boolean): Promise<void>
  pause(): void
  resume(): void
  readonly paused: boolean
  /** How often it was paused: what was under way then may have been waiting. */
  readonly pauses: number
  /** Questions so far. */
  readonly asked: number
  /** A loss: everybody slows down, once for what was lost at the same time; whether this one counted. */
  loss(): boolean
}

/** Losses within so long have one cause (RFC 5681, 3.1: once a round trip). */
const sameLossMs = 1_000

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

export function createPacer(cells: readonly BucketCell[], timing: Timing, signal: AbortSignal): Pacer {
  const urgentOnes: Waiter[] = []
  const others: Waiter[] = []
  let isPaused = signal.aborted
  let pauses = 0
  let asked = 0
  let lossAt = Number.NEGATIVE_INFINITY
  let cancelTimer: (() => void) | null = null

  /** All buckets or none: a token is never taken in vain. */
  const take = (): number => {
    const now = timing.now()
    const taken = cells.map((cell) => takeFrom(cell.bucket, now))
    const waitMs = Math.max(...taken.map((each) => each.waitMs))
    if (waitMs > 0) return waitMs
    for (const [index, cell] of cells.entries()) cell.bucket = taken[index]?.bucket ?? cell.bucket
    return 0
  }
  const run = () => {
    cancelTimer?.()
    cancelTimer = null
    while (!isPaused && urgentOnes.length + others.length > 0) {
      const waitMs = take()
      if (waitMs > 0) {
        cancelTimer = timing.after(waitMs, run)
        return
      }
      asked++
      const next = urgentOnes.shift() ?? others.shift()
      next?.resolve()
    }
  }
  const stop = () => {
    isPaused = true
    cancelTimer?.()
    cancelTimer = null
    for (const waiter of [...urgentOnes.splice(0), ...others.splice(0)]) {
      waiter.reject(new PunchdownError('cancelled'))
    }
  }
  signal.addEventListener('abort', stop, { once: true })

  return {
    turn: (urgent) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(new PunchdownError('cancelled'))
        const waiter = { resolve, reject }
        if (urgent) urgentOnes.push(waiter)
        else others.push(waiter)
        if (cancelTimer === null) run()
      }),
    pause() {
      if (isPaused) return
      isPaused = true
      pauses++
      cancelTimer?.()
      cancelTimer = null
    },
    resume() {
      if (signal.aborted) return
      isPaused = false
      run()
    },
    get paused() {
      return isPaused && !signal.aborted
    },
    get pauses() {
      return pauses
    },
    get asked() {
      return asked
    },
    loss() {
      if (timing.now() - lossAt < sameLossMs) return false
      lossAt = timing.now()
      for (const cell of cells) cell.bucket = slowed(cell.bucket, timing.now())
      return true
    },
  }
}
