/** Jobs over a store in memory, and the changes that their watchers are sent. */
import { describe, expect, it } from 'vitest'
import { createJobChanges, createJobs } from '#electron/services/jobs/index.ts'
import { openStore } from '#electron/store/open.ts'
import type { JobChange } from '#shared/model/job.ts'
import { device, endpoint, entry } from '#test/store/matter.ts'

const fields = { name: 'Office', site: 'Reading', region: 'emea', language: 'de', mode: 'live' } as const
const code = (expected: string, facts: object) => expect.objectContaining({ code: expected, facts })

function bench() {
  const store = openStore(':memory:')
  const clock = { at: 100, now: () => clock.at }
  const changes = createJobChanges()
  const regions: string[] = []
  const jobs = createJobs({
    ...{ store, clock, changes },
    onRegion: ({ region }) => regions.push(region),
    present: (stored) => ({ ...stored, signedIn: stored.id === 'a', capabilities: [] }),
  })
  return { store, clock, changes, jobs, regions }
}
const noItems = { upserted: [], removed: [] }

describe('jobs', () => {
  it('are created, with a line in their history, and listed', () => {
    const { jobs, store } = bench()
    const made = jobs.create(fields)
    expect(made).toMatchObject({ ...fields, practice: false, createdAt: 100, openedAt: 100, lastScan: null })
    expect(jobs.get(made.id)).toEqual(made)
    expect(jobs.list()).toEqual([made])
    expect(jobs.history(made.id)).toMatchObject([
      {
        jobId: made.id,
        what: 'job.created',
        at: 100,
        deviceId: null,
        endpointId: null,
        facts: { name: 'Office' },
      },
    ])
    expect(jobs.create(fields).id).not.toBe(made.id)
    expect(store.jobs.list()).toHaveLength(2)
  })

  it('of the practice site exist once', () => {
    const { jobs } = bench()
    jobs.create(fields)
    const practice = jobs.practiceJob()
    expect(practice).toMatchObject({
      ...{ practice: true, mode: 'rehearsal', region: 'emea', language: 'en' },
      ...{ name: 'Practice office', site: 'Practice site' },
    })
    expect(jobs.practiceJob()).toEqual(practice)
    expect(jobs.list()).toHaveLength(2)
  })

  it('take new details, and say so when their region changed', () => {
    const { jobs, regions } = bench()
    const { id } = jobs.create(fields)
    expect(jobs.update(id, { name: 'New', customer: 'Northwind', notes: undefined })).toMatchObject({
      ...{ name: 'New', customer: 'Northwind', site: 'Reading', notes: '' },
    })
    expect(regions).toEqual([])
    jobs.update(id, { region: 'apac' })
    expect(regions).toEqual(['apac'])
    expect(jobs.history(id).map(({ what }) => what)).toEqual(['job.created', 'job.changed', 'job.changed'])
    expect(() => jobs.update('none', {})).toThrowError(code('not-found', { what: 'job', id: 'none' }))
  })

  it('are duplicated with their details, without their devices and history', () => {
    const { jobs, store } = bench()
    const { id } = jobs.create({ ...fields, customer: 'Northwind', technician: 'Ada' })
    store.devices.save(device('a', id))
    jobs.archive(id, true)
    const copy = jobs.duplicate(id)
    expect(copy).toMatchObject({ ...fields, name: copy.name, customer: 'Northwind', technician: 'Ada' })
    expect(copy).toMatchObject({ archivedAt: null, practice: false })
    expect(copy.name).not.toBe(fields.name)
    expect(store.devices.ofJob(copy.id)).toEqual([])
    expect(jobs.history(copy.id)).toHaveLength(1)
    expect(jobs.duplicate(jobs.create({ ...fields, name: 'x'.repeat(120) }).id).name).toHaveLength(120)
  })

  it('are archived and listed again', () => {
    const { jobs } = bench()
    const { id } = jobs.create(fields)
    expect(jobs.archive(id, true).archivedAt).toBe(100)
    expect(jobs.list()).toHaveLength(1)
    expect(jobs.archive(id, false).archivedAt).toBeNull()
  })

  it('that were deleted can be restored for 30 days, then they are erased with all their records', () => {
    const { jobs, store, clock } = bench()
    const { id } = jobs.create(fields)
    store.devices.save(device('a', id))
    jobs.open(id)
    jobs.delete(id)
    expect([jobs.list(), jobs.deleted().length, jobs.current()]).toEqual([[], 1, null])
    clock.at += 30 * 86_400_000 - 1
    jobs.eraseExpired()
    expect(jobs.restore(id).deletedAt).toBeNull()
    expect([jobs.list().length, jobs.deleted(), jobs.current()?.id]).toEqual([1, [], id])
    jobs.delete(id)
    clock.at += 30 * 86_400_000
    jobs.eraseExpired()
    expect(jobs.deleted()).toEqual([])
    expect(store.devices.get('a')).toBeNull()
    expect(store.history.ofJob(id)).toEqual([])
  })

  it('that were opened last are current, also in the next run', () => {
    const { jobs, store, clock, changes } = bench()
    expect(jobs.current()).toBeNull()
    const [first, second] = [jobs.create(fields), jobs.create(fields)]
    clock.at = 200
    expect(jobs.open(first.id)).toEqual({ ...first, openedAt: 200 })
    expect(jobs.current()?.id).toBe(first.id)
    expect(jobs.list().map(({ id }) => id)).toEqual([first.id, second.id])
    const next = createJobs({
      store,
      clock,
      changes,
      present: (stored) => ({ ...stored, signedIn: false, capabilities: [] }),
    })
    expect(next.current()).toEqual({ ...first, openedAt: 200 })
    store.memos.set('job.inHand', 7)
    expect(next.current()).toBeNull()
  })

  it('that do not exist are refused', () => {
    const { jobs } = bench()
    const missing = code('not-found', { what: 'job', id: 'x' })
    expect(() => jobs.get('x')).toThrow(missing)
    expect(() => jobs.open('x')).toThrow(missing)
    expect(() => jobs.history('x')).toThrow(missing)
    expect(() => jobs.watch('x', undefined)).toThrow(missing)
    expect(jobs.current()).toBeNull()
  })
})

