/** Basic management TLVs, IEEE 802.1AB-2016 clause 8.5. `from` to `end` is a TLV's information string. */
import {
  bitNames,
  hexText,
  ipv4Text,
  ipv6Text,
  macText,
  noteExcess,
  oidText,
  text,
  u8,
  u16,
  u32,
} from './bytes.ts'
import type { Reading } from './frame-problems.ts'
import type { AtOffset, NetworkAddress, TextTlv } from './values.ts'

export const chassisIdSubtypes = [
  'reserved',
  'chassis-component',
  'interface-alias',
  'port-component',
  'mac-address',
  'network-address',
  'interface-name',
  'local',
] as const
export const portIdSubtypes = [
  'reserved',
  'interface-alias',
  'port-component',
  'mac-address',
  'network-address',
  'interface-name',
  'agent-circuit-id',
  'local',
] as const

interface Id<Subtype extends string> {
  readonly subtype: Subtype
  /** The subtype as received, also for reserved ones. */
  readonly code: number
  /** Text, or an address in its usual form; other binary ids as hex digits. */
  readonly text: string
}
export type ChassisId = Id<(typeof chassisIdSubtypes)[number]>
export type PortId = Id<(typeof portIdSubtypes)[number]>

/** In the order of their bits, lowest first (802.1AB table 8-4). */
export const capabilityNames = [
  'other',
  'repeater',
  'bridge',
  'wlan-access-point',
  'router',
  'telephone',
  'docsis-cable-device',
  'station-only',
  'c-vlan-component',
  's-vlan-component',
  'two-port-mac-relay',
] as const
export type Capability = (typeof capabilityNames)[number]

export type BasicTlv = AtOffset &
  (
    | TextTlv<'port-description' | 'system-name' | 'system-description'>
    | {
        readonly tlv: 'system-capabilities'
        readonly supported: readonly Capability[]
        readonly enabled: readonly Capability[]
        /** All sixteen bits of both fields, including reserved ones. */
        readonly supportedBits: number
        readonly enabledBits: number
      }
    | {
        readonly tlv: 'management-address'
        readonly address: NetworkAddress
        readonly numbering: 'unknown' | 'if-index' | 'port-number' | 'reserved'
        readonly interfaceNumber: number
        /** `1.3.6.1.4.1.9.1.2`; null when missing or malformed. */
        readonly oid: string | null
        /** Octets as received; empty when missing. */
        readonly oidHex: string
      }
    /** Types 9 to 126. */
    | { readonly tlv: 'unrecognised'; readonly type: number; readonly hex: string }
  )

const capabilities = bitNames(capabilityNames)
const numberings = ['reserved', 'unknown', 'if-index', 'port-number'] as const

// 02 07 | 04 | 00 1b 53 5a 6e 00    type 1, length 7; MAC address 00:1b:53:5a:6e:00
// 02 06 | 05 | 01 | ac 10 0a 6d     network address, IPv4, 172.16.10.109
// 02 07 | 01 | 66 6f 6f 62 61 72    chassis component "foobar"
export function chassisId(b: Buffer, from: number, end: number, reading: Reading): ChassisId {
  const code = u8(b, from)
  const subtype = chassisIdSubtypes[code] ?? 'reserved'
  return { subtype, code, text: idText(subtype, b, from + 1, end, reading, 'chassis-id') }
}

// 04 06 | 05 | 47 69 30 2f 31    type 2, length 6; interface name "Gi0/1"
// 04 10 | 07 | 30 30 31 42 35 34 39 34 35 41 38 42 3a 50 32    local "001B54945A8B:P2"
export function portId(b: Buffer, from: number, end: number, reading: Reading): PortId {
  const code = u8(b, from)
  const subtype = portIdSubtypes[code] ?? 'reserved'
  return { subtype, code, text: idText(subtype, b, from + 1, end, reading, 'port-id') }
}

function idText(
  subtype: ChassisId['subtype'] | PortId['subtype'],
  b: Buffer,
  from: number,
  end: number,
  reading: Reading,
  tlv: string,
): string {
  switch (subtype) {
    case 'mac-address':
      if (end - from === 6) return macText(b, from)
      reading.add('address-length', from, tlv)
      return hexText(b, from, end)
    case 'network-address':
      return networkAddress(b, from, end, reading, tlv).text
    case 'agent-circuit-id':
    case 'reserved':
      return textOrHex(b, from, end, reading, tlv)
    default:
      return text(b, from, end, reading, tlv)
  }
}

