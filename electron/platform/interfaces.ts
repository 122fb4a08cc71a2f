/** The laptop's IPv4 interfaces, with the subnet each is on. */
import { networkInterfaces } from 'node:os'
import type { NetworkInterface } from '#shared/model/host.ts'
import { ipv4Number, ipv4Text, prefixOfMask, subnetSpan } from '#shared/model/ipv4.ts'

/** Loopback interfaces come last. */
export function listInterfaces(): NetworkInterface[] {
  const found: NetworkInterface[] = []
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const { family, address, netmask, internal } of addresses ?? []) {
      if (family !== 'IPv4') continue
      const cidr = subnetOf(address, netmask)
      if (cidr !== null) found.push({ name, address, cidr, loopback: internal })
    }
  }
  return found.sort((a, b) => Number(a.loopback) - Number(b.loopback) || a.name.localeCompare(b.name))
}

/** `192.168.5.20`, `255.255.252.0` → `192.168.4.0/22`; null when either is malformed. */
export function subnetOf(address: string, netmask: string): string | null {
  const value = ipv4Number(address)
  const prefix = prefixOfMask(netmask)
  return value === null || prefix === null ? null : `${ipv4Text(subnetSpan(value, prefix).first)}/${prefix}`
}
