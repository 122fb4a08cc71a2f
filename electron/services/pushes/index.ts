export { createGuidedSetups, type GuidedSetups } from './guided-setups.ts'
export { createPushes, type Pushes } from './pushes.ts'
