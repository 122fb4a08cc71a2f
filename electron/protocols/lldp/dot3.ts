/** IEEE 802.3 organisational TLVs: OUI 00-12-0F, IEEE 802.3-2018 and 802.3bt-2018 clause 79.3. `from` is behind the subtype. */
import { bitNames, noteExcess, u8, u16, u24, u32 } from './bytes.ts'
import { type LinkAggregation, linkAggregation } from './dot1.ts'
import type { Reading } from './frame-problems.ts'
import { mauName, pmdBitsOf } from './mau-types.ts'
import { kindOf, kindOfValue, type Subtypes } from './subtypes.ts'
import type { AtOffset } from './values.ts'

export type PowerPriority = 'unknown' | 'critical' | 'high' | 'low'
export type PowerSource = 'unknown' | 'primary' | 'backup' | 'pse' | 'local' | 'pse-and-local' | 'reserved'

/** 802.3at data link layer classification. Watts. */
interface PowerClassification {
  readonly type: 1 | 2
  readonly role: 'pse' | 'pd'
  readonly source: PowerSource
  /** 802.3bt: the PD draws power on both pair sets at the same time. */
  readonly fourPair: boolean
  readonly priority: PowerPriority
  readonly requestedW: number
  readonly allocatedW: number
}

/** 802.3bt types 3 and 4. Watts; other numbers as in tables 79-6a to 79-6h. */
interface PowerTypes34 {
  readonly requestedModeAW: number
  readonly requestedModeBW: number
  readonly allocatedAlternativeAW: number
  readonly allocatedAlternativeBW: number
  readonly psePoweringStatus: number
  readonly pdPoweredStatus: number
  readonly psePowerPairs: number
  readonly dualSignatureClassA: number
  readonly dualSignatureClassB: number
  /** Class 1 to 8; 15: dual signature. */
  readonly classExtended: number
  readonly typeExtended: number
  readonly dualSignatureIsolated: boolean
  readonly maximumAvailableW: number
  readonly autoclass: {
    readonly supported: boolean
    readonly completed: boolean
    readonly requested: boolean
  }
  /** 0x1d asks for power down. */
  readonly powerDownRequest: number
  readonly powerDownS: number
}

export const pmdNames = [
  '1000BASE-T full duplex',
  '1000BASE-T half duplex',
  '1000BASE-X full duplex',
  '1000BASE-X half duplex',
  'PAUSE asymmetric and symmetric',
  'PAUSE symmetric',
  'PAUSE asymmetric',
  'PAUSE',
  '100BASE-T2 full duplex',
  '100BASE-T2 half duplex',
  '100BASE-TX full duplex',
  '100BASE-TX half duplex',
  '100BASE-T4',
  '10BASE-T full duplex',
  '10BASE-T half duplex',
  'other',
] as const
type PmdCapability = (typeof pmdNames)[number]

/** IEEE 802.3 organisational TLVs, OUI 00-12-0F. */
export type Dot3Tlv = AtOffset &
  (
    | {
        readonly tlv: 'mac-phy'
        readonly autoNegotiation: { readonly supported: boolean; readonly enabled: boolean }
        readonly advertised: readonly PmdCapability[]
        /** The two octets as received. */
        readonly advertisedBits: number
        /**
         * Some vendors send the bits in reverse order. True, with `advertised` reversed, when the operational MAU type is among the
         * capabilities only in that order.
         */
        readonly bitsReversed: boolean
        /** Last number of its OID under dot3MauType (IANA-MAU-MIB). */
        readonly mauType: number
        readonly mau: string | null
      }
    | {
        readonly tlv: 'power-via-mdi'
        readonly portClass: 'pd' | 'pse'
        readonly pse: {
          readonly supported: boolean
          readonly enabled: boolean
          readonly pairsControllable: boolean
        }
        /** Signal or spare pair (RFC 3621 pethPsePortPowerPairs). */
        readonly pairs: 'signal' | 'spare' | 'reserved'
        /** 0 to 4, where 4 is "4 and above"; null for a reserved number. */
        readonly powerClass: number | null
        readonly classification: PowerClassification | null
        readonly types34: PowerTypes34 | null
      }
    | ({ readonly tlv: 'link-aggregation-802.3' } & LinkAggregation)
    | { readonly tlv: 'max-frame-size'; readonly octets: number }
    /** Microseconds. */
    | {
        readonly tlv: 'eee'
        readonly transmitTw: number
        readonly receiveTw: number
        readonly fallbackTw: number
        readonly echoTransmitTw: number
        readonly echoReceiveTw: number
      }
    | {
        readonly tlv: 'eee-fast-wake'
        readonly transmit: number
        readonly receive: number
        readonly echoTransmit: number
        readonly echoReceive: number
      }
    | {
        readonly tlv: 'additional-ethernet-capabilities'
        readonly preemption: {
          readonly supported: boolean
          readonly enabled: boolean
          readonly active: boolean
        }
        /** 0 to 3: fragments of at least 64 × (1 + n) octets. */
        readonly additionalFragmentSize: number
      }
    | {
        readonly tlv: 'power-measurements'
        readonly supported: number
        readonly source: number
        readonly requested: number
        readonly valid: number
        readonly voltageV: number
        readonly currentA: number
        readonly powerW: number
        readonly energyJ: number
        readonly uncertainty: {
          readonly voltageV: number
          readonly currentA: number
          readonly powerW: number
          readonly energyJ: number
        }
        /** As received; 0xffff: not available. */
        readonly priceIndex: number
      }
  )

