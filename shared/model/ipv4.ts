/** IPv4 addresses as numbers, and spans of them. Pure. */

/** First and last address, both included. */
export interface Ipv4Span {
  readonly first: number
  readonly last: number
}

/**
 * `192.168.1.20` → 3232235796; null for anything else. Leading zeros are refused: inet_aton(3) reads `010.0.0.1` as 8.0.0.1.
 */
export function ipv4Number(text: string): number | null {
  const octets = text.split('.')
  if (octets.length !== 4) return null
  let value = 0
  for (const octet of octets) {
    if (!/^(0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255) return null
    value = value * 256 + Number(octet)
  }
  return value
}

/** 3232235796 → `192.168.1.20` */
export function ipv4Text(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
}

/** The whole subnet that holds an address, network and broadcast address included. `prefix`: 0 to 32. */
export function subnetSpan(address: number, prefix: number): Ipv4Span {
  const size = 2 ** (32 - prefix)
  const first = Math.floor(address / size) * size
  return { first, last: first + size - 1 }
}

/** `192.168.4.0/22` → its span; null when the text is not a subnet in CIDR form. */
export function cidrSpan(text: string): Ipv4Span | null {
  const [address = '', prefix = '', ...rest] = text.split('/')
  const value = ipv4Number(address)
  if (value === null || rest.length > 0 || !/^\d{1,2}$/.test(prefix) || Number(prefix) > 32) return null
  return subnetSpan(value, Number(prefix))
}

/** `255.255.252.0` → 22; null when the mask is not contiguous. */
export function prefixOfMask(mask: string): number | null {
  const value = ipv4Number(mask)
  if (value === null) return null
  const prefix = 32 - Math.log2(2 ** 32 - value)
  return Number.isInteger(prefix) ? prefix : null
}

export const holds = ({ first, last }: Ipv4Span, value: number): boolean => value >= first && value <= last

export const overlap = (a: Ipv4Span, b: Ipv4Span): boolean => a.first <= b.last && a.last >= b.first
