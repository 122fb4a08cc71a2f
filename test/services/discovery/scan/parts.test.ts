/** Parts of the scan engine alone: locks, pacer, updates, lag meter. */
import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createAddressLocks } from '#electron/services/discovery/scan/address-locks.ts'
import { createLagMeter } from '#electron/services/discovery/scan/lag.ts'
import { createPacer } from '#electron/services/discovery/scan/pacer.ts'
import { fullBucket, slowed, takeFrom } from '#electron/services/discovery/scan/rate-limit.ts'
import { createUpdates } from '#electron/services/discovery/scan/updates.ts'
import type { PunchdownError } from '#shared/errors.ts'
import { handTime } from './fakes.ts'

const settledNow = () => new Promise(setImmediate)
const cancelled = expect.objectContaining({ code: 'cancelled' })

describe('the lock of an address', () => {
  const holding = () => {
    const locks = createAddressLocks()
    const order: string[] = []
    const hold = (name: string, key: string, signal = new AbortController().signal) =>
      locks.hold(key, signal).then(
        (release) => {
          order.push(name)
          return release
        },
        (error: unknown) => {
          order.push(`${name} failed`)
          throw error
        },
      )
    return { locks, order, hold }
  }

  it('goes to one at a time, first come first served, and each address has its own', async () => {
    const { order, hold } = holding()
    const first = await hold('first', 'a')
    const second = hold('second', 'a')
    const third = hold('third', 'a')
    await hold('other', 'b')
    await settledNow()
    expect(order).toEqual(['first', 'other'])
    first()
    const releaseSecond = await second
    await settledNow()
    expect(order).toEqual(['first', 'other', 'second'])
    releaseSecond()
    const releaseThird = await third
    releaseThird()
    await hold('later', 'a')
    expect(order).toEqual(['first', 'other', 'second', 'third', 'later'])
  })

  it('is not given after a cancel, and the next one gets it', async () => {
    const { order, hold } = holding()
    await expect(hold('never', 'a', AbortSignal.abort())).rejects.toEqual(cancelled)
    const first = await hold('first', 'a')
    const leaving = new AbortController()
    const second = hold('second', 'a', leaving.signal)
    const third = hold('third', 'a')
    leaving.abort()
    await expect(second).rejects.toEqual(cancelled)
    first()
    await third
    expect(order).toEqual(['never failed', 'first', 'second failed', 'third'])
  })

  it('leaves no listener on the signal', async () => {
    const { hold } = holding()
    const first = await hold('first', 'a')
    const { signal } = new AbortController()
    const second = hold('second', 'a', signal)
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    first()
    await second
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })
})

