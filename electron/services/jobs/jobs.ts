/** Creates, opens and watches jobs. A watch reads the store, so a screen shows what is stored. */
import { randomUUID } from 'node:crypto'
import { PunchdownError } from '#shared/errors.ts'
import type { Device, HistoryEntry, Job, JobChange } from '#shared/model/job.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Store, StoredDevice } from '../../store/store.ts'
import type { JobChanges } from './job-changes.ts'
import { createJobReader } from './job-reader.ts'

type NewJob = Pick<Job, 'name' | 'site' | 'region' | 'language' | 'mode'>
type HistoryNote = Omit<HistoryEntry, 'id' | 'at'>

export interface Jobs {
  list(): Job[]
  /** @throws PunchdownError not-found */
  get(jobId: string): Job
  create(job: NewJob, practice?: boolean): Job
  /** The job of the practice site, created on first use. */
  practiceJob(): Job
  /** Makes the job the current one. @throws PunchdownError not-found */
  open(jobId: string): Job
  /** The job opened last, also by an earlier run; null before the first. */
  current(): Job | null
  /** The job without its history and the evidence of devices, then every change. @throws PunchdownError not-found */
  watch(jobId: string, signal: AbortSignal | undefined): AsyncGenerator<JobChange, void>
  history(jobId: string): HistoryEntry[]
  /** Adds a line to the job's history and notifies watchers. */
  note(entry: HistoryNote): void
}

export interface JobsParts {
  readonly store: Store
  readonly clock: Clock
  readonly changes: JobChanges
  /** Adds the facts of this run to a stored device. */
  readonly present: (device: StoredDevice) => Device
}

/** Released under this name. */
const currentJobMemo = 'job.inHand'

export function createJobs({ store, clock, changes, present }: JobsParts): Jobs {
  const get = (jobId: string): Job => {
    const job = store.jobs.get(jobId)
    if (job === null) throw new PunchdownError('not-found', { what: 'job', id: jobId })
    return job
  }
  const create = (fields: NewJob, practice = false): Job => {
    const now = clock.now()
    const job: Job = {
      id: randomUUID(),
      ...fields,
      practice,
      createdAt: now,
      openedAt: now,
      lastScan: null,
      ...{ technician: '', customer: '', contact: '' },
    }
    store.jobs.save(job)
    note({ jobId: job.id, what: 'job.created', deviceId: null, endpointId: null, facts: { name: job.name } })
    return job
  }
  const note = (entry: HistoryNote): void => changes.history(store.history.add({ ...entry, at: clock.now() }))

  const reader = createJobReader(store, present)

  return {
    list: () => store.jobs.list(),
    get,
    create,
    note,
    practiceJob: () =>
      store.jobs.list().find((job) => job.practice) ??
      create(
        { name: 'Practice office', site: 'Practice site', region: 'emea', language: 'en', mode: 'rehearsal' },
        true,
      ),
    open(jobId) {
      const job = { ...get(jobId), openedAt: clock.now() }
      store.jobs.save(job)
      store.memos.set(currentJobMemo, job.id)
      changes.job(job.id)
      return job
    },
    current() {
      const id = store.memos.get(currentJobMemo)
      return typeof id === 'string' ? store.jobs.get(id) : null
    },
    watch(jobId, signal) {
      get(jobId)
      return changes.watch(jobId, reader, signal)
    },
    history: (jobId) => store.history.ofJob(get(jobId).id),
  }
}
