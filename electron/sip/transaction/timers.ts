/** Timer values in milliseconds (RFC 3261 table 4). */
export interface SipTimers {
  /** Round-trip estimate. */
  readonly t1: number
  /** Maximum retransmit interval for non-INVITE requests and INVITE responses. */
  readonly t2: number
  /** Maximum time that a message remains in the network. */
  readonly t4: number
  /** Time in which the final response to an INVITE may be retransmitted. */
  readonly d: number
}

export const standardTimers: SipTimers = { t1: 500, t2: 4_000, t4: 5_000, d: 32_000 }

/** Lifetime of an unanswered transaction: timers B, F, H, J, L and M. */
export const transactionLifetime = ({ t1 }: SipTimers): number => 64 * t1

/** Properties of the transport and the timers that a transition depends on. */
export interface TransactionContext {
  readonly timers: SipTimers
  /** Whether the flow needs no retransmissions. */
  readonly reliable: boolean
}
