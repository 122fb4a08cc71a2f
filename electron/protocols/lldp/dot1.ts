/** IEEE 802.1 organisational TLVs: OUI 00-80-C2, IEEE 802.1Q-2018 annex D.2 and 802.1AX-2014 annex F. `from` is behind the subtype. */
import { bitNames, hexText, noteExcess, text, u8, u16, u24, u32 } from './bytes.ts'
import type { Reading } from './frame-problems.ts'
import { kindOf, kindOfValue, type Subtypes } from './subtypes.ts'
import type { AtOffset } from './values.ts'

type Selector = 'ethertype' | 'tcp' | 'udp' | 'tcp-or-udp' | 'dscp' | 'reserved'
export const etsAlgorithms = ['strict-priority', 'credit-based-shaper', 'ets'] as const
type EtsAlgorithm = (typeof etsAlgorithms)[number] | 'vendor-specific' | 'reserved'

export interface TrafficClasses {
  /** Traffic class of priority 0 to 7. */
  readonly priorityAssignment: readonly number[]
  /** Percent of traffic class 0 to 7. */
  readonly bandwidth: readonly number[]
  readonly algorithms: readonly EtsAlgorithm[]
}

export interface LinkAggregation {
  readonly capable: boolean
  readonly enabled: boolean
  /** 802.1AX-2014 table F-1; `not-specified` in older frames. */
  readonly portType: 'not-specified' | 'aggregation-port' | 'aggregator' | 'single-port-aggregator'
  readonly port: number
}

/** IEEE 802.1 organisational TLVs, OUI 00-80-C2. */
export type Dot1Tlv = AtOffset &
  /** 0: no port VLAN. */
  (
    | { readonly tlv: 'port-vlan-id'; readonly vlan: number }
    | {
        readonly tlv: 'port-protocol-vlan-id'
        readonly supported: boolean
        readonly enabled: boolean
        readonly vlan: number
      }
    | { readonly tlv: 'vlan-name'; readonly vlan: number; readonly name: string }
    /** First octets of a protocol's frames behind the layer 2 addresses. */
    | { readonly tlv: 'protocol-identity'; readonly hex: string }
    | { readonly tlv: 'vid-usage-digest'; readonly digest: number }
    | { readonly tlv: 'management-vid'; readonly vlan: number }
    | ({ readonly tlv: 'link-aggregation' } & LinkAggregation)
    | {
        readonly tlv: 'congestion-notification'
        /** Priorities. */
        readonly cnpv: readonly number[]
        readonly ready: readonly number[]
      }
    | ({
        readonly tlv: 'ets-configuration'
        readonly willing: boolean
        readonly creditBasedShaper: boolean
        /** 1 to 8. */
        readonly maxTrafficClasses: number
      } & TrafficClasses)
    | ({ readonly tlv: 'ets-recommendation' } & TrafficClasses)
    | {
        readonly tlv: 'pfc-configuration'
        readonly willing: boolean
        readonly macsecBypass: boolean
        /** Number of traffic classes that may have PFC at the same time. */
        readonly capability: number
        /** Priorities. */
        readonly enabled: readonly number[]
      }
    | {
        readonly tlv: 'application-priority'
        readonly entries: readonly {
          readonly priority: number
          readonly selector: Selector
          readonly protocol: number
        }[]
      }
    | {
        readonly tlv: 'evb'
        readonly bridge: {
          readonly groupId: boolean
          readonly relayCapable: boolean
          readonly relayControl: boolean
        }
        readonly station: {
          readonly groupId: boolean
          readonly relayRequest: boolean
          readonly relayStatus: number
        }
        readonly retries: number
        readonly retransmitExponent: number
        readonly mode: 'not-supported' | 'bridge' | 'station' | 'nvo3'
        readonly resourceWaitRemote: boolean
        readonly resourceWaitExponent: number
        readonly keepAliveRemote: boolean
        readonly keepAliveExponent: number
      }
    | {
        readonly tlv: 'cdcp'
        /** Role bit as received: implementations differ on which end is 1 (D.2.13.2). */
        readonly role: number
        readonly sVlanComponent: boolean
        readonly channelCapacity: number
        readonly channels: readonly { readonly scid: number; readonly svid: number }[]
      }
    | {
        readonly tlv: 'application-vlan'
        readonly entries: readonly {
          readonly vlan: number
          readonly selector: Selector
          readonly protocol: number
        }[]
      }
  )

const subtypes: Subtypes<Dot1Tlv['tlv']> = [
  null,
  ['port-vlan-id', 2],
  ['port-protocol-vlan-id', 3],
  ['vlan-name', 3],
  ['protocol-identity', 1],
  ['vid-usage-digest', 4],
  ['management-vid', 2],
  ['link-aggregation', 5],
  ['congestion-notification', 2],
  ['ets-configuration', 21],
  ['ets-recommendation', 21],
  ['pfc-configuration', 2],
  ['application-priority', 1],
  ['evb', 5],
  ['cdcp', 4],
  null,
  ['application-vlan', 0],
]

