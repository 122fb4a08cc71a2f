/** One leg of a call: performs the effects of its session on the user agent, and reports facts. */
import type { Timing } from '../../platform/timing.ts'
import {
  type Destination,
  type Dialog,
  dialogOfClient,
  dialogOfServer,
  type Fact,
  hostOf,
  type IncomingRequest,
  type OutgoingInvite,
  readNameAddress,
  receiveWithin,
  requestWithin,
  responseWithin,
  type Session,
  type SessionTimer,
  type SipRequest,
  type SipResponse,
  type SipUserAgent,
  timerOfAnswer,
} from '../../sip/index.ts'
import type { BridgeEffect } from './bridge.ts'

export interface LegParts {
  readonly userAgent: SipUserAgent
  readonly timing: Timing
  /** 0 to 1. */
  readonly random: () => number
  /** Where requests of this leg are sent to. */
  readonly flow: Destination
  /** `user@domain` of the account at the other end. */
  readonly identity: string
  readonly onFact: (fact: Fact) => void
  /** A 3xx to our INVITE (RFC 3261 §8.1.3.4), before its `refused`: the URI of the first Contact. */
  readonly onRedirected: (uri: string) => void
  /** Called once, when the dialog begins. */
  readonly onDialog: (dialog: Dialog) => void
}

export interface Leg {
  readonly parts: LegParts
  dialog: Dialog | null
  /** INVITE or UPDATE of the peer that has no final response. */
  asking: IncomingRequest | null
  /** Our last INVITE and its 2xx. */
  outgoing: OutgoingInvite | null
  success: SipResponse | null
  /** Identities that a REFER of this peer has asked to take its place (RFC 3891 §8). */
  readonly successors: Set<string>
  /** Cancels of the running timers. */
  readonly timers: Map<'session' | 'glare' | 'change', () => void>
}

export const newLeg = (parts: LegParts, asking: IncomingRequest | null): Leg => ({
  ...{ parts, dialog: null, asking, outgoing: null, success: null },
  ...{ successors: new Set(), timers: new Map() },
})

/** Seconds; the value that RFC 4028 §4 recommends. */
export const sessionInterval = 1_800
/** Milliseconds until a re-INVITE without a final response is cancelled. Ours: no person has to answer it. */
export const changeLimitMs = 32_000
export const supported = 'replaces, timer'
export const allowed = 'INVITE, ACK, CANCEL, BYE, UPDATE, OPTIONS, INFO, REFER, NOTIFY'

export function contactOf({ userAgent, flow }: Pick<LegParts, 'userAgent' | 'flow'>): string {
  const port = flow.transport === 'tls' ? (userAgent.tlsPort ?? userAgent.port) : userAgent.port
  return `<sip:${hostOf(userAgent.address)}:${port};transport=${flow.transport}>`
}

export const bodyOf = ({ body }: SipRequest | SipResponse): string | null =>
  body.length === 0 ? null : body.toString('latin1')

const described = (sdp: string | null) =>
  sdp === null ? {} : { body: Buffer.from(sdp, 'latin1'), contentType: 'application/sdp' }

/** `current` is the request of the peer that caused the effect; null for another cause. */
export function perform(
  leg: Leg,
  effect: BridgeEffect['effect'],
  session: Session,
  current: IncomingRequest | null,
): void {
  switch (effect.do) {
    case 'ack':
      if (leg.outgoing === null || leg.success === null) return
      leg.outgoing.acknowledge(leg.success, ackBody(effect.sdp))
      return
    case 'cancel':
      leg.outgoing?.cancel()
      return
    case 'bye':
      sendBye(leg)
      return
    case 'respond':
      respond(leg, current ?? leg.asking, effect, session)
      return
    case 'change':
      sendChange(leg, effect.change, session.timer)
      return
    case 'start': {
      const { timer, ms } = effect
      leg.timers.get(timer)?.()
      leg.timers.set(
        timer,
        leg.parts.timing.after(ms, () => leg.parts.onFact({ fact: 'timer', timer })),
      )
      return
    }
    case 'stop':
      leg.timers.get(effect.timer)?.()
      leg.timers.delete(effect.timer)
  }
}

const ackBody = (sdp: string | null) =>
  sdp === null ? undefined : { octets: Buffer.from(sdp, 'latin1'), contentType: 'application/sdp' }

export function endLeg(leg: Leg): void {
  for (const cancel of leg.timers.values()) cancel()
  leg.timers.clear()
  // a change that the peer asked for before it hung up (RFC 3261 §15.1.2); a final response sent before stands
  leg.asking?.respond(487)
  leg.asking = null
}

/** `Session-Expires` of a response, where the peer is the client (RFC 4028 §9). */
const timerAnswer = (timer: SessionTimer | null): Record<string, string> =>
  timer === null
    ? {}
    : {
        'Session-Expires': `${timer.interval};refresher=${timer.refresher ? 'uas' : 'uac'}`,
        ...(timer.refresher ? {} : { Require: 'timer' }),
      }

interface Answer {
  readonly status: number
  readonly sdp: string | null
  readonly retryAfter: number | null
}

