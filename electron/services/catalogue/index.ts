export { verdictFor } from './catalogue.ts'
export { type InstalledCatalogue, openInstalledCatalogue } from './installed.ts'
export { longestPage } from './plan-page.ts'
export { renewVerdicts } from './refresh-verdicts.ts'
