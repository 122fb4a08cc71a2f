/** The 2xx responses of an INVITE server that wait for their ACK (RFC 3261 §13.3.1.4). */
import type { Timing } from '../../platform/timing.ts'
import { readCSeq } from '../message/cseq.ts'
import type { SipHeaders } from '../message/headers.ts'
import { type SipRequest, type SipResponse, serialize } from '../message/message.ts'
import { tagOf } from '../message/name-address.ts'
import { type SipTimers, transactionLifetime } from '../transaction/timers.ts'

/** Gets the ACK; null when none came, after which the session should be ended with BYE. */
export type OnAcknowledged = (ack: SipRequest | null) => void

interface Waiting {
  readonly stop: () => void
  readonly onAcknowledged: OnAcknowledged
}

/** Retransmits each 2xx from T1 on, doubling up to T2, over any transport, until its ACK or for 64 × T1. */
export class AnswersToInvite implements Disposable {
  readonly #waiting = new Map<string, Waiting>()
  readonly #timers: SipTimers
  readonly #timing: Timing

  constructor(timers: SipTimers, timing: Timing) {
    this.#timers = timers
    this.#timing = timing
  }

  get size(): number {
    return this.#waiting.size
  }

  add(response: SipResponse, send: (octets: Buffer) => void, onAcknowledged: OnAcknowledged): void {
    const octets = serialize(response)
    const key = dialogKey(response.headers)
    const { t1, t2 } = this.#timers
    let cancelResend = () => {}
    const resendAfter = (ms: number): void => {
      cancelResend = this.#timing.after(ms, () => {
        send(octets)
        resendAfter(Math.min(ms * 2, t2))
      })
    }
    const cancelEnd = this.#timing.after(transactionLifetime(this.#timers), () => this.#end(key, null))
    resendAfter(t1)
    this.#waiting.get(key)?.stop()
    this.#waiting.set(key, {
      onAcknowledged,
      stop() {
        cancelResend()
        cancelEnd()
      },
    })
  }

  /** False for an ACK that no 2xx waits for. */
  receiveAck(ack: SipRequest): boolean {
    return this.#end(dialogKey(ack.headers), ack)
  }

  [Symbol.dispose](): void {
    for (const { stop } of this.#waiting.values()) stop()
    this.#waiting.clear()
  }

  #end(key: string, ack: SipRequest | null): boolean {
    const waiting = this.#waiting.get(key)
    if (waiting === undefined) return false
    waiting.stop()
    this.#waiting.delete(key)
    waiting.onAcknowledged(ack)
    return true
  }
}

/** Call-ID, both tags and the CSeq number: the same in the 2xx and in its ACK. */
function dialogKey(headers: SipHeaders): string {
  const [from, to] = [tagOf(headers.get('From') ?? ''), tagOf(headers.get('To') ?? '')]
  return `${headers.get('Call-ID') ?? ''} ${from} ${to} ${readCSeq(headers.get('CSeq') ?? '')?.number ?? ''}`
}