function respond(leg: Leg, incoming: IncomingRequest | null, answer: Answer, session: Session): void {
  if (incoming === null) return
  const { status, sdp, retryAfter } = answer
  const { request } = incoming
  const isDialog = request.method === 'INVITE' || request.method === 'UPDATE'
  const response = incoming.respond(status, {
    headers: {
      ...(isDialog && status < 300 ? { Contact: contactOf(leg.parts), Allow: allowed } : {}),
      ...(isDialog && status < 300 ? { Supported: supported } : {}),
      ...(isDialog && status === 200 ? timerAnswer(session.timer) : {}),
      ...(status === 480 ? { Warning: '399 punchdown "no device of this user answers"' } : {}),
      ...(retryAfter === null ? {} : { 'Retry-After': String(retryAfter) }),
    },
    ...described(sdp),
    onAcknowledged: (ack) =>
      leg.parts.onFact(
        ack === null ? { fact: 'unacknowledged' } : { fact: 'acknowledged', sdp: bodyOf(ack) },
      ),
  })
  if (status >= 200 && incoming === leg.asking) leg.asking = null
  if (request.method === 'INVITE' && leg.dialog === null) keepDialog(leg, dialogOfServer(request, response))
}

function keepDialog(leg: Leg, dialog: Dialog | null): void {
  if (dialog === null) return
  leg.dialog = dialog
  leg.parts.onDialog(dialog)
}

/** A request within the dialog of the leg, ready to be sent; null before the dialog. */
export function newRequestWithin(
  leg: Leg,
  method: string,
  options: { headers?: Record<string, string>; body?: Buffer; contentType?: string } = {},
): SipRequest | null {
  if (leg.dialog === null) return null
  const { userAgent, flow } = leg.parts
  const { dialog, request } = requestWithin(leg.dialog, method)
  leg.dialog = dialog
  const route = request.headers.all('Route')
  return userAgent.newRequest(method, request.uri, {
    ...{ from: dialog.local, to: dialog.remote, flow, callId: dialog.callId, cseq: dialog.localSeq },
    contact: contactOf(leg.parts),
    ...options,
    headers: { ...options.headers, ...(route.length === 0 ? {} : { Route: route.join(', ') }) },
  })
}

function sendBye(leg: Leg): void {
  const request = newRequestWithin(leg, 'BYE')
  const answered = (): void => leg.parts.onFact({ fact: 'bye-answered' })
  if (request === null) answered()
  else leg.parts.userAgent.send(request, leg.parts.flow).then(answered, answered)
}

interface Change {
  readonly method: 'INVITE' | 'UPDATE'
  readonly sdp: string | null
}

function sendChange(leg: Leg, { method, sdp }: Change, timer: SessionTimer | null): void {
  const { userAgent, flow, onFact } = leg.parts
  const expires =
    timer === null ? `${sessionInterval}` : `${timer.interval};refresher=${timer.refresher ? 'uac' : 'uas'}`
  const request = newRequestWithin(leg, method, {
    headers: { Allow: allowed, Supported: supported, 'Session-Expires': expires },
    ...described(sdp),
  })
  if (request === null) onFact({ fact: 'refused', status: 481, random: 0 })
  else if (method === 'INVITE') {
    sendInvite(leg, request)
    leg.timers.set(
      'change',
      leg.parts.timing.after(changeLimitMs, () => leg.outgoing?.cancel()),
    )
  } else {
    userAgent.send(request, flow).then(
      (response) => onFinal(leg, request, response),
      () => onFact({ fact: 'refused', status: 408, random: leg.parts.random() }),
    )
  }
}

/** An INVITE outside the dialog or within it. */
export function sendInvite(leg: Leg, request: SipRequest): void {
  const { userAgent, flow, onFact } = leg.parts
  leg.success = null
  const outgoing = userAgent.invite(request, flow, (event) => {
    if (event.kind !== 'provisional') {
      leg.timers.get('change')?.()
      leg.timers.delete('change')
    }
    switch (event.kind) {
      case 'provisional':
        if (event.response.status > 100)
          onFact({ fact: 'progress', sdp: bodyOf(event.response), reliable: false })
        return
      case 'success':
        onSuccess(leg, request, event.response)
        return
      case 'failure':
        onFinal(leg, request, event.response)
        return
      case 'timeout':
      case 'transport-error':
        onFact({ fact: 'refused', status: event.kind === 'timeout' ? 408 : 503, random: leg.parts.random() })
    }
  })
  leg.outgoing = outgoing
}

/** The first 2xx is ours; one of another fork is acknowledged and ended (RFC 3261 §13.2.2.4). */
function onSuccess(leg: Leg, request: SipRequest, response: SipResponse): void {
  if (leg.success === null) onFinal(leg, request, response)
  else if (leg.success.headers.get('To') !== response.headers.get('To')) leg.outgoing?.decline(response)
}

function onFinal(leg: Leg, request: SipRequest, response: SipResponse): void {
  const { status, headers } = response
  if (leg.dialog !== null) leg.dialog = responseWithin(leg.dialog, request.method, response).dialog
  if (status >= 300) {
    const contact = status < 400 && leg.dialog === null ? headers.get('Contact') : undefined
    const uri = contact === undefined ? undefined : readNameAddress(contact)?.uri
    if (uri !== undefined) leg.parts.onRedirected(uri)
    leg.parts.onFact({ fact: 'refused', status, random: leg.parts.random() })
    return
  }
  if (request.method === 'INVITE') {
    leg.success = response
    if (leg.dialog === null) keepDialog(leg, dialogOfClient(request, response))
  }
  const timer = timerOfAnswer(headers.get('Session-Expires'))
  leg.parts.onFact({ fact: 'answered', sdp: bodyOf(response), timer })
}

/** A request of the peer within the dialog; false when its CSeq is too low, after a 500. */
export function receive(leg: Leg, incoming: IncomingRequest): boolean {
  if (leg.dialog === null) return false
  const received = receiveWithin(leg.dialog, incoming.request)
  if ('refused' in received) {
    incoming.respond(received.refused)
    return false
  }
  leg.dialog = received.dialog
  return true
}
