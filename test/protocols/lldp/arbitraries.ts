/** Arbitrary values of valid frames, for property tests. Offsets are 0; `withOffsets` sets them. */

import { capabilityNames, chassisIdSubtypes, portIdSubtypes } from '#electron/protocols/lldp/basic.ts'
import { etsAlgorithms } from '#electron/protocols/lldp/dot1.ts'
import { pmdNames } from '#electron/protocols/lldp/dot3.ts'
import { caTypeName, type Location } from '#electron/protocols/lldp/location.ts'
import { mauName } from '#electron/protocols/lldp/mau-types.ts'
import { medApplications, medCapabilityNames, medClasses } from '#electron/protocols/lldp/med.ts'
import type { Tlv } from '#electron/protocols/lldp/tlv.ts'
import { inventoryItems } from '#shared/model/inventory.ts'
import fc from '#test/support/property.ts'
import { address, hex, ipv4, ipv6, mac, text } from './arbitrary-values.ts'

const offset = fc.constant(0)
const bits = (width: number) => fc.nat(2 ** width - 1)
const flag = fc.boolean()
const vlan = fc.nat(4094)
const named = <Name extends string>(names: readonly Name[], mask: number): Name[] =>
  names.filter((_, index) => (mask & (2 ** index)) !== 0)

const id = <Subtype extends string>(subtypes: readonly Subtype[]) =>
  fc.nat(subtypes.length - 2).chain((index) => {
    const code = index + 1
    const subtype = subtypes[code] ?? subtypes[1]
    if (subtype === undefined) throw new Error('no subtype')
    const value: fc.Arbitrary<string> =
      subtype === 'mac-address'
        ? mac
        : subtype === 'network-address'
          ? fc.oneof(ipv4, ipv6)
          : subtype === 'agent-circuit-id'
            ? fc.stringMatching(/^[ -~]{1,64}$/)
            : text(255, 1)
    return value.map((each) => ({ subtype, code, text: each }))
  })
export const chassisId = id(chassisIdSubtypes)
export const portId = id(portIdSubtypes)

/** An object identifier as BER and in dotted form. */
const oid: fc.Arbitrary<{ oid: string | null; oidHex: string }> = fc.oneof(
  fc.constant({ oid: null, oidHex: '' }),
  fc
    .record({ first: fc.nat(1), second: fc.nat(39), rest: fc.array(bits(32), { maxLength: 12 }) })
    .map(({ first, second, rest }) => ({
      oid: [first, second, ...rest].join('.'),
      oidHex: Buffer.from([40 * first + second, ...rest.flatMap(base128)]).toString('hex'),
    })),
)
function base128(value: number): number[] {
  const low = value % 128
  const more = Math.floor(value / 128)
  return more === 0 ? [low] : [...base128(more).map((octet) => octet | 0x80), low]
}

const selector = fc.constantFrom('reserved', 'ethertype', 'tcp', 'udp', 'tcp-or-udp', 'dscp')
const eight = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { minLength: 8, maxLength: 8 })
const classes = {
  priorityAssignment: eight(bits(4)),
  bandwidth: eight(bits(8)),
  algorithms: eight(fc.constantFrom(...etsAlgorithms, 'vendor-specific', 'reserved')),
}
const aggregation = {
  capable: flag,
  enabled: flag,
  portType: fc.constantFrom('not-specified', 'aggregation-port', 'aggregator', 'single-port-aggregator'),
  port: bits(32),
}
const priorities = fc.subarray([0, 1, 2, 3, 4, 5, 6, 7])
const tenths = bits(16).map((each) => each / 10)

const types34 = fc.record({
  requestedModeAW: tenths,
  requestedModeBW: tenths,
  allocatedAlternativeAW: tenths,
  allocatedAlternativeBW: tenths,
  psePoweringStatus: bits(2),
  pdPoweredStatus: bits(2),
  psePowerPairs: bits(2),
  dualSignatureClassA: bits(3),
  dualSignatureClassB: bits(3),
  classExtended: bits(4),
  typeExtended: bits(3),
  dualSignatureIsolated: flag,
  maximumAvailableW: tenths,
  autoclass: fc.record({ supported: flag, completed: flag, requested: flag }),
  powerDownRequest: bits(6),
  powerDownS: bits(18),
})
const classified = {
  type: fc.constantFrom(1, 2),
  priority: fc.constantFrom('unknown', 'critical', 'high', 'low'),
  requestedW: tenths,
  allocatedW: tenths,
}
const classification = fc.oneof(
  fc.record({
    ...classified,
    role: fc.constant('pd'),
    source: fc.constantFrom('unknown', 'pse', 'reserved', 'pse-and-local'),
    fourPair: flag,
  }),
  fc.record({
    ...classified,
    role: fc.constant('pse'),
    source: fc.constantFrom('unknown', 'primary', 'backup', 'reserved'),
    fourPair: fc.constant(false),
  }),
)
const mdi = {
  tlv: fc.constant('power-via-mdi'),
  portClass: fc.constantFrom('pd', 'pse'),
  pse: fc.record({ supported: flag, enabled: flag, pairsControllable: flag }),
  pairs: fc.constantFrom('signal', 'spare', 'reserved'),
  powerClass: fc.constantFrom(null, 0, 1, 2, 3, 4),
  offset,
}
const measured = {
  voltageV: bits(16).map((each) => each / 1_000),
  currentA: bits(16).map((each) => each / 10_000),
  powerW: bits(16).map((each) => each / 100),
}

