/**
 * Reads LLDPDUs by the rules of IEEE 802.1AB-2016 9.2.7.7, which say which errors discard the frame and which only a TLV. Never throws,
 * whatever the octets.
 *
 * A TLV is 7 bits of type, 9 of length, then that many octets:
 *   02 06 | 05 01 ac 10 0a 6d                   chassis id: network address 172.16.10.109
 *   04 10 | 07 30 30 31 42 35 34 39 34 ... 32   port id: local "001B54945A8B:P2"
 *   06 02 | 00 b4                               180 seconds to live
 *   08 07 | 50 43 20 50 6f 72 74                port description "PC Port"
 *   0e 04 | 00 24 | 00 24                       bridge and telephone
 *   fe 09 | 00 12 0f | 01 | 03 00 36 00 10      organisational: IEEE 802.3, MAC/PHY
 *   00 00                                       end
 */
import { chassisId, managementAddress, portId, systemCapabilities, textTlv } from './basic.ts'
import { hexText, noteExcess, ouiText, text, u8, u16, u24 } from './bytes.ts'
import { dot1Name, dot1Tlv } from './dot1.ts'
import { dot3Name, dot3Tlv } from './dot3.ts'
import type { FrameOutcome, Link } from './frame.ts'
import { type FrameProblemKind, Reading } from './frame-problems.ts'
import { medName, medTlv } from './med.ts'
import { Repeats } from './repeats.ts'
import type { OtherTlv, Tlv } from './tlv.ts'
import { fourPairPower } from './values.ts'

const ouis = { dot1: 0x0080c2, dot3: 0x00120f, med: 0x0012bb, cisco: 0x000142, iana: 0x00005e } as const

const typeAt = (b: Buffer, at: number): number => u8(b, at) >> 1
const lengthAt = (b: Buffer, at: number): number => u16(b, at) & 0x1ff

/** `from`: first octet of the LLDPDU; `end`: end of the captured octets. */
export function parseLldpdu(b: Buffer, from: number, end: number, link: Link): FrameOutcome {
  const reading = new Reading()
  const discard = (kind: FrameProblemKind, at: number, tlv: string): FrameOutcome => ({
    outcome: 'discarded',
    protocol: 'lldp',
    link,
    problem: { kind, offset: at, tlv },
  })

  // 9.2.7.7.1: chassis id, port id, time to live, in this order
  const chassisAt = from
  const chassisEnd = chassisAt + 2 + lengthAt(b, chassisAt)
  const chassisTrouble = mandatory('chassis-id', 1, 2, 256, b, chassisAt, end)
  if (chassisTrouble !== null) return discard(chassisTrouble, chassisAt, 'chassis-id')
  const portAt = chassisEnd
  const portEnd = portAt + 2 + lengthAt(b, portAt)
  const portTrouble = mandatory('port-id', 2, 2, 256, b, portAt, end)
  if (portTrouble !== null) return discard(portTrouble, portAt, 'port-id')
  const ttlAt = portEnd
  const ttlEnd = ttlAt + 2 + lengthAt(b, ttlAt)
  const ttlTrouble = mandatory('ttl', 3, 2, 511, b, ttlAt, end)
  if (ttlTrouble !== null) return discard(ttlTrouble, ttlAt, 'ttl')

  const chassis = chassisId(b, chassisAt + 2, chassisEnd, reading)
  const port = portId(b, portAt + 2, portEnd, reading)
  noteExcess(b, ttlAt + 4, ttlEnd, reading, 'ttl')
  const tlvs: Tlv[] = []
  const ttlS = u16(b, ttlAt + 2)
  // shutdown frame: nothing behind it is read
  if (ttlS > 0) {
    const twice = optionalTlvs(b, ttlEnd, end, tlvs, reading)
    if (twice !== null) return discard('mandatory-repeated', twice, mandatoryNames[typeAt(b, twice)] ?? 'ttl')
  }
  return {
    outcome: 'frame',
    frame: {
      protocol: 'lldp',
      link,
      chassisId: chassis,
      portId: port,
      ttlS,
      tlvs,
      problems: reading.problems,
    },
  }
}

const mandatoryNames = ['end', 'chassis-id', 'port-id', 'ttl'] as const

function mandatory<Name extends 'chassis-id' | 'port-id' | 'ttl'>(
  name: Name,
  type: number,
  shortest: number,
  longest: number,
  b: Buffer,
  at: number,
  end: number,
): `${Name}-missing` | `${Name}-length` | `${Name}-cut` | null {
  if (at + 2 > end || typeAt(b, at) !== type) return `${name}-missing`
  const length = lengthAt(b, at)
  if (length < shortest || length > longest) return `${name}-length`
  return at + 2 + length > end ? `${name}-cut` : null
}

