export { createStatus, type StatusParts, type StatusService } from './status.ts'
