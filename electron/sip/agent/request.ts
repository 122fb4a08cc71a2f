/** Builds requests outside a dialog (RFC 3261 §8.1.1) and the ACK of a 2xx (§13.2.2.4). */
import { contactOf, routed, routeSetOfClient } from '../dialog/route-set.ts'
import { readCSeq } from '../message/cseq.ts'
import { SipHeaders } from '../message/headers.ts'
import type { SipRequest, SipResponse } from '../message/message.ts'
import { hasTag } from '../message/name-address.ts'
import { type Destination, hostOf, type TransportName } from '../transport/flow.ts'

export interface NewRequestOptions {
  readonly from: string
  readonly to: string
  /** Where the request is sent to. */
  readonly flow: Destination
  readonly contact?: string
  readonly callId?: string
  readonly cseq?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer | string
  readonly contentType?: string
}

/** Random octets, replaceable in tests. */
export type Random = (octets: number) => Buffer

/** Values that all requests of a user agent share. */
export interface Sender {
  readonly address: string
  /** Port of the listener for a transport. */
  readonly portOf: (transport: TransportName) => number
  readonly random: Random
}

const token = (random: Random, octets: number): string => random(octets).toString('hex')

/** §8.1.1.5: with a magic cookie, unique for each request except CANCEL and ACK of a failure. */
const newBranch = (random: Random): string => `z9hG4bK${token(random, 12)}`
const newTag = (random: Random): string => token(random, 6)
const newCallId = (random: Random): string => token(random, 12)

function viaOf({ address, portOf, random }: Sender, transport: TransportName): string {
  const host = `${hostOf(address)}:${portOf(transport)}`
  return `SIP/2.0/${transport.toUpperCase()} ${host};branch=${newBranch(random)};rport`
}

export function buildRequest(
  method: string,
  uri: string,
  wanted: NewRequestOptions,
  sender: Sender,
): SipRequest {
  const { random } = sender
  const headers = new SipHeaders()
  headers.append('Via', viaOf(sender, wanted.flow.transport))
  headers.append('Max-Forwards', '70')
  headers.append('From', hasTag(wanted.from) ? wanted.from : `${wanted.from};tag=${newTag(random)}`)
  headers.append('To', wanted.to)
  headers.append('Call-ID', wanted.callId ?? newCallId(random))
  headers.append('CSeq', `${wanted.cseq ?? 1} ${method}`)
  if (wanted.contact !== undefined) headers.append('Contact', wanted.contact)
  for (const [name, value] of Object.entries(wanted.headers ?? {})) headers.append(name, value)
  if (wanted.contentType !== undefined) headers.append('Content-Type', wanted.contentType)
  return { kind: 'request', method, uri, headers, body: Buffer.from(wanted.body ?? '') }
}

/** A request that follows a 2xx of an INVITE: its ACK, or the BYE of a fork that is not wanted (§13.2.2.4). */
export function buildAfterSuccess(
  method: 'ACK' | 'BYE',
  response: SipResponse,
  invite: SipRequest,
  transport: TransportName,
  sender: Sender,
): SipRequest {
  const { uri, headers: routes } = routed(contactOf(response) ?? invite.uri, routeSetOfClient(response))
  const number = readCSeq(invite.headers.get('CSeq') ?? '')?.number ?? 1
  const headers = new SipHeaders()
  headers.append('Via', viaOf(sender, transport))
  headers.append('Max-Forwards', '70')
  headers.copy('From', invite.headers)
  headers.copy('To', response.headers)
  headers.copy('Call-ID', invite.headers)
  headers.copy('Route', routes)
  headers.append('CSeq', `${method === 'ACK' ? number : number + 1} ${method}`)
  // an ACK carries the credentials of its INVITE (§22.1)
  if (method === 'ACK') {
    headers.copy('Authorization', invite.headers)
    headers.copy('Proxy-Authorization', invite.headers)
  }
  return { kind: 'request', method, uri, headers, body: Buffer.alloc(0) }
}
