export { createJobChanges, type JobChanges } from './job-changes.ts'
export { createJobLifecycle, type JobLifecycle } from './job-lifecycle.ts'
export { createJobs, type Jobs } from './jobs.ts'
