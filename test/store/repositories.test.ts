/** Every aggregate is stored and read within its job. */
import { describe, expect, it } from 'vitest'
import { openStore } from '#electron/store/open.ts'
import type { StoredScan } from '#electron/store/store.ts'
import { openedAt } from '#shared/machines/guided.ts'
import type { Push } from '#shared/machines/push.ts'
import type { BulkRun } from '#shared/model/bulk-run.ts'
import { portsSchema } from '#shared/model/job.ts'
import type { Plan } from '#shared/model/settings.ts'
import { bulkRun, device, endpoint, entry, job } from './matter.ts'

const plan: Plan = {
  id: 'p',
  deviceId: 'a',
  target: { kind: 'provisioning', url: 'http://127.0.0.1/' },
  edits: [],
  after: 'fetches',
  provenance: { source: 'a test', confidence: 'ours' },
  madeAt: 1,
}
const push = (id: string, state: Push['state']): Push => ({ id, jobId: 'one', deviceId: 'a', plan, state })

const failed: Push['state'] = {
  ...{ at: 'failed', since: 2, during: 'applying', results: [] },
  problem: { code: 'timed-out', facts: {} },
}

function withJob() {
  const store = openStore(':memory:')
  store.jobs.save(job('one'))
  store.devices.save(device('a', 'one'))
  return store
}

it('an unknown id gives null, or an empty list', () => {
  using store = openStore(':memory:')
  expect([
    store.jobs.get('x'),
    store.devices.get('x'),
    store.devices.byKey('x', 'y'),
    store.endpoints.get('x'),
    store.endpoints.byHardwareId('x', 'y'),
    store.pushes.get('x'),
    store.pushes.plan('x'),
    store.pushes.active('x'),
    store.memos.get('x'),
    store.documents.get('x', 'y'),
  ]).toEqual(Array.from({ length: 10 }, () => null))
  expect([
    store.jobs.list(),
    store.devices.ofJob('x'),
    store.devices.sightings('x'),
    store.endpoints.ofJob('x'),
    store.pushes.ofJob('x'),
    store.history.ofJob('x'),
    store.documents.all('x'),
  ]).toEqual(Array.from({ length: 7 }, () => []))
})

describe('jobs', () => {
  it('are listed by the time they were opened, newest first', () => {
    using store = openStore(':memory:')
    for (const [id, openedAt] of [
      ['old', 1],
      ['b', 3],
      ['a', 3],
    ] as const)
      store.jobs.save(job(id, openedAt))
    expect(store.jobs.list().map(({ id }) => id)).toEqual(['a', 'b', 'old'])
    store.jobs.save(job('old', 9))
    expect(store.jobs.list().map(({ id }) => id)).toEqual(['old', 'a', 'b'])
  })
})

describe('devices', () => {
  it('are found by job and key, without the state of a sign-in', () => {
    using store = withJob()
    store.jobs.save(job('two'))
    store.devices.save(device('b', 'two'))
    const signedIn = { ...device('a', 'one'), signedIn: true }
    store.devices.save(signedIn)
    expect(store.devices.get('a')).toEqual(device('a', 'one'))
    expect(store.devices.byKey('one', 'mac:a')?.id).toBe('a')
    expect(store.devices.byKey('two', 'mac:a')).toBeNull()
    expect(store.devices.ofJob('two').map(({ id }) => id)).toEqual(['b'])
  })

  it('are found by their address, the last seen first', () => {
    using store = withJob()
    store.jobs.save(job('two'))
    store.devices.save({ ...device('b', 'two'), address: '10.0.0.7' })
    store.devices.save({ ...device('c', 'one'), address: '10.0.0.7', lastSeen: 5 })
    store.devices.save({ ...device('d', 'one'), address: '10.0.0.7', lastSeen: 9 })
    expect(store.devices.atAddress('one', '10.0.0.7').map(({ id }) => id)).toEqual(['d', 'c'])
    store.devices.save({ ...device('d', 'one'), address: '10.0.0.8' })
    expect(store.devices.atAddress('one', '10.0.0.7').map(({ id }) => id)).toEqual(['c'])
  })

  it('with the same key exist once in a job', () => {
    using store = withJob()
    expect(() => store.devices.save({ ...device('c', 'one'), key: 'mac:a' })).toThrow()
    store.jobs.save(job('two'))
    store.devices.save({ ...device('c', 'two'), key: 'mac:a' })
    store.devices.save({ ...device('a', 'one'), key: 'serial:1' })
    expect(store.devices.byKey('one', 'serial:1')?.id).toBe('a')
  })

  it('are removed with their sightings, plans and pushes', () => {
    using store = withJob()
    store.devices.saveSightings('a', [
      { address: '127.0.0.1', port: 80, protocol: 'http.title', raw: 'x', at: 1 },
    ])
    store.pushes.savePlan(plan)
    store.pushes.save(push('1', { at: 'applying', since: 1 }))
    store.endpoints.save({ ...endpoint('1', 'one'), deviceId: 'a' })
    store.history.add({ ...entry('one', 'device.found'), deviceId: 'a' })
    store.devices.remove('a')
    expect(store.devices.sightings('a')).toEqual([])
    expect([store.pushes.plan('p'), store.pushes.get('1')]).toEqual([null, null])
    // an endpoint and the history outlive the device
    expect(store.endpoints.get('1')?.deviceId).toBeNull()
    expect(store.history.ofJob('one')).toMatchObject([{ what: 'device.found', deviceId: null }])
  })
})

