/** Encodes parts of TLVs, field by field from the diagrams of the standards. Shares only its types with the parser. */
import type { LinkAggregation, TrafficClasses } from '#electron/protocols/lldp/dot1.ts'
import type { Dot3Tlv } from '#electron/protocols/lldp/dot3.ts'
import type { Location } from '#electron/protocols/lldp/location.ts'
import type { NetworkAddress } from '#electron/protocols/lldp/values.ts'
import { type Bits, bits } from './bits.ts'

export const macOctets = (mac: string): Buffer => Buffer.from(mac.replaceAll(/[:-]/g, ''), 'hex')

/** An IPv6 address with all eight groups. */
export function ipOctets(text: string): Buffer {
  if (!text.includes(':')) return Buffer.from(text.split('.').map(Number))
  const [head = '', tail] = text.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const before = groups(head)
  const after = tail === undefined ? [] : groups(tail)
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0')
  return Buffer.from([...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(''), 'hex')
}

export const addressOctets = ({ kind, text }: NetworkAddress): Buffer => {
  switch (kind) {
    case 'ipv4':
    case 'ipv6':
      return ipOctets(text)
    case 'mac':
      return macOctets(text)
    case 'text':
      return Buffer.from(text, 'utf8')
    case 'other':
      return Buffer.from(text, 'hex')
  }
}

export const selectors = { reserved: 0, ethertype: 1, tcp: 2, udp: 3, 'tcp-or-udp': 4, dscp: 5 }

export const aggregation = ({ capable, enabled, portType, port }: LinkAggregation): Buffer =>
  bits()
    .put(0, 4)
    .put(
      { 'not-specified': 0, 'aggregation-port': 1, aggregator: 2, 'single-port-aggregator': 3 }[portType],
      2,
    )
    .put(enabled, 1)
    .put(capable, 1)
    .put(port, 32)
    .build()

export function classes(begun: Bits, { priorityAssignment, bandwidth, algorithms }: TrafficClasses): Buffer {
  const numbers = {
    'strict-priority': 0,
    'credit-based-shaper': 1,
    ets: 2,
    reserved: 3,
    'vendor-specific': 255,
  }
  for (const each of priorityAssignment) begun.put(each, 4)
  for (const each of bandwidth) begun.put(each, 8)
  for (const each of algorithms) begun.put(numbers[each], 8)
  return begun.build()
}

export const fourPairs = (tlv: {
  readonly supported: boolean
  readonly detectionRequired: boolean
  readonly pdDesired: boolean
  readonly pseOn: boolean
}): Buffer =>
  bits()
    .put(0, 4)
    .put(tlv.pseOn, 1)
    .put(tlv.pdDesired, 1)
    .put(tlv.detectionRequired, 1)
    .put(tlv.supported, 1)
    .build()

const tenths = (watts: number): number => Math.round(watts * 10)

export function power(tlv: Extract<Dot3Tlv, { readonly tlv: 'power-via-mdi' }>): Buffer {
  const out = bits()
    .put(0, 4)
    .put(tlv.pse.pairsControllable, 1)
    .put(tlv.pse.enabled, 1)
    .put(tlv.pse.supported, 1)
    .put(tlv.portClass === 'pse', 1)
    .put({ reserved: 0, signal: 1, spare: 2 }[tlv.pairs], 8)
    .put(tlv.powerClass === null ? 0 : tlv.powerClass + 1, 8)
  if (tlv.classification === null) return out.build()
  const { type, role, source, fourPair, priority, requestedW, allocatedW } = tlv.classification
  const pd = { unknown: 0, pse: 1, reserved: 2, 'pse-and-local': 3, primary: 0, backup: 0, local: 0 }
  const pse = { unknown: 0, primary: 1, backup: 2, reserved: 3, pse: 0, local: 0, 'pse-and-local': 0 }
  out
    .put(type === 1, 1)
    .put(role === 'pd', 1)
    .put((role === 'pd' ? pd : pse)[source], 2)
    .put(0, 1)
    .put(fourPair, 1)
    .put({ unknown: 0, critical: 1, high: 2, low: 3 }[priority], 2)
    .put(tenths(requestedW), 16)
    .put(tenths(allocatedW), 16)
  if (tlv.types34 === null) return out.build()
  const bt = tlv.types34
  return out
    .put(tenths(bt.requestedModeAW), 16)
    .put(tenths(bt.requestedModeBW), 16)
    .put(tenths(bt.allocatedAlternativeAW), 16)
    .put(tenths(bt.allocatedAlternativeBW), 16)
    .put(bt.psePoweringStatus, 2)
    .put(bt.pdPoweredStatus, 2)
    .put(bt.psePowerPairs, 2)
    .put(bt.dualSignatureClassA, 3)
    .put(bt.dualSignatureClassB, 3)
    .put(bt.classExtended, 4)
    .put(0, 4)
    .put(bt.typeExtended, 3)
    .put(bt.dualSignatureIsolated, 1)
    .put(tenths(bt.maximumAvailableW), 16)
    .put(0, 5)
    .put(bt.autoclass.supported, 1)
    .put(bt.autoclass.completed, 1)
    .put(bt.autoclass.requested, 1)
    .put(bt.powerDownRequest, 6)
    .put(bt.powerDownS, 18)
    .build()
}

/** Two's complement with a binary point. */
const fixed = (value: number, width: number, behindThePoint: number): number => {
  const scaled = Math.round(value * 2 ** behindThePoint)
  return scaled < 0 ? 2 ** width + scaled : scaled
}

export function place(location: Location): Buffer {
  switch (location.format) {
    case 'coordinates':
      return bits()
        .put(1, 8)
        .put(location.latitudeResolution, 6)
        .put(fixed(location.latitude, 34, 25), 34)
        .put(location.longitudeResolution, 6)
        .put(fixed(location.longitude, 34, 25), 34)
        .put({ unknown: 0, metres: 1, floors: 2, reserved: 3 }[location.altitudeType], 4)
        .put(location.altitudeResolution, 6)
        .put(fixed(location.altitude ?? 0, 30, 8), 30)
        .put(location.version, 2)
        .put(0, 3)
        .put({ reserved: 0, wgs84: 1, 'nad83-navd88': 2, 'nad83-mllw': 3 }[location.datum], 3)
        .build()
    case 'civic': {
      const elements = bits()
        .put({ 'dhcp-server': 0, 'network-element': 1, client: 2, reserved: 3 }[location.what], 8)
        .text(location.country)
      for (const { caType, value } of location.elements) {
        const octets = Buffer.from(value, 'utf8')
        elements.put(caType, 8).put(octets.length, 8).octets(octets)
      }
      const all = elements.build()
      return bits().put(2, 8).put(all.length, 8).octets(all).build()
    }
    case 'elin':
      return bits().put(3, 8).text(location.number).build()
    case 'reserved':
      return bits().put(location.code, 8).hex(location.hex).build()
  }
}
