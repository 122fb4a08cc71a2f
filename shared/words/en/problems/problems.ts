/** The texts of every problem code: title, meaning and remedy. The compiler checks that none is missing. */
import type { Facts, ProblemCode } from '#shared/errors.ts'
import { devices } from './devices.ts'
import { laptop } from './laptop.ts'
import { network } from './network.ts'
import { onboarding } from './onboarding.ts'
import { typed } from './typed.ts'
import type { ProblemWords, Words } from './words.ts'

const words: Record<ProblemCode, Words> = { ...devices, ...typed, ...onboarding, ...network, ...laptop }

function problemWords(code: ProblemCode, facts: Facts): ProblemWords {
  const found = words[code]
  return typeof found === 'function' ? found(facts) : found
}

export const problems = {
  of: problemWords,
}
