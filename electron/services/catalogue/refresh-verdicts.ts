/** Updates the verdicts of all jobs when the catalogue in use has changed. */
import { createHash } from 'node:crypto'
import type { Catalogue, Verdict } from '#shared/model/catalogue.ts'
import type { Job } from '#shared/model/job.ts'
import type { Region } from '#shared/model/region.ts'
import type { Store } from '../../store/store.ts'
import type { JobChanges } from '../jobs/index.ts'
import { type JudgedIdentity, judgedEndpoint, verdictFor } from './verdict.ts'

export interface RenewedVerdictsParts {
  readonly store: Pick<Store, 'jobs' | 'devices' | 'endpoints' | 'memos' | 'transaction'>
  readonly changes: Pick<JobChanges, 'device' | 'endpoint'>
  readonly catalogue: Catalogue
  /** Region for the verdicts of a job. */
  readonly regionOf: (jobId: string) => Region | null
}

const memo = 'catalogue.judgedBy'

/** Updates all verdicts in one transaction, unless they were made by the same list. */
export function renewVerdicts(parts: RenewedVerdictsParts): void {
  const { store } = parts
  const stamp = stampOf(parts.catalogue)
  if (store.memos.get(memo) === stamp) return
  const notify = store.transaction(() => {
    const ofJobs = store.jobs.list().map((job) => renewJob(parts, job))
    store.memos.set(memo, stamp)
    return ofJobs
  })
  for (const each of notify) each()
}

/** Updates the verdicts of one job, after its region was changed. */
export function renewVerdictsOfJob(parts: RenewedVerdictsParts, job: Job): void {
  const notify = parts.store.transaction(() => renewJob(parts, job))
  notify()
}

/** The result notifies the watchers of what was changed. */
function renewJob({ store, changes, catalogue, regionOf }: RenewedVerdictsParts, job: Job): () => void {
  const judge: Judge = (identity) => verdictFor(identity, catalogue, regionOf(job.id))
  const devices = renewDevices(store, judge, job)
  const endpoints = renewEndpoints(store, judge, job)
  return () => {
    for (const id of devices) changes.device(job.id, id)
    for (const id of endpoints) changes.endpoint(job.id, id)
  }
}

type Judge = (identity: JudgedIdentity) => Verdict

/** Increased when the rules of a verdict change, so that stored verdicts are renewed although the list is the same. */
const rulesVersion = 3

/** Hash of everything that affects a verdict or is shown with it. */
const stampOf = ({ date, source, rows }: Catalogue): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        rulesVersion,
        date,
        source,
        rows.map(({ vendor, model, minimum, approved }) => [vendor, model, minimum, approved]),
      ]),
    )
    .digest('hex')

const isSame = (a: Verdict, b: Verdict): boolean => JSON.stringify(a) === JSON.stringify(b)

function renewDevices({ devices }: Pick<Store, 'devices'>, judge: Judge, job: Job): string[] {
  const renewed: string[] = []
  for (const part of devices.parts(job.id)) {
    for (const device of part) {
      const verdict = judge(device.identity)
      if (isSame(verdict, device.verdict)) continue
      devices.save({ ...device, verdict })
      renewed.push(device.id)
    }
  }
  return renewed
}

function renewEndpoints(
  { devices, endpoints }: Pick<Store, 'devices' | 'endpoints'>,
  judge: Judge,
  job: Job,
): string[] {
  return endpoints.ofJob(job.id).flatMap((endpoint) => {
    const device = endpoint.deviceId === null ? null : devices.get(endpoint.deviceId)
    const verdict = judge(judgedEndpoint(endpoint, device?.identity ?? null))
    if (isSame(verdict, endpoint.verdict)) return []
    endpoints.save({ ...endpoint, verdict })
    return [endpoint.id]
  })
}
