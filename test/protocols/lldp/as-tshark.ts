/**
 * Converts a TLV to the fields that tshark shows for it. Numbers and flags are numbers here: tshark writes some in
 * decimal digits and some in hexadecimal.
 */
import type { Capability } from '#electron/protocols/lldp/basic.ts'
import type { Location } from '#electron/protocols/lldp/location.ts'
import type { Tlv } from '#electron/protocols/lldp/tlv.ts'
import type { NetworkAddress } from '#electron/protocols/lldp/values.ts'

export type SharkValue = string | number | boolean
export type SharkFields = Readonly<Record<string, SharkValue | readonly SharkValue[]>>

const colons = (hex: string): string => hex.match(/../g)?.join(':') ?? ''

const capabilityFields: readonly (readonly [Capability, string])[] = [
  ['other', 'other'],
  ['repeater', 'repeater'],
  ['bridge', 'bridge'],
  ['wlan-access-point', 'wlan_access_pt'],
  ['router', 'router'],
  ['telephone', 'telephone'],
  ['docsis-cable-device', 'docsis_cable_device'],
  ['station-only', 'station_only'],
]
const capabilities = (field: string, set: readonly Capability[]): SharkFields =>
  Object.fromEntries(capabilityFields.map(([name, tail]) => [`${field}.${tail}`, set.includes(name)]))

function managementAddress({ kind, text }: NetworkAddress): SharkFields {
  if (kind === 'ipv4') return { 'lldp.mgn.addr.ip4': text }
  if (kind === 'ipv6') return { 'lldp.mgn.addr.ip6': text }
  if (kind === 'text') return { 'lldp.mgn.addr.hex': colons(Buffer.from(text).toString('hex')) }
  return { 'lldp.mgn.addr.hex': kind === 'mac' ? text : colons(text) }
}

function priorities(field: (priority: number) => string, set: readonly number[]): SharkFields {
  return Object.fromEntries(
    [0, 1, 2, 3, 4, 5, 6, 7].map((priority) => [field(priority), set.includes(priority)]),
  )
}

const tenths = (watts: number): number => Math.round(watts * 10)

