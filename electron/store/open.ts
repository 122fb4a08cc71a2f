import { inOurWords, openDatabase } from './database.ts'
import {
  deviceRepository,
  documentRepository,
  endpointRepository,
  historyRepository,
  jobRepository,
  memoRepository,
  pushRepository,
} from './repositories.ts'
import { scanRepository } from './scan-repository.ts'
import type { Store } from './store.ts'
import { switchRepository } from './switch-repository.ts'

/**
 * The store in a folder, or `:memory:` for one that keeps nothing.
 * @throws PunchdownError database-newer | database-damaged | disk-full
 */
export function openStore(folder: string): Store {
  const connection = openDatabase(folder)
  const history = historyRepository(connection)
  return {
    jobs: jobRepository(connection),
    devices: deviceRepository(connection),
    endpoints: endpointRepository(connection, history),
    pushes: pushRepository(connection),
    switches: switchRepository(connection),
    scans: scanRepository(connection),
    history,
    memos: memoRepository(connection),
    documents: documentRepository(connection),
    transaction: (work) => inOurWords(connection.transaction(work)),
    [Symbol.dispose]() {
      if (connection.open) connection.close()
    },
  }
}
