/** The watch of a job with more devices than one event carries, and what the page makes of it. */
import { describe, expect, it } from 'vitest'
import { createJobChanges } from '#electron/services/jobs/job-changes.ts'
import { createJobs } from '#electron/services/jobs/jobs.ts'
import { openStore } from '#electron/store/open.ts'
import type { JobChange } from '#shared/model/job.ts'
import { device, job } from '#test/store/matter.ts'
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

describe('the first of a watch', () => {
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

  it('is followed by what changed while it was told', async () => {
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

  it('ends where its reader leaves', async () => {
    const { store, jobs } = site(600)
    using _store = store
    const leaving = new AbortController()
    const watch = jobs.watch('a', leaving.signal)
    await watch.next()
    leaving.abort()
    expect((await watch.next()).done).toBe(true)
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

  it('shows a first picture as it comes, and a second one when it is all there', async () => {
    const { store, jobs, idOf } = site(600)
    using _store = store
    const before = taken(null, await first(jobs.watch('a', undefined)))
    expect(before.counts).toEqual([250, 500, 600])
    for (let i = 0; i < 100; i++) store.devices.remove(idOf(i))
    const after = taken(before.intake, await first(jobs.watch('a', undefined)))
    expect(after.counts).toEqual([600, 500])
  })

  it('begins anew where the connection was lost in the middle of a first picture', async () => {
    const { store, jobs } = site(600)
    using _store = store
    const events = await first(jobs.watch('a', undefined))
    const before = taken(null, events.slice(0, 2))
    expect(taken(before.intake, events).counts).toEqual([250, 500, 600])
  })

  it('takes in what changes afterwards', async () => {
    const { store, jobs } = site(300)
    using _store = store
    const { intake } = taken(null, await first(jobs.watch('a', undefined)))
    const [one] = intake?.shown?.devices ?? []
    const nothing = { upserted: [], removed: [] }
    const change: JobChange = {
      ...{ whole: false, more: false, job: null, history: [] },
      ...{ endpoints: nothing, pushes: nothing, switches: nothing, neighbours: nothing },
      devices: { upserted: [], removed: [one?.id ?? ''] },
    }
    expect(taken(intake, [change]).counts).toEqual([299])
  })
})
