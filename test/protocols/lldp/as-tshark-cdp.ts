/** Converts a CDP TLV to the fields that tshark shows for it. */
import type { CdpTlv } from '#electron/protocols/cdp/cdp-tlv.ts'
import type { SharkFields } from './as-tshark.ts'

const colons = (hex: string): string => hex.match(/../g)?.join(':') ?? ''

/** Null when tshark has no fields for a TLV. */
export function cdpAsTshark(tlv: CdpTlv): SharkFields | null {
  switch (tlv.tlv) {
    case 'device-id':
      return { 'cdp.deviceid': tlv.text }
    case 'port-id':
      return { 'cdp.portid': tlv.text }
    case 'platform':
      return { 'cdp.platform': tlv.text }
    case 'software-version':
      return { 'cdp.software_version': tlv.text.split('\n') }
    case 'vtp-domain':
      return { 'cdp.vtp_management_domain': tlv.text }
    case 'system-name':
      return { 'cdp.system_name': tlv.text }
    case 'addresses':
    case 'management-addresses':
      return { 'cdp.number_of_addresses': tlv.addresses.length }
    case 'capabilities':
      return {
        'cdp.capabilities': tlv.bits,
        'cdp.capabilities.router': tlv.capabilities.includes('router'),
        'cdp.capabilities.trans_bridge': tlv.capabilities.includes('transparent-bridge'),
        'cdp.capabilities.src_bridge': tlv.capabilities.includes('source-route-bridge'),
        'cdp.capabilities.switch': tlv.capabilities.includes('switch'),
        'cdp.capabilities.host': tlv.capabilities.includes('host'),
        'cdp.capabilities.igmp_capable': tlv.capabilities.includes('igmp'),
        'cdp.capabilities.repeater': tlv.capabilities.includes('repeater'),
        'cdp.capabilities.voip_phone': tlv.capabilities.includes('phone'),
        'cdp.capabilities.remote': tlv.capabilities.includes('remotely-managed'),
        'cdp.capabilities.cvta': tlv.capabilities.includes('cvta-phone-port'),
        'cdp.capabilities.mac_relay': tlv.capabilities.includes('two-port-mac-relay'),
      }
    case 'native-vlan':
      return { 'cdp.native_vlan': tlv.vlan }
    case 'duplex':
      return { 'cdp.duplex': tlv.full }
    case 'voice-vlan':
    case 'voice-vlan-query':
      return tlv.vlan === null ? {} : { 'cdp.voice_vlan': tlv.vlan }
    case 'power-consumption':
      return { 'cdp.power_consumption': Math.round(tlv.watts * 1_000) }
    case 'mtu':
      return { 'cdp.mtu': tlv.octets }
    case 'trust':
      return { 'cdp.trust_bitmap': tlv.value }
    case 'system-object-id':
      return { 'cdp.system_object_identifier': colons(tlv.hex) }
    case 'location':
      return { 'cdp.location': tlv.text }
    case 'power-requested':
    case 'power-available':
      return {
        'cdp.request_id': tlv.requestId,
        'cdp.management_id': tlv.managementId,
        [tlv.tlv === 'power-requested' ? 'cdp.power_requested' : 'cdp.power_available']: tlv.watts.map(
          (watts) => Math.round(watts * 1_000),
        ),
      }
    case 'four-pair-power':
      return {
        'cdp.spare_poe_tlv.poe': tlv.supported,
        'cdp.spare_poe_tlv.spare_pair_arch': tlv.detectionRequired,
        'cdp.spare_poe_tlv.req_spare_pair_poe': tlv.pdDesired,
        'cdp.spare_poe_tlv.pse_spare_pair_poe': tlv.pseOn,
      }
    default:
      return null
  }
}
