import { keepBackups } from './backups.ts'
import { bulkRunRepository } from './bulk-run-repository.ts'
import { type OpenDatabase, openDatabase, withNewestBackup } from './database.ts'
import { erase } from './erase.ts'
import { unreadableCounter, unreadableRecords } from './quarantine.ts'
import {
  deviceRepository,
  documentRepository,
  endpointRepository,
  guidedSetupRepository,
  historyRepository,
  jobRepository,
  memoRepository,
  pushRepository,
} from './repositories.ts'
import { scanRepository } from './scan-repository.ts'
import { inOurWords, withSchema } from './sqlite-problems.ts'
import type { Store } from './store.ts'
import { switchRepository } from './switch-repository.ts'

/**
 * Opens the store in a folder, or in memory for `:memory:`.
 * @throws PunchdownError database-newer | database-damaged | disk-full | data-folder-refused
 */
export function openStore(folder: string): Store {
  const database = openDatabase(folder)
  try {
    return withSchema(() => storeOn(database, folder))
  } catch (error) {
    database.close()
    throw withNewestBackup(error, folder)
  }
}

function storeOn({ connection, journalLost, close }: OpenDatabase, folder: string): Store {
  const history = historyRepository(connection)
  const countUnreadable = unreadableCounter(connection)
  return {
    jobs: jobRepository(connection),
    devices: deviceRepository(connection),
    endpoints: endpointRepository(connection, history),
    pushes: pushRepository(connection),
    guidedSetups: guidedSetupRepository(connection),
    bulkRuns: bulkRunRepository(connection),
    switches: switchRepository(connection),
    scans: scanRepository(connection),
    history,
    memos: memoRepository(connection),
    documents: documentRepository(connection),
    condition: () => ({ unreadable: countUnreadable(), journalLost }),
    unreadable: () => unreadableRecords(connection),
    transaction: (work) => inOurWords(connection.transaction(work)),
    erase: (work) => inOurWords(() => erase(connection, work)),
    keepBackups: (schedule) =>
      folder === ':memory:' ? null : keepBackups({ ...schedule, connection, folder }),
    [Symbol.dispose]: close,
  }
}
