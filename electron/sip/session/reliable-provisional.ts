/**
 * Reliable provisional responses (RFC 3262). The server numbers them by RSeq, sends each until its PRACK, and the next only then.
 *
 *   server:  183, RSeq n ──T1, doubling──▶ 183 … ──PRACK, RAck n──▶ the next, or the final response
 *                                             └─ 64 × T1 without PRACK: 504 to the INVITE
 *   client:  PRACK for the first, then only for RSeq last + 1
 */
import { readCSeq } from '../message/cseq.ts'
import { readNumber, skipSpace } from '../message/grammar.ts'
import type { SipHeaders } from '../message/headers.ts'
import type { SipTimers } from '../transaction/timers.ts'

export interface ReliableServer {
  /** RSeq of the last response; the first is random (§3). */
  readonly rseq: number
  /** CSeq number of the INVITE. */
  readonly cseq: number
  /** Milliseconds until the response that waits for its PRACK is sent again; null when none waits. */
  readonly resendMs: number | null
}

/** `first` is 1 to 2^31 - 1. */
export const newReliableServer = (first: number, cseq: number): ReliableServer => ({
  rseq: first - 1,
  cseq,
  resendMs: null,
})

/** The number for the next response; null while one waits for its PRACK, which must come first (§3). */
export function sendReliably(
  state: ReliableServer,
  { t1 }: SipTimers,
): { readonly state: ReliableServer; readonly rseq: number } | null {
  if (state.resendMs !== null) return null
  const rseq = state.rseq + 1
  return { rseq, state: { ...state, rseq, resendMs: t1 } }
}

/** The wait before the next retransmission: doubles without a limit (§3). */
export const resent = (state: ReliableServer): ReliableServer =>
  state.resendMs === null ? state : { ...state, resendMs: state.resendMs * 2 }

/** A PRACK: `matched` is false for one that acknowledges nothing, which is answered with 481 (§3). */
export function receivePrack(
  state: ReliableServer,
  prack: SipHeaders,
): { readonly state: ReliableServer; readonly matched: boolean } {
  const rack = readRAck(prack.get('RAck'))
  const matched =
    state.resendMs !== null &&
    rack?.rseq === state.rseq &&
    rack.cseq === state.cseq &&
    rack.method === 'INVITE'
  return { matched, state: matched ? { ...state, resendMs: null } : state }
}

/** `RAck: 776656 1 INVITE` (§7.2). */
export function readRAck(
  value: string | undefined,
): { readonly rseq: number; readonly cseq: number; readonly method: string } | null {
  const rseq = readNumber(value ?? '', 0, 0x7fff_ffff)
  if (value === undefined || rseq === null) return null
  const start = skipSpace(value, rseq.end)
  const cseq = start === rseq.end ? null : readCSeq(value.slice(start))
  return cseq === null ? null : { rseq: rseq.value, cseq: cseq.number, method: cseq.method }
}

/** RSeq of the last response that was acknowledged, by early dialog; null before the first. */
export type ReliableClient = number | null

/**
 * §4: `prack` is the RAck value to send; null for a response that is a retransmission, out of order, or not reliable. Responses out of
 * order are dropped, and come again.
 */
export function receiveReliably(
  last: ReliableClient,
  response: SipHeaders,
): { readonly last: ReliableClient; readonly prack: string | null } {
  const text = response.get('RSeq')
  const rseq = readNumber(text ?? '', 0, 0x7fff_ffff)
  const isReliable = response.all('Require').some((tag) => tag.toLowerCase() === '100rel')
  const isNext = rseq !== null && rseq.end === text?.length && (last === null || rseq.value === last + 1)
  if (!isReliable || !isNext) return { last, prack: null }
  return { last: rseq.value, prack: `${rseq.value} ${response.get('CSeq') ?? ''}` }
}
