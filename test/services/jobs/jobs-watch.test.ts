/** The watch of a job with more devices than one event carries, and what the page makes of it. */
import { describe, expect, it } from 'vitest'
import { createJobChanges } from '#electron/services/jobs/job-changes.ts'
import { createJobs } from '#electron/services/jobs/jobs.ts'
import { openStore } from '#electron/store/open.ts'
import type { Evidence } from '#shared/model/identity.ts'
import type { JobChange } from '#shared/model/job.ts'
import { device, endpoint, entry, job } from '#test/store/matter.ts'
import { type JobIntake, takeIn } from '../../../renderer/connection/live.ts'

function site(devices: number) {
  const store = openStore(':memory:')
  store.jobs.save(job('a'))
  const idOf = (index: number) => `d${String(index).padStart(5, '0')}`
  store.transaction(() => {
    for (let i = 0; i < devices; i++) store.devices.save({ ...device(idOf(i), 'a') })
  })
  const changes = createJobChanges()
  const present = (stored: ReturnType<typeof device>) => ({
    ...{ ...stored, capabilities: [], signedIn: false },
  })
  const jobs = createJobs({ store, clock: { now: Date.now }, changes, present })
  return { store, changes, jobs, idOf }
}

async function first(watch: AsyncGenerator<JobChange, void>): Promise<JobChange[]> {
  const events: JobChange[] = []
  for await (const event of watch) {
    events.push(event)
    if (!event.more) break
  }
  return events
}
const idsOf = (events: readonly JobChange[]) =>
  events.flatMap(({ devices }) => devices.upserted.map(({ id }) => id))

describe('the first event of a watch', () => {
  it.each([
    [0, [0]],
    [1, [1]],
    [249, [249]],
    [250, [250]],
    [251, [250, 1]],
    [600, [250, 250, 100]],
    [750, [250, 250, 250]],
  ])('of %i devices comes in parts of %j, each device once', async (count, parts) => {
    const { store, jobs, idOf } = site(count)
    using _store = store
    const events = await first(jobs.watch('a', undefined))
    expect(events.map(({ devices }) => devices.upserted.length)).toEqual(parts)
    expect(events.map(({ whole }) => whole)).toEqual(parts.map((_, index) => index === 0))
    expect(events.map(({ job: told }) => told !== null)).toEqual(parts.map((_, index) => index === 0))
    expect(idsOf(events)).toEqual(Array.from({ length: count }, (_, index) => idOf(index)))
  })

  it('is followed by changes made while it was sent', async () => {
    const { store, jobs, changes, idOf } = site(600)
    using _store = store
    const watch = jobs.watch('a', undefined)
    await watch.next()
    // behind what was told: nobody would come back to it
    store.devices.save({ ...device('c-new', 'a') })
    changes.device('a', 'c-new')
    store.devices.remove(idOf(2))
    changes.device('a', idOf(2))
    const rest: JobChange[] = []
    for await (const event of watch) {
      rest.push(event)
      if (event.devices.removed.length > 0) break
    }
    expect(rest.map(({ more }) => more)).toEqual([true, false, false])
    expect(idsOf(rest.slice(-1))).toEqual(['c-new'])
    expect(rest.at(-1)?.devices.removed).toEqual([idOf(2)])
  })

  it('has no history and no evidence; later lines of the history are sent as they are written', async () => {
    const { store, jobs } = site(1)
    using _store = store
    const before = device('d00000', 'a')
    const evidence: Evidence[] = [
      {
        ...{ fact: 'vendor', value: 'Poly', protocol: 'http.title', port: 80, raw: 'Poly', at: 1, rule: 'x' },
        provenance: { source: 'a test', confidence: 'ours' },
      },
    ]
    store.devices.save({ ...before, identity: { ...before.identity, evidence: [...evidence] } })
    store.history.add(entry('a', 'device.found'))
    const watch = jobs.watch('a', undefined)
    const { value } = await watch.next()
    expect(value).toMatchObject({ whole: true, history: [] })
    expect(value?.devices.upserted.map(({ identity }) => Object.keys(identity))).not.toContainEqual(
      expect.arrayContaining(['evidence']),
    )
    jobs.note({ jobId: 'a', what: 'push.done', deviceId: null, endpointId: null, facts: {} })
    expect((await watch.next()).value).toMatchObject({ whole: false, history: [{ what: 'push.done' }] })
    expect(jobs.history('a').map(({ what }) => what)).toEqual(['device.found', 'push.done'])
    await watch.return()
  })

  it('has a device once if it changes before it is read, and again if it changes afterwards', async () => {
    const { store, jobs, changes, idOf } = site(750)
    using _store = store
    const watch = jobs.watch('a', undefined)
    // the first two parts are read by now, the third is not
    const first = await watch.next()
    store.devices.save({ ...device(idOf(700), 'a'), lastSeen: 7 })
    changes.device('a', idOf(700))
    changes.device('a', idOf(1))
    const rest: JobChange[] = [first.value].filter((part) => part !== undefined)
    for await (const event of watch) {
      rest.push(event)
      if (!event.more && !event.whole && event.devices.upserted.length < 250) break
    }
    const times = new Map<string, number>()
    for (const id of idsOf(rest)) times.set(id, (times.get(id) ?? 0) + 1)
    expect([times.get(idOf(700)), times.get(idOf(1)), times.get(idOf(2))]).toEqual([1, 2, 1])
    expect(rest.flatMap((event) => event.devices.upserted).find(({ id }) => id === idOf(700))?.lastSeen).toBe(
      7,
    )
  })

  it('ends when its reader leaves', async () => {
    const { store, jobs } = site(600)
    using _store = store
    const leaving = new AbortController()
    const watch = jobs.watch('a', leaving.signal)
    await watch.next()
    leaving.abort()
    expect((await watch.next()).done).toBe(true)
  })
})

