/**
 * Targets of a scan, and exclusions from one: `192.168.1.0/24`, `192.168.1.20`, `192.168.1.10-192.168.1.40`, `192.168.1.10-40`,
 * `192.168.1.20:8080`, `phone.example:80`, `[fe80::1]:80`, and `203.0.113.7:18101-18175`, a row of web ports on one host.
 */
import { z } from 'zod'
import { PunchdownError } from '../errors.ts'
import { holds, type Ipv4Span, ipv4Number, ipv4Text, subnetSpan } from './ipv4.ts'
import type { Ports } from './job.ts'

export type Target =
  | { readonly kind: 'range'; readonly text: string; readonly first: number; readonly count: number }
  /** `port` is the device's web port; null takes the port of the scan's profile. */
  | { readonly kind: 'host'; readonly text: string; readonly host: string; readonly port: number | null }
  /** Devices behind one address, each known by its web port; its other ports come from `portsInRow`. */
  | {
      readonly kind: 'row'
      readonly text: string
      readonly host: string
      readonly first: number
      readonly count: number
    }

/** Most addresses of one scan; a /20. Ours: such a scan takes minutes, not hours. */
export const widestScan = 4096
/** Most addresses when the technician allows a wide scan; a /16. */
export const widestScanByChoice = 65_536

/** RFC 1123, 2.1. Digits and hyphens alone are an address or a range. */
const hostName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9-]+)*\.?$/i
/**
 * Resolvers read `010.0.0.1`, `0x7f.1` and `10.1` as addresses, in octal, hexadecimal or short form (inet_aton(3)). A name whose last
 * label is a number is refused, as in URLs (WHATWG URL, "ends in a number").
 */
const endsInNumber = /(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$/i

const ipv6 = z.ipv6()
const isIpv6 = (text: string): boolean => ipv6.safeParse(text.replace(/%[\w.-]+$/, '')).success

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
  const range = /^([\d.]+)\s*-\s*([\d.]+)$/.exec(trimmed)
  if (range !== null) return rangeOf(trimmed, range[1] ?? '', range[2] ?? '', widest)
  const bracketed = /^\[([0-9a-f:.]+(?:%[\w.-]+)?)\](?::(.*))?$/i.exec(trimmed)
  if (bracketed !== null || trimmed.split(':').length > 2) {
    const address = bracketed?.[1] ?? trimmed
    if (!isIpv6(address)) throw malformed()
    return host(trimmed, address, bracketed?.[2])
  }
  const [name = '', port] = trimmed.split(':')
  if (
    ipv4Number(name) === null &&
    (/^[\d.-]+$/.test(name) || endsInNumber.test(name) || !hostName.test(name))
  )
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

/** `192.168.1.10-192.168.1.40` and `192.168.1.10-40`, both ends included. */
function rangeOf(text: string, from: string, to: string, widest: number): Target {
  const first = ipv4Number(from)
  const last = ipv4Number(to.includes('.') ? to : from.replace(/[^.]*$/, to))
  if (first === null || last === null || last < first) throw new PunchdownError('cidr-malformed', { text })
  const count = last - first + 1
  if (count > widest) throw new PunchdownError('cidr-too-wide', { text, addresses: count, widest })
  return { kind: 'range', text, first, count }
}

/** The hosts of a subnet, without its network and broadcast addresses; a /31 and a /32 have neither (RFC 3021). */
function subnet(text: string, value: number, prefix: number, widest: number): Target {
  const { first, last } = subnetSpan(value, prefix)
  const size = last - first + 1
  if (size > widest) throw new PunchdownError('cidr-too-wide', { text, addresses: size, widest })
  return prefix <= 30
    ? { kind: 'range', text, first: first + 1, count: size - 2 }
    : { kind: 'range', text, first, count: size }
}

/** One web port of one host. `port` as in Target; `row`: one of several devices behind the address. */
export interface ScanTarget {
  readonly host: string
  readonly port: number | null
  readonly row: boolean
}

/**
 * The ports of one device of a row: the scan's ports, all moved as far as its web port is from theirs. With http=80, sip=5060 and
 * snmp=161 the device at web port 8081 is asked for SIP at 13061 and for SNMP at 8162. HTTP and HTTPS share the web port. A protocol
 * whose port would lie outside 1 to 65535 is asked at the number of the web port.
 */
export function portsInRow(profile: Ports, web: number): Ports {
  const moved = (port: number): number => {
    const own = web + port - profile.http
    return own >= 1 && own <= 65_535 ? own : web
  }
  return { http: web, https: web, sip: moved(profile.sip), snmp: moved(profile.snmp) }
}

/** Exclusions from a scan: whole subnets with their first and last address, hosts with all their ports, single ports. */
export function exclusionOf(texts: readonly string[]): (host: string, port: number | null) => boolean {
  const spans: Ipv4Span[] = []
  const hosts = new Set<string>()
  const ports = new Set<string>()
  for (const text of texts) {
    const target = parseTarget(text, 2 ** 32)
    if (target.kind === 'range') {
      const trimmed = text.includes('/') && target.count > 1 && !/\/31\s*$/.test(text)
      spans.push({
        first: target.first - (trimmed ? 1 : 0),
        last: target.first + target.count - (trimmed ? 0 : 1),
      })
    } else if (target.kind === 'row') {
      for (let i = 0; i < target.count; i++) ports.add(`${target.host.toLowerCase()} ${target.first + i}`)
    } else if (target.port === null) hosts.add(target.host.toLowerCase())
    else ports.add(`${target.host.toLowerCase()} ${target.port}`)
  }
  return (host, port) => {
    const name = host.toLowerCase()
    if (hosts.has(name) || ports.has(`${name} ${port ?? ''}`)) return true
    const value = spans.length === 0 ? null : ipv4Number(host)
    return value !== null && spans.some((span) => holds(span, value))
  }
}

export interface ScanLimits {
  /** In the forms of targets; never asked. */
  readonly exclude?: readonly string[]
  readonly widest?: number
}

/**
 * Every host and port of several targets, in order, without duplicates. The same targets and exclusions give the same list.
 * @throws PunchdownError cidr-malformed | cidr-too-wide when one scan does not take that many | ports-malformed
 */
export function scanTargetsOf(
  targets: readonly Target[],
  { exclude = [], widest = widestScan }: ScanLimits = {},
): ScanTarget[] {
  const total = targets.reduce((sum, target) => sum + (target.kind === 'host' ? 1 : target.count), 0)
  if (total > widest) {
    const text = targets.map((target) => target.text).join(' ')
    throw new PunchdownError('cidr-too-wide', { text, addresses: total, widest })
  }
  const isExcluded = exclusionOf(exclude)
  const seen = new Set<string>()
  const found: ScanTarget[] = []
  const add = (name: string, port: number | null, row: boolean) => {
    const key = port === null ? name : `${name} ${port}`
    if (seen.has(key) || isExcluded(name, port)) return
    seen.add(key)
    found.push({ host: name, port, row })
  }
  for (const target of targets) {
    if (target.kind === 'host') add(target.host, target.port, false)
    else if (target.kind === 'row') {
      for (let i = 0; i < target.count; i++) add(target.host, target.first + i, true)
    } else for (let i = 0; i < target.count; i++) add(ipv4Text(target.first + i), null, false)
  }
  return found
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
