/**
 * A session (RFC 3261 §13 to §15) of one dialog as pure transitions: state and input give the next state and effects. One side of a call of
 * a back-to-back user agent is one session; the agent joins the events of one to the wishes of the other.
 *
 *                     caller                                              callee
 *
 *   INVITE sent ─▶ inviting ──2xx: ACK──▶ confirmed     INVITE ─▶ inviting ──answer: 2xx──▶ answered ──ACK──▶ confirmed
 *                    │  │                   │  │                    │  │                     │  │              │
 *          hang-up: CANCEL └─3xx-6xx        │ BYE                   │ reject, CANCEL         │ hang-up: BYE after the ACK
 *                    ▼        │       hang-up: BYE                  │  │                     │ no ACK: BYE    │
 *                  leaving ───┼──▶ ended ◀──┴──▶ leaving            ▼  ▼                     ▼  ▼             ▼
 *                             └─────▶                              ended                    leaving ──▶ ended
 *
 * In `confirmed`, `ours` and `theirs` tell which side's change (re-INVITE, or UPDATE with an offer) is under way.
 */
import { refusalOfChange, retryAfterGlare } from './glare.ts'
import { noDescriptions, type OfferAnswer, type OfferAnswerInput, offerAnswer } from './offer-answer.ts'
import { dueMs, type SessionTimer } from './session-timer.ts'

type ChangeMethod = 'INVITE' | 'UPDATE'

interface Change {
  readonly method: ChangeMethod
  /** Null for a refresh without a body. */
  readonly sdp: string | null
}

export interface Session {
  readonly role: 'caller' | 'callee'
  readonly at: 'inviting' | 'answered' | 'confirmed' | 'leaving' | 'ended'
  readonly descriptions: OfferAnswer
  readonly timer: SessionTimer | null
  /** Our change that has no final response. */
  readonly ours: Change | null
  /** Our change that got 491 and waits to be sent again. */
  readonly waiting: Change | null
  /** The peer's change that has no final response from us. */
  readonly theirs: ChangeMethod | null
  /** Hang up as soon as the ACK arrives (§15). */
  readonly hangUpAfterAck: boolean
}

/** Wishes of the user. */
export type Wish =
  | { readonly wish: 'ring'; readonly sdp: string | null }
  /** The 2xx to the INVITE, or to the change that the peer asked for. */
  | { readonly wish: 'answer'; readonly sdp: string | null; readonly timer: SessionTimer | null }
  | { readonly wish: 'reject'; readonly status: number }
  | { readonly wish: 'hang-up' }
  /** Withdraws our change that has no final response. */
  | { readonly wish: 'cancel-change' }
  | { readonly wish: 'change'; readonly change: Change }

/** Facts from the dialog. `random` is 0 to 1. */
export type Fact =
  | { readonly fact: 'progress'; readonly sdp: string | null; readonly reliable: boolean }
  | { readonly fact: 'answered'; readonly sdp: string | null; readonly timer: SessionTimer | null }
  | { readonly fact: 'refused'; readonly status: number; readonly random: number }
  | { readonly fact: 'acknowledged'; readonly sdp: string | null }
  | { readonly fact: 'unacknowledged' | 'cancelled' | 'bye' | 'bye-answered' }
  /** The peer sent CANCEL for its re-INVITE, which has got 487. */
  | { readonly fact: 'change-cancelled' }
  | { readonly fact: 'change-asked'; readonly change: Change; readonly random: number }
  | { readonly fact: 'timer'; readonly timer: 'session' | 'glare' }

type EndReason = 'bye' | 'hang-up' | 'cancelled' | 'refused' | 'no-ack' | 'no-answer' | 'expired'

export type SessionEffect =
  | { readonly do: 'ack'; readonly sdp: string | null }
  | { readonly do: 'cancel' | 'bye' }
  | {
      readonly do: 'respond'
      readonly status: number
      readonly sdp: string | null
      readonly retryAfter: number | null
    }
  | { readonly do: 'change'; readonly change: Change }
  | { readonly do: 'start'; readonly timer: 'session' | 'glare'; readonly ms: number }
  | { readonly do: 'stop'; readonly timer: 'session' | 'glare' }
  | { readonly do: 'tell'; readonly event: SessionEvent }

export type SessionEvent =
  /** The peer plays tones or an announcement; the description is a preview when the response was not reliable (RFC 6337 §3.1). */
  | { readonly event: 'early-media'; readonly sdp: string }
  | { readonly event: 'established' | 'changed'; readonly descriptions: OfferAnswer }
  /** The peer asks for a change, or its 2xx has an offer: to be answered or rejected. */
  | { readonly event: 'asked'; readonly sdp: string | null }
  | { readonly event: 'change-refused'; readonly status: number }
  /** The peer has withdrawn the change that it asked for. */
  | { readonly event: 'change-cancelled' }
  | { readonly event: 'ended'; readonly reason: EndReason }

