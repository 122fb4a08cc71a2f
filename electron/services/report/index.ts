export type { ReportFile, ReportFormat } from './file.ts'
export { createReport } from './report.ts'
