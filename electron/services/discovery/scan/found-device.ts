/** A device out of what was seen at an address. Pure. */
import type { Catalogue } from '#shared/model/catalogue.ts'
import type { Identity, Sighting } from '#shared/model/identity.ts'
import type { Ports } from '#shared/model/job.ts'
import { verdictFor } from '../../catalogue/index.ts'
import type { ScannedDevice } from '../../devices/index.ts'

/**
 * Whoever says anything, or stands in the laptop's own table of neighbours, is a device, known or not: a phone whose web page and
 * SIP port are shut looks like nothing else. Null for an address that only refused a connection: some firewalls do so for all of a subnet.
 */
export function deviceFrom(
  { address, ports }: { readonly address: string; readonly ports: Ports },
  sightings: readonly Sighting[],
  identity: Identity,
  catalogue: Catalogue,
): ScannedDevice | null {
  if (sightings.length === 0) return null
  return {
    key: keyOf(identity, address, ports),
    address,
    ports,
    identity,
    verdict: verdictFor(identity, catalogue),
    sightings,
  }
}

/** A device is keyed by its MAC, else by its serial number, else by its address and port. */
function keyOf(identity: Identity, address: string, ports: Ports): string {
  if (identity.mac !== null) return `mac:${identity.mac}`
  if (identity.serial !== null) return `serial:${identity.vendor ?? ''}:${identity.serial}`
  return `at:${address}:${ports.http}`
}
