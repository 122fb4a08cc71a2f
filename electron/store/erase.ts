/** Removal that leaves no bytes in the file: SQLite otherwise keeps removed content in free pages until they are used again. */
import type { Connection } from './connection.ts'

/** The file is rewritten before `work`, so that a kill in between leaves `work` to be done again. */
export function erase(connection: Connection, work: () => void): void {
  // the copy that VACUUM makes is not written to a temporary file
  connection.pragma('temp_store = MEMORY')
  connection.exec('VACUUM')
  connection.pragma('secure_delete = ON')
  try {
    connection.transaction(work)()
    connection.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    connection.pragma('secure_delete = OFF')
  }
}
