/** Results of the frame parsers: a frame with its TLVs, a discarded frame with the reason, or a frame of another protocol. */
import type { CdpTlv } from '../cdp/cdp-tlv.ts'
import type { ChassisId, PortId } from './basic.ts'
import type { FrameProblem } from './frame-problems.ts'
import type { Tlv } from './tlv.ts'

/** IEEE 802.1Q tag in front of the frame's own type, outermost first. */
export interface VlanTag {
  /** 0x8100, 0x88a8, 0x9100 or 0x9200. */
  readonly tpid: number
  readonly vlan: number
  readonly priority: number
  readonly dropEligible: boolean
}

export interface Link {
  /** Null in captures without it (Linux cooked). */
  readonly source: string | null
  readonly destination: string | null
  readonly tags: readonly VlanTag[]
}

export interface LldpFrame {
  readonly protocol: 'lldp'
  readonly link: Link
  readonly chassisId: ChassisId
  readonly portId: PortId
  /** Seconds; 0 is a shutdown frame, which carries nothing else (802.1AB 9.2.7.7.1). */
  readonly ttlS: number
  /** The optional TLVs, in the order of the frame. */
  readonly tlvs: readonly Tlv[]
  readonly problems: readonly FrameProblem[]
}

export interface CdpFrame {
  readonly protocol: 'cdp'
  readonly link: Link
  readonly version: number
  readonly ttlS: number
  readonly tlvs: readonly CdpTlv[]
  readonly problems: readonly FrameProblem[]
}

export type DiscoveryFrame = LldpFrame | CdpFrame

export type FrameOutcome =
  | { readonly outcome: 'frame'; readonly frame: DiscoveryFrame }
  | {
      readonly outcome: 'discarded'
      /** Null when the frame ends before it is known. */
      readonly protocol: 'lldp' | 'cdp' | null
      readonly link: Link | null
      /** Why; its effect is `frame`. */
      readonly problem: FrameProblem
    }
  /** A frame of another protocol. */
  | { readonly outcome: 'other' }