/** Null when tshark has no fields for a TLV, or reads it by an older edition. */
export function asTshark(tlv: Tlv): SharkFields | null {
  switch (tlv.tlv) {
    case 'port-description':
      return { 'lldp.port.desc': tlv.text }
    case 'system-name':
      return { 'lldp.tlv.system.name': tlv.text }
    case 'system-description':
      return { 'lldp.tlv.system.desc': tlv.text }
    case 'system-capabilities':
      return {
        'lldp.tlv.system_cap': tlv.supportedBits,
        'lldp.tlv.enable_system_cap': tlv.enabledBits,
        ...capabilities('lldp.tlv.system_cap', tlv.supported),
        ...capabilities('lldp.tlv.enable_system_cap', tlv.enabled),
      }
    case 'management-address':
      return {
        'lldp.mgn.address.subtype': tlv.address.family,
        ...managementAddress(tlv.address),
        'lldp.mgn.interface.subtype': { reserved: 0, unknown: 1, 'if-index': 2, 'port-number': 3 }[
          tlv.numbering
        ],
        'lldp.mgn.interface.number': tlv.interfaceNumber,
        'lldp.mgn.obj.len': tlv.oidHex.length / 2,
        ...(tlv.oid === null ? {} : { 'lldp.mgn.obj.id': tlv.oid }),
      }
    case 'port-vlan-id':
      return { 'lldp.ieee.802_1.port_vlan.id': tlv.vlan }
    case 'port-protocol-vlan-id':
      return {
        'lldp.ieee.802_1.port_and_vlan_id_flag.supported': tlv.supported,
        'lldp.ieee.802_1.port_and_vlan_id_flag.enabled': tlv.enabled,
        'lldp.ieee.802_1.port_proto_vlan.id': tlv.vlan,
      }
    case 'vlan-name':
      return {
        'lldp.ieee.802_1.vlan.id': tlv.vlan,
        ...(tlv.name === '' ? {} : { 'lldp.ieee.802_1.vlan.name': tlv.name }),
      }
    case 'protocol-identity':
      return tlv.hex === '' ? {} : { 'lldp.ieee.802_1.proto.id': colons(tlv.hex) }
    case 'link-aggregation':
      return {
        'lldp.ieee.802_1.aggregation_status.cap': tlv.capable,
        'lldp.ieee.802_1.aggregation_status.enabled': tlv.enabled,
        'lldp.ieee.802_1.aggregation_status.porttype': {
          'not-specified': 0,
          'aggregation-port': 1,
          aggregator: 2,
          'single-port-aggregator': 3,
        }[tlv.portType],
        'lldp.ieee.802_1.aggregated_port_id': tlv.port,
      }
    case 'congestion-notification':
      return {
        ...priorities((priority) => `lldp.ieee.802_1qau.cnpv.prio${priority}`, tlv.cnpv),
        ...priorities((priority) => `lldp.ieee.802_1qau.ready.prio${priority}`, tlv.ready),
      }
    case 'ets-configuration':
      return {
        'lldp.dcbx.ieee.willing': tlv.willing,
        'lldp.dcbx.ieee.ets.cbs': tlv.creditBasedShaper,
        'lldp.dcbx.ieee.ets.maxtcs': tlv.maxTrafficClasses % 8,
        ...traffic(tlv),
      }
    case 'ets-recommendation':
      return traffic(tlv)
    case 'pfc-configuration':
      return {
        'lldp.dcbx.ieee.willing': tlv.willing,
        'lldp.dcbx.ieee.pfc.mbc': tlv.macsecBypass,
        'lldp.dcbx.ieee.pfc.numtcs': tlv.capability,
        ...priorities((priority) => `lldp.dcbx.feature.pfc.prio${priority}`, tlv.enabled),
      }
    case 'application-priority':
      return tlv.entries.length === 0
        ? {}
        : {
            'lldp.dcbx.ieee.app.prio': tlv.entries.map(({ priority }) => priority),
            'lldp.dcbx.iee.app.sf': tlv.entries.map(({ selector }) => selectors[selector]),
            'lldp.dcbx.feature.app.proto': tlv.entries.map(({ protocol }) => protocol),
          }
    case 'mac-phy':
      return {
        'lldp.ieee.802_3.mac_phy_auto_neg_status.supported': tlv.autoNegotiation.supported,
        'lldp.ieee.802_3.mac_phy_auto_neg_status.enabled': tlv.autoNegotiation.enabled,
        'lldp.ieee.802_3.pmd_auto_neg_advertised_caps': tlv.advertisedBits,
        ...Object.fromEntries(
          pmdFields.map(([name, tail]) => [
            `lldp.ieee.802_3.pmd_auto_neg_advertised_caps${tlv.bitsReversed ? '_inv' : ''}.${tail}`,
            tlv.advertised.some((each) => each === name),
          ]),
        ),
        'lldp.ieee.802_3.pmd_mau_type': tlv.mauType,
      }
    case 'power-via-mdi':
      return mdi(tlv)
    case 'link-aggregation-802.3':
      return {
        'lldp.ieee.802_3.aggregation_status.cap': tlv.capable,
        'lldp.ieee.802_3.aggregation_status.enabled': tlv.enabled,
        'lldp.ieee.802_3.aggregated_port_id': tlv.port,
      }
    case 'max-frame-size':
      return { 'lldp.ieee.802_3.max_frame_size': tlv.octets }
    case 'eee':
      return {
        'lldp.ieee.802_3.eee.transmit': tlv.transmitTw,
        'lldp.ieee.802_3.eee.receive': tlv.receiveTw,
        'lldp.ieee.802_3.eee.fallback_receive': tlv.fallbackTw,
        'lldp.ieee.802_3.eee.echo_transmit': tlv.echoTransmitTw,
        'lldp.ieee.802_3.eee.echo_receive': tlv.echoReceiveTw,
      }
    case 'additional-ethernet-capabilities':
      return {
        'lldp.ieee.802_3br.aec.support': tlv.preemption.supported,
        'lldp.ieee.802_3br.aec.enable': tlv.preemption.enabled,
        'lldp.ieee.802_3br.aec.active': tlv.preemption.active,
        'lldp.ieee.802_3br.aec.addfragsize': tlv.additionalFragmentSize,
      }
    case 'med-capabilities':
      return {
        'lldp.media.subtype.caps': tlv.bits,
        'lldp.media.subtype.caps.llpd': tlv.capabilities.includes('capabilities'),
        'lldp.media.subtype.caps.network_policy': tlv.capabilities.includes('network-policy'),
        'lldp.media.subtype.caps.location_id': tlv.capabilities.includes('location'),
        'lldp.media.subtype.caps.mdi_pse': tlv.capabilities.includes('power-pse'),
        'lldp.media.subtype.caps.mid_pd': tlv.capabilities.includes('power-pd'),
        'lldp.media.subtype.caps.inventory': tlv.capabilities.includes('inventory'),
        'lldp.media.subtype.class': {
          'not-defined': 0,
          'endpoint-class-1': 1,
          'endpoint-class-2': 2,
          'endpoint-class-3': 3,
          'network-connectivity': 4,
          reserved: 5,
        }[tlv.deviceClass],
      }
    case 'network-policy':
      return {
        'lldp.media.app_type': tlv.code,
        'lldp.media.policy_flag': tlv.unknown,
        'lldp.media.tag_flag': tlv.tagged,
        'lldp.media.vlan_id': tlv.vlan,
        'lldp.media.l2_prio': tlv.priority,
        'lldp.media.dscp': tlv.dscp,
      }
    case 'location':
      return place(tlv.location)
    case 'med-power':
      return {
        'lldp.media.power.type': { pse: 0, pd: 1, reserved: 2 }[tlv.role],
        'lldp.media.power.prio': { unknown: 0, critical: 1, high: 2, low: 3, reserved: 4 }[tlv.priority],
        'lldp.media.power.value': tenths(tlv.watts),
      }
    case 'inventory':
      return { [`lldp.media.${inventoryFields[tlv.item]}`]: tlv.text }
    case 'four-pair-power':
      return {
        'lldp.cisco.upoe.supported': tlv.supported,
        'lldp.cisco.upoe.altb_detection_required': tlv.detectionRequired,
        'lldp.cisco.upoe.pd_altb_desired': tlv.pdDesired,
        'lldp.cisco.upoe.pse_altb_oper': tlv.pseOn,
      }
    case 'mud-url':
      return { 'lldp.iana.mudurl': tlv.url }
    case 'organisational':
      return { 'lldp.orgtlv.oui': Number.parseInt(tlv.oui.replaceAll('-', ''), 16) }
    default:
      return null
  }
}