describe('endpoints', () => {
  it('are found by hardware id within their job', () => {
    using store = withJob()
    const saved = endpoint('1', 'one')
    store.endpoints.save(saved)
    expect(store.endpoints.byHardwareId('one', saved.hardwareId)?.id).toBe('1')
    expect(store.endpoints.byHardwareId('two', saved.hardwareId)).toBeNull()
  })
  it('change their state in one transaction with a line of history', () => {
    using store = withJob()
    const saved = store.endpoints.saveTransition(
      endpoint('1', 'one'),
      { at: 'fetched', since: 2, reached: {} },
      entry('one', 'onboarding.configuration-fetched'),
    )
    expect(store.endpoints.get('1')).toEqual(saved.endpoint)
    expect(store.history.ofJob('one')).toEqual([saved.entry])
    expect(() =>
      store.endpoints.saveTransition(
        saved.endpoint,
        { at: 'found', since: 3, reached: {} },
        entry('no such job', 'x'),
      ),
    ).toThrow()
    expect(store.endpoints.get('1')?.onboarding.at).toBe('fetched')
  })
})

describe('pushes', () => {
  it('are active once for each device', () => {
    using store = withJob()
    store.devices.save(device('b', 'one'))
    store.pushes.save(push('1', { at: 'done', since: 1, results: [] }))
    expect(store.pushes.active('a')).toBeNull()
    store.pushes.save(push('2', { at: 'applying', since: 1 }))
    expect(store.pushes.active('a')?.id).toBe('2')
    expect(store.pushes.active('b')).toBeNull()
    expect(() => store.pushes.save(push('3', { at: 'applying', since: 1 }))).toThrow()
    store.pushes.save({ ...push('4', { at: 'verifying', since: 1, results: [] }), deviceId: 'b' })
    store.pushes.save(push('2', failed))
    expect(store.pushes.active('a')).toBeNull()
    store.pushes.save(push('3', { at: 'applying', since: 1 }))
    expect([store.pushes.active('a')?.id, store.pushes.active('b')?.id]).toEqual(['3', '4'])
    expect(store.pushes.ofJob('one').map(({ id }) => id)).toEqual(['1', '2', '3', '4'])
  })
  it('are found by their plan', () => {
    using store = withJob()
    store.pushes.save(push('1', { at: 'applying', since: 1 }))
    expect(store.pushes.ofPlan('a', 'p')?.id).toBe('1')
    expect([store.pushes.ofPlan('a', 'q'), store.pushes.ofPlan('b', 'p')]).toEqual([null, null])
  })
  it('replace a plan with the same id', () => {
    using store = withJob()
    store.pushes.savePlan(plan)
    store.pushes.savePlan({ ...plan, madeAt: 2 })
    expect(store.pushes.plan('p')?.madeAt).toBe(2)
  })
})

describe('setups by hand', () => {
  it('are one for each device, and removed with it', () => {
    using store = withJob()
    const setup = { id: 'a', jobId: 'one', card: 'generic', state: openedAt(1) }
    store.guidedSetups.save(setup)
    store.guidedSetups.save({ ...setup, card: 'ale-phone' })
    expect(store.guidedSetups.ofJob('one')).toEqual([{ ...setup, card: 'ale-phone' }])
    expect(store.guidedSetups.ofJob('two')).toEqual([])
    store.devices.remove('a')
    expect(store.guidedSetups.get('a')).toBeNull()
  })
})

