/**
 * A call of the back-to-back user agent as pure transitions over sessions: the leg of the caller, and one leg for each device that is
 * called. The events of a session become wishes of another; everything else is an effect of one leg.
 *
 *   INVITE ─▶ ringing ──first 2xx: 2xx to the caller, the other devices are cancelled──▶ connected ──BYE, no refresh──▶ (leaving) ─▶ ended
 *                │                                                                                                             ▲
 *                └──CANCEL, all devices refuse, no answer in time──────────────────────────────────────────────────────────────┘
 *
 * While ringing, descriptions of provisional responses are relayed only when one device is called: RFC 3261 §13.2.1 allows one answer in a
 * dialog, and the caller has one dialog with us. A change (hold, resume) that one side asks for becomes a re-INVITE to the other side.
 *
 * RFC 3891: an INVITE with Replaces adds a leg that takes the place of one side. Its offer goes to the other side as a re-INVITE:
 *
 *   replace ─▶ offered to the other side ──2xx: 2xx to the new leg, BYE to the one it replaces──▶ connected
 *                     │
 *                     ├──refused: the same status to the new leg; the call stays as it was
 *                     └──the new leg cancels: so is the re-INVITE; the call stays as it was
 */
import {
  type Fact,
  newCallee,
  newCaller,
  type Session,
  type SessionEffect,
  type SessionEvent,
  type SessionTimer,
  session,
  type Wish,
} from '../../sip/index.ts'

/** 0 is the caller; each other number is a device that is called. */
export type LegId = number
export const callerLeg: LegId = 0

export interface Bridge {
  readonly at: 'ringing' | 'connected' | 'ended'
  readonly legs: ReadonlyMap<LegId, Session>
  /** The device that answered. */
  readonly callee: LegId | null
  /** The leg that asked for the call. */
  readonly caller: LegId
  /** Session timer that the 2xx to the caller sets. */
  readonly callerTimer: SessionTimer | null
  /** Final statuses of the devices that refused. */
  readonly refusals: readonly number[]
  readonly replacement: Replacement | null
  /** The side whose change was withdrawn: when it accepts all the same, the description in force is offered to it again. */
  readonly withdrawn: LegId | null
  /** There may be a next target when all devices refuse. */
  readonly hasNext: boolean
}

/** `by` takes the place of `leg` as soon as the other side has accepted its offer. */
interface Replacement {
  readonly by: LegId
  readonly leg: LegId
  /** Session timer that the 2xx to `by` sets. */
  readonly timer: SessionTimer | null
}

export type BridgeInput =
  | { readonly leg: LegId; readonly fact: Fact }
  /** `no-next`: there is no next target for a call that all devices have refused. */
  | { readonly fact: 'no-answer' | 'no-next' | 'stopping' }
  /** Other devices are called: `instead` of those that ring, or beside them. */
  | {
      readonly fact: 'forward'
      readonly legs: readonly LegId[]
      readonly instead: boolean
      readonly hasNext: boolean
    }
  /** An INVITE with Replaces; without an offer, our 2xx has it. */
  | { readonly fact: 'replace'; readonly replacement: Replacement; readonly offer: string | null }

type LegEffect = Exclude<SessionEffect, { readonly do: 'tell' }>
export interface BridgeEffect {
  readonly leg: LegId
  readonly effect: LegEffect
}

export interface BridgeStep {
  readonly bridge: Bridge
  readonly effects: readonly BridgeEffect[]
  /** All devices have refused, and `hasNext`: the caller waits for `forward` or `no-next`. */
  readonly wantsNext: boolean
}

/** A call of a caller; null for an INVITE without an offer. `forward` adds the devices that are called. */
export function newBridge(offer: string | null, callerTimer: SessionTimer | null): Bridge {
  return {
    ...{ at: 'ringing', legs: new Map([[callerLeg, newCallee(offer)]]), callee: null, caller: callerLeg },
    ...{ callerTimer, refusals: [], replacement: null, withdrawn: null, hasNext: false },
  }
}

