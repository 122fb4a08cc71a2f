/**
 * Evidence from scans, switches and passive discovery becomes devices of a job. A scan asked the device itself, so it may move a
 * device without a session. The other sources only report claims, which never move a device that answers.
 */
import { randomUUID } from 'node:crypto'
import type { Sighting } from '#shared/model/identity.ts'
import { type Device, type Ports, portsSchema } from '#shared/model/job.ts'
import { identify } from '../../identify/identify.ts'
import type { StoredDevice } from '../../store/store.ts'
import { redescribed } from './description.ts'
import type { DeviceRecords } from './device-records.ts'
import { reportingSwitch } from './switch-sightings.ts'
import { deviceOfSighting, isStillCurrent, isUnsolicited, mergeUnsolicited } from './unsolicited.ts'

/** A device as reported by discovery. */
export type ScannedDevice = Pick<Device, 'key' | 'address' | 'ports' | 'identity'> & {
  readonly sightings: readonly Sighting[]
}

const hasSameAddress = (
  a: { readonly address: string; readonly ports: Ports },
  b: { readonly address: string; readonly ports: Ports },
): boolean => a.address === b.address && a.ports.http === b.ports.http && a.ports.https === b.ports.https

/** A device that was known only by address and port, if its vendor does not differ. */
function knownByAddress(
  { store }: DeviceRecords,
  jobId: string,
  { key, address, ports, identity }: ScannedDevice,
): StoredDevice | null {
  const held = key.startsWith('at:') ? null : store.devices.byKey(jobId, `at:${address}:${ports.http}`)
  const vendors = new Set([held?.identity.vendor, identity.vendor].filter((vendor) => vendor !== null))
  return held !== null && vendors.size < 2 ? held : null
}

/** Adds or refreshes a device that a scan asked. */
export function takeScan(records: DeviceRecords, jobId: string, found: ScannedDevice): Device {
  return records.store.transaction(() => {
    const known = records.store.devices.byKey(jobId, found.key) ?? knownByAddress(records, jobId, found)
    if (known === null) return addDevice(records, jobId, found)
    const { address, ports } = found
    if (records.isSignedIn(known.id) && !hasSameAddress(known, found)) {
      // its password was entered for the other address, so this address is only noted
      return records.noteOtherAddress(known, { address, ports, source: 'scan' })
    }
    return refresh(records, known, found)
  })
}

function refresh(records: DeviceRecords, known: StoredDevice, found: ScannedDevice): Device {
  // a scan does not replace reports of switches and unsolicited evidence
  const before = records.store.devices.sightings(known.id)
  const reported = before.filter((each) => reportingSwitch(each) !== null)
  const unsolicited = before.filter((each) => isUnsolicited(each) && isStillCurrent(each, found.identity))
  const unanswered = hasSameAddress(known, found) ? notAnsweredNow(before, found) : []
  const sightings = mergeUnsolicited([...found.sightings, ...unanswered, ...reported], unsolicited)
  const others = reported.length + unsolicited.length + unanswered.length
  const merged = others === 0 ? found.identity : identify(sightings)
  const moved = known.address !== found.address
  return records.save(
    {
      ...known,
      key: found.key,
      address: found.address,
      ports: found.ports,
      lastSeen: records.clock.now(),
      silentSince: null,
      otherAddress: moved ? null : known.otherAddress,
    },
    { identity: redescribed(merged, known.identity, found.identity), sightings },
  )
}

/** `http.title` → `http` */
const protocolOf = ({ protocol }: Sighting): string => protocol.split('.', 1)[0] ?? protocol

/**
 * Earlier answers in protocols in which the device gave none now, with their earlier time: a scan that loses packets takes no evidence
 * away. What contradicts the answers of now is dropped.
 */
function notAnsweredNow(before: readonly Sighting[], { identity, sightings }: ScannedDevice): Sighting[] {
  const answered = new Set(sightings.map(protocolOf))
  return before.filter(
    (each) =>
      reportingSwitch(each) === null &&
      !isUnsolicited(each) &&
      !answered.has(protocolOf(each)) &&
      isStillCurrent(each, identity),
  )
}

function addDevice(records: DeviceRecords, jobId: string, found: ScannedDevice): Device {
  const { key, address, ports, identity, sightings } = found
  const now = records.clock.now()
  const device = records.save(
    {
      id: randomUUID(),
      ...{ jobId, key, address, ports },
      ...{ firstSeen: now, lastSeen: now, silentSince: null, otherAddress: null, plainHttpAccepted: false },
    },
    { identity, sightings },
  )
  records.jobs.note({
    jobId,
    what: 'device.found',
    deviceId: device.id,
    endpointId: null,
    facts: { address, vendor: identity.vendor, model: identity.model },
  })
  return device
}

