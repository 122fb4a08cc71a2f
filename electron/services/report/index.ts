export type { ReportFile, ReportFormat } from './file.ts'
export type { ReportOptions } from './model.ts'
export { createReport } from './report.ts'