describe('a watch of a job', () => {
  it('has the changes of that job and no other', async () => {
    const { jobs, store, changes } = bench()
    const [one, two] = [jobs.create(fields), jobs.create(fields)]
    store.devices.save(device('a', one.id))
    store.devices.save(device('b', two.id))
    store.endpoints.save(endpoint('1', one.id))
    const watch = jobs.watch(one.id, undefined)
    const whole = (await watch.next()).value
    expect(whole).toMatchObject({
      whole: true,
      job: one,
      devices: { upserted: [{ id: 'a', signedIn: true }] },
    })
    changes.job(two.id)
    changes.device(two.id, 'b')
    changes.endpoint(two.id, 'x')
    jobs.note({ ...entry(two.id, 'of the other') })
    changes.device(one.id, 'a')
    changes.device(one.id, 'a')
    changes.endpoint(one.id, '1')
    changes.endpoint(one.id, 'removed')
    const change = (await watch.next()).value
    expect(change).toMatchObject({
      ...{ whole: false, more: false, job: null, history: [] },
      devices: { upserted: [{ id: 'a', signedIn: true }], removed: [] },
      endpoints: { upserted: [{ id: '1' }], removed: ['removed'] },
      ...{ pushes: noItems, switches: noItems, neighbours: noItems },
    })
  })

  it.each<
    [string, (changes: ReturnType<typeof createJobChanges>, jobId: string) => void, Partial<JobChange>]
  >([
    ['a push', (changes, id) => changes.push(id, 'p'), { pushes: { upserted: [], removed: ['p'] } }],
    ['a switch', (changes, id) => changes.switch(id, 's'), { switches: { upserted: [], removed: ['s'] } }],
    [
      'a neighbour',
      (changes, id) => changes.neighbour(id, 'n'),
      { neighbours: { upserted: [], removed: ['n'] } },
    ],
    ['a device', (changes, id) => changes.device(id, 'd'), { devices: { upserted: [], removed: ['d'] } }],
  ])('is woken by %s', async (_, change, expected) => {
    const { jobs, changes } = bench()
    const job = jobs.create(fields)
    const watch = jobs.watch(job.id, undefined)
    await watch.next()
    const next = watch.next()
    await new Promise((resolve) => setImmediate(resolve))
    change(changes, job.id)
    expect((await next).value).toMatchObject({ job: null, history: [], ...expected })
  })

  it('is notified of a line of history, and of the job itself', async () => {
    const { jobs } = bench()
    const job = jobs.create(fields)
    const watch = jobs.watch(job.id, undefined)
    await watch.next()
    const next = watch.next()
    await new Promise((resolve) => setImmediate(resolve))
    jobs.open(job.id)
    jobs.note(entry(job.id, 'x'))
    const told: JobChange[] = []
    const first = (await next).value
    if (first !== undefined) told.push(first)
    if (told[0]?.history.length === 0) {
      const second = (await watch.next()).value
      if (second !== undefined) told.push(second)
    }
    expect(told.flatMap((change) => (change.job === null ? [] : [change.job.id]))).toEqual([job.id])
    expect(told.flatMap(({ history }) => history.map(({ what }) => what))).toEqual(['x'])
  })

  it.each(['while nothing changes', 'between two changes'])('ends when its signal fires %s', async (when) => {
    const { jobs, changes } = bench()
    const job = jobs.create(fields)
    const leaving = new AbortController()
    const watch = jobs.watch(job.id, leaving.signal)
    await watch.next()
    if (when === 'between two changes') {
      changes.device(job.id, 'd')
      await watch.next()
    }
    const next = watch.next()
    await new Promise((resolve) => setImmediate(resolve))
    leaving.abort()
    expect((await next).done).toBe(true)
  })
})
