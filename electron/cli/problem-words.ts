/** A problem as two lines for standard error: the meaning of its exit code, then the code and its facts. */
import type { Problem } from '#shared/errors.ts'
import { exitCodeFor, exitMeanings } from './exit-codes.ts'

export function problemWords({ code, facts }: Problem): string {
  const known = Object.entries(facts)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => ` ${name}=${JSON.stringify(value)}`)
  return `${exitMeanings[exitCodeFor(code)]}\n  ${code}${known.join('')}`
}
