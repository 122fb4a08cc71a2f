/** Makes a device from the sightings at an address. Pure. */
import type { Identity, Sighting } from '#shared/model/identity.ts'
import type { Ports } from '#shared/model/job.ts'
import type { ScannedDevice } from '../../devices/index.ts'

/**
 * A host with any sighting is a device, recognised or not: a phone whose web page and SIP port are closed shows no more than its entry
 * in the ARP table. Null without sightings: some firewalls refuse connections for a whole subnet.
 */
export function deviceFrom(
  { address, ports }: { readonly address: string; readonly ports: Ports },
  sightings: readonly Sighting[],
  identity: Identity,
): ScannedDevice | null {
  if (sightings.length === 0) return null
  return {
    key: keyOf(identity, address, ports),
    address,
    ports,
    identity,
    sightings,
  }
}

/** MAC address, else serial number, else address and port. */
function keyOf(identity: Identity, address: string, ports: Ports): string {
  if (identity.mac !== null) return `mac:${identity.mac}`
  if (identity.serial !== null) return `serial:${identity.vendor ?? ''}:${identity.serial}`
  return `at:${address}:${ports.http}`
}
