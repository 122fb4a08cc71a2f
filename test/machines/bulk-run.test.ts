/** The table of a bulk run: phases, canaries, stops, pauses, cancels, put-backs. */
import { describe, expect, it } from 'vitest'
import { canRollBack, effectsUnderWay, interrupted, isPaused, transition } from '#shared/machines/bulk-run.ts'
import type { BulkRun, BulkStep } from '#shared/model/bulk-run.ts'
import { allWell, failing, go, problem, runOf, simulator, stepOf, stepsOf } from './bulk-matter.ts'

/** A run of which every device is read, and shown for approval. */
function planned(groups: readonly string[], options: Parameters<typeof runOf>[1] = {}, outcome = allWell) {
  const made = simulator(runOf(groups, options), outcome)
  made.apply({ fact: 'continued' })
  made.drain()
  return made
}

/** A run in which everything was done. */
function ended(groups: readonly string[], outcome = allWell) {
  const made = planned(groups, {}, outcome)
  made.apply({ fact: 'approved' })
  made.drain()
  return made
}

describe('reading', () => {
  it('a new run waits, then reads every device and shows the plan', () => {
    const run = runOf(['vvx', 'vvx', 'card'])
    expect(isPaused(run.phase)).toBe(true)
    expect(stepsOf(run)).toBe('to-plan to-plan by-hand')
    const made = planned(['vvx', 'vvx', 'card'])
    expect(made.run().phase).toEqual({ at: 'planned' })
    expect(stepsOf(made.run())).toBe('planned planned by-hand')
    expect(made.given('write')).toEqual([])
  })

  it('ends without approval when nothing needs a write', () => {
    const made = planned(['vvx', 'vvx'], {}, ({ deviceId }) => ({
      fact: 'found-unchanged',
      deviceId,
      defaultPassword: false,
    }))
    expect(made.run().phase).toEqual({ at: 'ended', cancelled: false })
    expect(stepsOf(made.run())).toBe('unchanged unchanged')
    expect(planned(['card']).run().phase.at).toBe('ended')
  })

  it('keeps that the default password worked', () => {
    const { run } = go(runOf(['a', 'a']), { fact: 'continued' })
    const { run: read } = go(run, { fact: 'plan-made', deviceId: 'd0', planId: 'p', defaultPassword: true })
    expect(read.devices.map(({ defaultPassword }) => defaultPassword)).toEqual([true, false])
    const approved = go(go(read, { fact: 'found-unchanged', deviceId: 'd1', defaultPassword: false }).run, {
      fact: 'approved',
    })
    const { run: done } = go(approved.run, { fact: 'written', deviceId: 'd0' })
    expect(done.devices[0]).toMatchObject({ defaultPassword: true, step: { at: 'done' } })
  })

  it('tries a password on one device of a model, and on no third after two refusals', () => {
    const { run, effects } = go(runOf(['a', 'a', 'a', 'b']), { fact: 'continued' })
    expect(effects).toEqual([
      { do: 'plan', deviceId: 'd0' },
      { do: 'plan', deviceId: 'd3' },
    ])
    expect(stepsOf(run)).toBe('planning to-plan to-plan planning')
    const made = planned(['a', 'a', 'a', 'b'], {}, failing('plan', 'sign-in-refused', ['d0', 'd1', 'd2']))
    expect(made.given('plan')).toEqual(['d0', 'd3', 'd1'])
    expect(stepOf(made.run(), 'd2')).toEqual({ at: 'skipped', why: 'model-stopped' })
    expect(stepOf(made.run(), 'd3')?.at).toBe('planned')
  })

  it('keeps the planned devices of a model of which two refuse the password', () => {
    const made = planned(
      ['a', 'a', 'a', 'a'],
      { concurrency: 1 },
      failing('plan', 'sign-in-refused', ['d1', 'd2']),
    )
    expect(stepsOf(made.run())).toBe('planned not-read not-read skipped')
    made.apply({ fact: 'approved' })
    made.drain()
    expect(stepOf(made.run(), 'd0')?.at).toBe('done')
  })

  it('reads on when devices of a model do not answer', () => {
    const made = planned(['a', 'a', 'a', 'a'], {}, failing('plan', 'unreachable', ['d0', 'd1', 'd2']))
    expect(stepsOf(made.run())).toBe('not-read not-read not-read planned')
  })

  it('two refusals of different kinds are not like failures', () => {
    const made = planned(['a', 'a', 'a'], {}, (effect) =>
      failing('plan', effect.deviceId === 'd0' ? 'sign-in-refused' : 'sign-in-blocked', ['d0', 'd1'])(effect),
    )
    expect(stepsOf(made.run())).toBe('not-read not-read planned')
  })
})

