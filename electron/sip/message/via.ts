/** The Via header (RFC 3261 §20.42), which routes responses. */
import { endOfToken, indexOutside, readHostPort, skipSpace } from './grammar.ts'
import type { SipHeaders } from './headers.ts'
import { malformed } from './malformed.ts'
import { type Parameters, readParameters } from './parameters.ts'

export interface Via {
  /** Upper case: `UDP`, `TCP`, `TLS`. */
  readonly transport: string
  /** Lower case; without brackets for IPv6. */
  readonly host: string
  readonly port: number | null
  readonly params: Parameters
}

interface SentBy {
  readonly transport: string
  readonly host: string
  readonly port: number | null
  /** Index after the sent-by. */
  readonly end: number
}

/**
 * `SIP/2.0/UDP 192.0.2.4:5061;branch=z9hG4bK1;rport`, or with white space around slashes and colons:
 * `SIP / 2.0 / UDP  192.0.2.4 : 5061`. Null for other syntax, and for more than one value.
 */
export function readVia(value: string): Via | null {
  const sent = readSentBy(value)
  const read = sent === null ? null : readParameters(value, sent.end)
  if (sent === null || read === null || read.end < value.length) return null
  return { transport: sent.transport, host: sent.host, port: sent.port, params: read.params }
}

/** @throws PunchdownError sip-malformed */
export function parseVia(value: string | undefined): Via {
  const via = readVia(value ?? '')
  if (via === null) throw malformed('via', value)
  return via
}

/** As most peers write them. */
const usualTransports = ['UDP', 'TCP', 'TLS'] as const

/** sent-protocol LWS sent-by */
export function readSentBy(value: string): SentBy | null {
  for (const transport of usualTransports) {
    if (!value.startsWith(transport, 8) || !value.startsWith('SIP/2.0/') || value.charCodeAt(11) !== 0x20)
      continue
    const usual = readHostPort(value, skipSpace(value, 12))
    return usual === null ? null : { transport, host: usual.host, port: usual.port, end: usual.end }
  }
  const name = skipSpace(value, 0)
  if (value.slice(name, name + 3).toUpperCase() !== 'SIP') return null
  const version = afterSlash(value, name + 3)
  if (version === -1 || !value.startsWith('2.0', version)) return null
  const protocol = afterSlash(value, version + 3)
  const protocolEnd = protocol === -1 ? -1 : endOfToken(value, protocol)
  const host = skipSpace(value, protocolEnd)
  if (protocolEnd <= protocol || host === protocolEnd) return null
  const sentBy = readHostPort(value, host)
  return sentBy === null ? null : { transport: value.slice(protocol, protocolEnd).toUpperCase(), ...sentBy }
}

function afterSlash(value: string, at: number): number {
  const slash = skipSpace(value, at)
  return value.charCodeAt(slash) === 0x2f ? skipSpace(value, slash + 1) : -1
}

/** The branch of the topmost Via in lower case, because branches are case-insensitive (§7.3.1); empty without a branch. */
export const branchOf = (headers: SipHeaders): string =>
  readVia(headers.get('Via') ?? '')
    ?.params.get('branch')
    ?.toLowerCase() ?? ''

/**
 * Adds `received` and `rport` to a Via value (§18.2.1, RFC 3581 §4); keeps the other parameters as they are. Returns a value whose
 * parameters cannot be read unchanged.
 */
export function stampedVia(value: string, from: { readonly address: string; readonly port: number }): string {
  const via = readVia(value)
  if (via === null) return value
  const asked = via.params.has('rport')
  const kept = via.params.has('received') || asked ? withoutStamps(value) : value
  const rport = asked ? `;rport=${from.port}` : ''
  const received = asked || via.host !== from.address ? `;received=${from.address}` : ''
  return `${kept}${rport}${received}`
}

function withoutStamps(value: string): string {
  const parts: string[] = []
  for (let at = 0; at < value.length; ) {
    const end = indexOutside(value, 0x3b, at)
    const name = value.slice(skipSpace(value, at), endOfToken(value, skipSpace(value, at))).toLowerCase()
    if (name !== 'received' && name !== 'rport') parts.push(value.slice(at, end).trim())
    at = end + 1
  }
  return parts.join(';')
}
