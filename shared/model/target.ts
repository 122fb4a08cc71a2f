/**
 * What a scan is pointed at, or kept from: `192.168.1.0/24`, `192.168.1.20`, `192.168.1.10-192.168.1.40`, `192.168.1.10-40`,
 * `192.168.1.20:8080`, `phone.example:80`, `[fe80::1]:80`, and `203.0.113.7:18101-18175`, a row of web ports on one host.
 */
import { PunchdownError } from '../errors.ts'
import type { Ports } from './job.ts'

export type Target =
  | { readonly kind: 'range'; readonly text: string; readonly first: number; readonly count: number }
  /** `port` is the device's web port; null takes the scan profile's. */
  | { readonly kind: 'host'; readonly text: string; readonly host: string; readonly port: number | null }
  /** Devices behind one address, each known by its web port; its other ports are `portsInRow`. */
  | {
      readonly kind: 'row'
      readonly text: string
      readonly host: string
      readonly first: number
      readonly count: number
    }

/** Widest scan in one go, addresses; /20. Ours: a scan that takes minutes, not hours, and troubles nobody. */
export const widestScan = 4096
/** Widest scan of a technician who chose so; /16. */
export const widestScanByChoice = 65_536

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
export function parseTarget(text: string, widest = widestScan): Target {
  const trimmed = text.trim()
  const malformed = () => new PunchdownError('cidr-malformed', { text: trimmed })
  if (trimmed.includes('/')) {
    const [address = '', prefix = '', ...rest] = trimmed.split('/')
    const value = ipv4Number(address)
    if (value === null || rest.length > 0 || !/^\d{1,2}$/.test(prefix) || Number(prefix) > 32)
      throw malformed()
    return subnet(trimmed, value, Number(prefix), widest)
  }
  const span = /^([\d.]+)\s*-\s*([\d.]+)$/.exec(trimmed)
  if (span !== null) return spanOf(trimmed, span[1] ?? '', span[2] ?? '', widest)
  const bracketed = /^\[([0-9a-f:.]+(?:%[\w.-]+)?)\](?::(.*))?$/i.exec(trimmed)
  if (bracketed !== null) return host(trimmed, bracketed[1] ?? '', bracketed[2])
  if (trimmed.split(':').length > 2) {
    if (!/^[0-9a-f:.]+(%[\w.-]+)?$/i.test(trimmed)) throw malformed()
    return host(trimmed, trimmed, undefined)
  }
  const [name = '', port] = trimmed.split(':')
  const numeric = /^[\d.-]+$/.test(name)
  if (numeric ? ipv4Number(name) === null : !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9-]+)*\.?$/i.test(name))
    throw malformed()
  return host(trimmed, name, port)
}

function host(text: string, name: string, port: string | undefined): Target {
  if (port === undefined) return { kind: 'host', text, host: name, port: null }
  const [first = '', last, ...rest] = port.split('-')
  const isPort = (each: string) => /^\d{1,5}$/.test(each) && Number(each) >= 1 && Number(each) <= 65535
  if (!isPort(first) || rest.length > 0) throw new PunchdownError('ports-malformed', { text, port })
  if (last === undefined) return { kind: 'host', text, host: name, port: Number(first) }
  if (!isPort(last) || Number(last) < Number(first)) {
    throw new PunchdownError('ports-malformed', { text, port })
  }
  const count = Number(last) - Number(first) + 1
  if (count > widestScan) {
    throw new PunchdownError('cidr-too-wide', { text, addresses: count, widest: widestScan })
  }
  return { kind: 'row', text, host: name, first: Number(first), count }
}

/** `192.168.1.10-192.168.1.40` and `192.168.1.10-40`: both ends are in it, and nothing is left out. */
function spanOf(text: string, from: string, to: string, widest: number): Target {
  const first = ipv4Number(from)
  const last = ipv4Number(to.includes('.') ? to : from.replace(/[^.]*$/, to))
  if (first === null || last === null || last < first) throw new PunchdownError('cidr-malformed', { text })
  const count = last - first + 1
  if (count > widest) throw new PunchdownError('cidr-too-wide', { text, addresses: count, widest })
  return { kind: 'range', text, first, count }
}

