/** Notices SNMP agents: the system group and the first interface's address, read once with the community `public`. */
import snmp, { type Varbind } from 'net-snmp'
import { PunchdownError } from '#shared/errors.ts'
import type { Sighting } from '#shared/model/identity.ts'
import type { Probe, ProbeContext } from './probe.ts'

/** RFC 3418 (SNMPv2-MIB) and RFC 2863 (IF-MIB). */
const oids = {
  '1.3.6.1.2.1.1.1.0': 'snmp.sysdescr',
  '1.3.6.1.2.1.1.2.0': 'snmp.sysobjectid',
  '1.3.6.1.2.1.1.5.0': 'snmp.sysname',
  '1.3.6.1.2.1.2.2.1.6.1': 'snmp.ifphysaddress',
} as const

export const snmpProbe: Probe = {
  name: 'snmp',
  async look(context) {
    if (context.signal.aborted) throw new PunchdownError('cancelled')
    const varbinds = await get(context)
    if (context.signal.aborted) throw new PunchdownError('cancelled')
    return varbinds.flatMap((varbind) => sighting(varbind, varbinds, context))
  },
}

function get(context: ProbeContext): Promise<readonly Varbind[]> {
  const session = snmp.createSession(context.address, 'public', {
    port: context.ports.snmp,
    version: snmp.Version2c,
    retries: 0,
    timeout: context.timeoutMs,
    transport: context.address.includes(':') ? 'udp6' : 'udp4',
  })
  return new Promise((resolve) => {
    const end = (varbinds: readonly Varbind[]) => {
      context.signal.removeEventListener('abort', stop)
      session.close()
      resolve(varbinds)
    }
    const stop = () => end([])
    context.signal.addEventListener('abort', stop, { once: true })
    session.on('error', () => end([]))
    session.get(Object.keys(oids), (error, varbinds) => end(error === null ? (varbinds ?? []) : []))
  })
}

function sighting(
  varbind: Varbind,
  all: readonly Varbind[],
  { address, ports, now }: ProbeContext,
): Sighting[] {
  const protocol = Object.entries(oids).find(([oid]) => oid === varbind.oid)?.[1]
  const raw = textOf(varbind)
  if (protocol === undefined || raw === null) return []
  const base: Sighting = { address, port: ports.snmp, protocol, raw, at: now() }
  if (protocol !== 'snmp.sysdescr') return [base]
  const objectId = all.find((each) => each.oid === '1.3.6.1.2.1.1.2.0')
  const context = objectId === undefined ? null : textOf(objectId)
  return context === null ? [base] : [{ ...base, context: { sysObjectID: context } }]
}

/** Text of a value; a physical address as pairs of hex digits. */
function textOf(varbind: Varbind): string | null {
  if (snmp.isVarbindError(varbind)) return null
  const { value } = varbind
  if (Buffer.isBuffer(value)) {
    if (varbind.oid?.startsWith('1.3.6.1.2.1.2.2.1.6.') === true) {
      return value.length === 6 ? (value.toString('hex').match(/../g) ?? []).join(':') : null
    }
    return value.toString('utf8')
  }
  return typeof value === 'string' ? value : null
}
