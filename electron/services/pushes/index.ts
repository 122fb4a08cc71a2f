export { type BulkRuns, createBulkRuns } from './bulk-runs.ts'
export { createGuidedSetups, type GuidedSetups } from './guided-setups.ts'
export { createKeptSignIns, type KeptSignIns } from './kept-sign-ins.ts'
export { createPushes, type Pushes } from './pushes.ts'