const selectors = ['reserved', 'ethertype', 'tcp', 'udp', 'tcp-or-udp', 'dscp'] as const
const selector = (bits: number): Selector => selectors[bits] ?? 'reserved'
const portTypes = ['not-specified', 'aggregation-port', 'aggregator', 'single-port-aggregator'] as const
const evbModes = ['not-supported', 'bridge', 'station', 'nvo3'] as const
const prioritiesOf = bitNames(['0', '1', '2', '3', '4', '5', '6', '7'])
const priorities = (bits: number): readonly number[] => prioritiesOf(bits).map(Number)

/** The kind of a subtype; null for unsupported ones. */
export const dot1Name = (subtype: number): Dot1Tlv['tlv'] | null => kindOf(subtypes, subtype)

export function dot1Tlv(
  subtype: number,
  b: Buffer,
  from: number,
  end: number,
  at: number,
  reading: Reading,
): Dot1Tlv | null {
  const tlv = kindOfValue(subtypes, subtype, from, end, at, reading)
  if (tlv === null) return null
  if (tlv === 'application-priority') return applicationPriorities(b, from, end, at, reading)
  if (tlv === 'application-vlan') return applicationVlans(b, from, end, at, reading)
  if (tlv === 'vlan-name') return vlanName(b, from, end, at, reading)
  if (tlv === 'protocol-identity') return protocolIdentity(b, from, end, at, reading)
  if (tlv === 'cdcp') return cdcp(b, from, end, at, reading)
  noteExcess(b, from + (subtypes[subtype]?.[1] ?? 0), end, reading, tlv)
  return fixedTlv(tlv, b, from, at)
}

type ListKind = 'application-priority' | 'application-vlan' | 'vlan-name' | 'protocol-identity' | 'cdcp'

/** Kinds whose values have a fixed length. */
function fixedTlv(tlv: Exclude<Dot1Tlv['tlv'], ListKind>, b: Buffer, from: number, at: number): Dot1Tlv {
  switch (tlv) {
    // fe 06 | 00 80 c2 | 01 | 00 02    untagged frames belong to VLAN 2
    case 'port-vlan-id':
    // fe 06 | 00 80 c2 | 06 | 00 0a    managed in VLAN 10
    case 'management-vid':
      return { tlv, vlan: u16(b, from), offset: at }
    // fe 07 | 00 80 c2 | 02 | 06 | 00 32    supported and enabled, VLAN 50
    case 'port-protocol-vlan-id': {
      const flags = u8(b, from)
      return {
        tlv,
        supported: (flags & 2) !== 0,
        enabled: (flags & 4) !== 0,
        vlan: u16(b, from + 1),
        offset: at,
      }
    }
    // fe 08 | 00 80 c2 | 05 | 1a 2b 3c 4d    CRC-32 of the VID usage table
    case 'vid-usage-digest':
      return { tlv, digest: u32(b, from), offset: at }
    // fe 09 | 00 80 c2 | 07 | 03 | 00 00 00 07    capable and aggregated, as port 7
    case 'link-aggregation':
      return { tlv, ...linkAggregation(b, from), offset: at }
    // fe 06 | 00 80 c2 | 08 | 0c | 08    CNPV on priorities 2 and 3, ready on 3
    case 'congestion-notification':
      return { tlv, cnpv: priorities(u8(b, from)), ready: priorities(u8(b, from + 1)), offset: at }
    // fe 19 | 00 80 c2 | 09 | 84 | 00 12 33 33 | 0a 14 1e 28 00 00 00 00 | 02 02 02 02 00 00 00 00
    case 'ets-configuration': {
      const flags = u8(b, from)
      return {
        tlv,
        willing: (flags & 0x80) !== 0,
        creditBasedShaper: (flags & 0x40) !== 0,
        // eight does not fit in three bits and is sent as 0
        maxTrafficClasses: (flags & 7) === 0 ? 8 : flags & 7,
        ...trafficClasses(b, from + 1),
        offset: at,
      }
    }
    // fe 19 | 00 80 c2 | 0a | 00 | the same three tables
    case 'ets-recommendation':
      return { tlv, ...trafficClasses(b, from + 1), offset: at }
    // fe 06 | 00 80 c2 | 0b | 84 | 08    willing, up to 4 classes, PFC on priority 3
    case 'pfc-configuration': {
      const flags = u8(b, from)
      return {
        tlv,
        willing: (flags & 0x80) !== 0,
        macsecBypass: (flags & 0x40) !== 0,
        capability: flags & 0x0f,
        enabled: priorities(u8(b, from + 1)),
        offset: at,
      }
    }
    case 'evb':
      return evb(b, from, at)
  }
}

// fe 08 | 00 80 c2 | 0c | 00 | 61 89 06    FCoE frames have priority 3
function applicationPriorities(b: Buffer, from: number, end: number, at: number, reading: Reading): Dot1Tlv {
  const tlv = 'application-priority'
  const entries = []
  let entry = from + 1
  for (; entry + 3 <= end; entry += 3) {
    const bits = u8(b, entry)
    entries.push({ priority: bits >> 5, selector: selector(bits & 7), protocol: u16(b, entry + 1) })
  }
  noteExcess(b, entry, end, reading, tlv)
  return { tlv, entries, offset: at }
}

