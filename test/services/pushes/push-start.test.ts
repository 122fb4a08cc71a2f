/** Pushes to a device that uses its settings at its next start, with fake devices and virtual time. */
import { describe, expect, it } from 'vitest'
import { leavesWithinMs } from '#electron/services/pushes/return-wait.ts'
import { PunchdownError } from '#shared/errors.ts'
import type { StartAction } from '#shared/model/settings.ts'
import { createBench } from './bench.ts'

const problem = (on: string, error: Error = new PunchdownError('unreachable')) => ({ on, error })
const historyOf = (bench: ReturnType<typeof createBench>, jobId: string) =>
  bench.store.history.ofJob(jobId).map(({ what }) => what)

describe('a device that uses its settings at its next start', () => {
  const startsBy = (bench: ReturnType<typeof createBench>, starts: StartAction): void => {
    const plan = bench.plan('p', 'a', { url: 'new' })
    bench.store.pushes.savePlan({ ...plan, after: 'at-next-start', starts })
  }
  const whole = ['push.applying', 'push.verifying', 'push.starting']

  it('is restarted once its settings are verified, and waited for', async () => {
    const bench = createBench()
    const fake = bench.device('a')
    startsBy(bench, 'restart')
    // it answers twice before it leaves
    for (const on of ['describe 3', 'describe 4']) fake.problems.push(problem(on))
    const push = bench.pushes.apply('a', 'p', { start: true })
    expect((await bench.ended(push)).state).toMatchObject({ at: 'done', results: [{ result: 'set' }] })
    expect(fake.asked).toEqual(['read-back', 'apply', 'read-back', 'restart', ...Array(5).fill('describe')])
    expect(historyOf(bench, 'one')).toEqual([...whole, 'push.restarting', 'push.done'])
    expect(bench.done).toHaveLength(1)
  })

  it('is taken to have restarted between two checks when it always answers', async () => {
    const bench = createBench()
    startsBy(bench, 'restart')
    expect((await bench.ended(bench.pushes.apply('a', 'p', { start: true }))).state.at).toBe('done')
    expect(bench.time.timing.now()).toBe(leavesWithinMs)
  })

  it('is back when it refuses the former sign-in, which its new configuration may have replaced', async () => {
    const bench = createBench()
    const fake = bench.device('a')
    startsBy(bench, 'restart')
    fake.problems.push(problem('describe'), problem('describe', new PunchdownError('sign-in-refused')))
    expect((await bench.ended(bench.pushes.apply('a', 'p', { start: true }))).state.at).toBe('done')
    expect(fake.asked.filter((each) => each === 'describe')).toHaveLength(2)
  })

  it('fails with its settings written when it does not come back', async () => {
    const bench = createBench()
    startsBy(bench, 'restart')
    for (let count = 0; count < 1_000; count++) bench.device('a').problems.push(problem('describe'))
    expect((await bench.ended(bench.pushes.apply('a', 'p', { start: true }))).state).toMatchObject({
      ...{ at: 'failed', during: 'restarting', results: [{ result: 'set' }] },
      problem: { code: 'timed-out' },
    })
  })

  it('fails with its settings written when it refuses the restart', async () => {
    const bench = createBench()
    startsBy(bench, 'restart')
    bench.device('a').problems.push(problem('restart', new PunchdownError('unexpected-page')))
    expect((await bench.ended(bench.pushes.apply('a', 'p', { start: true }))).state).toMatchObject({
      ...{ at: 'failed', during: 'starting', results: [{ result: 'set' }] },
      problem: { code: 'unexpected-page' },
    })
  })

  it('is not waited for when it only fetches its configuration', async () => {
    const bench = createBench()
    startsBy(bench, 'fetch-now')
    expect((await bench.ended(bench.pushes.apply('a', 'p', { start: true }))).state.at).toBe('done')
    expect(bench.device('a').asked).toEqual(['read-back', 'apply', 'read-back', 'fetch-now'])
  })

  it('is left alone without the approval', async () => {
    const bench = createBench()
    startsBy(bench, 'restart')
    expect((await bench.ended(bench.pushes.apply('a', 'p', { start: false }))).state.at).toBe('done')
    expect(bench.device('a').asked).toEqual(['read-back', 'apply', 'read-back'])
  })

  it('is restarted by a push that was interrupted after the write', async () => {
    const bench = createBench()
    const fake = bench.device('a')
    startsBy(bench, 'restart')
    const push = bench.pushes.apply('a', 'p', { start: true })
    bench.pushes.stop()
    await bench.ended(push)
    // the write reached the device, and its result was not stored
    fake.held.set('url', 'new')
    fake.asked.splice(0)
    const next = bench.restart()
    next.pushes.resume('a')
    expect((await next.ended(push)).state.at).toBe('done')
    expect(fake.asked).toContain('restart')
  })
})
