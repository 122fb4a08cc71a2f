/**
 * Notices SNMP agents: the system group (RFC 3418) and the first interface with an address (RFC 2863), in one request. An agent that
 * keeps silent to who asks is told apart from none, by its engine, which it names to anybody.
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
/** What stands before each object: what follows it is the object itself. */
const scalars = Object.keys(protocolOf).map((oid) => oid.replace(/\.0$/, ''))
const ifPhysAddress = '1.3.6.1.2.1.2.2.1.6'
/** Interface 1 is a loopback without an address on many embedded systems. */
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

/** What the agent shows to one who asks so, or why it shows nothing. Never rejects. */
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
    // an agent that refuses this one request is there, and has nothing of the sort
    if (error instanceof RequestRefused) return []
    return new PunchdownError('snmp-malformed', { address, port: ports.snmp, reason: String(error) })
  }
}

/** Old agents drop what is not SNMPv1: where SNMPv2c meets silence, both are waited for at the same time. */
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
    // SNMPv1 answers nothing at all when nothing follows one of several objects
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
 * An agent that is there and shows nothing: why, in the code of the problem, and its engine. `snmp.refused snmp-community-refused`,
 * `snmp.engineid 8000138b0300908f492878`. Silence, and a port that is closed, are nothing.
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

/** Text as devices have it, zero bytes that fill it up taken off: UTF-8, else one letter an octet. */
function textOf(value: Value | null): string | null {
  if (value === null || value.kind === 'number') return null
  if (value.kind !== 'bytes') return value.text
  let end = value.bytes.length
  while (end > 0 && value.bytes[end - 1] === 0) end--
  const bytes = value.bytes.subarray(0, end)
  return bytes.length === 0 ? null : decoded(bytes)
}
