/**
 * Dialogs (RFC 3261 §12) as values; every function is pure.
 *
 *              1xx with a To tag              2xx
 *   request ─────────────────────▶ early ──────────▶ confirmed ──BYE──▶ (no value)
 *      └──────────────────────2xx────────────────────────▲
 *
 * The user forgets a dialog when it ends: an early one by a final response other than 2xx, or by the 2xx of another fork (§13.2.2.4).
 */
import { readCSeq } from '../message/cseq.ts'
import { SipHeaders } from '../message/headers.ts'
import type { SipRequest, SipResponse } from '../message/message.ts'
import { tagOf } from '../message/name-address.ts'
import { contactOf, type Routed, routed, routeSetOfClient, routeSetOfServer } from './route-set.ts'

export interface Dialog {
  readonly state: 'early' | 'confirmed'
  readonly callId: string
  /** From value of our requests, with our tag. */
  readonly local: string
  /** To value of our requests, with the peer's tag. */
  readonly remote: string
  /** CSeq number of our last request. */
  readonly localSeq: number
  /** CSeq number of the peer's last request; null before the first. */
  readonly remoteSeq: number | null
  readonly remoteTarget: string
  readonly routeSet: readonly string[]
}

/** Call-ID, local tag and remote tag (§12). */
export type DialogId = string

export const dialogId = ({ callId, local, remote }: Dialog): DialogId =>
  `${callId} ${tagOf(local)} ${tagOf(remote)}`

/** The dialog that a request of the peer belongs to; null for a request outside a dialog. */
export function dialogIdOfRequest({ headers }: SipRequest): DialogId | null {
  const [remote, local] = [tagOf(headers.get('From') ?? ''), tagOf(headers.get('To') ?? '')]
  return local === '' ? null : `${headers.get('Call-ID') ?? ''} ${local} ${remote}`
}

/** §12.1.1: the dialog that our response to an INVITE, SUBSCRIBE or REFER creates; null without a Contact in the request. */
export function dialogOfServer(request: SipRequest, response: SipResponse): Dialog | null {
  const remoteTarget = contactOf(request)
  if (remoteTarget === null || response.status === 100 || response.status >= 300) return null
  return {
    state: response.status < 200 ? 'early' : 'confirmed',
    callId: request.headers.get('Call-ID') ?? '',
    local: response.headers.get('To') ?? '',
    remote: request.headers.get('From') ?? '',
    localSeq: 0,
    remoteSeq: numberOf(request.headers),
    remoteTarget,
    routeSet: routeSetOfServer(request),
  }
}

/** §12.1.2: the dialog that a response to our request creates; null for 100, a final response other than 2xx, and one without a To tag. */
export function dialogOfClient(request: SipRequest, response: SipResponse): Dialog | null {
  const { status, headers } = response
  if (status === 100 || status >= 300 || tagOf(headers.get('To') ?? '') === '') return null
  return {
    state: status < 200 ? 'early' : 'confirmed',
    callId: request.headers.get('Call-ID') ?? '',
    local: request.headers.get('From') ?? '',
    remote: headers.get('To') ?? '',
    localSeq: numberOf(request.headers),
    remoteSeq: null,
    remoteTarget: contactOf(response) ?? request.uri,
    routeSet: routeSetOfClient(response),
  }
}

/** §13.2.2.4: a 2xx confirms an early dialog; its route set and target replace those of the provisional response. */
export function confirmedBy(dialog: Dialog, response: SipResponse): Dialog {
  if (dialog.state === 'confirmed') return dialog
  return {
    ...dialog,
    state: 'confirmed',
    routeSet: routeSetOfClient(response),
    remoteTarget: contactOf(response) ?? dialog.remoteTarget,
  }
}

/**
 * §12.2.1.1: our next request within the dialog, without Via and Contact, and the dialog after it. An ACK has the number of its INVITE, which
 * `cseq` gives; CANCEL is built by its transaction.
 */
export function requestWithin(
  dialog: Dialog,
  method: string,
  cseq = dialog.localSeq + 1,
): { readonly dialog: Dialog; readonly request: Routed } {
  const { uri, headers: routes } = routed(dialog.remoteTarget, dialog.routeSet)
  const headers = new SipHeaders()
  headers.append('Max-Forwards', '70')
  headers.append('From', dialog.local)
  headers.append('To', dialog.remote)
  headers.append('Call-ID', dialog.callId)
  headers.append('CSeq', `${cseq} ${method}`)
  headers.copy('Route', routes)
  return {
    dialog: method === 'ACK' ? dialog : { ...dialog, localSeq: cseq },
    request: { uri, headers },
  }
}

/** Methods whose Contact replaces the remote target (§12.2; RFC 3311 §5.1; RFC 6665 §4.4.1). */
const targetRefresh: ReadonlySet<string> = new Set(['INVITE', 'UPDATE', 'SUBSCRIBE', 'NOTIFY', 'REFER'])

/** §12.2.2: a request of the peer; `refused` is the status for one whose CSeq is lower than the last. ACK and CANCEL change nothing. */
export function receiveWithin(
  dialog: Dialog,
  request: SipRequest,
): { readonly dialog: Dialog } | { readonly refused: 500 } {
  const { method } = request
  if (method === 'ACK' || method === 'CANCEL') return { dialog }
  const number = numberOf(request.headers)
  if (dialog.remoteSeq !== null && number < dialog.remoteSeq) return { refused: 500 }
  const target = targetRefresh.has(method) ? contactOf(request) : null
  return { dialog: { ...dialog, remoteSeq: number, remoteTarget: target ?? dialog.remoteTarget } }
}

/** §12.2.1.2: a response to our request. `ended`: 481, or no response at all (408), ends the dialog. */
export function responseWithin(
  dialog: Dialog,
  method: string,
  { status, headers }: SipResponse,
): { readonly dialog: Dialog; readonly ended: boolean } {
  const isSuccess = status >= 200 && status < 300
  const contact = isSuccess && targetRefresh.has(method) ? contactOf({ headers }) : null
  return {
    dialog: contact === null ? dialog : { ...dialog, remoteTarget: contact },
    ended: status === 481 || status === 408,
  }
}

const numberOf = (headers: SipHeaders): number => readCSeq(headers.get('CSeq') ?? '')?.number ?? 0