describe('bulk runs', () => {
  it('are saved whole, then only what changed', () => {
    using store = withJob()
    const run = bulkRun('r', ['a'])
    store.bulkRuns.save(run)
    expect(store.bulkRuns.get('r')).toEqual(run)
    expect(store.bulkRuns.get('x')).toBeNull()
    const planned: BulkRun = {
      ...run,
      phase: { at: 'planned' },
      devices: run.devices.map((device) => ({ ...device, step: { at: 'planned', planId: 'p' } })),
    }
    // what is the same as before is not written
    store.bulkRuns.save({ ...planned, phase: run.phase, devices: run.devices }, run)
    store.bulkRuns.save(planned, planned)
    expect(store.bulkRuns.get('r')).toEqual(run)
    store.bulkRuns.save(planned, run)
    expect(store.bulkRuns.get('r')).toEqual(planned)
    store.bulkRuns.save({ ...planned, nextStartAt: 9 }, planned)
    expect(store.bulkRuns.get('r')?.nextStartAt).toBe(9)
  })
  it('are listed newest first, and lose a device that is removed', () => {
    using store = withJob()
    store.devices.save(device('b', 'one'))
    store.bulkRuns.save(bulkRun('r', ['a', 'b']))
    store.bulkRuns.save({ ...bulkRun('s', []), createdAt: 2 })
    expect(store.bulkRuns.ofJob('one').map(({ id }) => id)).toEqual(['s', 'r'])
    expect(store.bulkRuns.ofJob('two')).toEqual([])
    store.devices.remove('a')
    expect(store.bulkRuns.get('r')?.devices.map(({ deviceId }) => deviceId)).toEqual(['b'])
  })
})

describe('scans', () => {
  const scan = (scanId: string, startedAt: number): StoredScan => ({
    scan: {
      ...{ scanId, targets: ['192.0.2.0/24'], exclude: [], ports: portsSchema.parse({}) },
      ...{ profile: 'gentle', wide: false, only: 'all', total: 254, startedAt },
    },
    ...{ jobId: 'one', settled: 0, answering: 0, done: new Uint8Array(32) },
  })

  it('are listed newest first, with the settled targets', () => {
    using store = withJob()
    for (const each of [scan('a', 1), scan('b', 2)]) store.scans.add(each)
    const done = Uint8Array.from({ length: 32 }, (_, index) => (index * 37) % 256)
    store.scans.settle('a', { settled: 100, answering: 7, done })
    const [b, a, ...others] = store.scans.ofJob('one')
    expect(others).toEqual([])
    expect(b?.scan.scanId).toBe('b')
    expect(a).toMatchObject({ ...scan('a', 1), settled: 100, answering: 7, done: expect.anything() })
    expect([...(a?.done ?? [])]).toEqual([...done])
    expect(store.scans.ofJob('two')).toEqual([])
    store.scans.remove('a')
    expect([store.scans.get('a'), store.scans.get('b')?.settled]).toEqual([null, 0])
  })

  it('keep the last reply of a target until it no longer replies', () => {
    using store = withJob()
    store.scans.saveHostReply('one', '192.0.2.1 80', 'web open')
    store.scans.saveHostReply('one', '192.0.2.1 80', 'web refused')
    store.scans.saveHostReply('one', '192.0.2.2 80', 'sip open')
    store.scans.saveHostReply('one', '192.0.2.2 80', null)
    expect([...store.scans.hostReplies('one')]).toEqual([['192.0.2.1 80', 'web refused']])
    expect(store.scans.hostReplies('two').size).toBe(0)
  })
})

it('history keeps its order, its facts and its numbers for good', () => {
  using store = withJob()
  const facts = { url: 'http://127.0.0.1/', count: 3, good: true, none: null }
  const kept = ['a', 'b', 'c'].map((what) => store.history.add({ ...entry('one', what), at: 5, facts }))
  expect(store.history.ofJob('one')).toEqual(kept)
  expect(kept.map(({ id }) => id)).toEqual(kept.map(({ id }) => id).toSorted((a, b) => a - b))
})

it('memos and documents are stored by key', () => {
  using store = openStore(':memory:')
  store.memos.set('a', { n: 1 })
  store.memos.set('b', 'text')
  store.memos.set('a', [2])
  expect([store.memos.get('a'), store.memos.get('b')]).toEqual([[2], 'text'])
  const { documents } = store
  documents.set('one', 'b', { n: 1 })
  documents.set('one', 'a', 'text')
  documents.set('one', 'b', [2])
  documents.set('other', 'a', null)
  expect(documents.get('one', 'a')).toBe('text')
  expect(documents.all('one')).toEqual([
    { key: 'a', value: 'text' },
    { key: 'b', value: [2] },
  ])
  documents.remove('one', 'a')
  expect([documents.get('one', 'a'), documents.all('other')]).toEqual([null, [{ key: 'a', value: null }]])
})
