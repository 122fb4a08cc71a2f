/**
 * TLVs of an LLDPDU as values, named as in the standards. Reserved numbers are kept beside the name.
 * Each kind of TLV is described beside its parser.
 */
import type { BasicTlv } from './basic.ts'
import type { Dot1Tlv } from './dot1.ts'
import type { Dot3Tlv } from './dot3.ts'
import type { MedTlv } from './med.ts'
import type { AtOffset, FourPairPower } from './values.ts'

export type OtherTlv = AtOffset &
  /** Cisco 00-01-42 subtype 1: four-pair power before 802.3bt. */
  (
    | ({ readonly tlv: 'four-pair-power' } & FourPairPower)
    /** RFC 8520, OUI 00-00-5E subtype 1. */
    | { readonly tlv: 'mud-url'; readonly url: string }
    /** An unsupported organisational TLV. */
    | {
        readonly tlv: 'organisational'
        /** `00-80-c2` */
        readonly oui: string
        readonly subtype: number
        readonly hex: string
      }
  )

export type Tlv = BasicTlv | Dot1Tlv | Dot3Tlv | MedTlv | OtherTlv