const degrees = fc.integer({ min: -(2 ** 33), max: 2 ** 33 - 1 }).map((each) => each / 2 ** 25)
const location: fc.Arbitrary<Location> = fc.oneof(
  fc
    .record({
      format: fc.constant('coordinates'),
      latitude: degrees,
      longitude: degrees,
      altitude: fc.integer({ min: -(2 ** 29), max: 2 ** 29 - 1 }).map((each) => each / 2 ** 8),
      altitudeType: fc.constantFrom('unknown', 'metres', 'floors', 'reserved'),
      latitudeResolution: bits(6),
      longitudeResolution: bits(6),
      altitudeResolution: bits(6),
      version: bits(2),
      datum: fc.constantFrom('wgs84', 'nad83-navd88', 'nad83-mllw', 'reserved'),
    })
    .map((each) => (each.altitudeType === 'unknown' ? { ...each, altitude: null } : each)),
  fc.record({
    format: fc.constant('civic'),
    what: fc.constantFrom('dhcp-server', 'network-element', 'client', 'reserved'),
    country: fc.stringMatching(/^[A-Z]{2}$/),
    elements: fc.array(
      fc
        .record({ caType: bits(8), value: text(24) })
        .map(({ caType, value }) => ({ caType, name: caTypeName(caType), value })),
      { maxLength: 8 },
    ),
  }),
  fc.record({ format: fc.constant('elin'), number: fc.stringMatching(/^[0-9]{10,25}$/) }),
  fc.record({ format: fc.constant('reserved'), code: fc.integer({ min: 4, max: 255 }), hex: hex(0, 40) }),
)

/** Organisational TLVs other than the supported ones. */
const foreign = fc
  .record({
    oui: mac.map((each) => each.slice(0, 8).replaceAll(':', '-')),
    subtype: bits(8),
    hex: hex(0, 60),
  })
  .filter(({ oui }) => !['00-80-c2', '00-12-0f', '00-12-bb', '00-01-42', '00-00-5e'].includes(oui))

