/** Sightings of a device that a switch reports. Pure. */
import type { Sighting } from '#shared/model/identity.ts'
import { inventoryText } from '#shared/model/inventory.ts'
import type { Neighbour, Switch } from '#shared/model/neighbour.ts'

/** Key of the switch that reported a sighting, null for other sightings. The next reading of that switch replaces it. */
export const reportingSwitch = (sighting: Sighting): string | null => sighting.context?.switch ?? null

/** `address`: the device's own, as far as it is known. */
export function sightingsOf(
  neighbour: Pick<
    Neighbour,
    | 'seenBy'
    | 'port'
    | 'chassisId'
    | 'mac'
    | 'name'
    | 'description'
    | 'platform'
    | 'software'
    | 'inventory'
    | 'readAt'
  >,
  { key, name }: Pick<Switch, 'key' | 'name'>,
  address: string,
): Sighting[] {
  const cdp = neighbour.seenBy.includes('cdp')
  const lldp = neighbour.seenBy.includes('lldp')
  const facts: [string, string | null][] = [
    ['lldp.sysdesc', neighbour.description],
    ['lldp.sysname', lldp ? neighbour.name : null],
    ['lldp.med_inventory', inventoryText(neighbour.inventory ?? {})],
    ['cdp.platform', neighbour.platform],
    ['cdp.version', neighbour.software],
    ['cdp.device_id', cdp && neighbour.chassisId?.subtype === 'local' ? neighbour.chassisId.text : null],
    ['switch.mac', neighbour.mac],
  ]
  const context = {
    switch: key,
    ...(neighbour.port === null ? {} : { port: neighbour.port.name }),
    ...(name === null ? {} : { switchName: name }),
    ...(neighbour.name === null ? {} : { sysName: neighbour.name }),
    ...(neighbour.platform === null ? {} : { platform: neighbour.platform }),
  }
  return facts.flatMap(([protocol, raw]) =>
    raw ? [{ address, port: null, protocol, raw, context, at: neighbour.readAt }] : [],
  )
}
