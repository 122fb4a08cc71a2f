export { problemReport } from './report.ts'
