export { createPushes, type Pushes } from './pushes.ts'
