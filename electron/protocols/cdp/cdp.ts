/**
 * Reads CDP packets, versions 1 and 2. Never throws, whatever the octets.
 *
 *   02 b4 a1 60                        version 2, 180 seconds, checksum
 *   00 01 00 13 | 53 45 50 30 30 ...   device id "SEP001B53489EE0"; a length counts its four octets of header
 *   00 02 00 11 | 00 00 00 01 | 01 01 cc 00 04 0a 0a 21 61    one address: NLPID, 1 octet, IP; 4 octets, 10.10.33.97
 *   00 03 00 0a | 50 6f 72 74 20 31    port id "Port 1"
 *   00 04 00 08 | 00 00 00 90          host and phone
 *   00 05 00 1a | 43 50 37 39 31 32 2d 76 38 ...   version "CP7912-v8-00-1-060412A"
 *   00 06 00 17 | 43 69 73 63 6f ...   platform "Cisco IP Phone 7912"
 *   00 10 00 06 | 18 9c                6.3 W
 */
import {
  bitNames,
  hexText,
  ipv4Text,
  ipv6Text,
  oidText,
  ouiText,
  text,
  u8,
  u16,
  u24,
  u32,
} from '../lldp/bytes.ts'
import type { FrameOutcome, Link } from '../lldp/frame.ts'
import { Reading } from '../lldp/frame-problems.ts'
import { fourPairPower, type NetworkAddress } from '../lldp/values.ts'
import { type CdpTextKind, type CdpTlv, cdpCapabilityNames } from './cdp-tlv.ts'

const capabilities = bitNames(cdpCapabilityNames)

const textKinds: Readonly<Record<number, CdpTextKind>> = {
  1: 'device-id',
  3: 'port-id',
  5: 'software-version',
  6: 'platform',
  9: 'vtp-domain',
  20: 'system-name',
  24: 'external-port-id',
}

/** Minimum length of the value, by type. Types without an entry are kept as hex digits. */
const shortest: Readonly<Record<number, readonly [CdpTlv['tlv'], number]>> = {
  2: ['addresses', 4],
  4: ['capabilities', 4],
  7: ['ip-prefixes', 0],
  8: ['protocol-hello', 5],
  10: ['native-vlan', 2],
  11: ['duplex', 1],
  14: ['voice-vlan', 1],
  15: ['voice-vlan-query', 1],
  16: ['power-consumption', 2],
  17: ['mtu', 4],
  18: ['trust', 1],
  19: ['untrusted-cos', 1],
  21: ['system-object-id', 0],
  22: ['management-addresses', 4],
  23: ['location', 1],
  25: ['power-requested', 4],
  26: ['power-available', 4],
  27: ['unidirectional', 1],
  31: ['four-pair-power', 1],
}

/** `from`: position of the version; `end`: end of the 802.3 frame, or of the captured octets. */
export function parseCdp(b: Buffer, from: number, end: number, link: Link): FrameOutcome {
  const discard = (kind: 'cdp-header-cut' | 'cdp-version'): FrameOutcome => ({
    outcome: 'discarded',
    protocol: 'cdp',
    link,
    problem: { kind, offset: from, tlv: null },
  })
  if (from + 4 > end) return discard('cdp-header-cut')
  const version = u8(b, from)
  if (version !== 1 && version !== 2) return discard('cdp-version')
  const reading = new Reading()
  if (!checksumHolds(b, from, end)) reading.add('cdp-checksum', from + 2, null)
  const tlvs: CdpTlv[] = []
  for (let at = from + 4; at < end; ) {
    const length = u16(b, at + 2)
    const to = at + length + missingLength(b, at, length, end, reading)
    if (at + 4 > end || to > end) {
      reading.add('tlv-past-end', at, at + 4 > end ? null : nameOf(u16(b, at)))
      break
    }
    if (length < 4) {
      reading.add('tlv-length', at, nameOf(u16(b, at)))
      break
    }
    const tlv = cdpTlv(u16(b, at), b, at + 4, to, at, reading)
    if (tlv !== null) tlvs.push(tlv)
    at = to
  }
  return {
    outcome: 'frame',
    frame: { protocol: 'cdp', link, version, ttlS: u8(b, from + 1), tlvs, problems: reading.problems },
  }
}

/**
 * Old senders give the port id a length that leaves out three or four octets of its own header. The TLV ends where another header, or
 * the end of the frame, follows:
 *   00 03 00 10 | 46 61 73 74 45 74 68 65 72 6e 65 74 30 2f 31 | 00 04 00 08    "FastEthernet0/1" has 19 octets with its header, not 16
 * @returns octets to add to the length
 */
