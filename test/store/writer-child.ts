/** Writes until it is killed; tells each write after the store said it was done. */
import { openStore } from '#electron/store/open.ts'
import { endpoint, entry, job } from './matter.ts'

const [folder = ''] = process.argv.slice(2)
const store = openStore(folder)
store.jobs.save(job('one'))
let written = endpoint('1', 'one')
store.endpoints.save(written)

const write = (count: number): void => {
  // a transition and its history line are one, whenever the end comes
  const state = {
    at: 'directed',
    since: count,
    reached: {},
    url: `http://127.0.0.1/${'a'.repeat(count % 5_000)}`,
  } as const
  written = store.endpoints.saveTransition(written, state, entry('one', String(count))).endpoint
  process.send?.(count, () => write(count + 1))
}
write(1)