const subtypes: Subtypes<Dot3Tlv['tlv']> = [
  null,
  ['mac-phy', 5],
  ['power-via-mdi', 3],
  ['link-aggregation-802.3', 5],
  ['max-frame-size', 2],
  ['eee', 10],
  ['eee-fast-wake', 4],
  ['additional-ethernet-capabilities', 2],
  ['power-measurements', 22],
]

const pmdCapabilities = bitNames(pmdNames)
export const priorities: readonly PowerPriority[] = ['unknown', 'critical', 'high', 'low']
const pseSources: readonly PowerSource[] = ['unknown', 'primary', 'backup', 'reserved']
const pdSources: readonly PowerSource[] = ['unknown', 'pse', 'reserved', 'pse-and-local']
const pairs = ['reserved', 'signal', 'spare'] as const

/** The kind of a subtype; null for unsupported ones. */
export const dot3Name = (subtype: number): Dot3Tlv['tlv'] | null => kindOf(subtypes, subtype)

export function dot3Tlv(
  subtype: number,
  b: Buffer,
  from: number,
  end: number,
  at: number,
  reading: Reading,
): Dot3Tlv | null {
  const tlv = kindOfValue(subtypes, subtype, from, end, at, reading)
  if (tlv === null) return null
  switch (tlv) {
    // fe 09 | 00 12 0f | 01 | 03 | 6c 01 | 00 1e    negotiated; 10, 100 and 1000 Mbit/s; 1000BASE-T full duplex
    case 'mac-phy':
      noteExcess(b, from + 5, end, reading, tlv)
      return macPhy(b, from, at)
    case 'power-via-mdi':
      return powerViaMdi(b, from, end, at, reading)
    // fe 09 | 00 12 0f | 03 | 01 | 00 00 00 00    capable, not aggregated (802.3-2005; later 00-80-c2/7)
    case 'link-aggregation-802.3':
      noteExcess(b, from + 5, end, reading, tlv)
      return { tlv, ...linkAggregation(b, from), offset: at }
    // fe 06 | 00 12 0f | 04 | 05 ee    1518
    case 'max-frame-size':
      noteExcess(b, from + 2, end, reading, tlv)
      return { tlv, octets: u16(b, from), offset: at }
    // fe 0e | 00 12 0f | 05 | 00 11 | 00 11 | 00 11 | 00 00 | 00 00    17 µs to wake
    case 'eee':
      noteExcess(b, from + 10, end, reading, tlv)
      return {
        tlv,
        transmitTw: u16(b, from),
        receiveTw: u16(b, from + 2),
        fallbackTw: u16(b, from + 4),
        echoTransmitTw: u16(b, from + 6),
        echoReceiveTw: u16(b, from + 8),
        offset: at,
      }
    // fe 08 | 00 12 0f | 06 | 01 | 01 | 00 | 00
    case 'eee-fast-wake':
      noteExcess(b, from + 4, end, reading, tlv)
      return {
        tlv,
        transmit: u8(b, from),
        receive: u8(b, from + 1),
        echoTransmit: u8(b, from + 2),
        echoReceive: u8(b, from + 3),
        offset: at,
      }
    // fe 06 | 00 12 0f | 07 | 00 0f    pre-emption supported, enabled, active; fragments of 128 octets
    case 'additional-ethernet-capabilities': {
      const bits = u16(b, from)
      noteExcess(b, from + 2, end, reading, tlv)
      return {
        tlv,
        preemption: { supported: (bits & 1) !== 0, enabled: (bits & 2) !== 0, active: (bits & 4) !== 0 },
        additionalFragmentSize: (bits >> 3) & 3,
        offset: at,
      }
    }
    case 'power-measurements':
      noteExcess(b, from + 22, end, reading, tlv)
      return powerMeasurements(b, from, at)
  }
}

function macPhy(b: Buffer, from: number, at: number): Dot3Tlv {
  const status = u8(b, from)
  const advertisedBits = u16(b, from + 1)
  const mauType = u16(b, from + 3)
  const mustHave = pmdBitsOf(mauType)
  const reversed = reverse16(advertisedBits)
  const bitsReversed = (advertisedBits & mustHave) !== mustHave && (reversed & mustHave) === mustHave
  return {
    tlv: 'mac-phy',
    autoNegotiation: { supported: (status & 1) !== 0, enabled: (status & 2) !== 0 },
    advertised: pmdCapabilities(bitsReversed ? reversed : advertisedBits),
    advertisedBits,
    bitsReversed,
    mauType,
    mau: mauName(mauType),
    offset: at,
  }
}