describe('writing', () => {
  it('writes one device of each model, then the others', () => {
    const made = planned(['a', 'a', 'a', 'b', 'b'])
    made.apply({ fact: 'approved' })
    expect(made.given('write')).toEqual(['d0', 'd3'])
    made.advance()
    expect(made.given('write')).toEqual(['d0', 'd3', 'd1', 'd2'])
    made.drain()
    expect(stepsOf(made.run())).toBe('done done done done done')
    expect(made.run().phase).toEqual({ at: 'ended', cancelled: false })
  })

  it('writes the slowest model first, once one of each is done', () => {
    const made = planned(['fast', 'fast', 'slow', 'slow'], { concurrency: 2 })
    const { run } = go(made.run(), { fact: 'approved' }, 1_000)
    expect(stepsOf(run)).toBe('writing planned writing planned')
    const { run: one, effects: first } = go(run, { fact: 'written', deviceId: 'd0' }, 2_000)
    // no other model waits for its first device
    expect(first).toMatchObject([{ do: 'write', deviceId: 'd1' }])
    const { run: two, effects } = go(one, { fact: 'written', deviceId: 'd2' }, 9_000)
    expect(stepOf(two, 'd2')).toMatchObject({ at: 'done', tookMs: 8_000 })
    expect(effects).toMatchObject([{ do: 'write', deviceId: 'd3' }])
    const later = planned(['fast', 'fast', 'slow', 'slow', 'slow'], { concurrency: 2 })
    const { run: begun } = go(later.run(), { fact: 'approved' }, 1_000)
    const paused = go(begun, { fact: 'paused' }).run
    const fast = go(paused, { fact: 'written', deviceId: 'd0' }, 2_000).run
    const both = go(fast, { fact: 'written', deviceId: 'd2' }, 9_000).run
    expect(go(both, { fact: 'continued' }, 9_000).effects).toMatchObject([
      { deviceId: 'd3' },
      { deviceId: 'd4' },
    ])
    // a clock that was set back gives no negative time
    expect(stepOf(go(paused, { fact: 'written', deviceId: 'd0' }, 0).run, 'd0')).toMatchObject({ tookMs: 0 })
  })

  it('writes all at once without canaries', () => {
    const made = planned(['a', 'a', 'a'], { canary: false, concurrency: 2 })
    made.apply({ fact: 'approved' })
    expect(made.given('write')).toEqual(['d0', 'd1'])
  })

  it('stops a model after two like failures', () => {
    const made = ended(
      ['a', 'a', 'a', 'a', 'b'],
      failing('write', 'setting-refused', ['d0', 'd1', 'd2', 'd3']),
    )
    expect(made.given('write').filter((id) => id !== 'd4')).toEqual(['d0', 'd1'])
    expect(stepsOf(made.run())).toBe('not-written not-written skipped skipped done')
  })

  it('goes on after one failure, and after two different ones', () => {
    expect(stepsOf(ended(['a', 'a', 'a'], failing('write', 'timed-out', ['d0'])).run())).toBe(
      'not-written done done',
    )
    const different = ended(['a', 'a', 'a'], (effect) =>
      failing('write', effect.deviceId === 'd0' ? 'timed-out' : 'setting-refused', ['d0', 'd1'])(effect),
    )
    expect(stepsOf(different.run())).toBe('not-written not-written done')
  })

  it('takes a failure of one model as none of another', () => {
    const made = ended(['a', 'b', 'a', 'b'], failing('write', 'timed-out', ['d0', 'd1']))
    expect(stepsOf(made.run())).toBe('not-written not-written done done')
  })

  it('starts devices no faster than the rate', () => {
    const made = simulator(runOf(['a', 'b', 'c'], { startEveryMs: 500 }), allWell)
    made.apply({ fact: 'continued' })
    made.drain()
    expect(made.told.flatMap(({ effect, at }) => (effect.do === 'plan' ? [at] : []))).toEqual([0, 500, 1000])
    expect(made.run().phase.at).toBe('planned')
  })
})

