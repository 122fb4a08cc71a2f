/** Pushes with fake devices and virtual time: what is written, what is stored, and what happens after a restart of the core. */
import { describe, expect, it } from 'vitest'
import type { Timing } from '#electron/platform/timing.ts'
import { PunchdownError } from '#shared/errors.ts'
import { type Push, returnGraceMs, returnWithinMs } from '#shared/machines/push.ts'
import { createBench } from './bench.ts'

const code = (expected: string, facts: object = {}) =>
  expect.objectContaining({ code: expected, facts: expect.objectContaining(facts) })
const problem = (on: string, error: Error = new PunchdownError('unreachable')) => ({ on, error })
const historyOf = (bench: ReturnType<typeof createBench>, jobId: string) =>
  bench.store.history.ofJob(jobId).map(({ what }) => what)

describe('a push', () => {
  it('writes the plan, reads it back and is done', async () => {
    const bench = createBench()
    bench.device('a').held.set('mode', 'on')
    const plan = bench.plan('p', 'a', { url: 'new', mode: 'on' })
    const push = bench.pushes.apply('a', 'p', { start: false })
    expect(push).toMatchObject({
      jobId: 'one',
      deviceId: 'a',
      plan,
      state: { at: 'applying', since: 1_000_000 },
    })
    expect(bench.pushes.running().map(({ id }) => id)).toEqual([push.id])
    const ended = await bench.ended(push)
    expect(ended.state).toMatchObject({ at: 'done', results: [{ result: 'set' }, { result: 'unchanged' }] })
    expect(bench.device('a').held.get('url')).toBe('new')
    expect(bench.device('a').asked).toEqual(['read-back', 'apply', 'read-back'])
    expect(bench.done).toEqual([ended])
    expect(bench.pushes.running()).toEqual([])
  })

  it('is added to the history of its job, and watchers are notified', async () => {
    const bench = createBench()
    bench.plan('p', 'b', { url: 'new' })
    const push = bench.pushes.apply('b', 'p', { start: false })
    await bench.ended(push)
    expect(bench.told).toEqual(Array(3).fill(`two ${push.id}`))
    expect(historyOf(bench, 'two')).toEqual(['push.applying', 'push.verifying', 'push.done'])
    expect(historyOf(bench, 'one')).toEqual([])
    expect(bench.store.history.ofJob('two')[0]).toMatchObject({
      deviceId: 'b',
      endpointId: null,
      facts: { kind: 'provisioning', url: 'http://192.0.2.1/' },
    })
    // three states and the end of the work
    expect(bench.changes()).toBe(4)
    expect(bench.log.lines()).toEqual([])
  })

  it('fails with the setting that the device did not keep', async () => {
    const bench = createBench()
    bench.device('a').stubborn.add('mode')
    bench.plan('p', 'a', { url: 'new', mode: 'on' })
    const { state } = await bench.ended(bench.pushes.apply('a', 'p', { start: false }))
    expect(state).toMatchObject({
      at: 'failed',
      during: 'verifying',
      problem: { code: 'setting-refused', facts: { setting: 'Label of mode', found: 'off' } },
    })
    expect(bench.done).toEqual([])
    expect(bench.store.history.ofJob('one').at(-1)).toMatchObject({
      what: 'push.failed',
      facts: { problem: 'setting-refused' },
    })
  })

  it.each([
    ['before anything is written', 'read-back', 'applying', 'old'],
    ['while it is written', 'apply', 'applying', 'old'],
  ])('fails when the device is not reached %s', async (_, on, during, held) => {
    const bench = createBench()
    bench.device('a').problems.push(problem(on))
    bench.plan('p', 'a', { url: 'new' })
    const { state } = await bench.ended(bench.pushes.apply('a', 'p', { start: false }))
    expect(state).toMatchObject({ at: 'failed', during, problem: { code: 'unreachable' } })
    expect(bench.device('a').held.get('url')).toBe(held)
  })

  it('fails when the device lacks the capability of the plan', async () => {
    const bench = createBench()
    bench.plan('p', 'a', { url: 'new' }, 'firmware')
    const { state } = await bench.ended(bench.pushes.apply('a', 'p', { start: false }))
    expect(state).toMatchObject({ at: 'failed', problem: { code: 'capability-missing' } })
  })

  it.each([
    ['without a plan', 'a', 'x', 'plan-outdated'],
    ["with another device's plan", 'b', 'p', 'plan-outdated'],
  ])('is refused %s', (_, deviceId, planId, expected) => {
    const bench = createBench()
    bench.plan('p', 'a', { url: 'new' })
    expect(() => bench.pushes.apply(deviceId, planId, { start: false })).toThrow(code(expected, { planId }))
    expect(bench.store.pushes.ofJob('one')).toEqual([])
  })

  it('stores nothing when its first state cannot be stored completely', () => {
    const bench = createBench()
    bench.plan('p', 'a', { url: 'new' })
    const { history } = bench.store
    const add = history.add
    history.add = () => {
      throw new PunchdownError('disk-full')
    }
    expect(() => bench.pushes.apply('a', 'p', { start: false })).toThrow(code('disk-full'))
    history.add = add
    expect(bench.store.pushes.ofJob('one')).toEqual([])
    expect(bench.device('a').asked).toEqual([])
  })

  it('stays active when a later state cannot be stored', async () => {
    const bench = createBench()
    bench.plan('p', 'a', { url: 'new' })
    const push = bench.pushes.apply('a', 'p', { start: false })
    const { history } = bench.store
    const add = history.add
    history.add = () => {
      throw new PunchdownError('disk-full')
    }
    expect((await bench.ended(push)).state.at).toBe('applying')
    expect(bench.log.lines().map(({ path, fields }) => [path, fields.problem])).toEqual([
      ['push.stopped', 'disk-full'],
    ])
    history.add = add
    bench.pushes.resume('a')
    expect((await bench.ended(push)).state.at).toBe('done')
  })

  it('that does not exist has not ended', async () => {
    await expect(createBench().pushes.ended('x')).rejects.toEqual(
      code('not-found', { what: 'push', id: 'x' }),
    )
  })
})

