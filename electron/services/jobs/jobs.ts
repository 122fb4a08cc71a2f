/** Creates, opens and watches jobs. A watch reads the store, so a screen shows what is stored. */
import { randomUUID } from 'node:crypto'
import { PunchdownError } from '#shared/errors.ts'
import type { Device, HistoryEntry, Job, JobChange, JobDetails } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Store, StoredDevice } from '../../store/store.ts'
import type { JobChanges } from './job-changes.ts'
import { createJobReader } from './job-reader.ts'

type NewJob = Pick<Job, 'name' | 'site' | 'region' | 'language' | 'mode'> & Partial<JobDetails>
type HistoryNote = Omit<HistoryEntry, 'id' | 'at'>

export interface Jobs {
  /** Current and archived jobs, the one opened last first. */
  list(): Job[]
  /** Deleted jobs that are not erased yet. */
  deleted(): Job[]
  /** @throws PunchdownError not-found */
  get(jobId: string): Job
  create(job: NewJob, practice?: boolean): Job
  /** Changes the given details. @throws PunchdownError not-found */
  update(jobId: string, details: Changes<JobDetails>): Job
  /** A new job with the details and scan targets of another, without its devices. @throws PunchdownError not-found */
  duplicate(jobId: string): Job
  /** @throws PunchdownError not-found */
  archive(jobId: string, archived: boolean): Job
  /** The job can be restored for a month. @throws PunchdownError not-found */
  delete(jobId: string): Job
  /** @throws PunchdownError not-found */
  restore(jobId: string): Job
  /** Removes a job with everything in it. */
  erase(jobId: string): void
  /** Erases the jobs that were deleted a month ago. */
  eraseExpired(): void
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
  /** Called after the region of a job was changed, on which verdicts depend. */
  readonly onRegion?: ((job: Job) => void) | undefined
}

/** A value that is undefined stays as it is. */
type Changes<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | undefined }

const keptAfterDeletionMs = 30 * 86_400_000

/** Released under this name. */
const currentJobMemo = 'job.inHand'

export function createJobs(parts: JobsParts): Jobs {
  const { store, clock, changes, present } = parts
  const get = (jobId: string): Job => {
    const job = store.jobs.get(jobId)
    if (job === null) throw new PunchdownError('not-found', { what: 'job', id: jobId })
    return job
  }
  const create = (fields: NewJob, practice = false): Job => {
    const now = clock.now()
    const job: Job = {
      id: randomUUID(),
      ...{ technician: '', customer: '', contact: '', notes: '' },
      ...fields,
      practice,
      createdAt: now,
      openedAt: now,
      lastScan: null,
      ...{ archivedAt: null, deletedAt: null },
    }
    store.jobs.save(job)
    note({ jobId: job.id, what: 'job.created', deviceId: null, endpointId: null, facts: { name: job.name } })
    return job
  }
  const note = (entry: HistoryNote): void => changes.history(store.history.add({ ...entry, at: clock.now() }))

  const change = (jobId: string, changed: Partial<Job>): Job => {
    const job = { ...get(jobId), ...changed }
    store.jobs.save(job)
    changes.job(jobId)
    return job
  }

  const operations: Operations = { get, create, change, note, onRegion: parts.onRegion }
  const reader = createJobReader(store, present)

  return {
    list: () => store.jobs.list().filter(({ deletedAt }) => deletedAt === null),
    deleted: () => store.jobs.list().filter(({ deletedAt }) => deletedAt !== null),
    get,
    create,
    note,
    practiceJob: () =>
      store.jobs.list().find((job) => job.practice && job.deletedAt === null) ??
      create(
        { name: 'Practice office', site: 'Practice site', region: 'emea', language: 'en', mode: 'rehearsal' },
        true,
      ),
    update: (jobId, details) => updateDetails(operations, jobId, details),
    duplicate: (jobId) => duplicate(operations, jobId),
    archive: (jobId, archived) => change(jobId, { archivedAt: archived ? clock.now() : null }),
    delete: (jobId) => change(jobId, { deletedAt: clock.now() }),
    restore: (jobId) => change(jobId, { deletedAt: null }),
    erase: (jobId) => store.jobs.remove(jobId),
    eraseExpired: () => eraseExpired(parts),
    open(jobId) {
      const job = change(jobId, { openedAt: clock.now() })
      store.memos.set(currentJobMemo, job.id)
      return job
    },
    current() {
      const id = store.memos.get(currentJobMemo)
      const job = typeof id === 'string' ? store.jobs.get(id) : null
      return job?.deletedAt === null ? job : null
    },
    watch(jobId, signal) {
      get(jobId)
      return changes.watch(jobId, reader, signal)
    },
    history: (jobId) => store.history.ofJob(get(jobId).id),
  }
}

interface Operations {
  get(jobId: string): Job
  create(fields: NewJob): Job
  change(jobId: string, changed: Partial<Job>): Job
  note(entry: HistoryNote): void
  readonly onRegion: JobsParts['onRegion']
}

function updateDetails(
  { get, change, note, onRegion }: Operations,
  jobId: string,
  details: Changes<JobDetails>,
): Job {
  const { region } = get(jobId)
  const job = change(jobId, definedOnly(details))
  note({ jobId, what: 'job.changed', deviceId: null, endpointId: null, facts: {} })
  if (job.region !== region) onRegion?.(job)
  return job
}

function duplicate({ get, create, change }: Operations, jobId: string): Job {
  const { name, site, region, language, mode, technician, customer, contact, notes, lastScan } = get(jobId)
  const details = { site, region, language, mode, technician, customer, contact, notes }
  const job = create({ ...details, name: words.start.copyOf(name) })
  return change(job.id, { lastScan })
}

function eraseExpired({ store, clock }: JobsParts): void {
  for (const { id, deletedAt } of store.jobs.list())
    if (deletedAt !== null && deletedAt + keptAfterDeletionMs <= clock.now()) store.jobs.remove(id)
}

const definedOnly = (details: Changes<JobDetails>): Partial<JobDetails> =>
  Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined))
