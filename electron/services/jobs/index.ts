export { createJobChanges, type JobChanges } from './job-changes.ts'
export { createJobLifecycle, type JobLifecycle, type JobLifecycleParts } from './job-lifecycle.ts'
export { createJobs, type Jobs } from './jobs.ts'
export { createJobTransfer, type JobTransfer } from './transfer/transfer.ts'