const inventoryFields = {
  hardware: 'hardware',
  firmware: 'firmware',
  software: 'software',
  serial: 'sn',
  manufacturer: 'manufacturer',
  model: 'model',
  asset: 'asset',
}

const selectors = { reserved: 0, ethertype: 1, tcp: 2, udp: 3, 'tcp-or-udp': 4, dscp: 5 }
const algorithms = {
  'strict-priority': 0,
  'credit-based-shaper': 1,
  ets: 2,
  reserved: 3,
  'vendor-specific': 255,
}

function traffic(
  tlv: Extract<Tlv, { readonly tlv: 'ets-configuration' | 'ets-recommendation' }>,
): SharkFields {
  return Object.fromEntries(
    [0, 1, 2, 3, 4, 5, 6, 7].flatMap((index) => [
      [`lldp.dcbx.feature.pg.pgid_prio${index}`, tlv.priorityAssignment[index] ?? -1],
      [`lldp.dcbx.feature.pg.per${index}`, tlv.bandwidth[index] ?? -1],
      [`lldp.dcbx.ieee.ets.tsa${index}`, algorithms[tlv.algorithms[index] ?? 'reserved']],
    ]),
  )
}

const pmdFields = [
  ['1000BASE-T full duplex', '1000base_tfd'],
  ['1000BASE-T half duplex', '1000base_t'],
  ['1000BASE-X full duplex', '1000base_xfd'],
  ['1000BASE-X half duplex', '1000base_x'],
  ['PAUSE asymmetric and symmetric', 'fdx_bpause'],
  ['PAUSE symmetric', 'fdx_spause'],
  ['PAUSE asymmetric', 'fdx_apause'],
  ['PAUSE', 'fdx_pause'],
  ['100BASE-T2 full duplex', '100base_t2fd'],
  ['100BASE-T2 half duplex', '100base_t2'],
  ['100BASE-TX full duplex', '100base_txfd'],
  ['100BASE-TX half duplex', '100base_tx'],
  ['100BASE-T4', '100base_t4'],
  ['10BASE-T full duplex', '10base_tfd'],
  ['10BASE-T half duplex', '10base_t'],
  ['other', 'other'],
] as const