function missingLength(b: Buffer, at: number, length: number, end: number, reading: Reading): number {
  if (textKinds[u16(b, at)] !== 'port-id' || length < 4) return 0
  if (isHeader(b, at + length, end) || isChain(b, at + length, end)) return 0
  const missing = [3, 4].find((octets) => isHeader(b, at + length + octets, end)) ?? 0
  if (missing > 0) reading.add('length-short', at, 'port-id')
  return missing
}

/** Whether a TLV header, or the end of the frame, is at a position. Types are below 256, but for Cisco's 0x1000 and above. */
function isHeader(b: Buffer, at: number, end: number): boolean {
  if (at === end) return true
  const type = u16(b, at)
  const length = u16(b, at + 2)
  return (
    at + 4 <= end && ((type > 0 && type < 256) || type >> 8 === 0x10) && length >= 4 && at + length <= end
  )
}

/** Longest chain that is followed; a packet has far fewer TLVs. */
const longestChain = 64

/** Whether TLVs of any type follow each other from a position to the end of the frame. */
function isChain(b: Buffer, from: number, end: number): boolean {
  let at = from
  for (let count = 0; at + 4 <= end && count < longestChain; count++) {
    const length = u16(b, at + 2)
    if (u16(b, at) === 0 || length < 4) return false
    at += length
  }
  return at === end
}

const nameOf = (type: number): string => textKinds[type] ?? shortest[type]?.[0] ?? 'unrecognised'

/**
 * The Internet checksum (RFC 1071). With an odd number of octets the RFC puts the last one in the high half of its word; Cisco's senders
 * put it in the low half, sign-extended. Both are accepted.
 */
function checksumHolds(b: Buffer, from: number, end: number): boolean {
  let sum = 0
  let at = from
  for (; at + 2 <= end; at += 2) sum += u16(b, at)
  if (at === end) return folded(sum) === 0xffff
  const last = u8(b, at)
  const asCisco = last < 0x80 ? last : 0xff00 + last - 1
  return folded(sum + asCisco) === 0xffff || folded(sum + (last << 8)) === 0xffff
}

function folded(sum: number): number {
  let word = sum
  while (word > 0xffff) word = (word & 0xffff) + Math.floor(word / 0x1_0000)
  return word
}

function cdpTlv(
  type: number,
  b: Buffer,
  from: number,
  end: number,
  at: number,
  reading: Reading,
): CdpTlv | null {
  const textKind = textKinds[type]
  if (textKind !== undefined)
    return { tlv: textKind, text: text(b, from, end, reading, textKind), offset: at }
  const known = shortest[type]
  if (known === undefined) return { tlv: 'unrecognised', type, hex: hexText(b, from, end), offset: at }
  const [tlv, atLeast] = known
  if (!reading.hasLength(end - from, atLeast, at, tlv)) return null
  if (tlv === 'addresses' || tlv === 'management-addresses') {
    const addresses = addressList(b, from, end, reading, tlv)
    return addresses === null ? null : { tlv, addresses, offset: at }
  }
  return (
    numberTlv(tlv, b, from, end, at) ??
    listTlv(tlv, b, from, end, at, reading) ?? {
      tlv: 'unrecognised',
      type,
      hex: hexText(b, from, end),
      offset: at,
    }
  )
}

/** Kinds with numbers of fixed length; null for other kinds. */
function numberTlv(tlv: string, b: Buffer, from: number, end: number, at: number): CdpTlv | null {
  switch (tlv) {
    case 'capabilities': {
      const bits = u32(b, from)
      return { tlv, capabilities: capabilities(bits), bits, offset: at }
    }
    // 00 0a 00 06 | 00 0a
    case 'native-vlan':
      return { tlv, vlan: u16(b, from), offset: at }
    // 00 0b 00 05 | 01
    case 'duplex':
      return { tlv, full: u8(b, from) !== 0, offset: at }
    // 00 0e 00 07 | 01 00 32    appliance 1 belongs in VLAN 50
    case 'voice-vlan':
    case 'voice-vlan-query':
      return {
        tlv,
        appliance: u8(b, from),
        vlan: end - from < 3 ? null : u16(b, from + 1),
        offset: at,
      }
    // 00 10 00 06 | 18 9c    6300 mW
    case 'power-consumption':
      return { tlv, watts: u16(b, from) / 1_000, offset: at }
    case 'mtu':
      return { tlv, octets: u32(b, from), offset: at }
    case 'trust':
    case 'untrusted-cos':
    case 'unidirectional':
      return { tlv, value: u8(b, from), offset: at }
    case 'four-pair-power':
      return { tlv, ...fourPairPower(u8(b, from)), offset: at }
    default:
      return null
  }
}

