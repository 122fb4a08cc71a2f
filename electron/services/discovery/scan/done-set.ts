/** Which targets of a scan are settled: one bit each, in the order of the list, so that a /16 takes 8 KiB. */
export interface DoneSet {
  readonly size: number
  readonly count: number
  has(index: number): boolean
  /** False when it was already in the set. @throws RangeError outside the list */
  add(index: number): boolean
  /** A copy: bit `index % 8` of octet `index / 8`. */
  bytes(): Uint8Array
}

/** A stored set of another length is ignored: everything is asked again. */
export function createDoneSet(size: number, stored?: Uint8Array): DoneSet {
  const length = Math.ceil(size / 8)
  const bits = new Uint8Array(length)
  let count = 0
  if (stored?.length === length) {
    bits.set(stored)
    // clear the bits behind the end of the list
    if (size % 8 !== 0) bits[length - 1] = (bits[length - 1] ?? 0) & ((1 << (size % 8)) - 1)
    for (const octet of bits) for (let rest = octet; rest !== 0; rest &= rest - 1) count++
  }
  const has = (index: number): boolean => (((bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 1
  return {
    size,
    get count() {
      return count
    },
    has,
    add(index) {
      if (!Number.isInteger(index) || index < 0 || index >= size) throw new RangeError(`no target ${index}`)
      if (has(index)) return false
      bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7))
      count++
      return true
    },
    bytes: () => bits.slice(),
  }
}
