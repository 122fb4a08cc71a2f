/** The hand-over report of a job as a file. */
import type { Catalogue } from '#shared/model/catalogue.ts'
import { version } from '../../app/version.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Store } from '../../store/store.ts'
import type { Jobs } from '../jobs/index.ts'
import { csvOf } from './csv.ts'
import { htmlOf } from './html.ts'
import { buildReport, type Report } from './model.ts'
import { localTimeZone } from './moment.ts'

export type ReportFormat = 'html' | 'pdf' | 'csv'

export interface ReportFile {
  /** `Handover Practice office 2026-11-24.pdf`: letters, digits, spaces, dots, dashes and underscores only. */
  readonly fileName: string
  readonly mediaType: string
  readonly bytes: Buffer
}

export interface ReportParts {
  readonly store: Pick<Store, 'devices' | 'endpoints' | 'pushes' | 'history'>
  readonly jobs: Pick<Jobs, 'get'>
  readonly catalogue: Pick<Catalogue, 'date' | 'source'>
  readonly clock: Clock
  /** IANA name; the laptop's own when absent. */
  readonly timeZone?: string
}

const mediaTypes: Record<ReportFormat, string> = {
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8',
}
const writers: Record<ReportFormat, (report: Report) => Buffer | Promise<Buffer>> = {
  html: htmlOf,
  // PDFKit is loaded for the first PDF: most runs of the core make none
  pdf: async (report) => (await import('./pdf.ts')).pdfOf(report),
  csv: csvOf,
}

/** @throws PunchdownError not-found when there is no such job */
export function createReport(
  parts: ReportParts,
): (jobId: string, format: ReportFormat) => Promise<ReportFile> {
  return async (jobId, format) => {
    const job = parts.jobs.get(jobId)
    const report = buildReport({
      job,
      devices: parts.store.devices.ofJob(jobId),
      endpoints: parts.store.endpoints.ofJob(jobId),
      pushes: parts.store.pushes.ofJob(jobId),
      history: parts.store.history.ofJob(jobId),
      catalogue: parts.catalogue,
      madeAt: parts.clock.now(),
      timeZone: parts.timeZone ?? localTimeZone(),
      version,
    })
    return {
      fileName: `${fileStem(report)}.${format}`,
      mediaType: mediaTypes[format],
      bytes: await writers[format](report),
    }
  }
}

/** The name of the job without characters that a file system may refuse. */
function fileStem(report: Report): string {
  const name = report.name
    .replaceAll(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[ .]+|[ .]+$/g, '')
  const short = [...name].slice(0, 80).join('').trimEnd()
  return ['Handover', ...(short === '' ? [] : [short]), report.madeAt.iso.slice(0, 10)].join(' ')
}
