/** Bulk runs with fake devices and virtual time. */
import { describe, expect, it } from 'vitest'
import { leftBy } from '#electron/services/pushes/bulk-effects.ts'
import { type ProblemCode, PunchdownError } from '#shared/errors.ts'
import type { Left } from '#shared/model/bulk-run.ts'
import type { EditResult } from '#shared/model/settings.ts'
import { bulkBench, named } from './bulk-bench.ts'

const code = (expected: string) => expect.objectContaining({ code: expected })
const stepOf = (bench: ReturnType<typeof bulkBench>, id: string, deviceId: string) =>
  bench.runs.get(id).devices.find((device) => device.deviceId === deviceId)?.step

describe('a run', () => {
  it('reads every device, waits for the approval, writes and reads back', async () => {
    const made = bulkBench(['B2', 'B2', 'B4', 'card'])
    made.keep('right')
    const run = made.start()
    await made.until(run, 'planned')
    expect(made.steps(run)).toBe('planned planned planned by-hand')
    expect(made.runs.plans(run.id).map(({ deviceId, edits }) => [deviceId, edits[0]?.before])).toEqual([
      ['d0', 'old'],
      ['d1', 'old'],
      ['d2', 'old'],
    ])
    expect(made.bench.device('d0').asked).toEqual([])
    made.runs.command(run.id, { fact: 'approved' })
    await made.until(run, 'ended')
    expect(made.steps(run)).toBe('done done done by-hand')
    for (const id of ['d0', 'd1', 'd2']) {
      expect(made.bench.device(id).held.get('url')).toBe('new')
      expect(made.bench.device(id).asked).toEqual(['read-back', 'apply', 'read-back'])
    }
    expect(made.noted).toEqual(['bulk.started', 'bulk.planned', 'bulk.applying', 'bulk.ended'])
    expect(made.notes).toContainEqual({ jobId: 'one', what: 'bulk.started', facts: { devices: 4 } })
    expect(made.notes).toContainEqual({ jobId: 'one', what: 'bulk.ended', facts: { devices: 4 } })
    expect(made.bench.log.lines()).toEqual([])
    expect(made.runs.list('one')).toMatchObject([{ id: run.id, steps: { done: 3, 'by-hand': 1 } }])
    expect(made.runs.list('two')).toEqual([])
  })

  it('groups by maker and model', () => {
    const made = bulkBench(['B2', 'B4'])
    const unnamed = named('d1', 'B4')
    made.store.devices.save({ ...unnamed, identity: { ...unnamed.identity, vendor: null, model: null } })
    expect(made.start().devices.map(({ group, way }) => [group, way.kind])).toEqual([
      ['Poly B2', 'driver'],
      ['', 'driver'],
    ])
  })

  it('does not write a device that has the values', async () => {
    const made = bulkBench(['B2', 'B2'])
    made.keep('right')
    made.bench.device('d0').held.set('url', 'new')
    const run = await made.all()
    expect(made.steps(run)).toBe('unchanged done')
    expect(made.bench.device('d0').asked).toEqual([])
    expect(made.unchanged).toEqual(['d0 http://192.0.2.1/'])
  })

  it('writes a device of which one value of two differs', async () => {
    const made = bulkBench(['B2'])
    made.keep('right')
    made.wanted.mode = 'off'
    expect(made.steps(await made.all())).toBe('done')
  })

  it('needs devices of its job', () => {
    const made = bulkBench(['B2'])
    expect(() => made.start({}, [])).toThrow(code('bad-input'))
    expect(() => made.start({}, ['d9'])).toThrow(code('not-found'))
    expect(() => made.start({}, ['b'])).toThrow(code('not-found'))
    expect(made.start({}, ['d0', 'd0']).devices).toHaveLength(1)
    expect(() => made.runs.get('x')).toThrow(code('not-found'))
    expect(() => made.runs.watch('x', undefined)).toThrow(code('not-found'))
  })

  it('refuses a command that does not apply', async () => {
    const made = bulkBench(['B2'])
    const run = await made.all()
    expect(() => made.runs.command(run.id, { fact: 'approved' })).toThrow(code('input-not-applicable'))
  })

  it('stops a model after two like failures and says what is left on its devices', async () => {
    const made = bulkBench(['B2', 'B2', 'B2'])
    made.keep('right')
    for (const id of ['d0', 'd1']) made.bench.device(id).stubborn.add('url')
    const run = await made.all()
    expect(made.steps(run)).toBe('not-written not-written skipped')
    expect(stepOf(made, run.id, 'd0')).toMatchObject({
      problem: { code: 'setting-refused' },
      left: 'untouched',
    })
  })

  it('reports a device that is written in part', async () => {
    const made = bulkBench(['B2'])
    made.keep('right')
    made.wanted.mode = 'on'
    made.bench.device('d0').stubborn.add('mode')
    const run = await made.all()
    expect(stepOf(made, run.id, 'd0')).toMatchObject({ at: 'not-written', left: 'partly-written' })
  })

  it.each([
    ['plan-outdated', 'untouched'],
    ['connection-lost', 'not-known'],
  ] as const)('after %s while it writes, the device is %s', async (problem, left) => {
    const made = bulkBench(['B2'])
    made.keep('right')
    made.bench.device('d0').problems.push({ on: 'apply', error: new PunchdownError(problem, {}) })
    const run = await made.all()
    expect(stepOf(made, run.id, 'd0')).toMatchObject({ problem: { code: problem }, left })
  })

  it('leaves a device untouched that another push is writing', async () => {
    const made = bulkBench(['B2'])
    made.keep('right')
    const run = made.start()
    await made.until(run, 'planned')
    const other = made.bench.plan('other', 'd0', { mode: 'on' })
    made.store.pushes.save({
      id: 'x',
      jobId: 'one',
      deviceId: 'd0',
      plan: other,
      state: { at: 'applying', since: 1 },
    })
    made.runs.command(run.id, { fact: 'approved' })
    await made.until(run, 'ended')
    expect(stepOf(made, run.id, 'd0')).toMatchObject({ problem: { code: 'push-active' }, left: 'untouched' })
  })

  it('is paused, continued and cancelled', async () => {
    const made = bulkBench(['B2', 'B2'])
    made.keep('right')
    const run = made.start()
    made.runs.command(run.id, { fact: 'paused' })
    made.runs.command(run.id, { fact: 'continued' })
    await made.until(run, 'planned')
    // the pause did not make a device be read twice
    expect(made.tried).toHaveLength(2)
    made.runs.command(run.id, { fact: 'cancelled' })
    expect(made.steps(run)).toBe('skipped skipped')
    expect(made.bench.device('d0').asked).toEqual([])
  })

  it('starts devices at the given rate', async () => {
    const made = bulkBench(['B2', 'B4', 'B6'])
    made.keep('right')
    const run = made.start({ startEveryMs: 1_000 })
    expect(made.tried).toEqual(['d0 admin/right'])
    await made.until(run, 'planned')
    expect(made.bench.time.timing.now()).toBeGreaterThanOrEqual(2_000)
    expect(made.tried).toHaveLength(3)
  })
})

