/** The texts of the page, the report and the doors, in the chosen language. Those of the command line are in cli.ts. */
import { en } from './en/index.ts'
import type { StepWords } from './en/steps.ts'

/** The texts of a language: the same areas, keys and parameters as English. */
export type Words = typeof en

export const words: Words = en

/** The texts of one step of the walk. */
export type { StepWords }