/** The leg at the other end of a connected call; null while none has answered. */
export function otherLeg({ caller, callee }: Pick<Bridge, 'caller' | 'callee'>, leg: LegId): LegId | null {
  if (leg === caller) return callee
  return leg === callee ? caller : null
}

/** The next state while one input is applied. */
interface Draft {
  at: Bridge['at']
  readonly legs: Map<LegId, Session>
  callee: LegId | null
  caller: LegId
  readonly callerTimer: SessionTimer | null
  readonly refusals: number[]
  replacement: Replacement | null
  withdrawn: LegId | null
  hasNext: boolean
  wantsNext: boolean
  readonly effects: BridgeEffect[]
}

export function bridge(state: Bridge, input: BridgeInput): BridgeStep {
  const draft: Draft = {
    ...state,
    legs: new Map(state.legs),
    refusals: [...state.refusals],
    effects: [],
    wantsNext: false,
  }
  if ('leg' in input) onFact(draft, input.leg, input.fact)
  else if (input.fact === 'replace') onReplace(draft, input.replacement, input.offer)
  else if (input.fact === 'forward') onForward(draft, input)
  else if (input.fact === 'stopping') endLegs(draft)
  else if (draft.at === 'ringing') {
    const status = input.fact === 'no-next' ? refusalFor(draft.refusals) : 480
    apply(draft, draft.caller, { wish: 'reject', status })
  }
  const { effects, wantsNext, ...next } = draft
  const isOver = [...draft.legs.values()].every(({ at }) => at === 'ended')
  return { bridge: { ...next, at: isOver ? 'ended' : draft.at }, effects, wantsNext }
}

function onFact(draft: Draft, leg: LegId, fact: Fact): void {
  const isAnswerToOurs = draft.legs.get(leg)?.descriptions.at === 'offered'
  const other = otherLeg(draft, leg)
  const isOtherStable = other !== null && draft.legs.get(other)?.descriptions.at === 'stable'
  const isRinging = draft.at === 'ringing' && leg !== draft.caller
  // a device that was cancelled has no part in the refusal
  if (isRinging && fact.fact === 'refused' && draft.legs.get(leg)?.at === 'inviting')
    draft.refusals.push(fact.status)
  if (isRinging && fact.fact === 'progress' && fact.sdp === null) ring(draft, null)
  apply(draft, leg, fact)
  // our 2xx had the description of the other side as its offer, since the INVITE or re-INVITE had none: its answer is news to that side
  if (fact.fact === 'acknowledged' && fact.sdp !== null && isAnswerToOurs && isOtherStable)
    offerToOther(draft, leg, fact.sdp)
}

/** False when the input does not apply in the state of the session. */
function apply(draft: Draft, leg: LegId, input: Wish | Fact): boolean {
  const before = draft.legs.get(leg)
  if (before === undefined) return false
  const step = session(before, input)
  draft.legs.set(leg, step.session)
  for (const effect of step.effects) {
    if (effect.do === 'tell') onEvent(draft, leg, effect.event)
    else draft.effects.push({ leg, effect })
  }
  return step.session !== before
}

const ring = (draft: Draft, sdp: string | null): void => {
  const isOnly = draft.legs.size === 2
  apply(draft, draft.caller, { wish: 'ring', sdp: isOnly ? sdp : null })
}

function onEvent(draft: Draft, leg: LegId, event: SessionEvent): void {
  const isRinging = draft.at === 'ringing' && leg !== draft.caller
  switch (event.event) {
    case 'early-media':
      if (isRinging) ring(draft, event.sdp)
      return
    case 'established':
      if (isRinging) connect(draft, leg, event.descriptions.remote)
      else answerLate(draft, leg, event.descriptions.remote)
      return
    case 'asked':
      if (isRinging) connect(draft, leg, event.sdp)
      else if (draft.replacement !== null) apply(draft, leg, { wish: 'reject', status: 491 })
      else relayChange(draft, leg, event.sdp)
      return
    case 'changed':
      if (draft.withdrawn === leg) restore(draft, leg)
      else if (isReplacing(draft, leg)) takeOver(draft, event.descriptions.remote)
      else relayAnswer(draft, leg, { wish: 'answer', sdp: event.descriptions.remote, timer: null })
      return
    case 'change-refused':
      if (draft.withdrawn === leg) draft.withdrawn = null
      else if (isReplacing(draft, leg)) endReplacement(draft, event.status)
      else relayAnswer(draft, leg, { wish: 'reject', status: event.status })
      return
    case 'change-cancelled':
      withdraw(draft, otherLeg(draft, leg))
      return
    case 'ended':
      onEnded(draft, leg)
  }
}