/** Fills `tlvs`. Returns the position of a repeated mandatory TLV, which discards the frame; else null. */
function optionalTlvs(b: Buffer, from: number, end: number, tlvs: Tlv[], reading: Reading): number | null {
  const repeats = new Repeats(tlvs)
  let medBegun = false
  let medCapabilities = false
  for (let at = from; at < end; ) {
    const type = typeAt(b, at)
    const valueAt = at + 2
    const to = valueAt + lengthAt(b, at)
    if (valueAt > end || to > end) {
      reading.add('tlv-past-end', at, tlvName(type, b, valueAt, end))
      break
    }
    if (type === 0) break
    if (type <= 3) return at
    const tlv = optionalTlv(type, b, valueAt, to, at, reading)
    if (tlv !== null) {
      if (repeats.has(tlv)) {
        reading.add('tlv-repeated', at, tlv.tlv)
      } else {
        tlvs.push(tlv)
        if (type === 127 && u24(b, valueAt) === ouis.med) {
          if (tlv.tlv === 'med-capabilities') medCapabilities = true
          else if (!medCapabilities && !medBegun) reading.add('med-order', at, tlv.tlv)
          medBegun = true
        }
      }
    }
    at = to
  }
  return null
}

function optionalTlv(
  type: number,
  b: Buffer,
  from: number,
  end: number,
  at: number,
  reading: Reading,
): Tlv | null {
  switch (type) {
    case 4:
    case 5:
    case 6:
      return textTlv(type, b, from, end, at, reading)
    case 7:
      return systemCapabilities(b, from, end, at, reading)
    case 8:
      return managementAddress(b, from, end, at, reading)
    case 127:
      return organisational(b, from, end, at, reading)
    default:
      return { tlv: 'unrecognised', type, hex: hexText(b, from, end), offset: at }
  }
}

// fe 09 | 00 12 0f | 01 | 03 6c 01 00 1e    OUI, subtype, information
function organisational(b: Buffer, from: number, end: number, at: number, reading: Reading): Tlv | null {
  if (!reading.hasLength(end - from, 4, at, null)) return null
  const oui = u24(b, from)
  const subtype = u8(b, from + 3)
  const info = from + 4
  switch (oui) {
    case ouis.dot1:
      if (dot1Name(subtype) !== null) return dot1Tlv(subtype, b, info, end, at, reading)
      break
    case ouis.dot3:
      if (dot3Name(subtype) !== null) return dot3Tlv(subtype, b, info, end, at, reading)
      break
    case ouis.med:
      if (medName(subtype) !== null) return medTlv(subtype, b, info, end, at, reading)
      break
    case ouis.cisco:
      if (subtype === 1) return ciscoFourPairPower(b, info, end, at, reading)
      break
    // fe 40 | 00 00 5e | 01 | 68 74 74 70 73 3a 2f 2f ...    "https://..." (RFC 8520 section 11)
    case ouis.iana:
      if (subtype === 1) return { tlv: 'mud-url', url: text(b, info, end, reading, 'mud-url'), offset: at }
      break
  }
  return { tlv: 'organisational', oui: ouiText(oui), subtype, hex: hexText(b, info, end), offset: at }
}

// fe 05 | 00 01 42 | 01 | 0d    four pairs supported, the PD wants the spare pair, it is on
function ciscoFourPairPower(
  b: Buffer,
  from: number,
  end: number,
  at: number,
  reading: Reading,
): OtherTlv | null {
  const tlv = 'four-pair-power'
  if (!reading.hasLength(end - from, 1, at, tlv)) return null
  noteExcess(b, from + 1, end, reading, tlv)
  return { tlv, ...fourPairPower(u8(b, from)), offset: at }
}

const basicNames = [
  'end',
  'chassis-id',
  'port-id',
  'ttl',
  'port-description',
  'system-name',
  'system-description',
  'system-capabilities',
  'management-address',
] as const

/** The kind of a TLV that is cut off, as far as its octets tell. */
function tlvName(type: number, b: Buffer, from: number, end: number): string | null {
  if (type < 127) return from > end ? null : (basicNames[type] ?? 'unrecognised')
  if (end - from < 4) return null
  const oui = u24(b, from)
  const subtype = u8(b, from + 3)
  const name =
    oui === ouis.dot1
      ? dot1Name(subtype)
      : oui === ouis.dot3
        ? dot3Name(subtype)
        : oui === ouis.med
          ? medName(subtype)
          : null
  return name ?? `${ouiText(oui)}/${subtype}`
}
