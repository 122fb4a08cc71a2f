/** TLVs of CDP as values. CDP is proprietary; Cisco's "CDP packet format" describes it. */
import type { AtOffset, FourPairPower, NetworkAddress, TextTlv } from '../lldp/values.ts'

/** In the order of their bits, lowest first. */
export const cdpCapabilityNames = [
  'router',
  'transparent-bridge',
  'source-route-bridge',
  'switch',
  'host',
  'igmp',
  'repeater',
  'phone',
  'remotely-managed',
  'cvta-phone-port',
  'two-port-mac-relay',
] as const
type CdpCapability = (typeof cdpCapabilityNames)[number]

export type CdpTextKind =
  | 'device-id'
  | 'port-id'
  | 'software-version'
  | 'platform'
  | 'vtp-domain'
  | 'system-name'
  | 'external-port-id'

export type CdpTlv = AtOffset &
  (
    | TextTlv<CdpTextKind>
    | { readonly tlv: 'addresses' | 'management-addresses'; readonly addresses: readonly NetworkAddress[] }
    | { readonly tlv: 'capabilities'; readonly capabilities: readonly CdpCapability[]; readonly bits: number }
    /** Networks as `10.1.0.0/16`; the gateway of a stub router has no prefix length. */
    | { readonly tlv: 'ip-prefixes'; readonly prefixes: readonly string[] }
    | {
        readonly tlv: 'protocol-hello'
        readonly oui: string
        readonly protocol: number
        readonly hex: string
      }
    | { readonly tlv: 'native-vlan'; readonly vlan: number }
    | { readonly tlv: 'duplex'; readonly full: boolean }
    /** Assigned by the switch; `vlan` is null in an answer without one. */
    | { readonly tlv: 'voice-vlan'; readonly appliance: number; readonly vlan: number | null }
    /** Asked for by a phone. */
    | { readonly tlv: 'voice-vlan-query'; readonly appliance: number; readonly vlan: number | null }
    | { readonly tlv: 'power-consumption'; readonly watts: number }
    | { readonly tlv: 'mtu'; readonly octets: number }
    | { readonly tlv: 'trust' | 'untrusted-cos' | 'unidirectional'; readonly value: number }
    | { readonly tlv: 'system-object-id'; readonly oid: string | null; readonly hex: string }
    | { readonly tlv: 'location'; readonly type: number; readonly text: string }
    | {
        readonly tlv: 'power-requested' | 'power-available'
        readonly requestId: number
        readonly managementId: number
        readonly watts: readonly number[]
      }
    | ({ readonly tlv: 'four-pair-power' } & FourPairPower)
    | { readonly tlv: 'unrecognised'; readonly type: number; readonly hex: string }
  )
