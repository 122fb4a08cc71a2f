/** Writes a report in one of its formats. */
import { csvOf } from './csv.ts'
import { htmlOf } from './html.ts'
import { buildReport, type Report, type ReportMatter, type ReportOptions } from './model.ts'

export { localTimeZone } from './moment.ts'

export type ReportFormat = 'html' | 'pdf' | 'csv'

export interface ReportFile {
  /** `Handover Practice office 2026-11-24.pdf`: letters, digits, spaces, dots, dashes and underscores only. */
  readonly fileName: string
  readonly mediaType: string
  readonly bytes: Buffer
}

const mediaTypes: Record<ReportFormat, string> = {
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8',
}
const writers: Record<ReportFormat, (report: Report) => Buffer | Promise<Buffer>> = {
  html: htmlOf,
  // PDFKit is loaded for the first PDF
  pdf: async (report) => (await import('./pdf.ts')).pdfOf(report),
  csv: csvOf,
}

export async function writeReport(
  matter: ReportMatter,
  format: ReportFormat,
  options?: ReportOptions,
): Promise<ReportFile> {
  const report = buildReport(matter, options)
  return {
    fileName: `${fileStem(report)}.${format}`,
    mediaType: mediaTypes[format],
    bytes: await writers[format](report),
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