describe('sign-ins', () => {
  it('the device’s own is tried before its maker’s and the site’s, and at most two', async () => {
    const made = bulkBench(['B2'])
    made.keep('site')
    made.keep('maker', { kind: 'maker', vendor: 'Poly' })
    made.keep('own', { kind: 'device', deviceId: 'd0' })
    const run = await made.all({ defaultPasswords: true })
    expect(made.tried).toEqual(['d0 admin/own', 'd0 admin/maker'])
    expect(stepOf(made, run.id, 'd0')).toMatchObject({ at: 'not-read', problem: { code: 'sign-in-refused' } })
  })

  it('a refused one is not tried again, also by a later run; a new one is', async () => {
    const made = bulkBench(['B2'])
    made.keep('wrong')
    await made.all()
    made.keep('wrong')
    const second = await made.all()
    expect(made.tried).toEqual(['d0 admin/wrong'])
    expect(stepOf(made, second.id, 'd0')).toMatchObject({ problem: { code: 'sign-in-needed' } })
    made.keep('right')
    expect(made.steps(await made.all())).toBe('done')
    expect(made.tried).toEqual(['d0 admin/wrong', 'd0 admin/right'])
  })

  it('none is tried after the device blocks sign-ins', async () => {
    const made = bulkBench(['B2'])
    made.keep('site')
    made.keep('maker', { kind: 'maker', vendor: 'Poly' })
    made.refuses.set('d0', new PunchdownError('sign-in-blocked', {}))
    await made.all()
    expect(made.tried).toHaveLength(1)
    made.refuses.clear()
    await made.all()
    expect(made.tried).toEqual(['d0 admin/maker', 'd0 admin/site'])
  })

  it('another problem is no refusal', async () => {
    const made = bulkBench(['B2'])
    made.keep('right')
    made.refuses.set('d0', new PunchdownError('unreachable', {}))
    const run = await made.all()
    expect(stepOf(made, run.id, 'd0')).toMatchObject({ problem: { code: 'unreachable' } })
    made.refuses.clear()
    made.runs.command(run.id, { fact: 'retried' })
    await made.until(run, 'planned')
    expect(made.steps(run)).toBe('planned')
  })

  it('the default one is tried only when allowed, and reported when it works', async () => {
    const made = bulkBench(['B2'])
    made.passwords.set('d0', '456')
    const refused = await made.all()
    expect(made.tried).toEqual([])
    expect(stepOf(made, refused.id, 'd0')).toMatchObject({ problem: { code: 'sign-in-needed' } })
    const run = await made.all({ defaultPasswords: true })
    expect(made.tried).toEqual(['d0 Polycom/456'])
    expect(made.runs.get(run.id).devices[0]).toMatchObject({ defaultPassword: true, step: { at: 'done' } })
    expect(made.noted).toContain('device.default-password d0')
    const note = { jobId: 'one', what: 'device.default-password', facts: { user: 'Polycom' } }
    expect(made.notes).toContainEqual(note)
  })

  it('a device that is signed in is not signed in again', async () => {
    const made = bulkBench(['B2'])
    made.bench.signedIn.add('d0')
    const run = await made.all()
    expect(made.runs.get(run.id).devices).toMatchObject([{ defaultPassword: false, step: { at: 'done' } }])
    expect(made.tried).toEqual([])
  })
})

