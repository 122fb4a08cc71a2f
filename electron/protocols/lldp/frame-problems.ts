/** Problems of a discovery frame, and their effect on it. */

/**
 * Problems of a frame and their effect. frame: the frame is discarded; tlv: the TLV is discarded; none: the value is kept.
 * IEEE 802.1AB-2016 9.2.7.7: without its three mandatory TLVs in order, or with one of them twice, a frame is discarded; a TLV that
 * reaches past the frame, or is wrong in its own way, is discarded alone, and what was valid before it counts.
 */
const effects = {
  'frame-cut': 'frame',
  'chassis-id-missing': 'frame',
  'chassis-id-length': 'frame',
  'chassis-id-cut': 'frame',
  'port-id-missing': 'frame',
  'port-id-length': 'frame',
  'port-id-cut': 'frame',
  'ttl-missing': 'frame',
  'ttl-length': 'frame',
  'ttl-cut': 'frame',
  'mandatory-repeated': 'frame',
  'cdp-header-cut': 'frame',
  'cdp-version': 'frame',
  /** Reaches past the end of the frame, or has an incomplete header. Nothing behind it can be read. */
  'tlv-past-end': 'tlv',
  /** Shorter than its fields, or longer than the standard allows. */
  'tlv-length': 'tlv',
  /** A length inside the TLV does not fit the TLV. */
  'inner-length': 'tlv',
  /** The first of its kind counts. */
  'tlv-repeated': 'tlv',
  /** Enabled without being supported (802.1AB 8.5.8.4). */
  'capabilities-contradict': 'tlv',
  /** Not UTF-8: decoded as ISO 8859-1. */
  'text-encoding': 'none',
  /** An address with the wrong length for its family: kept as hex digits. */
  'address-length': 'none',
  /** A malformed OID: kept as hex digits. */
  'object-identifier': 'none',
  /** Non-zero octets behind the last field. */
  'excess-octets': 'none',
  /** Longer than the 32 octets that ANSI/TIA-1057 gives inventory. */
  'text-length': 'none',
  /** LLDP-MED TLVs before the capabilities TLV, or without one (ANSI/TIA-1057 10.2.2.3). */
  'med-order': 'none',
  'cdp-checksum': 'none',
  /** The length of a CDP port id leaves out part of its header; its text is whole. */
  'length-short': 'none',
  /** A CDP address list has more or fewer addresses than its count says; those that are there count. */
  'address-count': 'none',
  /** The capture has only the start of the frame. */
  'capture-cut': 'none',
} as const satisfies Record<string, 'frame' | 'tlv' | 'none'>

export type FrameProblemKind = keyof typeof effects
export type FrameProblemEffect = (typeof effects)[FrameProblemKind]
export const frameProblemKinds = Object.keys(effects) as readonly FrameProblemKind[]
export const effectOf = (kind: FrameProblemKind): FrameProblemEffect => effects[kind]

export interface FrameProblem {
  readonly kind: FrameProblemKind
  /** Octets from the start of the captured frame to the problem. */
  readonly offset: number
  /** Kind of the TLV; `00-12-bb/5` for an unnamed organisational one; null outside a TLV. */
  readonly tlv: string | null
}

/** Collects the problems of a frame while it is read. */
export class Reading {
  readonly problems: FrameProblem[] = []

  add(kind: FrameProblemKind, offset: number, tlv: string | null): void {
    this.problems.push({ kind, offset, tlv })
  }

  /** Whether a TLV has at least `shortest` octets of value; adds `tlv-length` otherwise. `offset`: start of the TLV. */
  hasLength(length: number, shortest: number, offset: number, tlv: string | null): boolean {
    if (length >= shortest) return true
    this.add('tlv-length', offset, tlv)
    return false
  }
}
