export { createPracticeService, type PracticeService, practicePorts } from './practice-site.ts'
