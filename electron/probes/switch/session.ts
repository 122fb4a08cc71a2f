/** An SNMP session over net-snmp: GET, GETNEXT and GETBULK, with this project's values and codes. */
import { isIP } from 'node:net'
import snmp, { type Session, type User, type Varbind as WireVarbind } from 'net-snmp'
import { PunchdownError } from '#shared/errors.ts'
import type { Value } from '../../protocols/snmp/values.ts'
import type { Access } from './access.ts'
import { findAgent } from './agent-presence.ts'
import { lendDes } from './des.ts'
import { factsOf, problemOf, silenceOf, timedOut } from './snmp-problems.ts'
import { type SnmpSocketOptions, snmpSockets } from './snmp-socket.ts'

export interface Row {
  readonly oid: string
  /** Null at the end of the agent's objects. */
  readonly value: Value | null
}

export interface SnmpSession extends Disposable {
  /** Timeout of one answer, milliseconds. */
  readonly timeoutMs: number
  /** Whether GETBULK is available: not in SNMPv1. */
  readonly bulk: boolean
  /** Values of objects; null for missing ones. @throws as `next` */
  get(oids: readonly string[]): Promise<(Value | null)[]>
  /**
   * Rows behind each OID, at most `repetitions`, or fewer as the agent decides; one row for each of the first `single` OIDs.
   * @throws PunchdownError timed-out | unreachable | snmp-user-unknown | snmp-auth-refused | snmp-privacy-refused |
   *   snmp-level-refused | snmp-malformed | cancelled
   * @throws RequestRefused when the agent refuses this one request
   */
  next(oids: readonly string[], repetitions: number, single?: number): Promise<(readonly Row[])[]>
  /** Finds the reason for an unanswered first request. @throws PunchdownError always */
  explainSilence(): Promise<never>
}

export interface SessionOptions {
  /** An IP address. */
  readonly address: string
  readonly port: number
  readonly access: Access
  readonly timeoutMs: number
  /** Retransmissions of a request; 1 when absent. */
  readonly retries?: number
  /**
   * Accepts answers only from the address and port that were asked. Without it, a switch with several addresses may answer from another
   * one; the request id, 32 random bits, must match.
   */
  readonly onlyFromThere?: boolean
  readonly signal: AbortSignal
}

const { AuthProtocols, PrivProtocols, SecurityLevel } = snmp
const authNames = {
  md5: AuthProtocols.md5,
  sha: AuthProtocols.sha,
  sha224: AuthProtocols.sha224,
  sha256: AuthProtocols.sha256,
  sha384: AuthProtocols.sha384,
  sha512: AuthProtocols.sha512,
} as const
const privacyNames = {
  des: PrivProtocols.des,
  aes: PrivProtocols.aes,
  aes256: PrivProtocols.aes256b,
  aes256c: PrivProtocols.aes256r,
} as const

