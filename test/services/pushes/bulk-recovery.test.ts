/** Bulk runs that a restart interrupts, and values that are put back. */
import { describe, expect, it } from 'vitest'
import { bulkBench } from './bulk-bench.ts'

const code = (expected: string) => expect.objectContaining({ code: expected })
const stepOf = (bench: ReturnType<typeof bulkBench>, id: string, deviceId: string) =>
  bench.runs.get(id).devices.find((device) => device.deviceId === deviceId)?.step

describe('after a restart of the core', () => {
  it('the run is paused; it continues the write without writing again', async () => {
    const made = bulkBench(['B2', 'B2'])
    made.keep('right')
    const run = made.start()
    await made.until(run, 'planned')
    made.bench.device('d0').restarts = true
    made.runs.command(run.id, { fact: 'approved' })
    // the first device was written and restarts when the core ends
    while (made.store.pushes.active('d0')?.state.at !== 'restarting') await new Promise(setImmediate)
    made.runs.stop()
    made.bench.pushes.stop()
    const again = made.restart()
    expect(again.runs.list('one')).toMatchObject([{ phase: { at: 'applying', paused: true } }])
    expect(again.steps(run)).toBe('writing planned')
    again.runs.command(run.id, { fact: 'continued' })
    await again.until(run, 'ended')
    expect(again.steps(run)).toBe('done done')
    for (const id of ['d0', 'd1'])
      expect(again.bench.device(id).asked.filter((what) => what === 'apply')).toHaveLength(1)
  })

  it('a write that ended before the run stored it is not repeated', async () => {
    const made = bulkBench(['B2'])
    made.keep('right')
    const run = made.start()
    await made.until(run, 'planned')
    const [plan] = made.runs.plans(run.id)
    if (plan === undefined) throw new Error('no plan')
    made.store.bulkRuns.save({
      ...made.runs.get(run.id),
      phase: { at: 'applying', paused: false },
      devices: made.runs.get(run.id).devices.map((device) => ({
        ...device,
        step: { at: 'writing', planId: plan.id, since: 1 },
      })),
    })
    made.store.pushes.save({
      id: 'x',
      jobId: 'one',
      deviceId: 'd0',
      plan,
      state: { at: 'done', since: 1, results: [] },
    })
    const again = made.restart()
    again.runs.command(run.id, { fact: 'continued' })
    await again.until(run, 'ended')
    expect(again.steps(run)).toBe('done')
    expect(again.bench.device('d0').asked).toEqual([])
  })

  it('a device without a sign-in is reported, and finished by the next one', async () => {
    const made = bulkBench(['B2'])
    made.bench.signedIn.add('d0')
    const run = made.start()
    await made.until(run, 'planned')
    made.bench.device('d0').restarts = true
    made.runs.command(run.id, { fact: 'approved' })
    while (made.store.pushes.active('d0')?.state.at !== 'restarting') await new Promise(setImmediate)
    made.runs.stop()
    made.bench.pushes.stop()
    const again = made.restart()
    again.runs.command(run.id, { fact: 'continued' })
    await again.until(run, 'ended')
    expect(stepOf(again, run.id, 'd0')).toMatchObject({
      problem: { code: 'sign-in-needed' },
      left: 'not-known',
    })
  })

  it('a write that the stop of the core interrupts is no failure', async () => {
    const made = bulkBench(['B2'])
    made.keep('right')
    const run = made.start()
    await made.until(run, 'planned')
    made.bench.device('d0').restarts = true
    made.runs.command(run.id, { fact: 'approved' })
    while (made.store.pushes.active('d0')?.state.at !== 'restarting') await new Promise(setImmediate)
    made.bench.pushes.stop()
    await new Promise(setImmediate)
    await made.bench.time.run(made.bench.pushes.ended(made.store.pushes.active('d0')?.id ?? ''))
    await new Promise(setImmediate)
    expect(made.steps(run)).toBe('writing')
  })

  it('a put-back that was interrupted is continued', async () => {
    const made = bulkBench(['B2'])
    made.keep('right')
    const run = await made.all()
    made.bench.device('d0').restarts = true
    made.runs.command(run.id, { fact: 'roll-back-asked', deviceIds: null })
    while (made.store.pushes.active('d0')?.state.at !== 'restarting') await new Promise(setImmediate)
    made.runs.stop()
    made.bench.pushes.stop()
    const again = made.restart()
    again.runs.command(run.id, { fact: 'continued' })
    await again.until(run, 'ended')
    expect(again.steps(run)).toBe('rolled-back')
    expect(again.bench.device('d0').held.get('url')).toBe('old')
    expect(again.store.pushes.ofJob('one')).toHaveLength(2)
  })

  it('a stopped service starts nothing and stores nothing', async () => {
    const made = bulkBench(['B2', 'B4'])
    made.keep('right')
    const run = made.start({ startEveryMs: 1_000 })
    made.runs.stop()
    await expect(made.until(run, 'planned')).rejects.toThrow('nothing is left')
    expect(made.steps(run)).toBe('planning to-plan')
    expect(made.tried).toHaveLength(1)
  })
})

describe('putting back', () => {
  it('gives every written device its former values', async () => {
    const made = bulkBench(['B2', 'B2'])
    made.keep('right')
    const run = await made.all()
    made.runs.command(run.id, { fact: 'roll-back-asked', deviceIds: null })
    await made.until(run, 'ended')
    expect(made.steps(run)).toBe('rolled-back rolled-back')
    for (const id of ['d0', 'd1']) expect(made.bench.device(id).held.get('url')).toBe('old')
    expect(made.bench.done.map(({ plan }) => plan.undoes !== undefined)).toEqual([false, false, true, true])
  })

  it('leaves a value that somebody else changed', async () => {
    const made = bulkBench(['B2'])
    made.keep('right')
    const run = await made.all()
    made.bench.device('d0').held.set('url', 'another')
    made.runs.command(run.id, { fact: 'roll-back-asked', deviceIds: ['d0'] })
    await made.until(run, 'ended')
    expect(stepOf(made, run.id, 'd0')).toMatchObject({
      at: 'not-rolled-back',
      problem: { code: 'plan-outdated' },
    })
    expect(made.bench.device('d0').held.get('url')).toBe('another')
    // asked again, it is a new push
    made.bench.device('d0').held.set('url', 'new')
    made.bench.wall += 10
    made.runs.command(run.id, { fact: 'roll-back-asked', deviceIds: null })
    await made.until(run, 'ended')
    expect(made.steps(run)).toBe('rolled-back')
  })

  it('says when the device showed no former value', async () => {
    const made = bulkBench(['B2'])
    made.keep('right')
    made.bench.device('d0').held.set('url', null)
    const run = await made.all()
    made.runs.command(run.id, { fact: 'roll-back-asked', deviceIds: null })
    await made.until(run, 'ended')
    expect(stepOf(made, run.id, 'd0')).toMatchObject({ problem: { code: 'nothing-to-put-back' } })
  })

  it('of one push is a plan', async () => {
    const made = bulkBench(['B2'])
    made.keep('right')
    await made.all()
    const [push] = made.store.pushes.ofJob('one')
    const plan = made.runs.planPutBack(push?.id ?? '')
    expect(plan).toMatchObject({
      undoes: push?.plan.id,
      edits: [{ id: 'url', before: 'new', after: 'old', provenance: null }],
    })
    expect(() => made.runs.planPutBack('x')).toThrow(code('not-found'))
    await made.bench.ended(made.bench.pushes.apply('d0', plan.id, { start: false }))
    expect(made.bench.device('d0').held.get('url')).toBe('old')
  })
})
