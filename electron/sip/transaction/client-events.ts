/** Inputs and events of client transactions (RFC 3261 §17.1). */
import type { SipResponse } from '../message/message.ts'
import type { TimerName } from './effects.ts'

export type ClientInput =
  | { readonly kind: 'start' }
  | { readonly kind: 'response'; readonly response: SipResponse }
  | { readonly kind: 'timer'; readonly timer: TimerName }
  | { readonly kind: 'transport-error'; readonly error: Error }
  /** CANCEL was sent for an INVITE (§9.1): the transaction ends when no final response follows. */
  | { readonly kind: 'cancelled' }

/** `success` and `failure` are final responses. An INVITE may have a `success` for each fork, and each may come again. */
export type ClientEvent =
  | { readonly kind: 'provisional' | 'success' | 'failure'; readonly response: SipResponse }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'transport-error'; readonly error: Error }
