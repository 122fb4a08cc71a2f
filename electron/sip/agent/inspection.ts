/**
 * Checks of a user agent server before it processes a request (RFC 3261 §8.2.1 to §8.2.3): method, Request-URI, Require, body and
 * Accept. Pure.
 */
import { endOfToken, splitList, trimEnd } from '../message/grammar.ts'
import type { SipRequest } from '../message/message.ts'
import { isKnownMethod } from '../message/methods.ts'
import { readParameters } from '../message/parameters.ts'
import { readSipUri, schemeOf } from '../message/uri.ts'

export interface Capabilities {
  readonly methods: readonly string[]
  /** Option tags of extensions (§19.2), for example `100rel`. */
  readonly extensions: readonly string[]
  /** Media types of bodies, for example `application/sdp`. */
  readonly bodies: readonly string[]
}

export interface Refusal {
  readonly status: 400 | 405 | 406 | 415 | 416 | 420 | 501
  readonly headers: Readonly<Record<string, string>>
}

const refusal = (status: Refusal['status'], headers: Refusal['headers'] = {}): Refusal => ({
  status,
  headers,
})

/** Null for a request that can be processed. Never refuses an ACK, and a CANCEL for an extension it requires (§8.2.2.3). */
export function inspectRequest(request: SipRequest, capabilities: Capabilities): Refusal | null {
  const { method, headers } = request
  if (method === 'ACK') return null
  const allow = { Allow: capabilities.methods.join(', ') }
  if (!capabilities.methods.includes(method)) return refusal(isKnownMethod(method) ? 405 : 501, allow)
  if (method === 'CANCEL') return null
  const target = inspectTarget(request.uri)
  if (target !== null) return target
  const unsupported = headers
    .all('Require')
    .filter((tag) => !capabilities.extensions.some((known) => known === tag.toLowerCase()))
  if (unsupported.length > 0) return refusal(420, { Unsupported: unsupported.join(', ') })
  return inspectBody(request, capabilities) ?? inspectAccept(request)
}

/** §8.2.2.1. `urn:service:sos` names an emergency service (RFC 5031), which a caller answers itself. */
function inspectTarget(uri: string): Refusal | null {
  switch (schemeOf(uri)) {
    case 'sip':
    case 'sips':
    case 'tel':
      return readSipUri(uri) === null ? refusal(400) : null
    case 'urn':
      return null
    default:
      return refusal(416)
  }
}

/** §8.2.3. A body that the sender marks as optional is ignored. */
function inspectBody({ headers, body }: SipRequest, { bodies }: Capabilities): Refusal | null {
  if (body.length === 0 || bodies.length === 0) return null
  const accept = { Accept: bodies.join(', ') }
  if (isOptional(headers.get('Content-Disposition') ?? '')) return null
  const encoding = headers.get('Content-Encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return refusal(415, { ...accept, 'Accept-Encoding': 'identity' })
  }
  return bodies.includes(mediaTypeOf(headers.get('Content-Type') ?? '')) ? null : refusal(415, accept)
}

/** `session;handling=optional` (§20.11). */
function isOptional(disposition: string): boolean {
  const parameters = readParameters(disposition, endOfToken(disposition, 0))
  return parameters?.params.get('handling')?.toLowerCase() === 'optional'
}

/** §20.1, §21.4.7: the answer to an INVITE has a session description. */
function inspectAccept({ method, headers }: SipRequest): Refusal | null {
  if (method !== 'INVITE' || !headers.has('Accept')) return null
  const accepted = headers.all('Accept').map(mediaTypeOf)
  const fits = accepted.some(
    (type) => type === 'application/sdp' || type === 'application/*' || type === '*/*',
  )
  return fits ? null : refusal(406)
}

/** `application/SDP; charset=utf-8` → `application/sdp`. */
function mediaTypeOf(value: string): string {
  const [first = ''] = splitList(value)
  const semicolon = first.indexOf(';')
  const end = trimEnd(first, 0, semicolon === -1 ? first.length : semicolon)
  const slash = endOfToken(first, 0)
  return slash === 0 ? '' : first.slice(0, end).toLowerCase().replaceAll(/\s/g, '')
}