describe('one active push per device', () => {
  it('refuses a second, until the first has ended', async () => {
    const bench = createBench()
    bench.plan('p', 'a', { url: 'new' })
    bench.plan('q', 'a', { mode: 'on' })
    bench.plan('r', 'b', { url: 'new' })
    const first = bench.pushes.apply('a', 'p', { start: false })
    expect(() => bench.pushes.apply('a', 'q', { start: false })).toThrow(
      code('push-active', { pushId: first.id, state: 'applying' }),
    )
    const other = bench.pushes.apply('b', 'r', { start: false })
    await bench.ended(first)
    await bench.ended(other)
    const second = await bench.ended(bench.pushes.apply('a', 'q', { start: false }))
    expect(second.state.at).toBe('done')
    expect(bench.store.pushes.ofJob('one')).toHaveLength(2)
  })
})

describe('a plan that is outdated', () => {
  it('writes nothing', async () => {
    const bench = createBench()
    bench.plan('p', 'a', { url: 'first' })
    bench.plan('q', 'a', { url: 'second', mode: 'on' })
    expect((await bench.ended(bench.pushes.apply('a', 'p', { start: false }))).state.at).toBe('done')
    const { state } = await bench.ended(bench.pushes.apply('a', 'q', { start: false }))
    expect(state).toMatchObject({
      at: 'failed',
      during: 'applying',
      problem: { code: 'plan-outdated', facts: { setting: 'Label of url', before: 'old', found: 'first' } },
      results: [],
    })
    expect(Object.fromEntries(bench.device('a').held)).toMatchObject({ url: 'first', mode: 'off' })
    expect(bench.device('a').asked.filter((each) => each === 'apply')).toHaveLength(1)
  })

  it('reports a secret setting without its value', async () => {
    const bench = createBench()
    bench.plan('p', 'a', { secret: 'y' })
    bench.device('a').held.set('secret', 'z')
    const { state } = await bench.ended(bench.pushes.apply('a', 'p', { start: false }))
    expect(state).toMatchObject({ problem: { code: 'plan-outdated' } })
    expect('problem' in state ? state.problem.facts : null).toEqual({ setting: 'Label of secret' })
  })

  it('is not a plan that was applied already', async () => {
    const bench = createBench()
    bench.plan('p', 'a', { url: 'new' })
    await bench.ended(bench.pushes.apply('a', 'p', { start: false }))
    const { state } = await bench.ended(bench.pushes.apply('a', 'p', { start: false }))
    expect(state).toMatchObject({ at: 'done', results: [{ result: 'unchanged' }] })
  })
})

