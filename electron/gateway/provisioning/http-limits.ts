import type { ConnectionLimits } from '../../platform/sockets.ts'
import type { BudgetLimits } from '../../platform/source-budget.ts'

/** Our limits of time and size for HTTP clients. */
export interface HttpLimits {
  readonly headersMs: number
  readonly requestMs: number
  readonly idleMs: number
  readonly headerBytes: number
  readonly bodyBytes: number
  readonly connections: Pick<ConnectionLimits, 'most' | 'mostPerPeer' | 'mostUnread'>
  /** Requests per source. */
  readonly requests: BudgetLimits
  /** First fetches per source for hardware ids that are not enrolled. */
  readonly newIds: BudgetLimits
}
export const usualHttpLimits: HttpLimits = {
  headersMs: 10_000,
  requestMs: 20_000,
  idleMs: 5_000,
  headerBytes: 16_384,
  bodyBytes: 4_096,
  connections: { most: 512, mostPerPeer: 64, mostUnread: 1_048_576 },
  requests: { perSecond: 100, burst: 4_000 },
  // a base fetches for all of its handsets from one address
  newIds: { perSecond: 0.2, burst: 500 },
}
