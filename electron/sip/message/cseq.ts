/** The CSeq header (RFC 3261 §20.16). */
import { endOfToken, readNumber, skipSpace } from './grammar.ts'
import { malformed } from './malformed.ts'

export interface CSeq {
  /** Below 2^31 (§8.1.1.5). */
  readonly number: number
  readonly method: string
}

/** `4711 INVITE` → number and method. */
export function readCSeq(value: string): CSeq | null {
  const number = readNumber(value, 0, 0x7fff_ffff)
  if (number === null) return null
  const start = skipSpace(value, number.end)
  const end = endOfToken(value, start)
  if (start === number.end || end === start || end < value.length) return null
  return { number: number.value, method: value.slice(start, end) }
}

/** @throws PunchdownError sip-malformed */
export function parseCSeq(value: string | undefined): CSeq {
  const cseq = readCSeq(value ?? '')
  if (cseq === null) throw malformed('cseq', value)
  return cseq
}
