export { createReport, type ReportFile, type ReportFormat } from './report.ts'