describe('pause, continue, cancel', () => {
  it('a pause starts nothing more, and ends what is in progress', () => {
    const made = planned(['a', 'a', 'a'])
    made.apply({ fact: 'approved' })
    expect(made.apply({ fact: 'paused' })).toBe(true)
    expect(made.apply({ fact: 'paused' })).toBe(false)
    made.drain()
    expect(stepsOf(made.run())).toBe('done planned planned')
    expect(made.apply({ fact: 'continued' })).toBe(true)
    expect(made.apply({ fact: 'continued' })).toBe(false)
    made.drain()
    expect(stepsOf(made.run())).toBe('done done done')
  })

  it('a cancel skips what has not started, and waits for what has', () => {
    const made = planned(['a', 'a', 'a'])
    made.apply({ fact: 'approved' })
    made.apply({ fact: 'cancelled' })
    expect(made.apply({ fact: 'cancelled' })).toBe(false)
    expect(made.run().phase).toEqual({ at: 'cancelling', paused: false })
    expect(stepOf(made.run(), 'd1')).toEqual({ at: 'skipped', why: 'cancelled' })
    made.drain()
    expect(stepsOf(made.run())).toBe('done skipped skipped')
    expect(made.run().phase).toEqual({ at: 'ended', cancelled: true })
    expect(made.apply({ fact: 'cancelled' })).toBe(false)
  })

  it('a cancel while the plan is shown ends at once', () => {
    const made = planned(['a', 'a'])
    made.apply({ fact: 'cancelled' })
    expect(made.run().phase).toEqual({ at: 'ended', cancelled: true })
    expect(made.given('write')).toEqual([])
  })

  it('a cancel while devices are read skips those that wait', () => {
    const { run } = go(runOf(['a', 'a']), { fact: 'continued' })
    const cancelled = go(run, { fact: 'cancelled' })
    expect(stepsOf(cancelled.run)).toBe('planning skipped')
    expect(cancelled.effects).toEqual([])
  })

  it('only phases in which devices start can be paused', () => {
    const { run } = go(go(runOf(['a']), { fact: 'continued' }).run, { fact: 'cancelled' })
    expect(transition(run, { fact: 'paused' }, 0).applies).toBe(false)
    expect(transition(planned(['a']).run(), { fact: 'paused' }, 0).applies).toBe(false)
    expect(transition(planned(['a']).run(), { fact: 'start-time-came' }, 0).applies).toBe(false)
  })
})

describe('after a restart of the core', () => {
  function killed(): { run: BulkRun; planId: string } {
    const made = planned(['a', 'a'])
    made.apply({ fact: 'approved' })
    const step = stepOf(made.run(), 'd0')
    return { run: interrupted(made.run()), planId: step !== undefined && 'planId' in step ? step.planId : '' }
  }

  it('the run is paused; continuing performs the effects in progress again', () => {
    const { run, planId } = killed()
    expect(run.phase).toEqual({ at: 'applying', paused: true })
    expect(effectsUnderWay(run)).toEqual([{ do: 'write', deviceId: 'd0', planId }])
    expect(go(run, { fact: 'continued' }).effects).toEqual([{ do: 'write', deviceId: 'd0', planId }])
  })

  it('a cancel ends the writes in progress before the run', () => {
    const { run, planId } = killed()
    const cancelled = go(run, { fact: 'cancelled' })
    expect(cancelled.run.phase).toEqual({ at: 'cancelling', paused: false })
    expect(cancelled.effects).toEqual([{ do: 'write', deviceId: 'd0', planId }])
  })

  it('a cancelled run ends the writes in progress when it is continued', () => {
    const { run, planId } = killed()
    const again = interrupted(go(run, { fact: 'cancelled' }).run)
    expect(again.phase).toEqual({ at: 'cancelling', paused: true })
    expect(transition(again, { fact: 'paused' }, 0).applies).toBe(false)
    const continued = go(again, { fact: 'continued' })
    expect(continued.effects).toEqual([{ do: 'write', deviceId: 'd0', planId }])
    const { run: done } = go(continued.run, { fact: 'written', deviceId: 'd0' })
    expect(done.phase).toEqual({ at: 'ended', cancelled: true })
  })

  it('a run that waits for the technician stays as it is', () => {
    const { phase } = planned(['a']).run()
    expect(interrupted(planned(['a']).run()).phase).toEqual(phase)
  })
})

