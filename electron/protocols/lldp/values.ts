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
