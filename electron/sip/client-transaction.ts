/**
 * Client transactions (RFC 3261 §17.1).
 *
 *   INVITE:      Calling ─1xx→ Proceeding ─300..699→ Completed ─D→ Terminated;  2xx → Terminated;  B fires → timed out
 *   non-INVITE:  Trying ─1xx→ Proceeding ─200..699→ Completed ─K→ Terminated;   F fires → timed out
 */
import { PunchdownError } from '#shared/errors.ts'

import { type SipRequest, type SipResponse, serialize } from './message/message.ts'
import { ackFor } from './request.ts'
import type { SipTimers } from './timers.ts'
import type { Flow } from './transport.ts'

export interface ClientTransaction {
  receive(response: SipResponse): void
  readonly final: Promise<SipResponse>
  /** Ends the transaction with an error: the transport failed, the user agent closes, or the caller cancelled. */
  fail(error: Error): void
}

export interface ClientTransactionParts {
  readonly request: SipRequest
  readonly flow: Flow
  readonly timers: SipTimers
  readonly send: (bytes: Buffer) => void
  readonly onProvisional: ((response: SipResponse) => void) | undefined
  readonly onTerminated: () => void
}

export function createClientTransaction(parts: ClientTransactionParts): ClientTransaction {
  const { request, flow, timers, send } = parts
  const invite = request.method === 'INVITE'
  const reliable = flow.transport === 'tcp'
  const bytes = serialize(request)
  const { promise: final, resolve, reject } = Promise.withResolvers<SipResponse>()
  let state: 'Calling' | 'Trying' | 'Proceeding' | 'Completed' | 'Terminated' = invite ? 'Calling' : 'Trying'
  let retransmit: NodeJS.Timeout | undefined
  let linger: NodeJS.Timeout | undefined

  const terminate = (): void => {
    state = 'Terminated'
    clearTimeout(retransmit)
    clearTimeout(giveUp)
    clearTimeout(linger)
    parts.onTerminated()
  }
  const fail = (error: Error): void => {
    if (state === 'Terminated') return
    terminate()
    reject(error)
  }

  // timer A doubles without a limit, timer E up to T2
  const retransmitAfter = (wait: number): void => {
    retransmit = setTimeout(() => {
      if (state !== 'Calling' && state !== 'Trying' && (state !== 'Proceeding' || invite)) return
      send(bytes)
      retransmitAfter(invite ? wait * 2 : state === 'Proceeding' ? timers.t2 : Math.min(wait * 2, timers.t2))
    }, wait)
  }
  // timer B (INVITE) and timer F (the others)
  const giveUp = setTimeout(
    () =>
      fail(
        new PunchdownError('timed-out', { address: flow.address, port: flow.port, method: request.method }),
      ),
    64 * timers.t1,
  )
  send(bytes)
  if (!reliable) retransmitAfter(timers.t1)

  const acknowledge = (response: SipResponse): void => send(serialize(ackFor(request, response)))

  return {
    final,
    fail,
    receive(response) {
      if (state === 'Terminated') return
      if (response.status < 200) {
        if (state === 'Completed') return
        state = 'Proceeding'
        if (invite) {
          clearTimeout(retransmit)
          clearTimeout(giveUp)
        }
        parts.onProvisional?.(response)
        return
      }
      if (state === 'Completed') {
        if (invite) acknowledge(response)
        return
      }
      clearTimeout(retransmit)
      clearTimeout(giveUp)
      if (invite && response.status < 300) {
        resolve(response)
        terminate()
        return
      }
      state = 'Completed'
      if (invite) acknowledge(response)
      resolve(response)
      const wait = reliable ? 0 : invite ? timers.d : timers.t4 // timers D and K
      if (wait === 0) terminate()
      else linger = setTimeout(terminate, wait)
    },
  }
}