/** Kinds with texts, lists and identifiers of any length; null for other kinds. */
function listTlv(
  tlv: string,
  b: Buffer,
  from: number,
  end: number,
  at: number,
  reading: Reading,
): CdpTlv | null {
  switch (tlv) {
    case 'ip-prefixes':
      return { tlv, prefixes: prefixes(b, from, end), offset: at }
    case 'protocol-hello':
      return {
        tlv,
        oui: ouiText(u24(b, from)),
        protocol: u16(b, from + 3),
        hex: hexText(b, from + 5, end),
        offset: at,
      }
    case 'system-object-id': {
      const oid = objectId(b, from, end)
      if (oid === null && end > from) reading.add('object-identifier', from, tlv)
      return { tlv, oid, hex: hexText(b, from, end), offset: at }
    }
    case 'location':
      return { tlv, type: u8(b, from), text: text(b, from + 1, end, reading, tlv), offset: at }
    // 00 19 00 10 | d3 4e | 00 00 | 00 00 28 0a | 00 00 18 9c    10.25 W, or else 6.3 W
    case 'power-requested':
    case 'power-available': {
      const watts = []
      for (let level = from + 4; level + 4 <= end; level += 4) watts.push(u32(b, level) / 1_000)
      return { tlv, requestId: u16(b, from), managementId: u16(b, from + 2), watts, offset: at }
    }
    default:
      return null
  }
}

/**
 * Addresses up to the end of the TLV, whatever their count says; null when the first one does not fit.
 *   00 00 00 02 | 01 01 cc | 00 04 0a 0a 21 61                                         NLPID: IP
 *               | 02 08 aa aa 03 00 00 00 86 dd | 00 10 20 01 0d b8 ... 00 01          802.2: IPv6
 */
function addressList(
  b: Buffer,
  from: number,
  end: number,
  reading: Reading,
  tlv: string,
): NetworkAddress[] | null {
  const addresses: NetworkAddress[] = []
  const count = u32(b, from)
  let at = from + 4
  while (at < end) {
    const protocolAt = at + 2
    const protocolEnd = protocolAt + u8(b, at + 1)
    const addressAt = protocolEnd + 2
    const addressEnd = addressAt + u16(b, protocolEnd)
    const isWhole = protocolAt <= end && addressAt <= end && addressEnd <= end
    if (!isWhole) break
    addresses.push(address(u8(b, at), b, protocolAt, protocolEnd, addressAt, addressEnd))
    at = addressEnd
  }
  if (addresses.length === 0 && count > 0) {
    reading.add('inner-length', at, tlv)
    return null
  }
  if (addresses.length !== count) reading.add('address-count', from, tlv)
  if (at < end && addresses.length >= count) reading.add('excess-octets', at, tlv)
  return addresses
}

/** Family numbers are IANA's, as in LLDP; 0 for protocols other than IP and IPv6. */
function address(
  type: number,
  b: Buffer,
  protocolAt: number,
  protocolEnd: number,
  at: number,
  end: number,
): NetworkAddress {
  const length = end - at
  if (type === 1 && protocolEnd - protocolAt === 1 && u8(b, protocolAt) === 0xcc && length === 4) {
    return { family: 1, kind: 'ipv4', text: ipv4Text(b, at) }
  }
  if (type === 2 && u16(b, protocolEnd - 2) === 0x86dd && length === 16) {
    return { family: 2, kind: 'ipv6', text: ipv6Text(b, at) }
  }
  return { family: 0, kind: 'other', text: hexText(b, at, end) }
}

// 00 07 00 0e | 0a 01 00 00 10 | 0a 02 00 00 10    10.1.0.0/16 and 10.2.0.0/16
// 00 07 00 08 | 0a 0a 21 01                        a stub's gateway 10.10.33.1
function prefixes(b: Buffer, from: number, end: number): string[] {
  if (end - from === 4) return [ipv4Text(b, from)]
  const found = []
  for (let at = from; at + 5 <= end; at += 5) found.push(`${ipv4Text(b, at)}/${u8(b, at + 4)}`)
  return found
}

// 00 15 00 0e | 06 0a | 2b 06 01 04 01 09 ...    with BER's tag and length, or without
function objectId(b: Buffer, from: number, end: number): string | null {
  const tagged = u8(b, from) === 6 && u8(b, from + 1) === end - from - 2
  return oidText(b, tagged ? from + 2 : from, end)
}
