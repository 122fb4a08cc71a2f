/** Reads SNMP engine ids, which agents report without credentials (RFC 3414, 4). Pure. */

/**
 * The authoritative engine in an SNMPv3 message (RFC 3412, 6; RFC 3414, 2.4), as hex digits; null for other messages:
 *   30 SEQUENCE, 02 version 3, 30 header, 04 security parameters: 30, 04 `80001f8880e9bd0c1d12667a5100000000`
 */
export function engineIdIn(message: Buffer): string | null {
  const whole = elementAt(message, 0, 0x30)
  const version = whole === null ? null : elementAt(message, whole.from, 0x02)
  if (version === null || version.to - version.from !== 1 || message[version.from] !== 3) return null
  const header = elementAt(message, version.to, 0x30)
  const security = header === null ? null : elementAt(message, header.to, 0x04)
  const parameters = security === null ? null : elementAt(message, security.from, 0x30)
  const engine = parameters === null ? null : elementAt(message, parameters.from, 0x04)
  // 5 to 32 octets, RFC 3411
  if (engine === null || engine.to - engine.from < 5 || engine.to - engine.from > 32) return null
  return message.toString('hex', engine.from, engine.to)
}

/** Content of the BER element at a position; null when it has another tag or is cut off. */
function elementAt(octets: Buffer, at: number, tag: number): { from: number; to: number } | null {
  const first = octets[at + 1]
  if (octets[at] !== tag || first === undefined) return null
  const more = first < 0x80 ? 0 : first - 0x80
  if (more > 3 || (first >= 0x80 && more === 0) || at + 2 + more > octets.length) return null
  const length = more === 0 ? first : octets.readUIntBE(at + 2, more)
  const from = at + 2 + more
  return from + length > octets.length ? null : { from, to: from + length }
}

export interface EngineFacts {
  /** Enterprise number (IANA) of the device's maker, or of the maker of its SNMP software. */
  readonly enterprise: number | null
  /** A MAC address of the device, when the id contains one. */
  readonly mac: string | null
}

/**
 * RFC 3411 (SnmpEngineID): the enterprise number with the highest bit set, then a form; form 3 is a MAC address.
 *   8000138b03 00908f492878 → enterprise 5003, mac 00:90:8F:49:28:78
 */
export function engineFacts(engineId: string): EngineFacts {
  const octets = Buffer.from(engineId, 'hex')
  const number = octets.length < 5 ? 0 : octets.readUInt32BE(0)
  const enterprise = number % 0x80000000
  const isNew = number >= 0x80000000
  const isAddress = isNew && octets[4] === 3 && octets.length === 11
  return {
    enterprise: enterprise === 0 ? null : enterprise,
    mac: isAddress ? (octets.toString('hex', 5).toUpperCase().match(/../g) ?? []).join(':') : null,
  }
}