export const tlv: fc.Arbitrary<Tlv> = fc.oneof(
  fc.record({
    tlv: fc.constantFrom('port-description', 'system-name', 'system-description'),
    text: text(255),
    offset,
  }),
  fc.record({ supportedBits: bits(16), mask: bits(16) }).map(({ supportedBits, mask }) => ({
    tlv: 'system-capabilities' as const,
    supported: named(capabilityNames, supportedBits),
    enabled: named(capabilityNames, supportedBits & mask),
    supportedBits,
    enabledBits: supportedBits & mask,
    offset: 0,
  })),
  fc
    .record({
      address,
      numbering: fc.constantFrom('unknown', 'if-index', 'port-number', 'reserved'),
      interfaceNumber: bits(32),
      oid,
    })
    .map(({ oid: both, ...rest }) => ({ tlv: 'management-address' as const, ...rest, ...both, offset: 0 })),
  fc.record({
    tlv: fc.constant('unrecognised'),
    type: fc.integer({ min: 9, max: 126 }),
    hex: hex(0, 80),
    offset,
  }),
  fc.record({ tlv: fc.constantFrom('port-vlan-id', 'management-vid'), vlan, offset }),
  fc.record({
    tlv: fc.constant('port-protocol-vlan-id'),
    supported: flag,
    enabled: flag,
    vlan,
    offset,
  }),
  fc.record({ tlv: fc.constant('vlan-name'), vlan, name: text(32), offset }),
  fc.record({ tlv: fc.constant('protocol-identity'), hex: hex(0, 60), offset }),
  fc.record({ tlv: fc.constant('vid-usage-digest'), digest: bits(32), offset }),
  fc.record({ tlv: fc.constantFrom('link-aggregation', 'link-aggregation-802.3'), ...aggregation, offset }),
  fc.record({ tlv: fc.constant('congestion-notification'), cnpv: priorities, ready: priorities, offset }),
  fc.record({
    tlv: fc.constant('ets-configuration'),
    willing: flag,
    creditBasedShaper: flag,
    maxTrafficClasses: fc.integer({ min: 1, max: 8 }),
    ...classes,
    offset,
  }),
  fc.record({ tlv: fc.constant('ets-recommendation'), ...classes, offset }),
  fc.record({
    tlv: fc.constant('pfc-configuration'),
    willing: flag,
    macsecBypass: flag,
    capability: bits(4),
    enabled: priorities,
    offset,
  }),
  fc.record({
    tlv: fc.constant('application-priority'),
    entries: fc.array(fc.record({ priority: bits(3), selector, protocol: bits(16) }), { maxLength: 20 }),
    offset,
  }),
  fc.record({
    tlv: fc.constant('evb'),
    bridge: fc.record({ groupId: flag, relayCapable: flag, relayControl: flag }),
    station: fc.record({ groupId: flag, relayRequest: flag, relayStatus: bits(2) }),
    retries: bits(3),
    retransmitExponent: bits(5),
    mode: fc.constantFrom('not-supported', 'bridge', 'station', 'nvo3'),
    resourceWaitRemote: flag,
    resourceWaitExponent: bits(5),
    keepAliveRemote: flag,
    keepAliveExponent: bits(5),
    offset,
  }),
  fc.record({
    tlv: fc.constant('cdcp'),
    role: bits(1),
    sVlanComponent: flag,
    channelCapacity: bits(12),
    channels: fc.array(fc.record({ scid: bits(12), svid: bits(12) }), { maxLength: 10 }),
    offset,
  }),
  fc.record({
    tlv: fc.constant('application-vlan'),
    entries: fc.array(fc.record({ vlan: bits(12), selector, protocol: bits(16) }), { maxLength: 20 }),
    offset,
  }),
  fc
    .record({
      autoNegotiation: fc.record({ supported: flag, enabled: flag }),
      bits: bits(16),
      mauType: fc.constantFrom(0, 16, 30, 33, 54, 103, 104, 200),
    })
    .map(({ autoNegotiation, bits: free, mauType }) => {
      // a port advertises its operational type
      const advertisedBits = free | (mauType === 30 ? 1 : mauType === 16 ? 0x400 : 0)
      return {
        tlv: 'mac-phy' as const,
        autoNegotiation,
        advertised: named(pmdNames, advertisedBits),
        advertisedBits,
        bitsReversed: false,
        mauType,
        mau: mauName(mauType),
        offset: 0,
      }
    }),
  fc.record({ ...mdi, classification: fc.constant(null), types34: fc.constant(null) }),
  fc.record({ ...mdi, classification, types34: fc.option(types34) }),
  fc.record({ tlv: fc.constant('max-frame-size'), octets: bits(16), offset }),
  fc.record({
    tlv: fc.constant('eee'),
    transmitTw: bits(16),
    receiveTw: bits(16),
    fallbackTw: bits(16),
    echoTransmitTw: bits(16),
    echoReceiveTw: bits(16),
    offset,
  }),
  fc.record({
    tlv: fc.constant('eee-fast-wake'),
    transmit: bits(8),
    receive: bits(8),
    echoTransmit: bits(8),
    echoReceive: bits(8),
    offset,
  }),
  fc.record({
    tlv: fc.constant('additional-ethernet-capabilities'),
    preemption: fc.record({ supported: flag, enabled: flag, active: flag }),
    additionalFragmentSize: bits(2),
    offset,
  }),
  fc.record({
    tlv: fc.constant('power-measurements'),
    supported: bits(4),
    source: bits(4),
    requested: bits(4),
    valid: bits(4),
    ...measured,
    energyJ: bits(32).map((each) => each * 100),
    uncertainty: fc.record({ ...measured, energyJ: bits(16).map((each) => each * 100) }),
    priceIndex: bits(16),
    offset,
  }),
  fc
    .record({ mask: bits(16), deviceClass: fc.constantFrom(...medClasses, 'reserved') })
    .map(({ mask, deviceClass }) => ({
      tlv: 'med-capabilities' as const,
      capabilities: named(medCapabilityNames, mask),
      bits: mask,
      deviceClass,
      offset: 0,
    })),
  fc
    .record({ code: bits(8), unknown: flag, tagged: flag, vlan, priority: bits(3), dscp: bits(6) })
    .map((policy) => ({
      tlv: 'network-policy' as const,
      application: medApplications[policy.code] ?? 'reserved',
      ...policy,
      offset: 0,
    })),
  fc.record({ tlv: fc.constant('location'), location, offset }),
  fc
    .constantFrom(
      ...(['unknown', 'pse', 'local', 'pse-and-local'] as const).map((source) => ({
        role: 'pd' as const,
        source,
      })),
      ...(['unknown', 'primary', 'backup', 'reserved'] as const).map((source) => ({
        role: 'pse' as const,
        source,
      })),
      { role: 'reserved' as const, source: 'reserved' as const },
    )
    .chain((both) =>
      fc.record({
        tlv: fc.constant('med-power'),
        role: fc.constant(both.role),
        source: fc.constant(both.source),
        priority: fc.constantFrom('unknown', 'critical', 'high', 'low', 'reserved'),
        watts: tenths,
        offset,
      }),
    ),
  fc.record({
    tlv: fc.constant('inventory'),
    item: fc.constantFrom(...inventoryItems),
    text: text(32),
    offset,
  }),
  fc.record({
    tlv: fc.constant('four-pair-power'),
    supported: flag,
    detectionRequired: flag,
    pdDesired: flag,
    pseOn: flag,
    offset,
  }),
  fc.record({ tlv: fc.constant('mud-url'), url: fc.webUrl().filter((url) => url.length < 250), offset }),
  foreign.map((each) => ({ tlv: 'organisational' as const, ...each, offset: 0 })),
)
