/** Opens a store and tells its parent the code of the problem, or `opened`. */
import { openStore } from '#electron/store/open.ts'
import { toProblem } from '#shared/errors.ts'

const [folder = ''] = process.argv.slice(2)
let answer = 'opened'
try {
  openStore(folder)[Symbol.dispose]()
} catch (error) {
  answer = toProblem(error).code
}
process.send?.(answer, () => process.disconnect())