export interface SessionStep {
  readonly session: Session
  readonly effects: readonly SessionEffect[]
}

const fresh = { timer: null, ours: null, waiting: null, theirs: null, hangUpAfterAck: false } as const

/** A call that was sent; without an offer, the 2xx has it. */
export const newCaller = (offer: string | null): Session => ({
  ...{ role: 'caller', at: 'inviting', ...fresh },
  descriptions: offer === null ? noDescriptions : { ...noDescriptions, at: 'offered', offer },
})

/** A call that came; without an offer, our 2xx has it. */
export const newCallee = (offer: string | null): Session => ({
  ...{ role: 'callee', at: 'inviting', ...fresh },
  descriptions: offer === null ? noDescriptions : { ...noDescriptions, at: 'asked', offer },
})

/** An input that does not apply in a state changes nothing. */
export function session(state: Session, input: Wish | Fact): SessionStep {
  if (state.at === 'ended') return stay(state)
  if ('wish' in input) return onWish(state, input)
  switch (input.fact) {
    case 'bye':
      return ended(state, 'bye', [respond(200)])
    case 'bye-answered':
      return state.at === 'leaving' ? ended(state, 'hang-up') : stay(state)
    case 'cancelled':
      return state.role === 'callee' && state.at === 'inviting' ? ended(state, 'cancelled') : stay(state)
    case 'progress':
      return onProgress(state, input)
    case 'answered':
      return onAnswered(state, input)
    case 'refused':
      return onRefused(state, input)
    case 'acknowledged':
      return onAcknowledged(state, input.sdp)
    case 'unacknowledged':
      return state.at === 'answered' || state.at === 'confirmed' ? leave(state, 'no-ack') : stay(state)
    case 'change-asked':
      return onChangeAsked(state, input)
    case 'change-cancelled':
      return state.theirs === null ? stay(state) : onChangeCancelled(state)
    case 'timer':
      return onTimer(state, input.timer)
  }
}

const stay = (state: Session): SessionStep => ({ session: state, effects: [] })
const tell = (event: SessionEvent): SessionEffect => ({ do: 'tell', event })
const respond = (
  status: number,
  sdp: string | null = null,
  retryAfter: number | null = null,
): SessionEffect => ({
  ...{ do: 'respond', status, sdp, retryAfter },
})

function ended(state: Session, reason: EndReason, effects: readonly SessionEffect[] = []): SessionStep {
  return {
    session: { ...state, at: 'ended' },
    effects: [
      ...effects,
      { do: 'stop', timer: 'session' },
      { do: 'stop', timer: 'glare' },
      tell({ event: 'ended', reason }),
    ],
  }
}

/** Sends BYE; the session has ended for the user. */
const leave = (state: Session, reason: EndReason, effects: readonly SessionEffect[] = []): SessionStep =>
  ended(state, reason, [...effects, { do: 'bye' }])

function onWish(state: Session, input: Wish): SessionStep {
  const isCallee = state.role === 'callee' && state.at === 'inviting'
  switch (input.wish) {
    case 'ring':
      return isCallee
        ? { session: state, effects: [respond(input.sdp === null ? 180 : 183, input.sdp)] }
        : stay(state)
    case 'reject':
      if (isCallee) return ended(state, 'refused', [respond(input.status)])
      return state.theirs === null ? stay(state) : rejectChange(state, input.status)
    case 'answer':
      return onAnswer(state, input)
    case 'hang-up':
      return onHangUp(state)
    case 'change':
      return onChange(state, input.change)
    case 'cancel-change':
      return onCancelChange(state)
  }
}

/** §9.1: CANCEL has a meaning for INVITE only. A change that waits after 491 is not sent again. */
function onCancelChange(state: Session): SessionStep {
  if (state.at !== 'confirmed') return stay(state)
  if (state.ours?.method === 'INVITE') return { session: state, effects: [{ do: 'cancel' }] }
  if (state.waiting === null) return stay(state)
  return {
    session: { ...state, waiting: null },
    effects: [{ do: 'stop', timer: 'glare' }, tell({ event: 'change-refused', status: 487 })],
  }
}

/** The description before the offer stays in force (§14.2). */
function onChangeCancelled(state: Session): SessionStep {
  const descriptions = offerAnswer(state.descriptions, { fact: 'rejected' }) ?? state.descriptions
  return {
    session: { ...state, theirs: null, descriptions },
    effects: [tell({ event: 'change-cancelled' })],
  }
}