// fe 08 | 00 80 c2 | 10 | 03 23 13 c4    UDP port 5060 belongs to VLAN 50
function applicationVlans(b: Buffer, from: number, end: number, at: number, reading: Reading): Dot1Tlv {
  const tlv = 'application-vlan'
  const entries = []
  let entry = from
  for (; entry + 4 <= end; entry += 4) {
    const bits = u16(b, entry)
    entries.push({ vlan: bits >> 4, selector: selector(bits & 7), protocol: u16(b, entry + 2) })
  }
  noteExcess(b, entry, end, reading, tlv)
  return { tlv, entries, offset: at }
}

// fe 0d | 00 80 c2 | 04 | 08 | 00 26 42 42 03 00 00 00    spanning tree
function protocolIdentity(
  b: Buffer,
  from: number,
  end: number,
  at: number,
  reading: Reading,
): Dot1Tlv | null {
  const tlv = 'protocol-identity'
  const to = from + 1 + u8(b, from)
  if (to > end) {
    reading.add('inner-length', from, tlv)
    return null
  }
  noteExcess(b, to, end, reading, tlv)
  return { tlv, hex: hexText(b, from + 1, to), offset: at }
}

export function linkAggregation(b: Buffer, from: number) {
  const status = u8(b, from)
  return {
    capable: (status & 1) !== 0,
    enabled: (status & 2) !== 0,
    portType: portTypes[(status >> 2) & 3] ?? 'not-specified',
    port: u32(b, from + 1),
  }
}

// fe 0c | 00 80 c2 | 03 | 00 32 | 05 | 76 6f 69 63 65    VLAN 50 is "voice"
function vlanName(b: Buffer, from: number, end: number, at: number, reading: Reading): Dot1Tlv | null {
  const tlv = 'vlan-name'
  const length = u8(b, from + 2)
  const to = from + 3 + length
  if (length > 32 || to > end) {
    reading.add('inner-length', from + 2, tlv)
    return null
  }
  noteExcess(b, to, end, reading, tlv)
  return { tlv, vlan: u16(b, from), name: text(b, from + 3, to, reading, tlv), offset: at }
}

function trafficClasses(b: Buffer, from: number): TrafficClasses {
  const priorityAssignment: number[] = []
  const bandwidth: number[] = []
  const algorithms: EtsAlgorithm[] = []
  for (let index = 0; index < 8; index++) {
    const both = u8(b, from + (index >> 1))
    priorityAssignment.push(index % 2 === 0 ? both >> 4 : both & 0x0f)
    bandwidth.push(u8(b, from + 4 + index))
    const algorithm = u8(b, from + 12 + index)
    algorithms.push(algorithm === 255 ? 'vendor-specific' : (etsAlgorithms[algorithm] ?? 'reserved'))
  }
  return { priorityAssignment, bandwidth, algorithms }
}

// fe 09 | 00 80 c2 | 0d | 03 | 01 | 6c | 8a | 14
function evb(b: Buffer, from: number, at: number): Dot1Tlv {
  const bridge = u8(b, from)
  const station = u8(b, from + 1)
  const retries = u8(b, from + 2)
  const mode = u8(b, from + 3)
  const keepAlive = u8(b, from + 4)
  return {
    tlv: 'evb',
    bridge: {
      groupId: (bridge & 4) !== 0,
      relayCapable: (bridge & 2) !== 0,
      relayControl: (bridge & 1) !== 0,
    },
    station: {
      groupId: (station & 8) !== 0,
      relayRequest: (station & 4) !== 0,
      relayStatus: station & 3,
    },
    retries: retries >> 5,
    retransmitExponent: retries & 0x1f,
    mode: evbModes[mode >> 6] ?? 'not-supported',
    resourceWaitRemote: (mode & 0x20) !== 0,
    resourceWaitExponent: mode & 0x1f,
    keepAliveRemote: (keepAlive & 0x20) !== 0,
    keepAliveExponent: keepAlive & 0x1f,
    offset: at,
  }
}

// fe 0e | 00 80 c2 | 0e | 08 00 00 02 | 00 10 01 00 20 02
function cdcp(b: Buffer, from: number, end: number, at: number, reading: Reading): Dot1Tlv {
  const channels = []
  let channel = from + 4
  for (; channel + 3 <= end; channel += 3) {
    const both = u24(b, channel)
    channels.push({ scid: both >> 12, svid: both & 0xfff })
  }
  noteExcess(b, channel, end, reading, 'cdcp')
  const first = u8(b, from)
  return {
    tlv: 'cdcp',
    role: first >> 7,
    sVlanComponent: (first & 8) !== 0,
    channelCapacity: u16(b, from + 2) & 0xfff,
    channels,
    offset: at,
  }
}
