/**
 * Probe for SNMP agents: the system group (RFC 3418) and the first interface with an address (RFC 2863), in one request. An agent that
 * ignores the credentials is found by its engine id, which it reports without credentials.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { PunchdownError } from '#shared/errors.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { Secret } from '../platform/secret.ts'
import { textOf as decoded } from '../protocols/http/header-fields.ts'
import { engineFacts } from '../protocols/snmp/engine-id.ts'
import { macIn, type Value } from '../protocols/snmp/values.ts'
import type { Probe, ProbeContext } from './probe.ts'
import type { Access } from './switch/access.ts'
import { firstAnswer } from './switch/first-answer.ts'
import { openSession, type Row, type SnmpSession } from './switch/session.ts'
import { RequestRefused } from './switch/snmp-problems.ts'

const sysObjectId = '1.3.6.1.2.1.1.2.0'
const protocolOf: Readonly<Record<string, string>> = {
  '1.3.6.1.2.1.1.1.0': 'snmp.sysdescr',
  [sysObjectId]: 'snmp.sysobjectid',
  '1.3.6.1.2.1.1.5.0': 'snmp.sysname',
}
/** GETNEXT of these gives the objects themselves. */
const scalars = Object.keys(protocolOf).map((oid) => oid.replace(/\.0$/, ''))
const ifPhysAddress = '1.3.6.1.2.1.2.2.1.6'
/** On many embedded systems interface 1 is a loopback without an address. */
const mostInterfaces = 6

const publicly = (version: '1' | '2c'): Access => ({ version, community: new Secret('public') })

export const snmpProbe: Probe = {
  name: 'snmp',
  async look(context) {
    if (context.signal.aborted) throw new PunchdownError('cancelled')
    await context.turn?.()
    const read = context.snmp === undefined ? readPublicly(context) : readAs(context, context.snmp)
    const answer = await read
    if (context.signal.aborted) throw new PunchdownError('cancelled')
    return answer instanceof PunchdownError
      ? refusalSightings(answer, context)
      : systemSightings(answer, context)
  },
}

type Answer = readonly Row[] | PunchdownError

/** The agent's rows with these credentials, or the problem. Never rejects. */
async function readAs(context: ProbeContext, access: Access, signal = context.signal): Promise<Answer> {
  const { address, ports, timeoutMs } = context
  using session = openSession({
    ...{ address, port: ports.snmp, access, timeoutMs, retries: 0, onlyFromThere: true },
    signal,
  })
  try {
    return await firstAnswer(session, signal, () => system(session))
  } catch (error) {
    if (error instanceof PunchdownError) return error
    // an agent answered that has none of these objects
    if (error instanceof RequestRefused) return []
    return new PunchdownError('snmp-malformed', { address, port: ports.snmp, reason: String(error) })
  }
}

/** Old agents drop everything but SNMPv1: after a fifth of the timeout, both versions are waited for. */
async function readPublicly(context: ProbeContext): Promise<Answer> {
  const over = new AbortController()
  const signal = AbortSignal.any([context.signal, over.signal])
  const old = delay(context.timeoutMs / 5, null, { signal }).then(
    () => readAs(context, publicly('1'), signal),
    (): Answer => [],
  )
  try {
    const answer = await readAs(context, publicly('2c'))
    const isSilent = answer instanceof PunchdownError && /no-answer|refused|timed-out/.test(answer.code)
    if (!isSilent || context.signal.aborted) return answer
    const older = await old
    return older instanceof PunchdownError || older.length === 0 ? answer : older
  } finally {
    over.abort()
  }
}

async function system(session: SnmpSession): Promise<readonly Row[]> {
  if (session.bulk) {
    return (await session.next([...scalars, ifPhysAddress], mostInterfaces, scalars.length)).flat()
  }
  try {
    return (await session.next([...scalars, ifPhysAddress], 1)).flat()
  } catch (error) {
    // an SNMPv1 request fails as a whole when nothing follows one of its objects
    if (!(error instanceof RequestRefused)) throw error
    return (await session.next(scalars, 1)).flat()
  }
}

function systemSightings(rows: readonly Row[], { address, ports, now }: ProbeContext): Sighting[] {
  const base = { address, port: ports.snmp, at: now() }
  const textAt = (oid: string): string | null => textOf(rows.find((row) => row.oid === oid)?.value ?? null)
  const objectId = textAt(sysObjectId)
  const sightings = Object.entries(protocolOf).flatMap(([oid, protocol]): Sighting[] => {
    const raw = textAt(oid)
    if (raw === null) return []
    return protocol === 'snmp.sysdescr' && objectId !== null
      ? [{ ...base, protocol, raw, context: { sysObjectID: objectId } }]
      : [{ ...base, protocol, raw }]
  })
  const mac = rows
    .filter(({ oid }) => oid.startsWith(`${ifPhysAddress}.`))
    .map(({ value }) => macIn(value ?? undefined))
    .find((each) => each !== null)
  if (mac !== undefined && mac !== null) sightings.push({ ...base, protocol: 'snmp.ifphysaddress', raw: mac })
  return sightings
}

/**
 * An agent that refuses: `snmp.refused snmp-community-refused` (the code of the problem), and its engine,
 * `snmp.engineid 8000138b0300908f492878`. Silence and closed ports give no sighting.
 */
function refusalSightings(
  { code, facts }: PunchdownError,
  { address, ports, now }: ProbeContext,
): Sighting[] {
  const base = { address, port: ports.snmp, at: now() }
  if (!/^snmp-(?!no-answer|malformed)/.test(code)) return []
  const { engineId } = facts
  const refused = { ...base, protocol: 'snmp.refused', raw: code }
  if (typeof engineId !== 'string') return [refused]
  const { enterprise, mac } = engineFacts(engineId)
  const context = {
    ...(enterprise === null ? {} : { enterprise: String(enterprise) }),
    ...(mac === null ? {} : { mac }),
  }
  return [refused, { ...base, protocol: 'snmp.engineid', raw: engineId, context }]
}

/** Text without trailing zero octets: UTF-8, else ISO 8859-1. */
function textOf(value: Value | null): string | null {
  if (value === null || value.kind === 'number') return null
  if (value.kind !== 'bytes') return value.text
  let end = value.bytes.length
  while (end > 0 && value.bytes[end - 1] === 0) end--
  const bytes = value.bytes.subarray(0, end)
  return bytes.length === 0 ? null : decoded(bytes)
}
