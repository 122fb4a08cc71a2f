/** Octets as numbers, addresses and text. Everything here answers for any octets: past the end they read as zero. */
import { isUtf8 } from 'node:buffer'
import type { Reading } from './frame.ts'

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
 * Text up to the first zero octet: what makes fill up, with zeros or with what stood there before, is cut.
 *   30 78 62 63 30 30 00 31 42 57 54 00 00   0xbc00
 * UTF-8; other octets become the characters of their numbers, and the reading says `text-encoding`.
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

/** Says so when octets from `from` on are not all zero: a later edition's fields, or leftovers. */
export function noteExcess(b: Buffer, from: number, end: number, reading: Reading, tlv: string): void {
  for (let at = from; at < end; at++) {
    if (b[at] !== 0) {
      reading.add('excess-octets', at, tlv)
      return
    }
  }
}

/** Content octets of a BER object identifier (X.690 8.19): `2b 06 01 04 01 09` is 1.3.6.1.4.1.9. Null when it is none. */
export function oidText(b: Buffer, from: number, end: number): string | null {
  let numbers = ''
  let value = 0
  let octets = 0
  for (let at = from; at < end; at++) {
    const octet = u8(b, at)
    if (octets === 0 && octet === 0x80) return null
    // a number of an OID has at most 32 bits in SMI
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

/** Lists kept for bits seen before; more than real devices ever send, and a bound for what a fuzzer sends. */
const mostLists = 512

/** Reads a field of bits as the names of those set, the lowest first. Lists are shared: the same bits give the same list. */
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