/** Ids without a defined format: text when every octet is printable, else hex digits. */
function textOrHex(b: Buffer, from: number, end: number, reading: Reading, tlv: string): string {
  for (let at = from; at < end; at++) {
    const octet = u8(b, at)
    if (octet < 0x20 || octet > 0x7e) return hexText(b, from, end)
  }
  return text(b, from, end, reading, tlv)
}

/**
 * An address behind the octet of its family (IANA "Address Family Numbers"): 01 0a 00 00 07 is 10.0.0.7.
 * An address with the wrong length for its family is kept as hex digits.
 */
function networkAddress(b: Buffer, from: number, end: number, reading: Reading, tlv: string): NetworkAddress {
  const family = u8(b, from)
  const at = from + 1
  const length = Math.max(0, end - at)
  switch (family) {
    case 1:
      if (length === 4) return { family, kind: 'ipv4', text: ipv4Text(b, at) }
      break
    case 2:
      if (length === 16) return { family, kind: 'ipv6', text: ipv6Text(b, at) }
      break
    case 6:
      if (length === 6) return { family, kind: 'mac', text: macText(b, at) }
      break
    // E.163, E.164 and DNS names are text
    case 7:
    case 8:
    case 16:
      return { family, kind: 'text', text: text(b, at, end, reading, tlv) }
    default:
      return { family, kind: 'other', text: hexText(b, at, end) }
  }
  reading.add('address-length', at, tlv)
  return { family, kind: 'other', text: hexText(b, at, end) }
}

const textTlvs = ['port-description', 'system-name', 'system-description'] as const

// 0a 19 | 74 72 69 6c 6c 69 61 6e ...    type 5, length 25; "trillian.blinkenlights.nl"
export function textTlv(
  type: number,
  b: Buffer,
  from: number,
  end: number,
  at: number,
  reading: Reading,
): BasicTlv | null {
  const tlv = textTlvs[type - 4] ?? 'port-description'
  if (end - from > 255) {
    reading.add('tlv-length', at, tlv)
    return null
  }
  return { tlv, text: text(b, from, end, reading, tlv), offset: at }
}

// 0e 04 | 00 24 | 00 24    bridge and telephone, both enabled
export function systemCapabilities(
  b: Buffer,
  from: number,
  end: number,
  at: number,
  reading: Reading,
): BasicTlv | null {
  const tlv = 'system-capabilities'
  if (!reading.hasLength(end - from, 4, at, tlv)) return null
  const supportedBits = u16(b, from)
  const enabledBits = u16(b, from + 2)
  if ((enabledBits & ~supportedBits) !== 0) {
    reading.add('capabilities-contradict', from + 2, tlv)
    return null
  }
  noteExcess(b, from + 4, end, reading, tlv)
  return {
    tlv,
    supported: capabilities(supportedBits),
    enabled: capabilities(enabledBits),
    supportedBits,
    enabledBits,
    offset: at,
  }
}

// 10 0c | 05 | 01 c0 a8 01 1e | 03 | 00 00 00 02 | 00    192.168.1.30, port number 2, no OID
// 10 14 | 05 | 01 c0 a8 01 01 | 02 | 00 00 00 07 | 08 | 2b 06 01 04 01 89 3c 04    and OID 1.3.6.1.4.1.1212.4
export function managementAddress(
  b: Buffer,
  from: number,
  end: number,
  at: number,
  reading: Reading,
): BasicTlv | null {
  const tlv = 'management-address'
  const length = u8(b, from)
  const numberingAt = from + 1 + length
  const oidAt = numberingAt + 5
  // shortest form: family and one octet of address, interface numbering, interface number, no OID
  if (!reading.hasLength(end - from, 9, at, tlv)) return null
  if (length < 2 || length > 32 || oidAt >= end) {
    reading.add('inner-length', from, tlv)
    return null
  }
  const oidLength = u8(b, oidAt)
  const oidEnd = oidAt + 1 + oidLength
  if (oidLength > 128 || oidEnd > end) {
    reading.add('inner-length', oidAt, tlv)
    return null
  }
  noteExcess(b, oidEnd, end, reading, tlv)
  const oid = oidLength === 0 ? null : oidText(b, oidAt + 1, oidEnd)
  if (oidLength > 0 && oid === null) reading.add('object-identifier', oidAt + 1, tlv)
  return {
    tlv,
    address: networkAddress(b, from + 1, numberingAt, reading, tlv),
    numbering: numberings[u8(b, numberingAt)] ?? 'reserved',
    interfaceNumber: u32(b, numberingAt + 1),
    oid,
    oidHex: oidLength === 0 ? '' : hexText(b, oidAt + 1, oidEnd),
    offset: at,
  }
}