/** Adds unsolicited sightings of a device to its evidence. */
function addUnsolicited(
  records: DeviceRecords,
  known: StoredDevice,
  address: string,
  sightings: readonly Sighting[],
): Device {
  const before = records.store.devices.sightings(known.id)
  const after = mergeUnsolicited(before, sightings)
  if (after === before && known.address === address) return records.present(known)
  const identity = redescribed(identify(after), known.identity, null)
  return records.save(
    { ...known, address, lastSeen: records.clock.now(), silentSince: null },
    { identity, sightings: after },
  )
}

/** Unsolicited evidence from another address moves only a silent device without a session. */
const mayMove = (records: DeviceRecords, known: StoredDevice): boolean =>
  known.silentSince !== null && !records.isSignedIn(known.id)

/** Applies unsolicited sightings at an address. Null when they belong to no device and add none. */
export function takePassive(
  records: DeviceRecords,
  jobId: string,
  address: string,
  sightings: readonly Sighting[],
): Device | null {
  const { store } = records
  const alone = identify(sightings)
  const here = store.devices.atAddress(jobId, address)
  const byMac = alone.mac === null ? null : store.devices.byKey(jobId, `mac:${alone.mac}`)
  const device = byMac ?? deviceOfSighting(here, alone.mac)
  if (device === 'ambiguous') return null
  if (device !== 'new') {
    if (device.address === address || mayMove(records, device))
      return addUnsolicited(records, device, address, sightings)
    return records.noteOtherAddress(device, { address, ports: null, source: 'passive-discovery' })
  }
  // only phones request their configuration from a link
  const isRelevant = alone.vendor !== null || sightings.some(({ protocol }) => protocol.startsWith('pnp.'))
  if (!isRelevant) return null
  const ports = portsSchema.parse({})
  const key = alone.mac === null ? `at:${address}:${ports.http}` : `mac:${alone.mac}`
  return takeScan(records, jobId, { key, address, ports, sightings, identity: alone })
}

/** Applies the User-Agent of a configuration fetch. Ignored when the device is not known. */
export function takeUserAgent(
  records: DeviceRecords,
  jobId: string,
  { address, mac, userAgent }: { address: string; mac: string | null; userAgent: string },
): void {
  const { store } = records
  const byMac = mac === null ? null : store.devices.byKey(jobId, `mac:${mac}`)
  const device = byMac ?? deviceOfSighting(store.devices.atAddress(jobId, address), null)
  if (typeof device === 'string') return
  if (device.address !== address) {
    records.noteOtherAddress(device, { address, ports: null, source: 'fetch' })
    return
  }
  const sighting = {
    ...{ address, port: null, protocol: 'http.user_agent', raw: userAgent },
    at: records.clock.now(),
  }
  addUnsolicited(records, device, address, [sighting])
}

/** Replaces the sightings of a device that the same switch reported before. */
export function takeSwitch(
  records: DeviceRecords,
  device: StoredDevice,
  switchKey: string,
  reported: readonly Sighting[],
): void {
  const before = records.store.devices.sightings(device.id)
  const others = before.filter((sighting) => reportingSwitch(sighting) !== switchKey)
  if (others.length === before.length && reported.length === 0) return
  const sightings = [...others, ...reported]
  records.save(device, { identity: redescribed(identify(sightings), device.identity, null), sightings })
}

/** Adds a device that only a switch has seen, with the MAC and IP address reported by the switch. */
export function addFromSwitch(
  records: DeviceRecords,
  jobId: string,
  switchKey: string,
  neighbour: { mac: string; address: string; sightings: readonly Sighting[] },
): Device {
  const { mac, address, sightings } = neighbour
  const key = `mac:${mac}`
  const known = records.store.devices.byKey(jobId, key)
  if (known !== null && known.address !== address && !mayMove(records, known)) {
    return records.noteOtherAddress(known, { address, ports: null, source: 'switch' })
  }
  if (known !== null) {
    takeSwitch(records, { ...known, address }, switchKey, sightings)
    return records.present(known)
  }
  const identity = { ...identify(sightings), mac }
  return takeScan(records, jobId, { key, address, ports: portsSchema.parse({}), identity, sightings })
}