describe('the watch', () => {
  it('has the whole run, then the devices that changed', async () => {
    const made = bulkBench(['B2', 'B4'])
    made.keep('right')
    const run = made.start({ concurrency: 1 })
    const watch = made.runs.watch(run.id, undefined)
    const first = await watch.next()
    expect(first.value).toMatchObject({ whole: true, devices: [{ deviceId: 'd0' }, { deviceId: 'd1' }] })
    expect(first.value?.run).not.toHaveProperty('devices')
    const second = await made.bench.time.run(watch.next())
    expect(second.value).toMatchObject({ whole: false })
    // only what changed since the first event
    expect(second.value?.devices.map(({ deviceId }) => deviceId)).toEqual(['d0', 'd1'])
    const third = await made.bench.time.run(watch.next())
    expect(third.value?.devices.map(({ deviceId, step }) => [deviceId, step.at])).toEqual([['d1', 'planned']])
    await watch.return(undefined)
  })

  it('ends with its signal', async () => {
    const made = bulkBench(['card'])
    const run = made.start()
    const abort = new AbortController()
    const watch = made.runs.watch(run.id, abort.signal)
    await watch.next()
    const next = watch.next()
    abort.abort()
    expect(await made.bench.time.run(next)).toEqual({ done: true, value: undefined })
  })
})

describe('what a failed push left on its device', () => {
  const failed = (
    during: 'applying' | 'restarting' | 'verifying',
    code: ProblemCode,
    results: readonly EditResult['result'][],
  ) =>
    leftBy({
      state: {
        ...{ at: 'failed', since: 1, during, problem: { code, facts: {} } },
        results: results.map((result, index) => ({
          ...{ id: String(index), page: '', group: '', label: '', before: null, after: 'x', secret: false },
          ...{ provenance: null, result, found: null },
        })),
      },
    })

  it.each<[ProblemCode, Left]>([
    ['plan-outdated', 'untouched'],
    ['value-refused', 'untouched'],
    ['setting-missing', 'untouched'],
    ['sign-in-needed', 'untouched'],
    ['device-moved', 'untouched'],
    ['no-driver', 'untouched'],
    ['capability-missing', 'untouched'],
    ['connection-lost', 'not-known'],
    ['sign-in-refused', 'not-known'],
  ])('%s while it writes: %s', (code, left) => {
    expect(failed('applying', code, [])).toBe(left)
  })

  it.each<[readonly EditResult['result'][], Left]>([
    [['set', 'set'], 'written'],
    [['set', 'unchanged'], 'written'],
    [['set', 'refused'], 'partly-written'],
    [['refused', 'set'], 'partly-written'],
    [['set', 'not-written'], 'partly-written'],
    [['set', 'unknown'], 'not-known'],
    [['refused', 'unknown'], 'not-known'],
    [['unchanged', 'refused'], 'untouched'],
    [['not-written'], 'untouched'],
  ])('%j read back: %s', (results, left) => {
    expect(failed('verifying', 'timed-out', results)).toBe(left)
    expect(failed('restarting', 'timed-out', results)).toBe(left)
  })

  it('of a push that did not fail: written', () => {
    expect(leftBy({ state: { at: 'done', since: 1, results: [] } })).toBe('written')
  })
})
