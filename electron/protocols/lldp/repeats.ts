/**
 * Which TLVs may stand once in a frame, and by what those are told apart that may stand more often.
 * IEEE 802.1AB-2016 8.5 (usage rules of each TLV), 802.1Q-2018 annex D.2, 802.3-2018 clause 79.3, ANSI/TIA-1057 10.2.
 */
import type { Tlv } from './tlv.ts'

/** Up to here a walk over what came before is quicker than a set. Frames of real devices have fewer. */
const fewTlvs = 64

export class Repeats {
  readonly #before: readonly Tlv[]
  #keys: Set<string> | null = null

  /** `before` is the list that grows as the frame is read. */
  constructor(before: readonly Tlv[]) {
    this.#before = before
  }

  /** Whether a TLV of the same kind and key counts already. One that does not is taken to be added to the list. */
  has(tlv: Tlv): boolean {
    // what nothing here reads is kept as often as it comes
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

/** What may differ between two of one kind; the same for kinds that may stand once. */
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
