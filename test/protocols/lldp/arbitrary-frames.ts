/** Arbitrary valid frames with their expected values, for property tests. */

import { type CdpTlv, cdpCapabilityNames } from '#electron/protocols/cdp/cdp-tlv.ts'
import type { VlanTag } from '#electron/protocols/lldp/frame.ts'
import type { FrameProblem } from '#electron/protocols/lldp/frame-problems.ts'
import type { Tlv } from '#electron/protocols/lldp/tlv.ts'
import fc from '#test/support/property.ts'
import { chassisId, portId, tlv } from './arbitraries.ts'
import { address, ipv4, mac, text } from './arbitrary-values.ts'
import { encodeTlv } from './encode.ts'

export const tags: fc.Arbitrary<VlanTag[]> = fc.array(
  fc.record({
    tpid: fc.constantFrom(0x8100, 0x88a8, 0x9100, 0x9200),
    vlan: fc.nat(4095),
    priority: fc.nat(7),
    dropEligible: fc.boolean(),
  }),
  { maxLength: 3 },
)
export const source = mac
export const lldpContent = fc.record({
  chassisId,
  portId,
  ttlS: fc.integer({ min: 1, max: 0xffff }),
  tlvs: fc.array(tlv, { maxLength: 24 }),
})

/** Key that distinguishes TLVs of one kind by the usage rules; null when repetitions are allowed. */
function keyOf(each: Tlv): string | null {
  if (each.tlv === 'unrecognised' || each.tlv === 'organisational') return null
  const { offset: _, ...values } = each
  const parts: unknown[] = [each.tlv]
  if ('address' in values) parts.push(values.address.family, values.address.text)
  if (each.tlv === 'port-protocol-vlan-id' || each.tlv === 'vlan-name') parts.push(each.vlan)
  if (each.tlv === 'protocol-identity') parts.push(each.hex)
  if (each.tlv === 'network-policy') parts.push(each.code)
  if (each.tlv === 'location') parts.push(each.location.format)
  if (each.tlv === 'inventory') parts.push(each.item)
  return JSON.stringify(parts)
}

const isMed = (each: Tlv): boolean => encodeTlv(each).toString('hex', 2, 5) === '0012bb'

/** TLVs with their offsets, the first at `from`: the accepted ones, and the problems of the others. */
export function expected(tlvs: readonly Tlv[], from: number): { tlvs: Tlv[]; problems: FrameProblem[] } {
  const counted: Tlv[] = []
  const problems: FrameProblem[] = []
  const seen = new Set<string>()
  let offset = from
  for (const each of tlvs) {
    const key = keyOf(each)
    if (key !== null && seen.has(key)) {
      problems.push({ kind: 'tlv-repeated', offset, tlv: each.tlv })
    } else {
      if (isMed(each) && each.tlv !== 'med-capabilities' && !counted.some(isMed)) {
        problems.push({ kind: 'med-order', offset, tlv: each.tlv })
      }
      counted.push({ ...each, offset })
    }
    if (key !== null) seen.add(key)
    offset += encodeTlv(each).length
  }
  return { tlvs: counted, problems }
}

const offset = fc.constant(0)
const milliwatts = (most: number) => fc.nat(most).map((each) => each / 1_000)

export const cdpTlv: fc.Arbitrary<CdpTlv> = fc.oneof(
  fc.record({
    tlv: fc.constantFrom(
      'device-id',
      'port-id',
      'software-version',
      'platform',
      'vtp-domain',
      'system-name',
      'external-port-id',
    ),
    text: text(300),
    offset,
  }),
  fc.record({
    tlv: fc.constantFrom('addresses', 'management-addresses'),
    addresses: fc.array(
      address
        .filter(({ kind }) => kind === 'ipv4' || kind === 'ipv6' || kind === 'other')
        .map((each) => (each.kind === 'other' ? { ...each, family: 0 } : each)),
      { maxLength: 5 },
    ),
    offset,
  }),
  fc.nat(2 ** 32 - 1).map((bits) => ({
    tlv: 'capabilities' as const,
    capabilities: cdpCapabilityNames.filter((_, index) => (bits & (2 ** index)) !== 0),
    bits,
    offset: 0,
  })),
  fc.record({
    tlv: fc.constant('ip-prefixes'),
    prefixes: fc.oneof(
      fc.array(ipv4, { minLength: 1, maxLength: 1 }),
      fc.array(
        fc.record({ net: ipv4, length: fc.nat(32) }).map(({ net, length }) => `${net}/${length}`),
        { maxLength: 6 },
      ),
    ),
    offset,
  }),
  fc.record({
    tlv: fc.constant('protocol-hello'),
    oui: mac.map((each) => each.slice(0, 8).replaceAll(':', '-')),
    protocol: fc.nat(0xffff),
    hex: fc.uint8Array({ maxLength: 30 }).map((octets) => Buffer.from(octets).toString('hex')),
    offset,
  }),
  fc.record({ tlv: fc.constant('native-vlan'), vlan: fc.nat(4094), offset }),
  fc.record({ tlv: fc.constant('duplex'), full: fc.boolean(), offset }),
  fc.record({
    tlv: fc.constantFrom('voice-vlan', 'voice-vlan-query'),
    appliance: fc.nat(255),
    vlan: fc.option(fc.nat(4095)),
    offset,
  }),
  fc.record({ tlv: fc.constant('power-consumption'), watts: milliwatts(0xffff), offset }),
  fc.record({ tlv: fc.constant('mtu'), octets: fc.nat(2 ** 32 - 1), offset }),
  fc.record({
    tlv: fc.constantFrom('trust', 'untrusted-cos', 'unidirectional'),
    value: fc.nat(255),
    offset,
  }),
  fc.record({
    tlv: fc.constant('system-object-id'),
    oid: fc.constant('1.3.6.1.4.1.9.1.1208'),
    hex: fc.constantFrom('06092b060104010901' + '8938', '2b060104010901' + '8938'),
    offset,
  }),
  fc.record({ tlv: fc.constant('location'), type: fc.nat(255), text: text(60), offset }),
  fc.record({
    tlv: fc.constantFrom('power-requested', 'power-available'),
    requestId: fc.nat(0xffff),
    managementId: fc.nat(0xffff),
    watts: fc.array(milliwatts(200_000), { maxLength: 4 }),
    offset,
  }),
  fc.record({
    tlv: fc.constant('four-pair-power'),
    supported: fc.boolean(),
    detectionRequired: fc.boolean(),
    pdDesired: fc.boolean(),
    pseOn: fc.boolean(),
    offset,
  }),
  fc.record({
    tlv: fc.constant('unrecognised'),
    type: fc.integer({ min: 0x20, max: 0xffff }),
    hex: fc.uint8Array({ maxLength: 40 }).map((octets) => Buffer.from(octets).toString('hex')),
    offset,
  }),
)
