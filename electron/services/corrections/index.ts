export { type Corrections, openCorrections } from './corrections.ts'
