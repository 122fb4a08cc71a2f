export { signUpdate, type Update } from './signed.ts'
export { applyUpdate, isNewer, type UpdateResult } from './updates.ts'
