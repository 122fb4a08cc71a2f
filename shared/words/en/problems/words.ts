import type { Facts } from '#shared/errors.ts'

export interface ProblemWords {
  readonly title: string
  readonly meaning: string
  readonly remedy: string
}

/** The texts of a code, or a function that makes them from its facts. */
export type Words = ProblemWords | ((facts: Facts) => ProblemWords)

/** A fact as text; `otherwise` when it is missing. */
export const fact = (facts: Facts, name: string, otherwise: string): string => {
  const value = facts[name]
  return value === undefined || value === null || value === '' ? otherwise : String(value)
}
