/** RFC 3261 table 4, milliseconds. Tests use smaller ones with the same ratios. */
export interface SipTimers {
  /** Round-trip estimate. */
  readonly t1: number
  /** Longest retransmit interval for non-INVITE requests and INVITE responses. */
  readonly t2: number
  /** Longest time a message stays in the network. */
  readonly t4: number
  /** Wait for retransmits of a final answer to an INVITE. */
  readonly d: number
}

export const standardTimers: SipTimers = { t1: 500, t2: 4_000, t4: 5_000, d: 32_000 }
