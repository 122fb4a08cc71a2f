/**
 * Evidence from scans, switches and passive discovery becomes devices of a job. A scan asked the device itself: it may move a
 * device that nobody is signed in to. The others pass on claims: they never move a device that answers.
 */
import { randomUUID } from 'node:crypto'
import type { Sighting } from '#shared/model/identity.ts'
import { type Device, type Ports, portsSchema } from '#shared/model/job.ts'
import { identify } from '../../identify/identify.ts'
import type { StoredDevice } from '../../store/store.ts'
import { redescribed } from './description.ts'
import type { DeviceRecords } from './device-records.ts'
import { toldBy } from './switch-sightings.ts'
import { deviceMeant, isStillCurrent, isUnsolicited, mergeUnsolicited } from './unsolicited.ts'

/** A device as discovery hands it over. */
export type ScannedDevice = Pick<Device, 'key' | 'address' | 'ports' | 'identity'> & {
  readonly sightings: readonly Sighting[]
}

const isSamePlace = (
  a: { readonly address: string; readonly ports: Ports },
  b: { readonly address: string; readonly ports: Ports },
): boolean => a.address === b.address && a.ports.http === b.ports.http && a.ports.https === b.ports.https

/** A device that was known by its place alone until now, where nothing says that it is another one. */
function heldByPlace(
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
    const known = records.store.devices.byKey(jobId, found.key) ?? heldByPlace(records, jobId, found)
    if (known === null) return addDevice(records, jobId, found)
    const { address, ports } = found
    if (records.isSignedIn(known.id) && !isSamePlace(known, found)) {
      // its password was given for where it was: what answers elsewhere is not taken for it
      return records.noteOtherAddress(known, { address, ports, source: 'scan' })
    }
    return refresh(records, known, found)
  })
}

function refresh(records: DeviceRecords, known: StoredDevice, found: ScannedDevice): Device {
  // a scan does not ask for what switches said of it, nor for what it said by itself
  const before = records.store.devices.sightings(known.id)
  const told = before.filter((each) => toldBy(each) !== null)
  const heard = before.filter((each) => isUnsolicited(each) && isStillCurrent(each, found.identity))
  const sightings = mergeUnsolicited([...found.sightings, ...told], heard)
  const merged = told.length === 0 && heard.length === 0 ? found.identity : identify(sightings)
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

/** Adds unasked sightings of a device to its evidence. */
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

/** A claim from another address moves only a device that is known to be silent and that nobody is signed in to. */
const mayMove = (records: DeviceRecords, known: StoredDevice): boolean =>
  known.silentSince !== null && !records.isSignedIn(known.id)

/** Takes unasked sightings at an address. Null where no device of the job is meant and none is added. */
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
  const meant = byMac ?? deviceMeant(here, alone.mac)
  if (meant === 'ambiguous') return null
  if (meant !== 'new') {
    if (meant.address === address || mayMove(records, meant))
      return addUnsolicited(records, meant, address, sightings)
    return records.noteOtherAddress(meant, { address, ports: null, source: 'passive-discovery' })
  }
  // only a phone asks a link for its configuration
  const isOurs = alone.vendor !== null || sightings.some(({ protocol }) => protocol.startsWith('pnp.'))
  if (!isOurs) return null
  const ports = portsSchema.parse({})
  const key = alone.mac === null ? `at:${address}:${ports.http}` : `mac:${alone.mac}`
  return takeScan(records, jobId, { key, address, ports, sightings, identity: alone })
}

/** Takes the User-Agent of a configuration fetch. Nothing is kept where the device cannot be told. */
export function takeUserAgent(
  records: DeviceRecords,
  jobId: string,
  { address, mac, userAgent }: { address: string; mac: string | null; userAgent: string },
): void {
  const { store } = records
  const byMac = mac === null ? null : store.devices.byKey(jobId, `mac:${mac}`)
  const meant = byMac ?? deviceMeant(store.devices.atAddress(jobId, address), null)
  if (typeof meant === 'string') return
  if (meant.address !== address) {
    records.noteOtherAddress(meant, { address, ports: null, source: 'fetch' })
    return
  }
  const sighting = {
    ...{ address, port: null, protocol: 'http.user_agent', raw: userAgent },
    at: records.clock.now(),
  }
  addUnsolicited(records, meant, address, [sighting])
}

/** Takes what a switch says of a device, in place of what the same switch said before. */
export function takeSwitch(
  records: DeviceRecords,
  device: StoredDevice,
  switchKey: string,
  told: readonly Sighting[],
): void {
  const before = records.store.devices.sightings(device.id)
  const others = before.filter((sighting) => toldBy(sighting) !== switchKey)
  if (others.length === before.length && told.length === 0) return
  const sightings = [...others, ...told]
  records.save(device, { identity: redescribed(identify(sightings), device.identity, null), sightings })
}

/** Adds a device that only a switch has seen: its MAC and its address are the switch's word. */
export function addFromSwitch(
  records: DeviceRecords,
  jobId: string,
  switchKey: string,
  heard: { mac: string; address: string; sightings: readonly Sighting[] },
): Device {
  const { mac, address, sightings } = heard
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
