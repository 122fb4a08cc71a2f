/** What a scan is pointed at: `192.168.1.0/24`, `192.168.1.20`, `192.168.1.20:8080`, `phone.example:80`, `[fe80::1]:80`. */
import { PunchdownError } from '../errors.ts'

export type Target =
  | { readonly kind: 'range'; readonly text: string; readonly first: number; readonly count: number }
  /** `port` is the device's web port; null takes the scan profile's. */
  | { readonly kind: 'host'; readonly text: string; readonly host: string; readonly port: number | null }

/** Widest scan in one go, addresses; /20. Ours: a scan that takes minutes, not hours, and troubles nobody. */
export const widestScan = 4096

/** `192.168.1.20` → 3232235796, or null. Leading zeros are refused: some readers take them for octal. */
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

export function ipv4Text(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
}

/** @throws PunchdownError cidr-malformed | cidr-too-wide | ports-malformed */
export function parseTarget(text: string): Target {
  const trimmed = text.trim()
  const malformed = () => new PunchdownError('cidr-malformed', { text: trimmed })
  if (trimmed.includes('/')) {
    const [address = '', prefix = '', ...rest] = trimmed.split('/')
    const value = ipv4Number(address)
    if (value === null || rest.length > 0 || !/^\d{1,2}$/.test(prefix) || Number(prefix) > 32)
      throw malformed()
    return range(trimmed, value, Number(prefix))
  }
  const bracketed = /^\[([0-9a-f:.]+(?:%[\w.-]+)?)\](?::(.*))?$/i.exec(trimmed)
  if (bracketed !== null) return host(trimmed, bracketed[1] ?? '', bracketed[2])
  if (trimmed.split(':').length > 2) {
    if (!/^[0-9a-f:.]+(%[\w.-]+)?$/i.test(trimmed)) throw malformed()
    return host(trimmed, trimmed, undefined)
  }
  const [name = '', port] = trimmed.split(':')
  const numeric = /^[\d.]+$/.test(name)
  if (numeric ? ipv4Number(name) === null : !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9-]+)*\.?$/i.test(name))
    throw malformed()
  return host(trimmed, name, port)
}

function host(text: string, name: string, port: string | undefined): Target {
  if (port === undefined) return { kind: 'host', text, host: name, port: null }
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
    throw new PunchdownError('ports-malformed', { text, port })
  }
  return { kind: 'host', text, host: name, port: Number(port) }
}

/** The hosts of a subnet: its network and broadcast addresses are left out where it has them (RFC 3021 for /31). */
function range(text: string, value: number, prefix: number): Target {
  const size = 2 ** (32 - prefix)
  if (size > widestScan)
    throw new PunchdownError('cidr-too-wide', { text, addresses: size, widest: widestScan })
  const network = Math.floor(value / size) * size
  const trims = prefix <= 30
  return { kind: 'range', text, first: trims ? network + 1 : network, count: trims ? size - 2 : size }
}

/**
 * Addresses of several targets together, in order; `port` as in Target.
 * @throws PunchdownError cidr-too-wide when they are more than one scan takes
 */
export function addressesOf(targets: readonly Target[]): { host: string; port: number | null }[] {
  const total = targets.reduce((sum, target) => sum + (target.kind === 'range' ? target.count : 1), 0)
  if (total > widestScan) {
    const text = targets.map((target) => target.text).join(' ')
    throw new PunchdownError('cidr-too-wide', { text, addresses: total, widest: widestScan })
  }
  const seen = new Set<string>()
  const addresses: { host: string; port: number | null }[] = []
  const add = (name: string, port: number | null) => {
    const key = `${name} ${port ?? ''}`
    if (seen.has(key)) return
    seen.add(key)
    addresses.push({ host: name, port })
  }
  for (const target of targets) {
    if (target.kind === 'host') add(target.host, target.port)
    else for (let i = 0; i < target.count; i++) add(ipv4Text(target.first + i), null)
  }
  return addresses
}

const portNames = ['http', 'https', 'sip', 'snmp'] as const

/** `http=18080,sip=15060` → { http: 18080, sip: 15060 }. @throws PunchdownError ports-malformed */
export function parsePorts(text: string): Partial<Record<(typeof portNames)[number], number>> {
  const ports: Partial<Record<(typeof portNames)[number], number>> = {}
  for (const part of text.split(',').filter((piece) => piece.trim() !== '')) {
    const [key = '', value = '', ...rest] = part.trim().split('=')
    const name = portNames.find((known) => known === key)
    if (name === undefined || rest.length > 0 || !/^\d{1,5}$/.test(value)) {
      throw new PunchdownError('ports-malformed', { text, port: part })
    }
    const number = Number(value)
    if (number < 1 || number > 65535) throw new PunchdownError('ports-malformed', { text, port: value })
    ports[name] = number
  }
  return ports
}