/** The first 2xx: cancels the other devices (RFC 3261 §16.7 item 10) and answers the caller. */
function connect(draft: Draft, leg: LegId, sdp: string | null): void {
  draft.at = 'connected'
  draft.callee = leg
  for (const each of draft.legs.keys()) {
    if (each !== leg && each !== draft.caller) apply(draft, each, { wish: 'hang-up' })
  }
  apply(draft, draft.caller, { wish: 'answer', sdp, timer: draft.callerTimer })
}

/** An INVITE without an offer: the ACK of the caller answers the offer of the device, whose ACK waits for it (RFC 3261 §13.2.1). */
function answerLate(draft: Draft, leg: LegId, sdp: string | null): void {
  const { callee } = draft
  if (leg !== draft.caller || callee === null) return
  if (draft.legs.get(callee)?.descriptions.at !== 'asked') return
  apply(draft, callee, { wish: 'answer', sdp, timer: null })
}

/** A re-INVITE without an offer is answered with the description in force; its ACK is then offered to the other side. */
function relayChange(draft: Draft, leg: LegId, sdp: string | null): void {
  if (sdp === null) {
    const local = draft.legs.get(leg)?.descriptions.local ?? null
    apply(draft, leg, { wish: 'answer', sdp: local, timer: null })
  } else if (!offerToOther(draft, leg, sdp)) apply(draft, leg, { wish: 'reject', status: 491 })
}

/** False when the other side has a change of its own under way (RFC 3261 §14.2). */
function offerToOther(draft: Draft, leg: LegId, sdp: string): boolean {
  const other = otherLeg(draft, leg)
  if (other === null) return false
  return apply(draft, other, { wish: 'change', change: { method: 'INVITE', sdp } })
}

function relayAnswer(draft: Draft, leg: LegId, wish: Wish): void {
  const other = otherLeg(draft, leg)
  if (other !== null && draft.legs.get(other)?.theirs !== null) apply(draft, other, wish)
}

function onForward(
  draft: Draft,
  { legs, instead, hasNext }: Extract<BridgeInput, { fact: 'forward' }>,
): void {
  const caller = draft.legs.get(draft.caller)
  if (draft.at !== 'ringing' || caller?.at !== 'inviting') return
  const before = [...draft.legs.keys()].filter((leg) => leg !== draft.caller)
  for (const leg of legs) if (!draft.legs.has(leg)) draft.legs.set(leg, newCaller(caller.descriptions.offer))
  draft.hasNext = hasNext
  if (!instead) return
  draft.refusals.length = 0
  for (const leg of before) apply(draft, leg, { wish: 'hang-up' })
}

/** The gateway stops: 503 to the caller of a call that rings, CANCEL or BYE to all others. */
function endLegs(draft: Draft): void {
  for (const leg of draft.legs.keys()) {
    apply(draft, leg, { wish: 'reject', status: 503 })
    apply(draft, leg, { wish: 'hang-up' })
  }
}

/** RFC 3891 §3. A side that has a change of its own under way cannot be asked now (RFC 3261 §14.2). */
function onReplace(draft: Draft, replacement: Replacement, offer: string | null): void {
  const { by, leg } = replacement
  if (draft.legs.has(by)) return
  draft.legs.set(by, newCallee(offer))
  const other = draft.at === 'connected' ? otherLeg(draft, leg) : null
  if (other === null) {
    apply(draft, by, { wish: 'reject', status: 481 })
    return
  }
  const isOtherFree = draft.replacement === null && draft.legs.get(other)?.at === 'confirmed'
  if (!isOtherFree || (offer !== null && !offerToOther(draft, leg, offer))) {
    apply(draft, by, { wish: 'reject', status: 491 })
    return
  }
  draft.replacement = replacement
  if (offer === null) takeOver(draft, draft.legs.get(other)?.descriptions.remote ?? null)
}

