/** Writes a job to a file, and opens the file of a job: as a new job, or merged into the same job of this laptop. */
import { PunchdownError } from '#shared/errors.ts'
import type { Job } from '#shared/model/job.ts'
import type { JobComparison } from '#shared/model/job-transfer.ts'
import { version } from '../../../app/version.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Secret } from '../../../platform/secret.ts'
import type { Store } from '../../../store/store.ts'
import type { JobChanges } from '../job-changes.ts'
import { type JobContent, readContent, withoutSecretTexts, writeContent } from './content.ts'
import { readJobFile, writeJobFile } from './job-file.ts'
import { mergeJobs } from './merge.ts'

export interface JobTransfer {
  /** @throws PunchdownError not-found */
  export(jobId: string, passphrase: Secret | null): Promise<{ fileName: string; text: string }>
  /** Changes nothing. @throws PunchdownError with the codes of readJobFile */
  compare(text: string, passphrase: Secret | null): Promise<JobComparison>
  /** `fromFile`: ids of the differences whose value is taken from the file. @throws PunchdownError with the codes of readJobFile */
  import(text: string, passphrase: Secret | null, fromFile: readonly string[]): Promise<Job>
}

export interface JobTransferParts {
  readonly store: Store
  readonly clock: Clock
  readonly changes: JobChanges
}

export function createJobTransfer(parts: JobTransferParts): JobTransfer {
  const { store, clock } = parts
  return {
    async export(jobId, passphrase) {
      const content = readContent(store, jobId)
      if (content === null) throw new PunchdownError('not-found', { what: 'job', id: jobId })
      const text = await writeJobFile(withoutSecretTexts(content), passphrase, {
        writtenAt: clock.now(),
        by: version,
      })
      return { fileName: fileNameOf(content.job), text }
    },
    async compare(text, passphrase) {
      const file = await readJobFile(text, passphrase)
      const here = readContent(store, file.job.id)
      const { name, customer, site } = file.job
      const { devices, endpoints, history } = file
      const all = { devices: devices.length, endpoints: endpoints.length, history: history.length }
      const merge = here === null ? { added: all, differences: [] } : mergeJobs(here, file)
      return {
        name,
        customer,
        site,
        isHere: here !== null,
        added: merge.added,
        differences: [...merge.differences],
      }
    },
    async import(text, passphrase, fromFile) {
      const file = await readJobFile(text, passphrase)
      return store.transaction(() => importContent(parts, file, new Set(fromFile)))
    },
  }
}

function importContent(
  { store, clock, changes }: JobTransferParts,
  file: JobContent,
  fromFile: ReadonlySet<string>,
): Job {
  const here = readContent(store, file.job.id)
  const now = clock.now()
  const merged = here === null ? file : mergeJobs(here, file).apply(fromFile)
  const note = {
    at: now,
    what: here === null ? 'job.imported' : 'job.merged',
    deviceId: null,
    endpointId: null,
    facts: {},
  }
  const content: JobContent = {
    ...merged,
    job: { ...merged.job, openedAt: now, deletedAt: null },
    // the lines about differences have no time yet
    history: [...merged.history.map((entry) => (entry.at === 0 ? { ...entry, at: now } : entry)), note],
  }
  const own = store.endpoints.ofJob(file.job.id)
  writeContent(store, { ...content, endpoints: withOwnCodes(content.endpoints, own) })
  notify(changes, content)
  return content.job
}

/** Endpoints whose state is that of this laptop keep its codes, which the content leaves out. */
function withOwnCodes(
  merged: JobContent['endpoints'],
  own: JobContent['endpoints'],
): JobContent['endpoints'] {
  const known = new Map(own.map((endpoint) => [endpoint.id, endpoint.onboarding]))
  return merged.map((endpoint) => {
    const mine = known.get(endpoint.id)
    const { at, since } = endpoint.onboarding
    return mine?.at === at && mine.since === since ? { ...endpoint, onboarding: mine } : endpoint
  })
}

function notify(changes: JobChanges, { job, devices, endpoints, switches, neighbours }: JobContent): void {
  changes.job(job.id)
  for (const { id } of devices) changes.device(job.id, id)
  for (const { id } of endpoints) changes.endpoint(job.id, id)
  for (const { id } of switches) changes.switch(job.id, id)
  for (const { id } of neighbours) changes.neighbour(job.id, id)
}

/** `Riverside, floor 2.punchdown`: letters, digits, spaces, commas, dots, dashes and underscores only. */
function fileNameOf({ name }: Job): string {
  const plain = name
    .replaceAll(/[^\p{L}\p{N} ,._-]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[ .]+|[ .]+$/g, '')
  const short = [...plain].slice(0, 80).join('').trimEnd()
  return `${short === '' ? 'job' : short}.punchdown`
}
