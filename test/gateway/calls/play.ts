/** Plays facts to a bridge, and writes its effects as short texts. */
import {
  type Bridge,
  type BridgeEffect,
  type BridgeInput,
  bridge,
  newBridge,
} from '#electron/gateway/calls/bridge.ts'
import type { Fact, SessionTimer } from '#electron/sip/index.ts'

/** Applies inputs; the result has the effects of the last one as short texts: `0 respond 180`, `1 cancel`. */
export function play(
  state: Bridge,
  inputs: readonly BridgeInput[],
): { bridge: Bridge; effects: string[]; wantsNext: boolean } {
  let effects: readonly BridgeEffect[] = []
  let now = state
  let wantsNext = false
  for (const input of inputs) {
    const step = bridge(now, input)
    now = step.bridge
    effects = step.effects
    wantsNext = step.wantsNext
  }
  return { bridge: now, wantsNext, effects: effects.map(short).filter((text) => !text.includes(' stop ')) }
}

function short({ leg, effect }: BridgeEffect): string {
  const sdp = (value: string | null) => (value === null ? '' : ` ${value}`)
  switch (effect.do) {
    case 'respond':
      return `${leg} respond ${effect.status}${sdp(effect.sdp)}`
    case 'ack':
      return `${leg} ack${sdp(effect.sdp)}`
    case 'change':
      return `${leg} ${effect.change.method}${sdp(effect.change.sdp)}`
    case 'start':
    case 'stop':
      return `${leg} ${effect.do} ${effect.timer}`
    default:
      return `${leg} ${effect.do}`
  }
}

export const on = (leg: number, fact: Fact): BridgeInput => ({ leg, fact })
export const answered = (leg: number, sdp: string | null): BridgeInput =>
  on(leg, { fact: 'answered', sdp, timer: null })
export const refused = (leg: number, status: number): BridgeInput =>
  on(leg, { fact: 'refused', status, random: 0 })
export const progress = (leg: number, sdp: string | null): BridgeInput =>
  on(leg, { fact: 'progress', sdp, reliable: false })
export const acknowledged = (sdp: string | null = null): BridgeInput => on(0, { fact: 'acknowledged', sdp })
export const asks = (leg: number, sdp: string | null): BridgeInput =>
  on(leg, { fact: 'change-asked', change: { method: 'INVITE', sdp }, random: 0.5 })
export const bye = (leg: number): BridgeInput => on(leg, { fact: 'bye' })
export const done = (leg: number): BridgeInput => on(leg, { fact: 'bye-answered' })

/** A call that rings on devices 1 to `devices`. */
export function ringing(offer: string | null, devices: number, timer: SessionTimer | null): Bridge {
  const legs = Array.from({ length: devices }, (_, at) => at + 1)
  return play(newBridge(offer, timer), [{ fact: 'forward', legs, instead: false, hasNext: false }]).bridge
}
