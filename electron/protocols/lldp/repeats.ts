/**
 * Finds repeated TLVs: which ones may occur once in a frame, and the keys of those that may occur more often.
 * IEEE 802.1AB-2016 8.5 (usage rules of each TLV), 802.1Q-2018 annex D.2, 802.3-2018 clause 79.3, ANSI/TIA-1057 10.2.
 */
import type { Tlv } from './tlv.ts'

/** Up to this many TLVs a linear search is faster than a set. Frames of real devices have fewer. */
const fewTlvs = 64

export class Repeats {
  readonly #before: readonly Tlv[]
  #keys: Set<string> | null = null

  /** `before`: the list that grows while the frame is read. */
  constructor(before: readonly Tlv[]) {
    this.#before = before
  }

  /** Whether a TLV of the same kind and key is in the list. Otherwise the caller adds this one. */
  has(tlv: Tlv): boolean {
    // unsupported TLVs may repeat
    if (tlv.tlv === 'unrecognised' || tlv.tlv === 'organisational') return false
    if (this.#before.length < fewTlvs) {
      for (const other of this.#before) {
        if (other.tlv === tlv.tlv && keyOf(other) === keyOf(tlv)) return true
      }
      return false
    }
    this.#keys ??= new Set(this.#before.map((other) => `${other.tlv} ${keyOf(other)}`))
    const key = `${tlv.tlv} ${keyOf(tlv)}`
    if (this.#keys.has(key)) return true
    this.#keys.add(key)
    return false
  }
}

/** Key that may differ between two TLVs of one kind; constant for kinds that may occur once. */
function keyOf(tlv: Tlv): string | number {
  switch (tlv.tlv) {
    case 'management-address':
      return `${tlv.address.family} ${tlv.address.text}`
    case 'port-protocol-vlan-id':
    case 'vlan-name':
      return tlv.vlan
    case 'protocol-identity':
      return tlv.hex
    case 'network-policy':
      return tlv.code
    case 'location':
      return tlv.location.format
    case 'inventory':
      return tlv.item
    default:
      return ''
  }
}