/** §15: a callee sends no BYE before the ACK; a caller without a final response sends CANCEL. */
function onHangUp(state: Session): SessionStep {
  if (state.at === 'confirmed') {
    return { session: { ...state, at: 'leaving' }, effects: [{ do: 'bye' }] }
  }
  if (state.at === 'answered') return { session: { ...state, hangUpAfterAck: true }, effects: [] }
  if (state.at !== 'inviting') return stay(state)
  if (state.role === 'callee') return ended(state, 'hang-up', [respond(603)])
  return { session: { ...state, at: 'leaving' }, effects: [{ do: 'cancel' }] }
}

/** Our 2xx: its body answers the peer's offer, or is the offer where there was none. */
function onAnswer(state: Session, { sdp, timer }: Extract<Wish, { wish: 'answer' }>): SessionStep {
  const input = sdp === null ? null : described(state, sdp, 'sent')
  const descriptions = input === null ? state.descriptions : offerAnswer(state.descriptions, input)
  if (descriptions === null) return stay(state)
  if (state.role === 'callee' && state.at === 'inviting') {
    return { session: { ...state, at: 'answered', descriptions, timer }, effects: [respond(200, sdp)] }
  }
  if (state.at !== 'confirmed') return stay(state)
  if (state.theirs === null) {
    // the 2xx to our INVITE had the offer: the ACK has the answer
    if (state.descriptions.at !== 'asked') return stay(state)
    return established({ ...state, descriptions }, [{ do: 'ack', sdp }])
  }
  const next = { ...state, descriptions, theirs: null, timer: timer ?? state.timer }
  return {
    session: next,
    effects: [respond(200, sdp), ...watch(next), tell({ event: 'changed', descriptions })],
  }
}

/** A body that completes the exchange under way, or begins one. */
function described({ descriptions }: Session, sdp: string, way: 'sent' | 'received'): OfferAnswerInput {
  if (way === 'sent') return { fact: descriptions.at === 'asked' ? 'answer-sent' : 'offer-sent', sdp }
  return { fact: descriptions.at === 'offered' ? 'answer-received' : 'offer-received', sdp }
}

function onProgress(state: Session, { sdp, reliable }: Extract<Fact, { fact: 'progress' }>): SessionStep {
  if (state.role !== 'caller' || state.at !== 'inviting' || sdp === null) return stay(state)
  const agreed = reliable ? offerAnswer(state.descriptions, described(state, sdp, 'received')) : null
  return {
    session: { ...state, descriptions: agreed ?? state.descriptions },
    effects: [tell({ event: 'early-media', sdp })],
  }
}

/** The 2xx to our INVITE, re-INVITE or UPDATE. */
function onAnswered(state: Session, { sdp, timer }: Extract<Fact, { fact: 'answered' }>): SessionStep {
  if (state.ours !== null) return onChangeAnswered(state, state.ours, sdp, timer)
  if (state.role !== 'caller' || (state.at !== 'inviting' && state.at !== 'leaving')) return stay(state)
  // CANCEL came too late (§9.1)
  if (state.at === 'leaving') return leave(state, 'hang-up', [{ do: 'ack', sdp: null }])
  const input = sdp === null ? null : described(state, sdp, 'received')
  // a 2xx after a reliable answer repeats it (RFC 6337 §3.1)
  const descriptions =
    input === null || (state.descriptions.at === 'stable' && state.descriptions.remote !== null)
      ? state.descriptions
      : offerAnswer(state.descriptions, input)
  const next: Session = { ...state, at: 'confirmed', timer, descriptions: descriptions ?? state.descriptions }
  if (next.descriptions.at === 'asked') return { session: next, effects: [tell({ event: 'asked', sdp })] }
  const ack: SessionEffect = { do: 'ack', sdp: null }
  if (next.descriptions.at === 'offered') return leave(next, 'no-answer', [ack])
  return established(next, [ack])
}

function established(state: Session, effects: readonly SessionEffect[]): SessionStep {
  const { descriptions } = state
  return {
    session: state,
    effects: [...effects, ...watch(state), tell({ event: 'established', descriptions })],
  }
}

function onChangeAnswered(
  state: Session,
  ours: Change,
  sdp: string | null,
  timer: SessionTimer | null,
): SessionStep {
  const ack: readonly SessionEffect[] = ours.method === 'INVITE' ? [{ do: 'ack', sdp: null }] : []
  const agreed = sdp === null ? null : offerAnswer(state.descriptions, { fact: 'answer-received', sdp })
  const descriptions = agreed ?? offerAnswer(state.descriptions, { fact: 'rejected' }) ?? state.descriptions
  const next: Session = { ...state, ours: null, descriptions, timer: timer ?? state.timer }
  if (state.at === 'leaving') return { session: next, effects: ack }
  return { session: next, effects: [...ack, ...watch(next), tell({ event: 'changed', descriptions })] }
}

