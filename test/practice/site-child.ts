/** A practice site in a process of its own, for tests that cut its power. Prints its web port when it listens. */
import { startPractice } from '#test/support/practice.ts'

const [, , flashFolder = ''] = process.argv
const practice = await startPractice({ flashFolder })
process.send?.(practice.httpPort)