describe('the watch of one job', () => {
  it('has no changes of another job', async () => {
    const { store, jobs, changes } = site(0)
    using _store = store
    store.jobs.save(job('b'))
    const watches = { a: jobs.watch('a', undefined), b: jobs.watch('b', undefined) }
    await watches.a.next()
    await watches.b.next()
    store.devices.save(device('of-b', 'b'))
    store.endpoints.save(endpoint('1', 'b'))
    changes.job('b')
    changes.device('b', 'of-b')
    changes.endpoint('b', '1')
    changes.push('b', 'push-of-b')
    changes.switch('b', 'switch-of-b')
    changes.neighbour('b', 'neighbour-of-b')
    jobs.note({ jobId: 'b', what: 'push.done', deviceId: 'of-b', endpointId: null, facts: {} })
    store.devices.save(device('of-a', 'a'))
    changes.device('a', 'of-a')
    const nothing = { upserted: [], removed: [] }
    expect((await watches.a.next()).value).toMatchObject({
      ...{
        job: null,
        endpoints: nothing,
        pushes: nothing,
        guidedSetups: nothing,
        switches: nothing,
        neighbours: nothing,
      },
      devices: { upserted: [{ id: 'of-a' }], removed: [] },
      history: [],
    })
    expect((await watches.b.next()).value).toMatchObject({
      job: { id: 'b' },
      devices: { upserted: [{ id: 'of-b' }], removed: [] },
      endpoints: { upserted: [{ id: '1' }], removed: [] },
      pushes: { removed: ['push-of-b'] },
      history: [{ what: 'push.done' }],
    })
    await watches.a.return()
    await watches.b.return()
  })
})

describe('the page', () => {
  const taken = (before: JobIntake | null, events: readonly JobChange[]) => {
    const counts: number[] = []
    let intake = before
    for (const event of events) {
      intake = takeIn(intake, event)
      counts.push(intake.shown?.devices.length ?? -1)
    }
    return { counts, intake }
  }

  it('shows the first view as it arrives, and a second one when it is complete', async () => {
    const { store, jobs, idOf } = site(600)
    using _store = store
    const before = taken(null, await first(jobs.watch('a', undefined)))
    expect(before.counts).toEqual([250, 500, 600])
    for (let i = 0; i < 100; i++) store.devices.remove(idOf(i))
    const after = taken(before.intake, await first(jobs.watch('a', undefined)))
    expect(after.counts).toEqual([600, 500])
  })

  it('begins again when the connection is lost during the first view', async () => {
    const { store, jobs } = site(600)
    using _store = store
    const events = await first(jobs.watch('a', undefined))
    const before = taken(null, events.slice(0, 2))
    expect(taken(before.intake, events).counts).toEqual([250, 500, 600])
  })

  it('applies later changes', async () => {
    const { store, jobs } = site(300)
    using _store = store
    const { intake } = taken(null, await first(jobs.watch('a', undefined)))
    const [one] = intake?.shown?.devices ?? []
    const nothing = { upserted: [], removed: [] }
    const change: JobChange = {
      ...{ whole: false, more: false, job: null, history: [] },
      ...{
        endpoints: nothing,
        pushes: nothing,
        guidedSetups: nothing,
        switches: nothing,
        neighbours: nothing,
      },
      devices: { upserted: [], removed: [one?.id ?? ''] },
    }
    expect(taken(intake, [change]).counts).toEqual([299])
  })
})
