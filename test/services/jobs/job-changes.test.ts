/** A watch takes nothing from its signal but one listener, and leaves none behind. */
import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createJobChanges, type JobReader } from '#electron/services/jobs/job-changes.ts'
import type { JobChange } from '#shared/model/job.ts'

const empty = { upserted: [], removed: [] }
const change: JobChange = {
  ...{ whole: false, more: false, job: null, history: [] },
  ...{
    devices: empty,
    endpoints: empty,
    pushes: empty,
    guidedSetups: empty,
    switches: empty,
    neighbours: empty,
  },
}
const reader: JobReader = { whole: () => [change], changed: () => change }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function watched() {
  const changes = createJobChanges()
  const abort = new AbortController()
  const watch = changes.watch('a', reader, abort.signal)
  return { changes, abort, watch, listeners: () => getEventListeners(abort.signal, 'abort').length }
}

it('a hundred events leave only the listener of the watch on the signal', async () => {
  const { changes, watch, listeners } = watched()
  await watch.next()
  for (let count = 0; count < 100; count++) {
    changes.job('a')
    const next = watch.next()
    await vi.advanceTimersByTimeAsync(100)
    expect((await next).done).toBe(false)
    expect(listeners()).toBeLessThanOrEqual(2)
  }
  await watch.return()
  expect(listeners()).toBe(0)
})

it.each([
  ['while it rests between two events', true],
  ['while its reader holds an event', false],
])('an abort %s ends the watch at once', async (_, resting) => {
  const { changes, abort, watch, listeners } = watched()
  await watch.next()
  changes.job('a')
  await watch.next()
  const last = resting ? watch.next() : null
  abort.abort()
  // no timer runs
  expect((await (last ?? watch.next())).done).toBe(true)
  expect(listeners()).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
})
