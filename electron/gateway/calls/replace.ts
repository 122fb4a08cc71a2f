/**
 * Consultative transfer (RFC 5589 §7): A speaks with B and, in a second call, with C. A sends B a REFER that names the second dialog between
 * A and us, B sends us an INVITE with `Replaces`, and B takes the place of A in the call with C. C gets a re-INVITE.
 */
import {
  type IncomingRequest,
  leastInterval,
  readReplaces,
  replacesOfRefer,
  type SipRequest,
} from '../../sip/index.ts'
import type { Account } from '../directory/accounts.ts'
import { inputTo, legOpposite } from './call.ts'
import { bodyOf } from './leg.ts'
import { addLeg, type Place, refuse, type Table, timerForCaller } from './table.ts'

/** A REFER names a dialog of its own sender: the party that it goes to may replace that sender there. */
export function allowReplacement({ places }: Table, refer: SipRequest, from: Place): void {
  const replaces = replacesOfRefer(refer)
  const place = replaces === null ? undefined : places.get(replaces.dialog)
  const [leg, sender, receiver] = [
    place?.call.legs.get(place.leg),
    from.call.legs.get(from.leg),
    legOpposite(from.call, from.leg),
  ]
  if (leg === undefined || sender === undefined || receiver === null) return
  if (leg.parts.identity === sender.parts.identity) leg.successors.add(receiver.parts.identity)
}

/** RFC 3891 §3. The result is the status. */
export function replace(table: Table, incoming: IncomingRequest, { identity }: Account): number {
  const { request, flow } = incoming
  const { headers } = request
  const userAgent = table.parts.userAgent()
  if (userAgent === null || table.onIdle !== null) return refuse(incoming, 503, { 'Retry-After': '10' })
  const replaces = headers.count('Replaces') === 1 ? readReplaces(headers.get('Replaces') ?? '') : null
  if (replaces === null) return refuse(incoming, 400)
  const place = table.places.get(replaces.dialog)
  const leg = place?.call.legs.get(place.leg)
  // an early dialog that we did not begin is not replaced either
  if (place === undefined || leg === undefined || place.call.bridge.at !== 'connected') {
    return refuse(incoming, 481, { Warning: '399 punchdown "the call to be replaced is not connected"' })
  }
  if (replaces.earlyOnly) return refuse(incoming, 486)
  if (identity !== leg.parts.identity && !leg.successors.has(identity)) {
    return refuse(incoming, 403, { Warning: '399 punchdown "no transfer has asked for this replacement"' })
  }
  const timer = timerForCaller(request)
  if (timer === 'too-small') return refuse(incoming, 422, { 'Min-SE': String(leastInterval) })
  const { call } = place
  const by = Math.max(...call.legs.keys()) + 1
  addLeg(table, userAgent, call, { id: by, flow, identity, asking: incoming })
  incoming.respond(100)
  inputTo(call, { fact: 'replace', replacement: { by, leg: place.leg, timer }, offer: bodyOf(request) })
  return 100
}
