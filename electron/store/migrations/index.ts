import { first } from './001-first.ts'
import { switches } from './002-switches.ts'
import { scans } from './003-scans.ts'
import { deviceAddress } from './004-device-address.ts'
import { references } from './005-references.ts'
import { endpoints } from './006-endpoints.ts'
import { hostReplies } from './007-host-replies.ts'
import { guidedSetups } from './008-guided-setups.ts'
import { bulkRuns } from './009-bulk-runs.ts'
import type { Migration } from './migration.ts'

/** In order of version, without a gap. */
export const migrations: readonly Migration[] = [
  first,
  switches,
  scans,
  deviceAddress,
  references,
  endpoints,
  hostReplies,
  guidedSetups,
  bulkRuns,
]
