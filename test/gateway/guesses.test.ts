/** Limits of guessing, with a fake clock. */

import { describe, expect, it } from 'vitest'
import { Backoff } from '#electron/gateway/guessing/backoff.ts'
import {
  createGuessLimiter,
  type Guess,
  type GuessLimiter,
  pairRule,
  sourceRule,
  targetRule,
} from '#electron/gateway/guessing/guess-limiter.ts'
import fc from '#test/support/property.ts'
import { BenchClock } from './bench.ts'

const hour = 3_600_000
const rule = { free: 3, firstMs: 1_000, mostMs: 8_000, forgetMs: 60_000, mostKeys: 3 }

describe('a growing delay', () => {
  it.each([
    [1, 0],
    [2, 0],
    [3, 1_000],
    [4, 2_000],
    [6, 8_000],
    [50, 8_000],
  ])('after %i failures is %i ms', (failures, wait) => {
    const backoff = new Backoff(rule)
    for (let i = 0; i < failures; i++) backoff.fail('a', 1_000)
    expect(backoff.waitMs('a', 1_000)).toBe(wait)
    expect(backoff.waitMs('b', 1_000)).toBe(0)
    expect(backoff.waitMs('a', 1_000 + wait)).toBe(0)
  })

  it('is removed after a time without a failure, and when the clock is set back', () => {
    const backoff = new Backoff(rule)
    for (let i = 0; i < 9; i++) backoff.fail('a', 100_000)
    expect(backoff.failures('a', 159_999)).toBe(9)
    expect(backoff.failures('a', 160_000)).toBe(0)
    for (let i = 0; i < 9; i++) backoff.fail('a', 100_000)
    expect(backoff.waitMs('a', 50_000)).toBe(0)
  })

  it('has a maximum number of keys', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 50 }), (keys) => {
        const backoff = new Backoff(rule)
        for (const key of keys) backoff.fail(key, 0)
        expect(backoff.size).toBeLessThanOrEqual(rule.mostKeys)
        const last = keys.at(-1)
        if (last !== undefined) expect(backoff.failures(last, 0)).toBeGreaterThan(0)
      }),
    )
  })
})

/** Tries as often as the limit allows, for a time. Returns the number of wrong tries that were checked. */
function hammer(
  limiter: GuessLimiter,
  clock: BenchClock,
  guesses: readonly Guess[],
  ms: number,
  known: boolean,
): number {
  const until = clock.now() + ms
  let looked = 0
  while (clock.now() < until) {
    let soonest = Number.POSITIVE_INFINITY
    for (const guess of guesses) {
      const wait = limiter.waitFor(guess, known)
      if (wait === null) {
        looked++
        limiter.wrong(guess)
        soonest = 0
      } else {
        limiter.refused(guess)
        soonest = Math.min(soonest, wait.seconds)
      }
    }
    clock.advance(soonest * 1000)
  }
  return looked
}

describe('guesses', () => {
  const setUp = () => {
    const clock = new BenchClock()
    return { clock, limiter: createGuessLimiter(clock.now) }
  }
  const of = (source: string, target = 'T'): Guess => ({ kind: 'verification-code', source, target })
  const perHour = ({ free, mostMs }: typeof pairRule) => free + 7 + hour / mostMs

  it('of one source at one target are limited to a few per hour, also from its own phone', () => {
    const { clock, limiter } = setUp()
    expect(hammer(limiter, clock, [of('10.0.0.1')], hour, true)).toBeLessThanOrEqual(perHour(pairRule))
  })

  it('of one source at many targets are limited to a few per hour', () => {
    const { clock, limiter } = setUp()
    const many = Array.from({ length: 200 }, (_, index) => of('10.0.0.1', `T${index}`))
    expect(hammer(limiter, clock, many, hour, false)).toBeLessThanOrEqual(perHour(sourceRule))
  })

  it('of many sources at one target are too few to find a six-digit code in its 24 hours', () => {
    const { clock, limiter } = setUp()
    const many = Array.from({ length: 254 }, (_, index) => of(`10.0.0.${index}`))
    const looked = hammer(limiter, clock, many, 24 * hour, false)
    expect(looked).toBeLessThanOrEqual(perHour(targetRule) + 23 * (hour / targetRule.mostMs + 1))
    // together with the tries of its own phone: less than 1 in 1,000
    expect(2 * looked).toBeLessThan(1_000)
  })

  it('of an attacker delay neither another phone nor the phone of the target', () => {
    const { clock, limiter } = setUp()
    hammer(limiter, clock, [of('10.0.0.66')], hour, false)
    limiter.wrong(of('10.0.0.66'))
    expect(limiter.waitFor(of('10.0.0.66'), false)).not.toBeNull()
    expect(limiter.waitFor(of('10.0.0.7', 'other'), false)).toBeNull()
    expect(limiter.waitFor(of('10.0.0.8'), true)).toBeNull()
    expect(limiter.isClean('verification-code', '10.0.0.7')).toBe(true)
    expect(limiter.isClean('verification-code', '10.0.0.66')).toBe(false)
    expect(limiter.isClean('password', '10.0.0.66')).toBe(true)
  })

  it('are reported for a minute, the most active address first', () => {
    const { clock, limiter } = setUp()
    limiter.wrong(of('10.0.0.1'))
    limiter.wrong(of('10.0.0.2'))
    limiter.refused(of('10.0.0.2'))
    expect(limiter.recent()).toEqual([
      { address: '10.0.0.2', wrong: 1, refused: 1 },
      { address: '10.0.0.1', wrong: 1, refused: 0 },
    ])
    clock.advance(60_000)
    expect(limiter.recent()).toEqual([])
    for (let i = 0; i < 10_000; i++) limiter.refused(of(`10.1.${i % 250}.1`))
    expect(limiter.recent().length).toBeLessThanOrEqual(5)
  })
})
