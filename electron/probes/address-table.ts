/**
 * Reads the neighbour tables of the three systems: IP address → MAC address, for neighbours that answered. Entries without an answer
 * (incomplete, failed, unreachable), group and broadcast addresses and the laptop's own are left out. Pure.
 */
import { ipv4Number } from '#shared/model/ipv4.ts'

export type AddressTable = ReadonlyMap<string, string>

/** 224.0.0.0: group addresses (RFC 5771) and above are not hosts. */
const firstGroup = 224 * 2 ** 24

/** Most addresses of one MAC address; more is a router that answers for others (proxy ARP, RFC 1027). Ours. */
const mostAddressesOfOne = 4

/**
 * Linux, /proc/net/arp (proc(5)); flags 0x0 is an entry without an answer, 0x2 a complete one, 0x4 permanent:
 *   IP address       HW type     Flags       HW address            Mask     Device
 *   192.168.1.20     0x1         0x2         48:25:67:0a:1b:2c     *        eth0
 */
export const procTable = (text: string): AddressTable =>
  tableOf(text, (words) => {
    const [address = '', , flags = '', mac = ''] = words
    return (Number.parseInt(flags, 16) & 0x6) === 0 ? null : [address, mac]
  })

/**
 * Linux, `ip neigh show` (ip-neighbour(8)), IPv4 and IPv6:
 *   192.168.1.20 dev eth0 lladdr 48:25:67:0a:1b:2c REACHABLE
 *   192.168.1.30 dev eth0 FAILED
 *   fe80::4a25:67ff:fe0a:1b2c dev eth0 lladdr 48:25:67:0a:1b:2c router STALE
 */
export const ipNeighTable = (text: string): AddressTable =>
  tableOf(text, (words) => {
    const at = words.indexOf('lladdr')
    if (at < 0 || /^(?:FAILED|INCOMPLETE|NOARP|NONE)$/.test(words.at(-1) ?? '')) return null
    return [words[0] ?? '', words[at + 1] ?? '']
  })

/**
 * macOS and the BSDs, `arp -an` and `ndp -an`; leading zeros are left out:
 *   ? (192.168.1.20) at 48:25:67:a:1b:2c on en0 ifscope [ethernet]
 *   ? (192.168.1.30) at (incomplete) on en0 ifscope [ethernet]
 *   ? (192.168.1.5) at a8:20:66:1:2:3 on en0 ifscope permanent [ethernet]
 *   fe80::1c1b:dff:fe0a:1b2c%en0   48:25:67:a:1b:2c   en0 23h59m58s S R
 */
export const bsdTable = (text: string): AddressTable =>
  tableOf(text, (words) => {
    const named = words[1]?.startsWith('(') === true && words[2] === 'at'
    // permanent entries are the laptop's own addresses
    if (named) return words.includes('permanent') ? null : [(words[1] ?? '').slice(1, -1), words[3] ?? '']
    return words[0]?.includes(':') === true ? [words[0].replace(/%.*$/, ''), words[1] ?? ''] : null
  })

/**
 * Windows, `arp -a`, and `netsh interface ip show neighbors` behind it, which also lists neighbours that `arp` leaves out while its
 * negative cache has them; headings and types are in the language of the system:
 *   Interface: 192.168.1.5 --- 0x9
 *     Internet Address      Physical Address      Type
 *     192.168.1.20          48-25-67-0a-1b-2c     dynamic
 *     224.0.0.22            01-00-5e-00-00-16     static
 *
 *   Interface 9: Ethernet
 *   Internet Address                              Physical Address   Type
 *   --------------------------------------------  -----------------  -----------
 *   192.168.1.21                                  48-25-67-0a-1b-2d  Stale
 *   192.168.1.30                                  00-00-00-00-00-00  Unreachable
 *   192.168.1.31                                  48-25-67-0a-1b-2e  Unreachable
 */
export const windowsArpTable = (text: string): AddressTable =>
  tableOf(text, ([address = '', mac = '', ...type]) =>
    /^(?:unreachable|incomplete|invalid)\b/i.test(type.join(' ')) ? null : [address, mac],
  )

/**
 * Windows, `Get-NetNeighbor`, IPv4 and IPv6; the state is one word in English (MSFT_NetNeighbor):
 *   ifIndex IPAddress                          LinkLayerAddress      State       PolicyStore
 *   9       192.168.1.20                       48-25-67-0A-1B-2C     Reachable   ActiveStore
 *   9       192.168.1.30                       00-00-00-00-00-00     Unreachable ActiveStore
 */
export const windowsNeighbourTable = (text: string): AddressTable =>
  tableOf(text, (words) => {
    const [, address = '', mac = '', state = ''] = words
    return /^(?:Unreachable|Incomplete)$/i.test(state) ? null : [address.replace(/%.*$/, ''), mac]
  })

function tableOf(
  text: string,
  entryIn: (words: readonly string[]) => readonly [string, string] | null,
): AddressTable {
  const table = new Map<string, string>()
  const owned = new Map<string, number>()
  for (const line of text.split(/\r?\n/)) {
    const entry = entryIn(line.trim().split(/\s+/))
    if (entry === null) continue
    const address = addressIn(entry[0])
    const mac = macIn(entry[1])
    if (address === null || mac === null || table.has(address)) continue
    table.set(address, mac)
    if (!address.startsWith('fe80:')) owned.set(mac, (owned.get(mac) ?? 0) + 1)
  }
  for (const [address, mac] of table) {
    if ((owned.get(mac) ?? 0) > mostAddressesOfOne) table.delete(address)
  }
  return table
}

/** A unicast address; null for anything else. */
function addressIn(text: string): string | null {
  const value = ipv4Number(text)
  if (value !== null) return value < firstGroup ? text : null
  return /^[0-9a-f]{0,4}:[0-9a-f:.]{1,40}$/i.test(text) && !/^ff/i.test(text) ? text.toLowerCase() : null
}

/** `48:25:67:a:1b:2c`, `48-25-67-0A-1B-2C` → `48:25:67:0A:1B:2C`; null for group addresses, all zeros and other text. */
function macIn(text: string): string | null {
  if (!/^[0-9a-f]{1,2}(?:[:-][0-9a-f]{1,2}){5}$/i.test(text)) return null
  const pairs = text.split(/[:-]/).map((pair) => pair.padStart(2, '0').toUpperCase())
  const isGroup = (Number.parseInt(pairs[0] ?? '', 16) & 1) === 1
  return isGroup || pairs.every((pair) => pair === '00') ? null : pairs.join(':')
}