describe('a device that restarts', () => {
  const silent = [
    'unreachable',
    'timed-out',
    'connection-lost',
    'device-busy',
    'http-malformed',
    'unexpected-page',
  ] as const

  it('is waited for during every expected problem, then read back', async () => {
    const bench = createBench()
    const fake = bench.device('a')
    fake.restarts = true
    for (const each of silent) fake.problems.push(problem('describe', new PunchdownError(each)))
    bench.plan('p', 'a', { url: 'new' })
    const push = bench.pushes.apply('a', 'p', { start: false })
    expect((await bench.ended(push)).state.at).toBe('done')
    expect(fake.asked).toEqual(['read-back', 'apply', ...Array(7).fill('describe'), 'read-back'])
    expect(historyOf(bench, 'one')).toEqual([
      'push.applying',
      'push.restarting',
      'push.verifying',
      'push.done',
    ])
    // one second before each look
    expect(bench.time.timing.now()).toBe(7_000)
  })

  it('ends the push at once when it refuses the sign-in', async () => {
    const bench = createBench()
    const fake = bench.device('a')
    fake.restarts = true
    fake.problems.push(problem('describe', new PunchdownError('sign-in-refused', { user: 'admin' })))
    bench.plan('p', 'a', { url: 'new' })
    expect((await bench.ended(bench.pushes.apply('a', 'p', { start: false }))).state).toMatchObject({
      at: 'failed',
      during: 'restarting',
      problem: { code: 'sign-in-refused', facts: { user: 'admin' } },
      results: [{ result: 'set' }],
    })
    expect(fake.asked.filter((each) => each === 'describe')).toHaveLength(1)
  })

  it('has five minutes, also when the wall clock jumps', async () => {
    const bench = createBench()
    const fake = bench.device('a')
    fake.restarts = true
    for (let count = 0; count < 1_000; count++) fake.problems.push(problem('describe'))
    bench.plan('p', 'a', { url: 'new' })
    const push = bench.pushes.apply('a', 'p', { start: false })
    bench.wall += 86_400_000
    expect((await bench.ended(push)).state).toMatchObject({
      at: 'failed',
      during: 'restarting',
      problem: { code: 'timed-out', facts: { during: 'restart', lastly: 'unreachable' } },
    })
    expect(bench.time.timing.now()).toBe(returnWithinMs)
  })

  it('is read back when the answer to the write was lost', async () => {
    const bench = createBench()
    const fake = bench.device('a')
    fake.losesAnswer = true
    fake.problems.push(problem('describe'))
    bench.plan('p', 'a', { url: 'new' })
    const { state } = await bench.ended(bench.pushes.apply('a', 'p', { start: false }))
    expect(state).toMatchObject({ at: 'done', results: [{ result: 'set', found: 'new' }] })
    expect(historyOf(bench, 'one')).toContain('push.restarting')
  })

  it('has the grace left after a suspend of the laptop', async () => {
    // the laptop sleeps for an hour in the look before the deadline
    const slept = { before: returnWithinMs - 5_000, hours: 0 }
    const sleeping = (virtual: Timing): Timing => ({
      now: () => virtual.now() + (virtual.now() > slept.before ? 3_600_000 : 0),
      after: virtual.after,
    })
    const bench = createBench(sleeping)
    const fake = bench.device('a')
    fake.restarts = true
    for (let count = 0; count < 1_000; count++) fake.problems.push(problem('describe'))
    bench.plan('p', 'a', { url: 'new' })
    expect((await bench.ended(bench.pushes.apply('a', 'p', { start: false }))).state).toMatchObject({
      problem: { code: 'timed-out' },
    })
    expect(bench.time.timing.now()).toBe(slept.before + 1_000 + returnGraceMs)
  })
})

