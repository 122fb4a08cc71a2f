/** Decodes values of SNMP objects. Pure; values that do not fit are null, never a guess. */
import { lldpCapabilities, type SystemCapability, type TypedId } from '#shared/model/neighbour.ts'

export type Value =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'oid'; readonly text: string }
  | { readonly kind: 'address'; readonly text: string }

/** The value as received: text, else `0x` and hex digits. */
export function rawText(value: Value): string {
  switch (value.kind) {
    case 'number':
      return String(value.number)
    case 'oid':
    case 'address':
      return value.text
    case 'bytes': {
      const text = textOf(value.bytes)
      return text === null ? `0x${value.bytes.toString('hex')}` : text.slice(0, 512)
    }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Octets as text, without trailing zero octets; null for octets that are not text.
 * `312F323600` → `1/26`
 */
export function textOf(bytes: Buffer): string | null {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  try {
    const text = utf8.decode(bytes.subarray(0, end))
    return /(?![\t\n\v\f\r])\p{Cc}/u.test(text) ? null : text.trim()
  } catch {
    return null
  }
}

/** Non-empty text; null for anything else. */
export function textIn(value: Value | undefined): string | null {
  if (value === undefined || value.kind === 'number') return null
  const text = value.kind === 'bytes' ? textOf(value.bytes) : value.text
  return text === null || text === '' ? null : text
}

export function numberIn(value: Value | undefined): number | null {
  return value?.kind === 'number' ? value.number : null
}

/** A number within bounds; null for any other. */
export function within(value: Value | undefined, lowest: number, highest: number): number | null {
  const number = numberIn(value)
  return number !== null && number >= lowest && number <= highest ? number : null
}

/** TruthValue of RFC 2579: 1 is true, 2 is false. */
export function truth(value: Value | undefined): boolean | null {
  const number = numberIn(value)
  return number === 1 ? true : number === 2 ? false : null
}

export const vlanIn = (value: Value | undefined): number | null => within(value, 1, 4094)

const hexPairs = (hex: string): string => (hex.toUpperCase().match(/../g) ?? []).join(':')

/** Six octets → `80:5E:0C:46:17:ED`; null for all zeros and group addresses. */
export function macOfBytes(bytes: Uint8Array): string | null {
  if (bytes.length !== 6) return null
  const hex = Buffer.from(bytes).toString('hex')
  if (/^0+$/.test(hex) || ((bytes[0] ?? 0) & 1) === 1) return null
  return hexPairs(hex)
}

/** `94:c6:91:ac:43:31`, `94-C6-91-AC-43-31` or `94c6.91ac.4331` → `94:C6:91:AC:43:31` */
export function macOfText(text: string): string | null {
  const pairs = /^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i.test(text)
  const quads = /^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/i.test(text)
  if (!pairs && !quads) return null
  return macOfBytes(Buffer.from(text.replaceAll(/[:.-]/g, ''), 'hex'))
}

/** A MAC address as six octets, or as text. */
export function macIn(value: Value | undefined): string | null {
  if (value?.kind !== 'bytes') return null
  const text = textOf(value.bytes)
  return macOfBytes(value.bytes) ?? (text === null ? null : macOfText(text))
}

/**
 * A MAC address in an object of another type: six octets that are text are a name (`Port 1`); only other octets are an address.
 */
export function macInAnything(value: Value | undefined): string | null {
  if (value?.kind !== 'bytes') return null
  const text = textOf(value.bytes)
  return text === null ? macOfBytes(value.bytes) : macOfText(text)
}

export function ipv4OfBytes(bytes: Uint8Array): string | null {
  return bytes.length === 4 && bytes.some((each) => each !== 0) ? [...bytes].join('.') : null
}

/** RFC 5952, 4: lower case, the longest run of zeros as `::`. */
export function ipv6OfBytes(bytes: Uint8Array): string | null {
  if (bytes.length !== 16 || bytes.every((each) => each === 0)) return null
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  )
  const runs = [...groups.join(' ').matchAll(/\b0(?: 0)+\b/g)].map((match) => match[0])
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '')
  if (longest === '') return groups.join(':')
  const [before = '', after = ''] = splitOnce(` ${groups.join(' ')} `, ` ${longest} `)
  return `${before.trim().replaceAll(' ', ':')}::${after.trim().replaceAll(' ', ':')}`
}

function splitOnce(text: string, by: string): [string, string] {
  const at = text.indexOf(by)
  return [text.slice(0, at), text.slice(at + by.length)]
}

/** Octets of an address by its IANA address family number: 1 is IPv4, 2 is IPv6. */
export function addressOf(family: number, bytes: Uint8Array): string | null {
  if (family === 1) return ipv4OfBytes(bytes)
  return family === 2 ? ipv6OfBytes(bytes) : null
}

const ipv4Text = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/

