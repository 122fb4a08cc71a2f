/** Reads octets as numbers, addresses and text. Octets past the end are zero; nothing throws. */
import { isUtf8 } from 'node:buffer'
import type { Reading } from './frame-problems.ts'

const pairs: readonly string[] = Array.from({ length: 256 }, (_, octet) =>
  octet.toString(16).padStart(2, '0'),
)
const pair = (octet: number): string => pairs[octet] ?? '00'

export const u8 = (b: Buffer, at: number): number => b[at] ?? 0
export const u16 = (b: Buffer, at: number): number => (u8(b, at) << 8) | u8(b, at + 1)
export const u24 = (b: Buffer, at: number): number => (u16(b, at) << 8) | u8(b, at + 2)
export const u32 = (b: Buffer, at: number): number => u16(b, at) * 0x1_0000 + u16(b, at + 2)

/** `00:1b:54:94:5a:8b` */
export function macText(b: Buffer, at: number): string {
  return `${pair(u8(b, at))}:${pair(u8(b, at + 1))}:${pair(u8(b, at + 2))}:${pair(u8(b, at + 3))}:${pair(u8(b, at + 4))}:${pair(u8(b, at + 5))}`
}

export const ipv4Text = (b: Buffer, at: number): string =>
  `${u8(b, at)}.${u8(b, at + 1)}.${u8(b, at + 2)}.${u8(b, at + 3)}`

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as `::`. */
export function ipv6Text(b: Buffer, at: number): string {
  let longest = 0
  let longestAt = -1
  for (let group = 0; group < 8; ) {
    let run = 0
    while (group + run < 8 && u16(b, at + 2 * (group + run)) === 0) run++
    if (run > longest && run > 1) {
      longest = run
      longestAt = group
    }
    group += run + 1
  }
  let text = ''
  for (let group = 0; group < 8; group++) {
    if (group === longestAt) {
      text += '::'
      group += longest - 1
    } else {
      text += `${text === '' || text.endsWith(':') ? '' : ':'}${u16(b, at + 2 * group).toString(16)}`
    }
  }
  return text
}

export const hexText = (b: Buffer, from: number, end: number): string => b.toString('hex', from, end)

/** `00-80-c2` */
export const ouiText = (oui: number): string =>
  `${pair((oui >> 16) & 0xff)}-${pair((oui >> 8) & 0xff)}-${pair(oui & 0xff)}`

/**
 * Text up to the first zero octet: some vendors pad with zeros, or with leftovers behind a zero.
 *   30 78 62 63 30 30 00 31 42 57 54 00 00   0xbc00
 * UTF-8, else ISO 8859-1 with the problem `text-encoding`.
 */
export function text(b: Buffer, from: number, end: number, reading: Reading, tlv: string): string {
  let high = 0
  let to = from
  while (to < end) {
    const octet = b[to] ?? 0
    if (octet === 0) break
    high |= octet
    to++
  }
  if (high < 0x80) return b.toString('latin1', from, to)
  if (isUtf8(b.subarray(from, to))) return b.toString('utf8', from, to)
  reading.add('text-encoding', from, tlv)
  return b.toString('latin1', from, to)
}

/** Adds the problem `excess-octets` when octets from `from` on are not all zero: fields of a later edition, or leftovers. */
export function noteExcess(b: Buffer, from: number, end: number, reading: Reading, tlv: string): void {
  for (let at = from; at < end; at++) {
    if (b[at] !== 0) {
      reading.add('excess-octets', at, tlv)
      return
    }
  }
}

/** Content octets of a BER object identifier (X.690 8.19): `2b 06 01 04 01 09` is 1.3.6.1.4.1.9. Null when malformed. */
export function oidText(b: Buffer, from: number, end: number): string | null {
  let numbers = ''
  let value = 0
  let octets = 0
  for (let at = from; at < end; at++) {
    const octet = u8(b, at)
    if (octets === 0 && octet === 0x80) return null
    // SMI limits the numbers of an OID to 32 bits
    if (++octets > 5) return null
    value = value * 128 + (octet & 0x7f)
    if (octet >= 0x80) continue
    if (numbers === '') {
      const first = Math.min(2, Math.floor(value / 40))
      numbers = `${first}.${value - 40 * first}`
    } else {
      numbers += `.${value}`
    }
    value = 0
    octets = 0
  }
  return octets === 0 && numbers !== '' ? numbers : null
}

/** Most cached lists: more than real devices send, and a bound against fuzzed input. */
const mostLists = 512

/** Names of the set bits of a field, lowest first. The same bits give the same list. */
export function bitNames<Name extends string>(names: readonly Name[]): (bits: number) => readonly Name[] {
  const lists = new Map<number, readonly Name[]>()
  return (bits) => {
    const known = lists.get(bits)
    if (known !== undefined) return known
    const set = names.filter((_, index) => (bits & (1 << index)) !== 0)
    if (lists.size < mostLists) lists.set(bits, set)
    return set
  }
}