describe('after a restart of the core', () => {
  /** A push in a state, with the service gone. */
  async function interrupted(at: 'applying' | 'restarting' | 'verifying' | 'starting') {
    const bench = createBench()
    const fake = bench.device('a')
    bench.plan('p', 'a', { url: 'new' })
    const push = bench.pushes.apply('a', 'p', { start: false })
    bench.pushes.stop()
    await bench.ended(push)
    fake.asked.splice(0)
    const results = push.plan.edits.map((each) => ({ ...each, result: 'set' as const, found: 'new' }))
    if (at !== 'applying') fake.held.set('url', 'new')
    const since = 1_000_000
    const state = {
      applying: push.state,
      restarting: { at: 'restarting', since, until: since + returnWithinMs, results },
      verifying: { at: 'verifying', since, results },
      starting: { at: 'starting', since, action: 'fetch-now', results },
    } satisfies Record<typeof at, Push['state']>
    bench.store.pushes.save({ ...push, state: state[at] })
    return { bench, push, fake }
  }

  it.each([
    ['applying', ['read-back', 'apply', 'read-back']],
    ['restarting', ['describe', 'read-back']],
    ['verifying', ['read-back']],
    ['starting', ['fetch-now']],
  ] as const)('a push that was %s continues after a sign-in', async (at, asked) => {
    const { bench, push, fake } = await interrupted(at)
    const next = bench.restart()
    expect(next.pushes.running()).toEqual([])
    next.pushes.resume('b')
    expect(next.pushes.running()).toEqual([])
    next.pushes.resume('a')
    // a second sign-in does not run it twice
    next.pushes.resume('a')
    expect((await next.ended(push)).state.at).toBe('done')
    expect(fake.asked).toEqual(asked)
    expect(next.done).toHaveLength(1)
    next.pushes.resume('a')
    expect(next.pushes.running()).toEqual([])
  })

  it('a stopped push keeps its state', async () => {
    const { bench, push } = await interrupted('applying')
    expect(bench.store.pushes.get(push.id)?.state).toEqual({ at: 'applying', since: 1_000_000 })
    expect(bench.done).toEqual([])
  })

  it.each([
    ['what is left of the wait', 200_000, returnWithinMs - 200_000],
    ['the grace, where the deadline is past', 86_400_000, returnGraceMs],
  ])('a wait continues with %s', async (_, later, left) => {
    const { bench, push, fake } = await interrupted('restarting')
    for (let count = 0; count < 1_000; count++) fake.problems.push(problem('describe'))
    bench.wall += later
    const next = bench.restart()
    next.pushes.resume('a')
    expect((await next.ended(push)).state).toMatchObject({ at: 'failed', problem: { code: 'timed-out' } })
    expect(next.time.timing.now()).toBe(left)
  })

  it('a stop ends the wait at once', async () => {
    const { bench, push, fake } = await interrupted('restarting')
    const next = bench.restart()
    next.pushes.resume('a')
    next.pushes.stop()
    expect((await next.ended(push)).state.at).toBe('restarting')
    expect(fake.asked).toEqual([])
    expect(next.time.timing.now()).toBe(0)
  })
})