function mdi(tlv: Extract<Tlv, { readonly tlv: 'power-via-mdi' }>): SharkFields {
  const basic = {
    'lldp.ieee.802_3.mdi_power_support.port_class': tlv.portClass === 'pse',
    'lldp.ieee.802_3.mdi_power_support.supported': tlv.pse.supported,
    'lldp.ieee.802_3.mdi_power_support.enabled': tlv.pse.enabled,
    'lldp.ieee.802_3.mdi_power_support.pse_pairs': tlv.pse.pairsControllable,
    'lldp.ieee.802_3.mdi_pse_pair': { reserved: 0, signal: 1, spare: 2 }[tlv.pairs],
    'lldp.ieee.802_3.mdi_power_class': tlv.powerClass === null ? 0 : tlv.powerClass + 1,
  }
  if (tlv.classification === null) return basic
  const { type, role, requestedW, allocatedW } = tlv.classification
  const at = {
    ...basic,
    'lldp.ieee.802_3.mdi_power_type': (type === 1 ? 2 : 0) + (role === 'pd' ? 1 : 0),
    'lldp.ieee.802_3.mdi_pde_requested': tenths(requestedW),
    'lldp.ieee.802_3.mdi_pse_allocated': tenths(allocatedW),
  }
  const bt = tlv.types34
  if (bt === null) return at
  return {
    ...at,
    'lldp.ieee.802_3.bt_ds_pd_requested_power_value_mode_a': tenths(bt.requestedModeAW),
    'lldp.ieee.802_3.bt_ds_pd_requested_power_value_mode_b': tenths(bt.requestedModeBW),
    'lldp.ieee.802_3.bt_ds_pse_allocated_power_value_alt_a': tenths(bt.allocatedAlternativeAW),
    'lldp.ieee.802_3.bt_ds_pse_allocated_power_value_alt_b': tenths(bt.allocatedAlternativeBW),
    'lldp.ieee.802_3.bt_pse_powering_status': bt.psePoweringStatus,
    'lldp.ieee.802_3.bt_pd_powered_status': bt.pdPoweredStatus,
    'lldp.ieee.802_3.bt_pse_power_pairs_ext': bt.psePowerPairs,
    'lldp.ieee.802_3.bt_ds_pwr_class_ext_a': bt.dualSignatureClassA,
    'lldp.ieee.802_3.bt_ds_pwr_class_ext_b': bt.dualSignatureClassB,
    'lldp.ieee.802_3.bt_pwr_class_ext_': bt.classExtended,
    'lldp.ieee.802_3.bt_power_type_ext': bt.typeExtended,
    'lldp.ieee.802_3.bt_pse_maximum_available_power_value': tenths(bt.maximumAvailableW),
    'lldp.ieee.802_3.bt_pse_autoclass_support': bt.autoclass.supported,
    'lldp.ieee.802_3.bt_autoclass_completed': bt.autoclass.completed,
    'lldp.ieee.802_3.bt_autoclass_request': bt.autoclass.requested,
    'lldp.ieee.802_3.bt_power_down_request': bt.powerDownRequest,
    'lldp.ieee.802_3.bt_power_down_time': bt.powerDownS,
  }
}

/** Two's complement, as tshark shows coordinates. */
const raw = (value: number, width: number, behindThePoint: number): number => {
  const scaled = Math.round(value * 2 ** behindThePoint)
  return scaled < 0 ? 2 ** width + scaled : scaled
}

function place(location: Location): SharkFields {
  switch (location.format) {
    case 'civic':
      return {
        'lldp.media.loc.data_format': 2,
        'lldp.media.civic.what': { 'dhcp-server': 0, 'network-element': 1, client: 2, reserved: 3 }[
          location.what
        ],
        'lldp.media.civic.country': location.country,
        ...(location.elements.length === 0
          ? {}
          : {
              'lldp.media.civic.type': location.elements.map(({ caType }) => caType),
              'lldp.media.civic.value': location.elements.map(({ value }) => value),
            }),
      }
    case 'elin':
      return { 'lldp.media.loc.data_format': 3, 'lldp.media.ecs': location.number }
    case 'coordinates':
      return {
        'lldp.media.loc.data_format': 1,
        'lldp.media.loc.lat_resolution': location.latitudeResolution,
        // shown with the resolution in front
        'lldp.media.loc.latitude': location.latitudeResolution * 2 ** 34 + raw(location.latitude, 34, 25),
        'lldp.media.loc.long_resolution': location.longitudeResolution,
        'lldp.media.loc.longitude': location.longitudeResolution * 2 ** 34 + raw(location.longitude, 34, 25),
        'lldp.media.loc.alt_type': { unknown: 0, metres: 1, floors: 2, reserved: 3 }[location.altitudeType],
        'lldp.media.loc.alt_resolution': location.altitudeResolution,
        'lldp.media.loc.altitude': raw(location.altitude ?? 0, 30, 8),
      }
    case 'reserved':
      return { 'lldp.media.loc.data_format': location.code }
  }
}