/** The hosts of a subnet: its network and broadcast addresses are left out where it has them (RFC 3021 for /31). */
function subnet(text: string, value: number, prefix: number, widest: number): Target {
  const size = 2 ** (32 - prefix)
  if (size > widest) throw new PunchdownError('cidr-too-wide', { text, addresses: size, widest })
  const network = Math.floor(value / size) * size
  const trims = prefix <= 30
  return { kind: 'range', text, first: trims ? network + 1 : network, count: trims ? size - 2 : size }
}

/** One place to look at; `port` as in Target. `row`: one of several devices behind its address. */
export interface Place {
  readonly host: string
  readonly port: number | null
  readonly row: boolean
}

/**
 * The ports of one device of a row: the scan's ports, all moved as far as its web port is from theirs. With http=80, sip=5060 and
 * snmp=161 the device at web port 8081 is asked for SIP at 13061 and for SNMP at 8162. One port a device whichever scheme its pages
 * speak; a protocol whose port would lie outside 1 to 65535 has none of its own and is looked for at the web port's number.
 */
export function portsInRow(profile: Ports, web: number): Ports {
  const moved = (port: number): number => {
    const own = web + port - profile.http
    return own >= 1 && own <= 65_535 ? own : web
  }
  return { http: web, https: web, sip: moved(profile.sip), snmp: moved(profile.snmp) }
}

/** What is kept out of a scan: whole subnets with their first and last address, hosts with all their ports, single ports. */
export function exclusionOf(texts: readonly string[]): (host: string, port: number | null) => boolean {
  const spans: { first: number; last: number }[] = []
  const hosts = new Set<string>()
  const places = new Set<string>()
  for (const text of texts) {
    const target = parseTarget(text, 2 ** 32)
    if (target.kind === 'range') {
      const trimmed = text.includes('/') && target.count > 1 && !/\/31\s*$/.test(text)
      spans.push({
        first: target.first - (trimmed ? 1 : 0),
        last: target.first + target.count - (trimmed ? 0 : 1),
      })
    } else if (target.kind === 'row') {
      for (let i = 0; i < target.count; i++) places.add(`${target.host.toLowerCase()} ${target.first + i}`)
    } else if (target.port === null) hosts.add(target.host.toLowerCase())
    else places.add(`${target.host.toLowerCase()} ${target.port}`)
  }
  return (host, port) => {
    const name = host.toLowerCase()
    if (hosts.has(name) || places.has(`${name} ${port ?? ''}`)) return true
    const value = spans.length === 0 ? null : ipv4Number(host)
    return value !== null && spans.some(({ first, last }) => value >= first && value <= last)
  }
}

export interface Picking {
  /** As targets are written; what is named here is never asked. */
  readonly exclude?: readonly string[]
  readonly widest?: number
}

/**
 * The places of several targets together, in order, each once. The same targets and exclusions give the same list.
 * @throws PunchdownError cidr-malformed | cidr-too-wide when they are more than one scan takes | ports-malformed
 */
export function addressesOf(
  targets: readonly Target[],
  { exclude = [], widest = widestScan }: Picking = {},
): Place[] {
  const total = targets.reduce((sum, target) => sum + (target.kind === 'host' ? 1 : target.count), 0)
  if (total > widest) {
    const text = targets.map((target) => target.text).join(' ')
    throw new PunchdownError('cidr-too-wide', { text, addresses: total, widest })
  }
  const isOut = exclusionOf(exclude)
  const seen = new Set<string>()
  const places: Place[] = []
  const add = (name: string, port: number | null, row: boolean) => {
    const key = port === null ? name : `${name} ${port}`
    if (seen.has(key) || isOut(name, port)) return
    seen.add(key)
    places.push({ host: name, port, row })
  }
  for (const target of targets) {
    if (target.kind === 'host') add(target.host, target.port, false)
    else if (target.kind === 'row') {
      for (let i = 0; i < target.count; i++) add(target.host, target.first + i, true)
    } else for (let i = 0; i < target.count; i++) add(ipv4Text(target.first + i), null, false)
  }
  return places
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
