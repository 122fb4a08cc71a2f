/** The Via header (RFC 3261 §20.42, RFC 3581), which routes responses. */
import { PunchdownError } from '#shared/errors.ts'
import type { SipHeaders } from './headers.ts'
import { hasSpace, isToken, readHostPort, readParams, skipSpace, splitOutside } from './syntax.ts'
import type { Params } from './uri.ts'

export interface Via {
  /** Upper case: `UDP`, `TCP`. */
  readonly transport: string
  /** Without brackets for IPv6. */
  readonly host: string
  readonly port: number | null
  readonly params: Params
}

/**
 * `SIP/2.0/UDP 192.0.2.4:5061;branch=z9hG4bK1;rport`, or with white space around slashes and colons:
 * `SIP / 2.0 / UDP  192.0.2.4 : 5061`.
 * @throws PunchdownError sip-malformed
 */
export function parseVia(value: string | undefined): Via {
  const text = value ?? ''
  const semicolon = text.indexOf(';')
  const sent = semicolon === -1 ? text : text.slice(0, semicolon)
  const [name = '', version = '', behind = '', ...more] = sent.split('/')
  const start = skipSpace(behind, 0)
  let end = start
  while (end < behind.length && !hasSpace(behind.charAt(end))) end++
  const transport = behind.slice(start, end)
  const place = readHostPort(behind.slice(end).trim())
  const isVia = name.trim().toUpperCase() === 'SIP' && version.trim() === '2.0' && more.length === 0
  if (!isVia || !isToken(transport) || place === null) {
    throw new PunchdownError('sip-malformed', { reason: 'via' })
  }
  const params = semicolon === -1 ? new Map<string, string | null>() : readParams(text.slice(semicolon))
  return { transport: transport.toUpperCase(), ...place, params }
}

/** The branch of the topmost Via in lower case, because branches are case-insensitive (§7.3.1); empty without a branch. */
export const branchOf = (headers: SipHeaders): string =>
  parseVia(headers.get('Via')).params.get('branch')?.toLowerCase() ?? ''

/** Adds `received` and `rport` to a Via value (§18.2.1, RFC 3581 §4); keeps the other parameters. */
export function stampedVia(value: string, from: { readonly address: string; readonly port: number }): string {
  const { host, params } = parseVia(value)
  const asked = params.has('rport')
  const nameOf = (param: string): string => param.split('=', 1)[0]?.trim().toLowerCase() ?? ''
  const parts = splitOutside(value, ';').filter(
    (part) => nameOf(part) !== 'received' && nameOf(part) !== 'rport',
  )
  if (asked) parts.push(`rport=${from.port}`)
  if (asked || host !== from.address) parts.push(`received=${from.address}`)
  return parts.join(';')
}