describe('the pacer', () => {
  const pacing = (...limits: { perSecond: number; burst: number }[]) => {
    const time = handTime()
    const leaving = new AbortController()
    const cells = limits.map((limit) => ({ bucket: fullBucket(limit, 0) }))
    const pacer = createPacer(cells, time.timing, leaving.signal)
    const order: string[] = []
    const turn = (name: string, isUrgent = false): void =>
      void pacer.turn(isUrgent).then(
        () => order.push(name),
        (error: PunchdownError) => order.push(`${name} ${error.code}`),
      )
    return { time, leaving, cells, pacer, order, turn }
  }

  it('lets the burst go at once, then one question at a time, urgent ones first', async () => {
    const { time, pacer, order, turn } = pacing({ perSecond: 10, burst: 2 })
    for (const name of ['a', 'b', 'c', 'd']) turn(name)
    turn('urgent', true)
    await settledNow()
    expect([order, pacer.asked]).toEqual([['a', 'b'], 2])
    await time.go(99)
    expect(order).toEqual(['a', 'b'])
    await time.go(1)
    expect(order).toEqual(['a', 'b', 'urgent'])
    await time.go(100)
    await time.go(100)
    expect([order.slice(3), pacer.asked, time.timers()]).toEqual([['c', 'd'], 5, 0])
  })

  it('keeps every one of its limits, and takes nothing while one of them is reached', async () => {
    const { time, cells, order, turn } = pacing({ perSecond: 10, burst: 1 }, { perSecond: 1, burst: 5 })
    turn('a')
    turn('b')
    await settledNow()
    expect([order, cells.map(({ bucket }) => bucket.tokens)]).toEqual([['a'], [0, 4]])
    await time.go(100)
    expect(order).toEqual(['a', 'b'])
    expect(cells[1]?.bucket.tokens).toBeCloseTo(3.1)
  })

  it('gives no turn while paused, and counts pauses', async () => {
    const { time, pacer, order, turn } = pacing({ perSecond: 10, burst: 1 })
    turn('a')
    turn('b')
    pacer.pause()
    pacer.pause()
    expect([pacer.paused, pacer.pauses, time.timers()]).toEqual([true, 1, 0])
    turn('c')
    await time.go(1_000)
    expect(order).toEqual(['a'])
    pacer.resume()
    expect(pacer.paused).toBe(false)
    await settledNow()
    expect(order).toEqual(['a', 'b'])
    await time.go(100)
    expect(order).toEqual(['a', 'b', 'c'])
  })

  it('refuses every turn after a cancel, and is not paused', async () => {
    const { time, leaving, pacer, order, turn } = pacing({ perSecond: 10, burst: 1 })
    turn('a')
    turn('b')
    turn('c', true)
    await settledNow()
    leaving.abort()
    turn('d')
    await settledNow()
    expect(order.toSorted()).toEqual(['a', 'b cancelled', 'c cancelled', 'd cancelled'])
    expect([pacer.paused, time.timers(), pacer.asked]).toEqual([false, 0, 1])
    pacer.resume()
    await time.go(1_000)
    await expect(pacer.turn(true)).rejects.toEqual(cancelled)
    await expect(pacer.turn(false)).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('halves each rate after a loss, once a second', async () => {
    const { time, cells, pacer } = pacing({ perSecond: 10, burst: 1 }, { perSecond: 100, burst: 1 })
    const rates = () => cells.map(({ bucket }) => bucket.perSecond)
    expect([pacer.loss(), pacer.loss(), rates()]).toEqual([true, false, [5, 50]])
    await time.go(999)
    expect(pacer.loss()).toBe(false)
    await time.go(1)
    // a tenth of the limit was recovered in that second
    expect([pacer.loss(), rates()]).toEqual([true, [3, 30]])
  })
})

describe('a bucket', () => {
  const limit = { perSecond: 10, burst: 5 }
  it('keeps one token after a loss, and no more than its burst', () => {
    expect(slowed(fullBucket(limit, 0), 0).tokens).toBe(1)
    expect(takeFrom(fullBucket(limit, 0), 60_000).bucket).toMatchObject({ tokens: 4, at: 60_000 })
  })

  it('is not changed by a clock that goes back', () => {
    expect(takeFrom(fullBucket(limit, 100), 50).bucket).toMatchObject({ tokens: 4, at: 100, perSecond: 10 })
  })

  it('announces the time until the next token', () => {
    const empty = { ...fullBucket(limit, 0), tokens: 0.5 }
    expect(takeFrom(empty, 0).waitMs).toBeCloseTo(50)
  })
})

describe('the updates of a scan', () => {
  const updating = () => {
    const time = handTime()
    const updates = createUpdates(time.timing)
    const seen: boolean[] = []
    const next = (): void => void updates.next().then((more) => seen.push(more))
    return { time, updates, seen, next }
  }

  it('are given at once, then at most every 125 ms', async () => {
    const { time, updates, seen, next } = updating()
    next()
    await settledNow()
    expect(seen).toEqual([])
    updates.touch()
    await settledNow()
    expect(seen).toEqual([true])
    next()
    updates.touch()
    updates.touch()
    expect(time.timers()).toBe(1)
    await time.go(124)
    expect(seen).toEqual([true])
    await time.go(1)
    expect(seen).toEqual([true, true])
    next()
    await time.go(1_000)
    expect(seen).toEqual([true, true])
  })

  it('are given when something changed before they were asked for', async () => {
    const { updates, seen, next } = updating()
    updates.touch()
    next()
    await settledNow()
    expect(seen).toEqual([true])
  })

  it('end at once, whatever is due', async () => {
    const { time, updates, seen, next } = updating()
    updates.touch()
    next()
    await settledNow()
    next()
    updates.touch()
    expect(time.timers()).toBe(1)
    updates.end()
    await settledNow()
    expect([seen, time.timers()]).toEqual([[true, false], 0])
  })
})

describe('the lag meter', () => {
  it('reports the longest delay of a timer since a moment', async () => {
    const time = handTime()
    using lag = createLagMeter(time.timing)
    await time.go(30)
    expect(lag.worstSince(0)).toBe(0)
    await time.go(20)
    await time.go(70)
    expect(lag.worstSince(0)).toBe(50)
    expect(lag.worstSince(120)).toBe(50)
    expect(lag.worstSince(121)).toBe(0)
    await time.go(31)
    expect([lag.worstSince(0), lag.worstSince(121)]).toEqual([50, 11])
    await time.go(20)
    expect(lag.worstSince(0)).toBe(50)
  })

  it('counts a timer that is still late, and forgets delays after ten seconds', async () => {
    const time = handTime()
    const lag = createLagMeter(time.timing)
    await time.go(70)
    await time.go(20)
    for (let ms = 90; ms < 10_070; ms += 20) await time.go(20)
    expect(lag.worstSince(0)).toBe(50)
    await time.go(35)
    expect(lag.worstSince(0)).toBe(15)
    lag[Symbol.dispose]()
    expect(time.timers()).toBe(0)
    await time.go(120)
    expect(lag.worstSince(time.timing.now())).toBe(100)
  })
})
