/** Builds new requests (RFC 3261 §8.1.1), and ACK and CANCEL within an INVITE transaction. */
import { randomBytes } from 'node:crypto'
import { SipHeaders } from './headers.ts'
import { parseCSeq, type SipRequest, type SipResponse } from './message.ts'
import type { Flow } from './transport.ts'
import { hasTag } from './uri.ts'

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
  inTransaction('ACK', invite, response.headers.all('To'))

/** CANCEL of an INVITE (§9.1). */
export const cancelOf = (invite: SipRequest): SipRequest =>
  inTransaction('CANCEL', invite, invite.headers.all('To'))

function inTransaction(method: 'ACK' | 'CANCEL', invite: SipRequest, to: readonly string[]): SipRequest {
  const headers = new SipHeaders()
  const append = (name: string, values: readonly string[]): void => {
    for (const value of values) headers.append(name, value)
  }
  append('Via', invite.headers.all('Via').slice(0, 1))
  append('Max-Forwards', ['70'])
  append('From', invite.headers.all('From'))
  append('To', to)
  append('Call-ID', invite.headers.all('Call-ID'))
  append('Route', invite.headers.all('Route'))
  append('CSeq', [`${parseCSeq(invite.headers.get('CSeq')).number} ${method}`])
  return { kind: 'request', method, uri: invite.uri, headers, body: Buffer.alloc(0) }
}
