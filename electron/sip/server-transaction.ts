/**
 * Server transactions (RFC 3261 §17.2, RFC 6026).
 *
 *   INVITE:      Proceeding ─2xx→ Accepted ─L→ Terminated;  ─300..699→ Completed ─ACK→ Confirmed ─I→ Terminated
 *   non-INVITE:  Trying ─1xx→ Proceeding ─200..699→ Completed ─J→ Terminated
 *
 * A retransmitted request gets the last response again and does not reach the handler.
 */
import { type SipRequest, type SipResponse, serialize } from './message/message.ts'
import type { SipTimers } from './timers.ts'
import type { Flow } from './transport.ts'

export interface ServerTransaction {
  readonly request: SipRequest
  readonly cancelled: AbortSignal
  receiveRetransmission(): void
  receiveAck(): void
  /** Aborts `cancelled`; false when the INVITE already has its final response. */
  cancel(): boolean
  /** Sends a response. Responses after a final one are dropped. */
  respond(response: SipResponse): void
  /** Ends the transaction and its timers. */
  stop(): void
}

export interface ServerTransactionParts {
  readonly request: SipRequest
  readonly flow: Flow
  readonly timers: SipTimers
  readonly send: (bytes: Buffer) => void
  readonly onTerminated: () => void
}

export function createServerTransaction(parts: ServerTransactionParts): ServerTransaction {
  const { request, flow, timers, send } = parts
  const invite = request.method === 'INVITE'
  const reliable = flow.transport === 'tcp'
  const cancelling = new AbortController()
  let state: 'Trying' | 'Proceeding' | 'Accepted' | 'Completed' | 'Confirmed' | 'Terminated' = invite
    ? 'Proceeding'
    : 'Trying'
  let last: Buffer | null = null
  let retransmit: NodeJS.Timeout | undefined
  let end: NodeJS.Timeout | undefined

  const terminate = (): void => {
    if (state === 'Terminated') return
    state = 'Terminated'
    clearTimeout(retransmit)
    clearTimeout(end)
    parts.onTerminated()
  }
  const endAfter = (wait: number): void => {
    clearTimeout(end)
    if (wait === 0) terminate()
    else end = setTimeout(terminate, wait)
  }
  // timer G, and the retransmission of a 2xx (§13.3.1.4), which reliable transports need as well
  const resend = (wait: number): void => {
    retransmit = setTimeout(() => {
      if ((state !== 'Completed' && state !== 'Accepted') || last === null) return
      send(last)
      resend(Math.min(wait * 2, timers.t2))
    }, wait)
  }

  return {
    request,
    cancelled: cancelling.signal,
    receiveRetransmission() {
      if (last !== null && state !== 'Confirmed' && state !== 'Terminated') send(last)
    },
    receiveAck() {
      clearTimeout(retransmit)
      if (state === 'Completed') {
        state = 'Confirmed'
        endAfter(reliable ? 0 : timers.t4) // timer I
      } else if (state === 'Accepted') terminate()
    },
    cancel() {
      if (!invite || state !== 'Proceeding') return false
      cancelling.abort()
      return true
    },
    respond(response) {
      if (state !== 'Trying' && state !== 'Proceeding') return
      last = serialize(response)
      send(last)
      if (response.status < 200) {
        state = 'Proceeding'
        return
      }
      if (!invite) {
        state = 'Completed'
        endAfter(reliable ? 0 : 64 * timers.t1) // timer J
        return
      }
      const accepted = response.status < 300
      state = accepted ? 'Accepted' : 'Completed'
      if (accepted || !reliable) resend(timers.t1)
      endAfter(64 * timers.t1) // timer L, timer H
    },
    stop: terminate,
  }
}