/** A final response other than 2xx, or none (408), to our INVITE, re-INVITE or UPDATE. */
function onRefused(state: Session, { status, random }: Extract<Fact, { fact: 'refused' }>): SessionStep {
  if (state.ours === null) {
    if (state.role !== 'caller') return stay(state)
    if (state.at === 'leaving') return ended(state, 'hang-up')
    return state.at === 'inviting' ? ended(state, 'refused') : stay(state)
  }
  const descriptions = offerAnswer(state.descriptions, { fact: 'rejected' }) ?? state.descriptions
  const next: Session = { ...state, ours: null, descriptions }
  if (state.at === 'leaving') return stay(next)
  // §12.2.1.2: the dialog is gone at the peer
  if (status === 481) return ended(next, 'no-answer')
  if (status === 408) return leave(next, 'no-answer')
  // RFC 4028 §7.4: a peer without UPDATE is refreshed by re-INVITE
  const isRefresh = state.ours.method === 'UPDATE' && state.ours.sdp === null
  if (isRefresh && (status === 405 || status === 501)) {
    return onChange(next, { method: 'INVITE', sdp: descriptions.local })
  }
  if (status !== 491) {
    return { session: next, effects: [...watch(next), tell({ event: 'change-refused', status })] }
  }
  const ms = retryAfterGlare(state.role === 'caller', random)
  return { session: { ...next, waiting: state.ours }, effects: [{ do: 'start', timer: 'glare', ms }] }
}

/** ACK of our 2xx to the INVITE or to a re-INVITE; its body answers an offer of the 2xx. */
function onAcknowledged(state: Session, sdp: string | null): SessionStep {
  const agreed = sdp === null ? null : offerAnswer(state.descriptions, { fact: 'answer-received', sdp })
  const next: Session = { ...state, descriptions: agreed ?? state.descriptions }
  if (state.at !== 'answered') return stay(next)
  const confirmed: Session = { ...next, at: 'confirmed' }
  if (state.hangUpAfterAck) return { session: { ...confirmed, at: 'leaving' }, effects: [{ do: 'bye' }] }
  return next.descriptions.at === 'offered' ? leave(confirmed, 'no-answer') : established(confirmed, [])
}

function onChange(state: Session, change: Change): SessionStep {
  if (state.at !== 'confirmed' || state.ours !== null || state.waiting !== null || state.theirs !== null)
    return stay(state)
  const descriptions =
    change.sdp === null
      ? state.descriptions
      : offerAnswer(state.descriptions, { fact: 'offer-sent', sdp: change.sdp })
  if (descriptions === null) return stay(state)
  return { session: { ...state, ours: change, descriptions }, effects: [{ do: 'change', change }] }
}

/** §14.2, RFC 3311 §5.2. A re-INVITE before the ACK of our 2xx is as early as one that meets another. */
function onChangeAsked(
  state: Session,
  { change, random }: Extract<Fact, { fact: 'change-asked' }>,
): SessionStep {
  if (state.at !== 'confirmed' && state.at !== 'answered') return { session: state, effects: [respond(481)] }
  const isOffer = change.method === 'INVITE' || change.sdp !== null
  const underway = { ours: state.ours !== null, theirs: state.theirs !== null || state.at === 'answered' }
  const refusal = isOffer ? refusalOfChange(underway, random) : null
  if (refusal !== null)
    return { session: state, effects: [respond(refusal.status, null, refusal.retryAfter)] }
  // an UPDATE without an offer refreshes the session timer
  if (!isOffer) return { session: state, effects: [respond(200), ...watch(state)] }
  const { sdp, method } = change
  const asked =
    sdp === null ? state.descriptions : offerAnswer(state.descriptions, { fact: 'offer-received', sdp })
  if (asked === null) return { session: state, effects: [respond(491)] }
  return {
    session: { ...state, theirs: method, descriptions: asked },
    effects: [tell({ event: 'asked', sdp })],
  }
}

function rejectChange(state: Session, status: number): SessionStep {
  const descriptions = offerAnswer(state.descriptions, { fact: 'rejected' }) ?? state.descriptions
  return { session: { ...state, theirs: null, descriptions }, effects: [respond(status)] }
}

function onTimer(state: Session, timer: 'session' | 'glare'): SessionStep {
  if (state.at !== 'confirmed') return stay(state)
  if (timer === 'glare') {
    return state.waiting === null ? stay(state) : onChange({ ...state, waiting: null }, state.waiting)
  }
  if (state.timer?.refresher === false) return leave(state, 'expired')
  // a change that is under way refreshes as well
  return onChange(state, { method: 'UPDATE', sdp: null })
}

/** RFC 4028 §10: begins the wait for the refresh again. */
const watch = ({ timer }: Session): readonly SessionEffect[] =>
  timer === null ? [] : [{ do: 'start', timer: 'session', ms: dueMs(timer) }]
