/** One call: the state of its bridge, its legs, and the queue of its inputs. */
import type { IncomingRequest } from '../../sip/index.ts'
import { type Bridge, type BridgeInput, bridge, type LegId, otherLeg } from './bridge.ts'
import { endLeg, type Leg, perform } from './leg.ts'

export interface Call {
  readonly id: string
  /** Identity of the caller. */
  from: string
  /** The number that was dialled, or that of the party which replaced the callee. */
  to: string
  bridge: Bridge
  readonly legs: Map<LegId, Leg>
  /** Milliseconds since the epoch of the last `onChange`. */
  since: number
  readonly queue: { readonly input: BridgeInput; readonly current: IncomingRequest | null }[]
  isRunning: boolean
  readonly onChange: (call: Call) => void
  /** Called when all devices have refused: calls the next target. */
  onRefused: () => void
}

/** Effects may report facts at once: these wait until all effects of the input before are performed. */
export function inputTo(call: Call, input: BridgeInput, current: IncomingRequest | null = null): void {
  call.queue.push({ input, current })
  if (call.isRunning) return
  call.isRunning = true
  let wantsNext = false
  try {
    for (let next = call.queue.shift(); next !== undefined; next = call.queue.shift()) {
      wantsNext = step(call, next.input, next.current) || wantsNext
    }
  } finally {
    call.isRunning = false
  }
  if (wantsNext) call.onRefused()
}

function step(call: Call, input: BridgeInput, current: IncomingRequest | null): boolean {
  const before = call.bridge
  const { bridge: next, effects, wantsNext } = bridge(before, input)
  call.bridge = next
  for (const { leg: id, effect } of effects) {
    const [leg, session] = [call.legs.get(id), next.legs.get(id)]
    if (leg === undefined || session === undefined) continue
    perform(leg, effect, session, 'leg' in input && input.leg === id ? current : null)
  }
  if ('leg' in input && current !== null && current.request.method !== 'BYE')
    keepAsking(call, input.leg, current)
  for (const [id, session] of next.legs) {
    const leg = call.legs.get(id)
    if (leg !== undefined && session.at === 'ended' && before.legs.get(id)?.at !== 'ended') endLeg(leg)
  }
  const hasNewSide = replaceSides(call, before)
  if (next.at !== before.at || hasNewSide) call.onChange(call)
  return wantsNext
}

/** True when a new leg has taken the place of a side (RFC 3891). */
function replaceSides(call: Call, before: Bridge): boolean {
  const { caller, callee } = call.bridge
  const identityOf = (leg: LegId | null) => (leg === null ? undefined : call.legs.get(leg)?.parts.identity)
  if (caller !== before.caller) call.from = identityOf(caller) ?? call.from
  else if (before.callee !== null && callee !== before.callee)
    call.to = identityOf(callee)?.split('@')[0] ?? call.to
  else return false
  return true
}

/** A change that waits for the other side is answered later. */
function keepAsking(call: Call, id: LegId, incoming: IncomingRequest): void {
  const leg = call.legs.get(id)
  if (leg !== undefined && leg.asking === null && call.bridge.legs.get(id)?.theirs !== null)
    leg.asking = incoming
}

/** The leg at the other end; null while no device has answered. */
export function legOpposite({ bridge: state, legs }: Call, id: LegId): Leg | null {
  const other = otherLeg(state, id)
  return other === null ? null : (legs.get(other) ?? null)
}
