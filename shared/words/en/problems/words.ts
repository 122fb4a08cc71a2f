import type { Facts } from '#shared/errors.ts'

export interface ProblemWords {
  readonly title: string
  readonly meaning: string
  readonly remedy: string
}

/** The three lines of a code, or how its facts make them. */
export type Words = ProblemWords | ((facts: Facts) => ProblemWords)

/** A fact as words, or what stands in for one that is missing. */
export const fact = (facts: Facts, name: string, otherwise: string): string => {
  const value = facts[name]
  return value === undefined || value === null || value === '' ? otherwise : String(value)
}
