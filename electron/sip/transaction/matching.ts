/** Keys that match messages to transactions (RFC 3261 §17.1.3, §17.2.3, §8.2.2.2). */

import type { SipHeaders } from '../message/headers.ts'
import type { SipRequest } from '../message/message.ts'
import { tagOf } from '../message/name-address.ts'
import { branchOf, readVia } from '../message/via.ts'

const magicCookie = 'z9hg4bk'

/** Client side: branch and method of CSeq (§17.1.3). */
export const clientKey = (headers: SipHeaders, method: string): string => `${branchOf(headers)} ${method}`

/**
 * Server side: branch, sent-by and method; an ACK has the key of its INVITE. Peers older than RFC 3261 send a branch without the magic
 * cookie, or none; so do peers with nothing behind the cookie (RFC 4475 §3.2.1). Their requests are told apart by what §17.2.3 lists.
 */
export function serverKey(request: SipRequest, source: string, asMethod: string): string {
  const { headers } = request
  const method = asMethod === 'ACK' ? 'INVITE' : asMethod
  const via = readVia(headers.get('Via') ?? '')
  const branch = (via?.params.get('branch') ?? '').toLowerCase()
  if (branch.startsWith(magicCookie) && branch.length > magicCookie.length) {
    return `${branch} ${via?.host ?? ''} ${via?.port ?? ''} ${method}`
  }
  const cseq = (headers.get('CSeq') ?? '').split(' ', 1)[0] ?? ''
  return `${headers.get('Call-ID') ?? ''} ${cseq} ${headers.get('From') ?? ''} ${source} ${method}`
}

/**
 * Key that a request which reached us over two paths has twice (§8.2.2.2): From tag, Call-ID and CSeq. Null for a request within a dialog,
 * and for one without a From tag. Also null for OPTIONS and REGISTER: their second processing does no harm, and simple devices
 * repeat all three values.
 */
export function mergeKey({ method, headers }: SipRequest): string | null {
  if (method === 'OPTIONS' || method === 'REGISTER') return null
  const from = tagOf(headers.get('From') ?? '')
  if (from === '' || tagOf(headers.get('To') ?? '') !== '') return null
  return `${from} ${headers.get('Call-ID') ?? ''} ${headers.get('CSeq') ?? ''}`
}
