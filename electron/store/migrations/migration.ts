import type { Database } from 'better-sqlite3'

/** One step of the schema. A released migration is never changed, so it must not use the current model's schemas. */
export interface Migration {
  readonly version: number
  readonly name: string
  /** Runs in a transaction together with the new version number, with foreign keys off; violations left behind are quarantined. */
  readonly up: string | ((connection: Database) => void)
}
