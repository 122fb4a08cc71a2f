/** The hand-over report of a job as a file. */
import type { Catalogue } from '#shared/model/catalogue.ts'
import { version } from '../../app/version.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Store } from '../../store/store.ts'
import type { Jobs } from '../jobs/index.ts'
import type { ReportFile, ReportFormat } from './file.ts'
import type { ReportMatter, ReportOptions } from './model.ts'

export interface ReportParts {
  readonly store: Pick<Store, 'devices' | 'endpoints' | 'pushes' | 'guidedSetups' | 'switches' | 'history'>
  readonly jobs: Pick<Jobs, 'get'>
  readonly catalogue: Pick<Catalogue, 'date' | 'source'>
  readonly clock: Clock
  /** IANA name; the laptop's own when absent. */
  readonly timeZone?: string
}

/** @throws PunchdownError not-found */
export function createReport(
  parts: ReportParts,
): (jobId: string, format: ReportFormat, options?: ReportOptions) => Promise<ReportFile> {
  return async (jobId, format, options) => {
    // loaded for the first report, with all its words: most runs of the core make none
    const { writeReport, localTimeZone } = await import('./file.ts')
    const matter: ReportMatter = {
      job: parts.jobs.get(jobId),
      devices: parts.store.devices.ofJob(jobId),
      endpoints: parts.store.endpoints.ofJob(jobId),
      pushes: parts.store.pushes.ofJob(jobId),
      guidedSetups: parts.store.guidedSetups.ofJob(jobId),
      switches: parts.store.switches.ofJob(jobId),
      neighbours: parts.store.switches.neighbours(jobId),
      history: parts.store.history.ofJob(jobId),
      catalogue: parts.catalogue,
      madeAt: parts.clock.now(),
      timeZone: parts.timeZone ?? localTimeZone(),
      version,
    }
    return writeReport(matter, format, options)
  }
}
