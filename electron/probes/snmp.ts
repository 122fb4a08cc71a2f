/** Notices SNMP agents: the system group and the first interface with an address, read once with the community `public`. */
import snmp, { type Varbind } from 'net-snmp'
import { PunchdownError } from '#shared/errors.ts'
import type { Sighting } from '#shared/model/identity.ts'
import type { Probe, ProbeContext } from './probe.ts'

const sysObjectId = '1.3.6.1.2.1.1.2.0'
/** RFC 3418 (SNMPv2-MIB). */
const protocolOf: Readonly<Record<string, string>> = {
  '1.3.6.1.2.1.1.1.0': 'snmp.sysdescr',
  [sysObjectId]: 'snmp.sysobjectid',
  '1.3.6.1.2.1.1.5.0': 'snmp.sysname',
}
/** ifPhysAddress of RFC 2863 (IF-MIB). Interface 1 is a loopback without an address on many embedded systems. */
const physicalAddresses = [1, 2, 3, 4].map((index) => `1.3.6.1.2.1.2.2.1.6.${index}`)
const oids = [...Object.keys(protocolOf), ...physicalAddresses]

export const snmpProbe: Probe = {
  name: 'snmp',
  async look(context) {
    if (context.signal.aborted) throw new PunchdownError('cancelled')
    const varbinds = await get(context)
    if (context.signal.aborted) throw new PunchdownError('cancelled')
    return sightingsIn(varbinds, context)
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
    let ended = false
    const end = (varbinds: readonly Varbind[]) => {
      // closing the session fails its request, which calls back here: a socket is closed once only
      if (ended) return
      ended = true
      context.signal.removeEventListener('abort', stop)
      session.close()
      resolve(varbinds)
    }
    const stop = () => end([])
    context.signal.addEventListener('abort', stop, { once: true })
    session.on('error', () => end([]))
    session.get([...oids], (error, varbinds) => end(error === null ? (varbinds ?? []) : []))
  })
}

function sightingsIn(varbinds: readonly Varbind[], { address, ports, now }: ProbeContext): Sighting[] {
  const textAt = (oid: string): string | null => {
    const varbind = varbinds.find((each) => each.oid === oid)
    return varbind === undefined ? null : textOf(varbind)
  }
  const base = { address, port: ports.snmp, at: now() }
  const objectId = textAt(sysObjectId)
  const sightings = Object.entries(protocolOf).flatMap(([oid, protocol]): Sighting[] => {
    const raw = textAt(oid)
    if (raw === null) return []
    return protocol === 'snmp.sysdescr' && objectId !== null
      ? [{ ...base, protocol, raw, context: { sysObjectID: objectId } }]
      : [{ ...base, protocol, raw }]
  })
  const mac = physicalAddresses.map(textAt).find((value) => value !== null && value !== '00:00:00:00:00:00')
  if (mac !== undefined && mac !== null) sightings.push({ ...base, protocol: 'snmp.ifphysaddress', raw: mac })
  return sightings
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
