/** The laptop's IPv4 interfaces, with the subnet each is on. */
import { networkInterfaces } from 'node:os'
import type { NetworkInterface } from '#shared/model/host.ts'
import { ipv4Number, ipv4Text } from '#shared/model/target.ts'

/** Real interfaces first, loopback last. */
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

/** `192.168.1.20`, `255.255.255.0` → `192.168.1.0/24`. */
export function subnetOf(address: string, netmask: string): string | null {
  const value = ipv4Number(address)
  const mask = ipv4Number(netmask)
  if (value === null || mask === null) return null
  const size = 2 ** 32 - mask
  const prefix = 32 - Math.log2(size)
  if (!Number.isInteger(prefix)) return null
  return `${ipv4Text(Math.floor(value / size) * size)}/${prefix}`
}
