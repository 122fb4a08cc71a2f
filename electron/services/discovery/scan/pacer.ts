/** Paces the questions of a scan: within the rate limits, not while paused, hosts that answered before unknown addresses. */
import { PunchdownError } from '#shared/errors.ts'
import type { Timing } from '../../../platform/timing.ts'
import { type Bucket, slowed, takeFrom } from './rate-limit.ts'

/** Holder of a bucket; several scans may share one. */
export interface BucketCell {
  bucket: Bucket
}

export interface Pacer {
  /** @throws PunchdownError cancelled */
  turn(isUrgent: boolean): Promise<void>
  pause(): void
  resume(): void
  readonly paused: boolean
  /** Number of pauses so far: a question under way during one may have timed out in it. */
  readonly pauses: number
  /** Number of questions so far. */
  readonly asked: number
  /** Reports a loss and halves the rate; false when the loss belongs to the one before. */
  loss(): boolean
}

/** Losses within a second count as one (RFC 5681, 3.1: one reduction a round trip). */
const sameLossMs = 1_000

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

export function createPacer(cells: readonly BucketCell[], timing: Timing, signal: AbortSignal): Pacer {
  const urgent: Waiter[] = []
  const others: Waiter[] = []
  let isPaused = signal.aborted
  let pauses = 0
  let asked = 0
  let lossAt = Number.NEGATIVE_INFINITY
  let cancelTimer: (() => void) | null = null

  /** Takes a token from every bucket or from none; returns the wait in milliseconds. */
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
    while (!isPaused && urgent.length + others.length > 0) {
      const waitMs = take()
      if (waitMs > 0) {
        cancelTimer = timing.after(waitMs, run)
        return
      }
      asked++
      const next = urgent.shift() ?? others.shift()
      next?.resolve()
    }
  }
  const stop = () => {
    isPaused = true
    cancelTimer?.()
    cancelTimer = null
    for (const waiter of [...urgent.splice(0), ...others.splice(0)]) {
      waiter.reject(new PunchdownError('cancelled'))
    }
  }
  signal.addEventListener('abort', stop, { once: true })

  return {
    turn: (isUrgent) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(new PunchdownError('cancelled'))
        const waiter = { resolve, reject }
        if (isUrgent) urgent.push(waiter)
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
