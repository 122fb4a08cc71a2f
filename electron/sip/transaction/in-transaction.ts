/** Requests of an INVITE transaction itself: ACK (RFC 3261 §17.1.1.3) and CANCEL (§9.1). */
import { parseCSeq } from '../message/cseq.ts'
import { SipHeaders } from '../message/headers.ts'
import type { SipRequest, SipResponse } from '../message/message.ts'

/** ACK for a final response other than 2xx. */
export const ackFor = (invite: SipRequest, response: SipResponse): SipRequest =>
  inTransaction('ACK', invite, response.headers)

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
