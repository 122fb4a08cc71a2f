/** Values of TLVs that several standards share. */

export interface AtOffset {
  /** Octets from the start of the captured frame to the TLV's header. */
  readonly offset: number
}

/** An address with its family of the IANA registry "Address Family Numbers". */
export interface NetworkAddress {
  readonly family: number
  readonly kind: 'ipv4' | 'ipv6' | 'mac' | 'text' | 'other'
  /** `192.0.2.1`, `2001:db8::1` (RFC 5952), `00:1b:54:94:5a:8b`, the text of names and numbers, else hex digits. */
  readonly text: string
}

/** A TLV with a text, one type for each kind. */
export type TextTlv<Kind extends string> = Kind extends string
  ? { readonly tlv: Kind; readonly text: string }
  : never

/** Cisco's four-pair power before 802.3bt. */
export interface FourPairPower {
  readonly supported: boolean
  readonly detectionRequired: boolean
  readonly pdDesired: boolean
  readonly pseOn: boolean
}

/** 0d: supported, the PD wants the spare pair, it is on */
export const fourPairPower = (bits: number): FourPairPower => ({
  supported: (bits & 1) !== 0,
  detectionRequired: (bits & 2) !== 0,
  pdDesired: (bits & 4) !== 0,
  pseOn: (bits & 8) !== 0,
})