/** Whether the change of this leg is for a leg that replaces the other side. */
const isReplacing = (draft: Draft, leg: LegId): boolean =>
  draft.replacement !== null && otherLeg(draft, draft.replacement.leg) === leg

/** The other side has accepted the offer of the new leg. */
function takeOver(draft: Draft, sdp: string | null): void {
  if (draft.replacement === null) return
  const { by, leg, timer } = draft.replacement
  draft.replacement = null
  if (leg === draft.caller) draft.caller = by
  else draft.callee = by
  apply(draft, by, { wish: 'answer', sdp, timer })
  apply(draft, leg, { wish: 'hang-up' })
}

/** CANCEL of a re-INVITE: cancels the one that it became. */
function withdraw(draft: Draft, leg: LegId | null): void {
  const session = leg === null ? undefined : draft.legs.get(leg)
  if (leg === null || session?.at !== 'confirmed' || (session.ours ?? session.waiting) === null) return
  draft.withdrawn = leg
  apply(draft, leg, { wish: 'cancel-change' })
}

/** The CANCEL came too late. */
function restore(draft: Draft, leg: LegId): void {
  draft.withdrawn = null
  const other = otherLeg(draft, leg)
  const before = other === null ? null : (draft.legs.get(other)?.descriptions.remote ?? null)
  if (other !== null && before !== null) offerToOther(draft, other, before)
}

/** The new leg does not take over. Ends the call when the leg that it was to replace has ended meanwhile. */
function endReplacement(draft: Draft, status: number): void {
  if (draft.replacement === null) return
  const { by, leg } = draft.replacement
  draft.replacement = null
  apply(draft, by, { wish: 'reject', status })
  if (draft.legs.get(leg)?.at === 'ended') onEnded(draft, leg)
}

function onEnded(draft: Draft, leg: LegId): void {
  // the new leg takes over a call whose old side has hung up already
  if (leg === draft.replacement?.leg) return
  if (leg === draft.replacement?.by) {
    const other = otherLeg(draft, draft.replacement.leg)
    endReplacement(draft, 487)
    withdraw(draft, other)
    return
  }
  if (isReplacing(draft, leg)) endReplacement(draft, 480)
  if (leg === draft.caller) {
    for (const each of draft.legs.keys()) if (each !== leg) apply(draft, each, { wish: 'hang-up' })
  } else if (draft.at === 'connected') {
    if (leg === draft.callee) apply(draft, draft.caller, { wish: 'hang-up' })
  } else {
    const devices = [...draft.legs].filter(([each]) => each !== draft.caller)
    const isDeclined = draft.refusals.some((status) => status >= 600)
    if (isDeclined || devices.every(([, { at }]) => at === 'ended')) onAllRefused(draft)
  }
}

function onAllRefused(draft: Draft): void {
  if (draft.hasNext && draft.legs.get(draft.caller)?.at === 'inviting') {
    draft.hasNext = false
    draft.wantsNext = true
  } else if (!draft.wantsNext) {
    apply(draft, draft.caller, { wish: 'reject', status: refusalFor(draft.refusals) })
  }
}

/** Statuses that concern our request to the device, and not the caller: redirections, challenges, and devices out of reach. */
const ours: ReadonlySet<number> = new Set([401, 407, 408, 421, 422, 481, 491])

/**
 * The status for the caller when no device answers (RFC 3261 §16.7 item 6, for a user with several devices): 6xx, then busy, then the lowest
 * 4xx that concerns the caller, else 480.
 */
export function refusalFor(statuses: readonly number[]): number {
  const declined = statuses.find((status) => status >= 600)
  if (declined !== undefined) return declined
  if (statuses.includes(486)) return 486
  const told = statuses.filter((status) => status >= 400 && status < 500 && !ours.has(status))
  return told.length === 0 ? 480 : Math.min(...told)
}