describe('putting back', () => {
  it('puts back every device that was written, one of a model first', () => {
    const made = ended(['a', 'a', 'card'])
    made.apply({ fact: 'roll-back-asked', deviceIds: null })
    expect(stepsOf(made.run())).toBe('rolling-back to-roll-back by-hand')
    made.drain()
    expect(stepsOf(made.run())).toBe('rolled-back rolled-back by-hand')
    expect(made.run().phase).toEqual({ at: 'ended', cancelled: false })
    expect(made.apply({ fact: 'roll-back-asked', deviceIds: null })).toBe(false)
  })

  it('puts back one device', () => {
    const made = ended(['a', 'a'])
    expect(made.apply({ fact: 'roll-back-asked', deviceIds: ['d9'] })).toBe(false)
    made.apply({ fact: 'roll-back-asked', deviceIds: ['d1'] })
    made.drain()
    expect(stepsOf(made.run())).toBe('done rolled-back')
  })

  it('is possible only when the run has ended', () => {
    expect(planned(['a']).apply({ fact: 'roll-back-asked', deviceIds: null })).toBe(false)
  })

  it('a refused put-back can be tried again; a cancelled one stays written', () => {
    const made = simulator(ended(['a', 'a']).run(), failing('roll-back', 'setting-refused', ['d0']))
    made.apply({ fact: 'roll-back-asked', deviceIds: null })
    made.drain()
    expect(stepsOf(made.run())).toBe('not-rolled-back rolled-back')
    const again = simulator(ended(['a', 'a']).run(), allWell)
    again.apply({ fact: 'roll-back-asked', deviceIds: null })
    again.apply({ fact: 'cancelled' })
    again.drain()
    expect(stepsOf(again.run())).toBe('rolled-back not-rolled-back')
    again.apply({ fact: 'roll-back-asked', deviceIds: null })
    again.drain()
    expect(stepsOf(again.run())).toBe('rolled-back rolled-back')
  })

  it.each<[BulkStep, boolean]>([
    [{ at: 'done', planId: 'p', tookMs: 1 }, true],
    [{ at: 'not-rolled-back', planId: 'p', problem: problem('timed-out') }, true],
    [{ at: 'not-written', planId: 'p', problem: problem('timed-out'), left: 'not-known' }, true],
    [{ at: 'not-written', planId: 'p', problem: problem('timed-out'), left: 'partly-written' }, true],
    [{ at: 'not-written', planId: 'p', problem: problem('timed-out'), left: 'untouched' }, false],
    [{ at: 'unchanged' }, false],
    [{ at: 'rolled-back', planId: 'p' }, false],
  ])('%j can be put back: %s', (step, expected) => {
    expect(canRollBack(step)).toBe(expected)
  })
})

describe('retrying', () => {
  it('reads again what was not read, not written or skipped, and nothing else', () => {
    const made = ended(['a', 'a', 'a', 'b'], failing('write', 'timed-out', ['d0', 'd1']))
    expect(stepsOf(made.run())).toBe('not-written not-written skipped done')
    const again = simulator(made.run(), allWell)
    again.apply({ fact: 'retried' })
    again.drain()
    expect(stepsOf(again.run())).toBe('planned planned planned done')
    again.apply({ fact: 'approved' })
    again.drain()
    expect(stepsOf(again.run())).toBe('done done done done')
    expect(again.apply({ fact: 'retried' })).toBe(false)
  })

  it('is not possible while devices are in progress', () => {
    expect(transition(runOf(['a']), { fact: 'retried' }, 0).applies).toBe(false)
  })
})

describe('facts that do not apply', () => {
  it.each([
    { fact: 'plan-made', deviceId: 'd9', planId: 'p', defaultPassword: false },
    { fact: 'plan-made', deviceId: 'd0', planId: 'p', defaultPassword: false },
    { fact: 'written', deviceId: 'd0' },
    { fact: 'rolled-back', deviceId: 'd0' },
    { fact: 'approved' },
  ] as const)('%j', (input) => {
    expect(transition(runOf(['a']), input, 0).applies).toBe(false)
  })

  it.each([
    ['planning', { fact: 'written', deviceId: 'd0' }],
    ['planning', { fact: 'roll-back-failed', deviceId: 'd0', problem: problem('timed-out') }],
    ['writing', { fact: 'plan-made', deviceId: 'd0', planId: 'p', defaultPassword: false }],
    ['writing', { fact: 'rolled-back', deviceId: 'd0' }],
    ['rolling-back', { fact: 'written', deviceId: 'd0' }],
  ] as const)('of a device that is %s: %j', (at, input) => {
    const made = at === 'rolling-back' ? ended(['a']) : planned(['a'])
    if (at === 'planning') made.set(go(runOf(['a']), { fact: 'continued' }).run)
    if (at === 'writing') made.apply({ fact: 'approved' })
    if (at === 'rolling-back') made.apply({ fact: 'roll-back-asked', deviceIds: null })
    expect(stepOf(made.run(), 'd0')?.at).toBe(at)
    expect(made.apply(input)).toBe(false)
  })
})
