/** Maps errors of net-snmp to the project's codes. Pure. */
import snmp from 'net-snmp'
import { type Facts, PunchdownError } from '#shared/errors.ts'
import type { Access } from './access.ts'
import type { AgentState } from './agent-presence.ts'

/** Reports of the user-based security model, RFC 3414 3.2, in net-snmp's words. */
const reports: readonly (readonly [RegExp, (facts: Facts) => PunchdownError])[] = [
  [/^Unknown User Name/, (facts) => new PunchdownError('snmp-user-unknown', facts)],
  [/^Wrong Digest/, (facts) => new PunchdownError('snmp-auth-refused', facts)],
  [/^Decryption Error/, (facts) => new PunchdownError('snmp-privacy-refused', facts)],
  [/^Unsupported Security Level/, (facts) => new PunchdownError('snmp-level-refused', facts)],
]

/** An SNMP error response to one request; the walk decides what it means for its columns. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly reason: 'too-big' | 'no-such-name' | 'agent-error'
  /** The object that caused it; null when the agent names none. */
  readonly oid: string | null
  constructor(reason: RequestRefused['reason'], oid: string | null) {
    super(reason)
    this.reason = reason
    this.oid = oid
  }
}

const levelOf = (access: Access): string =>
  access.version !== '3'
    ? ''
    : access.privacy !== null
      ? 'authPriv'
      : access.auth !== null
        ? 'authNoPriv'
        : 'noAuthNoPriv'

/** Facts of every problem of a session, without secrets. */
export function factsOf(address: string, port: number, access: Access): Facts {
  const place = { address, port, version: access.version }
  return access.version === '3' ? { ...place, user: access.user, level: levelOf(access) } : place
}

/** net-snmp's types lack this error class. */
export const timedOut = (error: unknown): boolean =>
  error instanceof Error && error.name === 'RequestTimedOutError'

/** A problem of the session, or the refusal of one request. */
export function problemOf(error: unknown, facts: Facts): PunchdownError | RequestRefused {
  if (error instanceof PunchdownError || error instanceof RequestRefused) return error
  if (timedOut(error)) return new PunchdownError('timed-out', facts)
  if (error instanceof snmp.RequestFailedError) return refusal(error, facts)
  if (error instanceof snmp.ResponseInvalidError) return invalid(error, facts)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (/^E(HOST|NET)(UNREACH|DOWN)$|^E(ACCES|PERM|ADDRNOTAVAIL|NOTFOUND|CONNREFUSED)$/.test(code)) {
    return new PunchdownError('unreachable', { ...facts, reason: code }, { cause: error })
  }
  return new PunchdownError('snmp-malformed', { ...facts, reason: String(error) }, { cause: error })
}

function invalid(error: Error & { code?: unknown }, facts: Facts): PunchdownError {
  const report = reports.find(([words]) => words.test(error.message))
  if (report !== undefined) return report[1](facts)
  if (error.code === snmp.ResponseInvalidCode.ECouldNotDecrypt) {
    return new PunchdownError('snmp-privacy-refused', facts, { cause: error })
  }
  // the message contains the computed digest, which must not be logged
  const reason = error.code === snmp.ResponseInvalidCode.EAuthFailure ? 'answer-not-authentic' : error.message
  return new PunchdownError('snmp-malformed', { ...facts, reason })
}

function refusal(error: Error & { status?: unknown }, facts: Facts): PunchdownError | RequestRefused {
  const oid = /: ([\d.]+)$/.exec(error.message)?.[1] ?? null
  switch (error.status) {
    case snmp.ErrorStatus.TooBig:
      return new RequestRefused('too-big', oid)
    case snmp.ErrorStatus.NoSuchName:
      return new RequestRefused('no-such-name', oid)
    case snmp.ErrorStatus.AuthorizationError:
    case snmp.ErrorStatus.NoAccess:
      return new PunchdownError('snmp-level-refused', facts)
    default:
      return new RequestRefused('agent-error', oid)
  }
}

/**
 * Meaning of an unanswered first request. A wrong community and a missing agent look the same on the wire; `presence` distinguishes
 * them where possible, else the code is `snmp-no-answer`.
 */
export function silenceOf(presence: AgentState, access: Access, facts: Facts): PunchdownError {
  if (presence === 'closed') return new PunchdownError('unreachable', { ...facts, reason: 'port-closed' })
  if (presence === 'no-host') return new PunchdownError('unreachable', { ...facts, reason: 'no-host' })
  if (presence === 'silent') return new PunchdownError('snmp-no-answer', facts)
  if (access.version !== '3') return new PunchdownError('snmp-community-refused', facts)
  // the engine answered, but not the encrypted request: it could not be decrypted
  if (access.privacy !== null) return new PunchdownError('snmp-privacy-refused', facts)
  return new PunchdownError('snmp-no-answer', facts)
}