function reverse16(bits: number): number {
  let from = bits
  let reversed = 0
  for (let index = 0; index < 16; index++) {
    reversed = (reversed << 1) | (from & 1)
    from >>= 1
  }
  return reversed
}

// fe 07 | 00 12 0f | 02 | 07 | 01 | 03                                            802.1AB-2005: a PSE of class 2
// fe 0c | 00 12 0f | 02 | 06 | 01 | 05 | 51 | 00 ff | 00 ff                       802.3at: a PD asks for 25.5 W
// fe 1d | 00 12 0f | 02 | 0f | 01 | 05 | 12 | 01 fe | 01 fe | 00 00 00 00 00 00 00 00 | 5f f6 | 04 | 02 58 | 04 | 00 00 00    802.3bt
function powerViaMdi(b: Buffer, from: number, end: number, at: number, reading: Reading): Dot3Tlv {
  const support = u8(b, from)
  const powerClass = u8(b, from + 2)
  const length = end - from
  const known = length >= 25 ? 25 : length >= 8 ? 8 : 3
  noteExcess(b, from + known, end, reading, 'power-via-mdi')
  return {
    tlv: 'power-via-mdi',
    portClass: (support & 1) === 0 ? 'pd' : 'pse',
    pse: {
      supported: (support & 2) !== 0,
      enabled: (support & 4) !== 0,
      pairsControllable: (support & 8) !== 0,
    },
    pairs: pairs[u8(b, from + 1)] ?? 'reserved',
    powerClass: powerClass >= 1 && powerClass <= 5 ? powerClass - 1 : null,
    classification: known >= 8 ? classification(b, from + 3) : null,
    types34: known >= 25 ? types34(b, from + 8) : null,
    offset: at,
  }
}

/** 802.3 tables 79-4 and 79-5. Values are tenths of a watt. */
function classification(b: Buffer, from: number): PowerClassification {
  const bits = u8(b, from)
  const role = (bits & 0x40) === 0 ? 'pse' : 'pd'
  return {
    type: (bits & 0x80) === 0 ? 2 : 1,
    role,
    source: (role === 'pd' ? pdSources : pseSources)[(bits >> 4) & 3] ?? 'reserved',
    fourPair: role === 'pd' && (bits & 4) !== 0,
    priority: priorities[bits & 3] ?? 'unknown',
    requestedW: u16(b, from + 1) / 10,
    allocatedW: u16(b, from + 3) / 10,
  }
}

/** 802.3bt 79.3.2.6a to 79.3.2.6i. */
function types34(b: Buffer, from: number): PowerTypes34 {
  const status = u16(b, from + 8)
  const setup = u8(b, from + 10)
  const autoclass = u8(b, from + 13)
  const down = u24(b, from + 14)
  return {
    requestedModeAW: u16(b, from) / 10,
    requestedModeBW: u16(b, from + 2) / 10,
    allocatedAlternativeAW: u16(b, from + 4) / 10,
    allocatedAlternativeBW: u16(b, from + 6) / 10,
    psePoweringStatus: status >> 14,
    pdPoweredStatus: (status >> 12) & 3,
    psePowerPairs: (status >> 10) & 3,
    dualSignatureClassA: (status >> 7) & 7,
    dualSignatureClassB: (status >> 4) & 7,
    classExtended: status & 0x0f,
    typeExtended: (setup >> 1) & 7,
    dualSignatureIsolated: (setup & 1) !== 0,
    maximumAvailableW: u16(b, from + 11) / 10,
    autoclass: {
      supported: (autoclass & 4) !== 0,
      completed: (autoclass & 2) !== 0,
      requested: (autoclass & 1) !== 0,
    },
    powerDownRequest: down >> 18,
    powerDownS: down & 0x3_ffff,
  }
}

// fe 1a | 00 12 0f | 08 | f3 | 0f | 00 64 | 00 0a | 00 05 | 00 01 | d6 d8 | 07 d0 | 04 4c | 00 00 0f a0 | ff ff
/** 802.3bt 79.3.8: millivolts, tenths of milliamperes, hundredths of a watt, tenths of kilojoules. */
function powerMeasurements(b: Buffer, from: number, at: number): Dot3Tlv {
  const first = u8(b, from)
  const second = u8(b, from + 1)
  return {
    tlv: 'power-measurements',
    supported: first >> 4,
    source: first & 0x0f,
    requested: second >> 4,
    valid: second & 0x0f,
    uncertainty: {
      voltageV: u16(b, from + 2) / 1_000,
      currentA: u16(b, from + 4) / 10_000,
      powerW: u16(b, from + 6) / 100,
      energyJ: u16(b, from + 8) * 100,
    },
    voltageV: u16(b, from + 10) / 1_000,
    currentA: u16(b, from + 12) / 10_000,
    powerW: u16(b, from + 14) / 100,
    energyJ: u32(b, from + 16) * 100,
    priceIndex: u16(b, from + 20),
    offset: at,
  }
}
