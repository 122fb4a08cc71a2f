import { first } from './001-first.ts'
import { switches } from './002-switches.ts'
import { scans } from './003-scans.ts'
import { deviceAddress } from './004-device-address.ts'

export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

/** In order; a migration that was released is never edited, only followed. */
export const migrations: readonly Migration[] = [first, switches, scans, deviceAddress]
