/** Creates sightings from LLDP and CDP frames. Pure. */
import type { Sighting } from '#shared/model/identity.ts'
import { inventoryText } from '#shared/model/inventory.ts'
import type { DiscoveryFrame } from '../../protocols/lldp/frame.ts'
import { senderOf } from '../../protocols/lldp/frame-sender.ts'

/**
 * Sightings `lldp.sysdesc`, `lldp.sysname`, `lldp.med_inventory`, and `cdp.platform`, `cdp.version`, `cdp.device_id`.
 * `address` is the device's first management IP address, else an IP address in its chassis id, else the MAC address the frame came
 * from; `port` is null. Inventory is one line in the order of ANSI/TIA-1057:
 *   hardware=1.0; firmware=2.1; software=10.1.159.12; serial=00041300D735; manufacturer=Maker; model=D735; asset=7
 * A shutdown frame (ttl 0), or a frame without an address, gives no sightings. `at`: milliseconds since the epoch.
 */
export function sightingsOf(frame: DiscoveryFrame, at: number): Sighting[] {
  const address = addressOf(frame)
  if (address === null || frame.ttlS === 0) return []
  const { name, description, platform, inventory, chassis } = senderOf(frame)
  const sighting = (protocol: string, raw: string | null): Sighting[] =>
    raw === null || raw === '' ? [] : [{ address, port: null, protocol, raw, at }]
  if (frame.protocol === 'cdp') {
    return [
      ...sighting('cdp.platform', platform),
      ...sighting('cdp.version', description),
      ...sighting('cdp.device_id', chassis),
    ]
  }
  return [
    ...sighting('lldp.sysdesc', description),
    ...sighting('lldp.sysname', name),
    ...sighting('lldp.med_inventory', inventory === null ? null : inventoryText(inventory)),
  ]
}

function addressOf(frame: DiscoveryFrame): string | null {
  const ip = frame.tlvs
    .flatMap((tlv) => {
      if (tlv.tlv === 'management-address') return [tlv.address]
      return tlv.tlv === 'addresses' || tlv.tlv === 'management-addresses' ? tlv.addresses : []
    })
    .find(({ kind }) => kind === 'ipv4' || kind === 'ipv6')
  if (ip !== undefined) return ip.text
  if (frame.protocol === 'lldp' && frame.chassisId.subtype === 'network-address') {
    const { text } = frame.chassisId
    // an unreadable address is hex digits
    if (/[.:]/.test(text)) return text
  }
  return frame.link.source
}
