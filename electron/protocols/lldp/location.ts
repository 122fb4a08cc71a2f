/**
 * Reads LLDP-MED locations (ANSI/TIA-1057 10.2.4): coordinates (RFC 3825, RFC 6225), a civic address (RFC 4776), or an ELIN. `from` is behind the octet of the data format.
 */
import { hexText, noteExcess, text, u8, u16, u32 } from './bytes.ts'
import type { Reading } from './frame-problems.ts'

interface Coordinates {
  readonly format: 'coordinates'
  /** Degrees, south and west negative. */
  readonly latitude: number
  readonly longitude: number
  /** Metres or floors; null for the type "unknown". */
  readonly altitude: number | null
  readonly altitudeType: 'unknown' | 'metres' | 'floors' | 'reserved'
  /** Version 0: number of significant bits; version 1: uncertainty code of RFC 6225 2.1. */
  readonly latitudeResolution: number
  readonly longitudeResolution: number
  readonly altitudeResolution: number
  readonly version: number
  readonly datum: 'wgs84' | 'nad83-navd88' | 'nad83-mllw' | 'reserved'
}

interface CivicAddress {
  readonly format: 'civic'
  /** Subject of the location. */
  readonly what: 'dhcp-server' | 'network-element' | 'client' | 'reserved'
  /** ISO 3166 code. */
  readonly country: string
  readonly elements: readonly {
    readonly caType: number
    readonly name: string | null
    readonly value: string
  }[]
}

export type Location =
  | Coordinates
  | CivicAddress
  | { readonly format: 'elin'; readonly number: string }
  | { readonly format: 'reserved'; readonly code: number; readonly hex: string }

/** Civic address types: RFC 4776 section 3.4, with the additions of RFC 5139, RFC 6848 and the IANA registry. */
const caTypes: Readonly<Record<number, string>> = {
  0: 'language',
  1: 'state',
  2: 'county',
  3: 'city',
  4: 'city division',
  5: 'block',
  6: 'street',
  16: 'leading street direction',
  17: 'trailing street suffix',
  18: 'street suffix',
  19: 'house number',
  20: 'house number suffix',
  21: 'landmark',
  22: 'additional location',
  23: 'name',
  24: 'postal code',
  25: 'building',
  26: 'unit',
  27: 'floor',
  28: 'room',
  29: 'place type',
  30: 'postal community',
  31: 'post office box',
  32: 'additional code',
  33: 'seat',
  34: 'primary road',
  35: 'road section',
  36: 'road branch',
  37: 'road sub-branch',
  38: 'street name pre-modifier',
  39: 'street name post-modifier',
  40: 'extension',
  128: 'script',
}
export const caTypeName = (caType: number): string | null => caTypes[caType] ?? null

const whats = ['dhcp-server', 'network-element', 'client'] as const
const altitudeTypes = ['unknown', 'metres', 'floors'] as const
const datums = ['reserved', 'wgs84', 'nad83-navd88', 'nad83-mllw'] as const

/** Null discards the TLV; the reason is added to the reading. */
export function location(
  format: number,
  b: Buffer,
  from: number,
  end: number,
  at: number,
  reading: Reading,
): Location | null {
  switch (format) {
    case 1:
      return coordinates(b, from, end, at, reading)
    case 2:
      return civicAddress(b, from, end, at, reading)
    // fe 0f | 00 12 bb | 03 | 03 | 31 32 30 32 35 35 35 30 31 30 30    "12025550100"
    case 3:
      if (end - from > 25) {
        reading.add('tlv-length', at, 'location')
        return null
      }
      return { format: 'elin', number: text(b, from, end, reading, 'location') }
    default:
      return { format: 'reserved', code: format, hex: hexText(b, from, end) }
  }
}

// 16 octets behind the format: latitude resolution (6 bits), latitude (34, 25 of them behind the point), the same of the longitude,
// altitude type (4), resolution (6), altitude (30, 8 of them fractional), version (2), reserved (3), datum (3)
// 4a 4d cf 5c 29 | 36 ed 5a 1c ac | 12 80 00 0f 00 | 01
function coordinates(b: Buffer, from: number, end: number, at: number, reading: Reading): Coordinates | null {
  if (!reading.hasLength(end - from, 16, at, 'location')) return null
  noteExcess(b, from + 16, end, reading, 'location')
  const altitudeCode = u8(b, from + 10) >> 4
  const altitudeType = altitudeTypes[altitudeCode] ?? 'reserved'
  const altitude = signed((u16(b, from + 11) & 0x3fff) * 2 ** 16 + u16(b, from + 13), 30) / 2 ** 8
  const last = u8(b, from + 15)
  return {
    format: 'coordinates',
    latitude: degrees(b, from),
    longitude: degrees(b, from + 5),
    altitude: altitudeType === 'unknown' ? null : altitude,
    altitudeType,
    latitudeResolution: u8(b, from) >> 2,
    longitudeResolution: u8(b, from + 5) >> 2,
    altitudeResolution: ((u8(b, from + 10) & 0x0f) << 2) | (u8(b, from + 11) >> 6),
    version: last >> 6,
    datum: datums[last & 7] ?? 'reserved',
  }
}

const signed = (value: number, bits: number): number => (value >= 2 ** (bits - 1) ? value - 2 ** bits : value)
const degrees = (b: Buffer, from: number): number =>
  signed((u8(b, from) & 3) * 2 ** 32 + u32(b, from + 1), 34) / 2 ** 25

// 28 | 02 | 55 53 | 01 02 43 41 | 03 09 52 6f 73 65 76 69 6c 6c 65 | 06 09 46 6f 6f 74 68 69 6c 6c 73 | 13 04 38 30 30 30 | 1a 03 52 33 4c
// 40 octets follow; of the client; "US"; state "CA"; city "Roseville"; street "Foothills"; house number "8000"; unit "R3L"
function civicAddress(
  b: Buffer,
  from: number,
  end: number,
  at: number,
  reading: Reading,
): CivicAddress | null {
  if (!reading.hasLength(end - from, 4, at, 'location')) return null
  const to = from + 1 + u8(b, from)
  if (to > end || to < from + 4) {
    reading.add('inner-length', from, 'location')
    return null
  }
  noteExcess(b, to, end, reading, 'location')
  const elements = []
  let element = from + 4
  while (element + 2 <= to) {
    const caType = u8(b, element)
    const valueEnd = element + 2 + u8(b, element + 1)
    if (valueEnd > to) break
    elements.push({
      caType,
      name: caTypeName(caType),
      value: text(b, element + 2, valueEnd, reading, 'location'),
    })
    element = valueEnd
  }
  if (element < to) {
    reading.add('inner-length', element, 'location')
    return null
  }
  return {
    format: 'civic',
    what: whats[u8(b, from + 1)] ?? 'reserved',
    country: text(b, from + 2, from + 4, reading, 'location'),
    elements,
  }
}
