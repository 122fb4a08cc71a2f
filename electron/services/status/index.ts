export { createStatus, type StatusService } from './status.ts'
