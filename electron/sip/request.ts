/** Builds new requests (RFC 3261 §8.1.1), and ACK and CANCEL within an INVITE transaction. */
import { randomBytes } from 'node:crypto'
import { parseCSeq } from './message/cseq.ts'
import { SipHeaders } from './message/headers.ts'
import type { SipRequest, SipResponse } from './message/message.ts'
import { hasTag } from './message/name-address.ts'
import type { Flow } from './transport.ts'

export interface NewRequestOptions {
  readonly from: string
  readonly to: string
  readonly flow: Flow
  readonly contact?: string
  readonly callId?: string
  readonly cseq?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer | string
  readonly contentType?: string
}

const token = (bytes: number): string => randomBytes(bytes).toString('hex')

/** Builds a request with Via, Max-Forwards, tags, Call-ID and CSeq; `from` is the local address and port. */
export function buildRequest(
  method: string,
  uri: string,
  wanted: NewRequestOptions,
  from: { readonly address: string; readonly port: number },
): SipRequest {
  const headers = new SipHeaders()
  const transport = wanted.flow.transport.toUpperCase()
  const branch = `z9hG4bK${token(12)}`
  headers.append('Via', `SIP/2.0/${transport} ${from.address}:${from.port};branch=${branch};rport`)
  headers.append('Max-Forwards', '70')
  headers.append('From', hasTag(wanted.from) ? wanted.from : `${wanted.from};tag=${token(6)}`)
  headers.append('To', wanted.to)
  headers.append('Call-ID', wanted.callId ?? `${token(12)}@${from.address}`)
  headers.append('CSeq', `${wanted.cseq ?? 1} ${method}`)
  if (wanted.contact !== undefined) headers.append('Contact', wanted.contact)
  for (const [name, value] of Object.entries(wanted.headers ?? {})) headers.append(name, value)
  if (wanted.contentType !== undefined) headers.append('Content-Type', wanted.contentType)
  return { kind: 'request', method, uri, headers, body: Buffer.from(wanted.body ?? '') }
}

/** ACK for a final response other than 2xx, within the transaction (§17.1.1.3). */
export const ackFor = (invite: SipRequest, response: SipResponse): SipRequest =>
  inTransaction('ACK', invite, response.headers)

/** CANCEL of an INVITE (§9.1). */
export const cancelOf = (invite: SipRequest): SipRequest => inTransaction('CANCEL', invite, invite.headers)

/** The topmost Via, the Route set, Request-URI, Call-ID, From and CSeq number of the INVITE; To from the given headers. */
function inTransaction(method: 'ACK' | 'CANCEL', invite: SipRequest, to: SipHeaders): SipRequest {
  const headers = new SipHeaders()
  headers.append('Via', invite.headers.get('Via') ?? '')
  headers.append('Max-Forwards', '70')
  headers.copy('From', invite.headers)
  headers.copy('To', to)
  headers.copy('Call-ID', invite.headers)
  headers.copy('Route', invite.headers)
  headers.append('CSeq', `${parseCSeq(invite.headers.get('CSeq')).number} ${method}`)
  return { kind: 'request', method, uri: invite.uri, headers, body: Buffer.alloc(0) }
}