export function openSession(options: SessionOptions): SnmpSession {
  const { address, port, access, timeoutMs, signal } = options
  const facts = factsOf(address, port, access)
  if (access.version === '3' && access.privacy?.protocol === 'des') lendDes()
  let refused: PunchdownError | null = null
  const waiting = new Set<(problem: PunchdownError) => void>()
  const session = sessionFor(options, {
    onError(error) {
      const problem = problemOf(error, facts)
      if (!(problem instanceof PunchdownError) || problem.code !== 'unreachable') return
      refused = problem
      for (const reject of waiting) reject(problem)
    },
    onBroken(error) {
      const problem = new PunchdownError(
        'snmp-malformed',
        { ...facts, reason: String(error) },
        { cause: error },
      )
      for (const reject of waiting) reject(problem)
    },
  })
  let closed = false
  let garbage: Error | null = null
  // a datagram that is not SNMP: the request that it may belong to runs into its timeout
  session.on('error', (error: Error) => {
    garbage = error
  })
  const close = () => {
    if (closed) return
    closed = true
    signal.removeEventListener('abort', close)
    session.close()
    forgetKeys(access)
  }
  signal.addEventListener('abort', close, { once: true })

  const ask = <Answer>(
    send: (done: (error: Error | null, answer?: Answer) => void) => unknown,
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      if (closed || signal.aborted) return reject(new PunchdownError('cancelled'))
      if (refused !== null) return reject(refused)
      waiting.add(reject)
      send((error, answer) => {
        waiting.delete(reject)
        if (closed || signal.aborted) return reject(new PunchdownError('cancelled'))
        if (error === null && answer !== undefined) return resolve(answer)
        if (timedOut(error) && garbage !== null) {
          return reject(new PunchdownError('snmp-malformed', { ...facts, reason: garbage.message }))
        }
        reject(problemOf(error, facts))
      })
    })

  return {
    timeoutMs,
    bulk: access.version !== '1',
    async get(oids) {
      const found = await ask<WireVarbind[]>((done) => session.get([...oids], done))
      return oids.map((oid) => valueIn(found.find((each) => each.oid === oid)))
    },
    async next(oids, repetitions, single = 0) {
      if (access.version === '1') {
        const found = await ask<WireVarbind[]>((done) => session.getNext([...oids], done))
        return found.map((varbind) => [rowOf(varbind)])
      }
      const found = await ask<(WireVarbind | WireVarbind[])[]>((done) =>
        session.getBulk([...oids], single, repetitions, done),
      )
      return found.map((column) => (Array.isArray(column) ? column : [column]).map(rowOf))
    },
    async explainSilence() {
      const { presence, engineId } = await findAgent(address, port, timeoutMs, signal)
      if (signal.aborted) throw new PunchdownError('cancelled')
      throw silenceOf(presence, access, engineId === null ? facts : { ...facts, engineId })
    },
    [Symbol.dispose]: close,
  }
}

function sessionFor(
  { address, port, access, timeoutMs, retries = 1, onlyFromThere = false }: SessionOptions,
  callbacks: Pick<SnmpSocketOptions, 'onError' | 'onBroken'>,
): Session {
  const transport: 'udp4' | 'udp6' = isIP(address) === 6 ? 'udp6' : 'udp4'
  const dgramModule = snmpSockets({ only: onlyFromThere ? { address, port } : null, ...callbacks })
  const wait = { port, transport, retries, timeout: timeoutMs, dgramModule }
  if (access.version !== '3') {
    const version = access.version === '1' ? snmp.Version1 : snmp.Version2c
    return snmp.createSession(address, access.community.reveal(), { ...wait, version })
  }
  return snmp.createV3Session(address, userOf(access), {
    ...wait,
    version: snmp.Version3,
    context: access.context,
  })
}

function userOf({ user, auth, privacy }: Extract<Access, { version: '3' }>): User {
  if (auth === null) return { name: user, level: SecurityLevel.noAuthNoPriv }
  const signed = { name: user, authProtocol: authNames[auth.protocol], authKey: auth.password.reveal() }
  if (privacy === null) return { ...signed, level: SecurityLevel.authNoPriv }
  return {
    ...signed,
    level: SecurityLevel.authPriv,
    privProtocol: privacyNames[privacy.protocol],
    privKey: privacy.password.reveal(),
  }
}

/** net-snmp caches derived keys by password for the life of the process: remove them. */
function forgetKeys(access: Access): void {
  if (access.version !== '3') return
  const cache = snmp.Authentication.authToKeyCache
  const passwords = [access.auth, access.privacy].flatMap((each) =>
    each === null ? [] : [each.password.reveal()],
  )
  for (const key of Object.keys(cache)) {
    if (passwords.some((password) => key.includes(password))) delete cache[key]
  }
}

const rowOf = (varbind: WireVarbind): Row => ({ oid: varbind.oid ?? '', value: valueIn(varbind) })

function valueIn(varbind: WireVarbind | undefined): Value | null {
  if (varbind === undefined || snmp.isVarbindError(varbind)) return null
  const { type, value } = varbind
  if (typeof value === 'number') return { kind: 'number', number: value }
  if (Buffer.isBuffer(value)) return { kind: 'bytes', bytes: value }
  if (typeof value !== 'string') return null
  if (type === snmp.ObjectType.OID) return { kind: 'oid', text: value }
  if (type === snmp.ObjectType.IpAddress) return { kind: 'address', text: value }
  return { kind: 'bytes', bytes: Buffer.from(value) }
}