const chassisSubtypes: Readonly<Record<number, TypedId['subtype']>> = {
  1: 'chassis-component',
  2: 'interface-alias',
  3: 'port-component',
  4: 'mac',
  5: 'address',
  6: 'interface-name',
  7: 'local',
}
const portSubtypes: Readonly<Record<number, TypedId['subtype']>> = {
  1: 'interface-alias',
  2: 'port-component',
  3: 'mac',
  4: 'address',
  5: 'interface-name',
  6: 'circuit-id',
  7: 'local',
}

export interface DecodedId {
  readonly id: TypedId
  /** How the value differs from its subtype; null when it does not. */
  readonly odd: 'printed' | 'not-this-subtype' | null
}

/**
 * A chassis or port id (LldpChassisId and LldpPortId, IEEE 802.1AB), by its subtype number.
 * 4, `00809F85788E` → mac `00:80:9F:85:78:8E`; 5, `010A771F0E` → address `10.119.31.14`;
 * 4, the text `94:c6:91:ac:43:31` → the same address, odd: printed.
 */
export function idOf(
  which: 'chassis' | 'port',
  subtypeNumber: number | null,
  value: Value | undefined,
): DecodedId | null {
  if (value?.kind !== 'bytes' || value.bytes.length === 0) return null
  const { bytes } = value
  const subtype = (which === 'chassis' ? chassisSubtypes : portSubtypes)[subtypeNumber ?? 0] ?? 'unknown'
  const text = textOf(bytes)
  const plain = text === null || text === '' ? hexPairs(bytes.toString('hex')) : text
  if (subtype === 'mac') {
    const mac = macOfBytes(bytes)
    if (mac !== null) return { id: { subtype, text: mac }, odd: null }
    const printed = text === null ? null : macOfText(text)
    if (printed !== null) return { id: { subtype, text: printed }, odd: 'printed' }
    return { id: { subtype: 'unknown', text: plain }, odd: 'not-this-subtype' }
  }
  if (subtype === 'address') {
    const address = addressOf(bytes[0] ?? 0, bytes.subarray(1))
    if (address !== null) return { id: { subtype, text: address }, odd: null }
    if (text !== null && ipv4Text.test(text)) return { id: { subtype, text }, odd: 'printed' }
    return { id: { subtype: 'unknown', text: plain }, odd: 'not-this-subtype' }
  }
  return { id: { subtype, text: plain }, odd: null }
}

function bitsOf(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((byte, at) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (byte & (0x80 >> bit)) !== 0).map((bit) => at * 8 + bit),
  )
}

/**
 * LLDP system capabilities as bits, or printed as some agents do: octets in hex, then the numbers of the set bits. `24 2 5` and the octet 24
 * both mean bridge and telephone. Null for anything else.
 */
export function capabilitiesIn(
  value: Value | undefined,
): { readonly set: SystemCapability[]; readonly printed: boolean } | null {
  if (value?.kind !== 'bytes') return null
  const printed = printedBits(value.bytes)
  const bits = printed ?? (value.bytes.length <= 2 ? bitsOf(value.bytes) : null)
  if (bits === null) return null
  const set = bits.map((bit) => lldpCapabilities[bit])
  const known = set.filter((each) => each !== undefined)
  return known.length === set.length ? { set: known, printed: printed !== null } : null
}

/** `24 00 2 5` → [2, 5]; null when the numbers are not the bits of the octets, and for other text. */
function printedBits(bytes: Buffer): number[] | null {
  const parts = /^([0-9a-f]{2}(?: [0-9a-f]{2})?)((?: \d{1,2})*)$/i.exec(bytes.toString('latin1').trim())
  if (parts === null) return null
  for (const octets of [parts[1] ?? '', (parts[1] ?? '').slice(0, 2)]) {
    const rest = `${(parts[1] ?? '').slice(octets.length)}${parts[2] ?? ''}`
    const bits = bitsOf(Buffer.from(octets.replaceAll(' ', ''), 'hex'))
    if (bits.join(' ') === (rest.trim() === '' ? '' : rest.trim().split(' ').map(Number).join(' ')))
      return bits
  }
  return null
}

/** Capability bits of CDP, lowest first, with LLDP's names. */
const cdpBits: readonly (readonly [number, SystemCapability])[] = [
  [0x01, 'router'],
  [0x02, 'bridge'],
  [0x08, 'bridge'],
  [0x10, 'host'],
  [0x20, 'igmp'],
  [0x40, 'repeater'],
  [0x80, 'telephone'],
  [0x400, 'two-port-mac-relay'],
]

/** cdpCacheCapabilities: four octets, most significant first. Null for any other length. */
export function cdpCapabilitiesIn(value: Value | undefined): SystemCapability[] | null {
  if (value?.kind !== 'bytes' || value.bytes.length !== 4) return null
  const bits = value.bytes.readUInt32BE(0)
  return [...new Set(cdpBits.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name))]
}
