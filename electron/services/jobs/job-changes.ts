/** Sends the changes of a job to its watchers, coalesced so that a flood of sightings becomes a few events. */
import type { HistoryEntry, JobChange } from '#shared/model/job.ts'

/** At most ten events a second leave a watch. */
const quietMs = 100

interface Pending {
  job: boolean
  readonly devices: Set<string>
  readonly endpoints: Set<string>
  readonly pushes: Set<string>
  readonly guidedSetups: Set<string>
  readonly switches: Set<string>
  readonly neighbours: Set<string>
  history: HistoryEntry[]
}

interface Watcher {
  readonly jobId: string
  pending: Pending
  wake: (() => void) | null
}

export interface ChangedIds {
  readonly job: boolean
  readonly devices: string[]
  readonly endpoints: string[]
  readonly pushes: string[]
  readonly guidedSetups: string[]
  readonly switches: string[]
  readonly neighbours: string[]
  readonly history: HistoryEntry[]
}

/** Reads the content of the events. */
export interface JobReader {
  /** The first part says `whole`, each but the last one `more`. `onRead` is called as devices are read from the store. */
  whole(jobId: string, onRead: (deviceIds: readonly string[]) => void): Iterable<JobChange>
  changed(jobId: string, ids: ChangedIds): JobChange
}

export interface JobChanges {
  job(jobId: string): void
  device(jobId: string, deviceId: string): void
  endpoint(jobId: string, endpointId: string): void
  push(jobId: string, pushId: string): void
  guidedSetup(jobId: string, deviceId: string): void
  switch(jobId: string, switchId: string): void
  neighbour(jobId: string, neighbourId: string): void
  history(entry: HistoryEntry): void
  /** Everything, then every change, until the signal fires or the reader leaves. */
  watch(jobId: string, reader: JobReader, signal: AbortSignal | undefined): AsyncGenerator<JobChange, void>
}

const nothing = (): Pending => ({
  job: false,
  devices: new Set(),
  endpoints: new Set(),
  pushes: new Set(),
  guidedSetups: new Set(),
  switches: new Set(),
  neighbours: new Set(),
  history: [],
})

const isEmpty = (pending: Pending) =>
  !pending.job &&
  pending.devices.size === 0 &&
  pending.endpoints.size === 0 &&
  pending.pushes.size === 0 &&
  pending.guidedSetups.size === 0 &&
  pending.switches.size === 0 &&
  pending.neighbours.size === 0 &&
  pending.history.length === 0

/** Resolves after the quiet time, or as soon as the signal aborts. */
function quiet(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, quietMs)
    signal?.addEventListener('abort', end)
  })
}

export function createJobChanges(): JobChanges {
  const watchers = new Set<Watcher>()
  const mark = (jobId: string, note: (pending: Pending) => void) => {
    for (const watcher of watchers) {
      if (watcher.jobId !== jobId) continue
      note(watcher.pending)
      watcher.wake?.()
    }
  }
  return {
    job: (jobId) => mark(jobId, (pending) => (pending.job = true)),
    device: (jobId, id) => mark(jobId, (pending) => pending.devices.add(id)),
    endpoint: (jobId, id) => mark(jobId, (pending) => pending.endpoints.add(id)),
    push: (jobId, id) => mark(jobId, (pending) => pending.pushes.add(id)),
    guidedSetup: (jobId, id) => mark(jobId, (pending) => pending.guidedSetups.add(id)),
    switch: (jobId, id) => mark(jobId, (pending) => pending.switches.add(id)),
    neighbour: (jobId, id) => mark(jobId, (pending) => pending.neighbours.add(id)),
    history: (entry) => mark(entry.jobId, (pending) => pending.history.push(entry)),
    async *watch(jobId, reader, signal) {
      const watcher: Watcher = { jobId, pending: nothing(), wake: null }
      watchers.add(watcher)
      const stop = () => watcher.wake?.()
      signal?.addEventListener('abort', stop)
      try {
        // a change from before the reading is part of the first event and is not sent again
        const onRead = (deviceIds: readonly string[]) => {
          for (const id of deviceIds) watcher.pending.devices.delete(id)
        }
        for (const part of reader.whole(jobId, onRead)) {
          yield part
          if (signal?.aborted === true) return
        }
        while (signal?.aborted !== true) {
          if (isEmpty(watcher.pending)) {
            await new Promise<void>((resolve) => {
              watcher.wake = resolve
            })
            watcher.wake = null
            continue
          }
          const pending = watcher.pending
          watcher.pending = nothing()
          yield reader.changed(jobId, {
            job: pending.job,
            devices: [...pending.devices],
            endpoints: [...pending.endpoints],
            pushes: [...pending.pushes],
            guidedSetups: [...pending.guidedSetups],
            switches: [...pending.switches],
            neighbours: [...pending.neighbours],
            history: pending.history,
          })
          await quiet(signal)
        }
      } finally {
        signal?.removeEventListener('abort', stop)
        watchers.delete(watcher)
      }
    },
  }
}
