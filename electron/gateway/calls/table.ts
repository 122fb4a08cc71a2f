/** The state of the call table: its calls, and the leg of each dialog. */
import { randomUUID } from 'node:crypto'
import type { LiveCall } from '#shared/model/host.ts'
import type { Timing } from '../../platform/timing.ts'
import {
  type Destination,
  type Dialog,
  dialogId,
  type Fact,
  type IncomingRequest,
  leastInterval,
  negotiateAsServer,
  readSessionExpires,
  type SessionTimer,
  type SipRequest,
  type SipUserAgent,
} from '../../sip/index.ts'
import type { Bridge, LegId } from './bridge.ts'
import { type Call, inputTo } from './call.ts'
import { type Leg, newLeg, sessionInterval } from './leg.ts'

export interface CallTableParts {
  readonly userAgent: () => SipUserAgent | null
  readonly timing: Timing
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** 0 to 1. */
  readonly random: () => number
  /** A call began, was answered, changed a side, or ended. */
  readonly onChange: (call: LiveCall & { readonly ended: boolean }) => void
}

export interface Place {
  readonly call: Call
  readonly leg: LegId
}

export interface Table {
  readonly parts: CallTableParts
  readonly calls: Set<Call>
  /** By dialog id. */
  readonly places: Map<string, Place>
  /** Cancels of the wait for an answer. */
  readonly waits: Map<Call, () => void>
  /** Called when the last call has ended, while the gateway stops; null otherwise. */
  onIdle: (() => void) | null
}

export const liveCall = ({ id, from, to, since, bridge }: Call): LiveCall => ({
  ...{ id, from, to, since },
  state: bridge.at === 'ringing' ? 'ringing' : 'connected',
})

export function addCall(table: Table, sides: Pick<Call, 'from' | 'to'>, bridge: Bridge): Call {
  const call: Call = {
    ...{ id: randomUUID(), ...sides, since: table.parts.now(), bridge },
    ...{ legs: new Map(), queue: [], isRunning: false },
    onChange: (changed) => onCallChange(table, changed),
    onRefused: () => {},
  }
  table.calls.add(call)
  table.parts.onChange({ ...liveCall(call), ended: false })
  return call
}

function onCallChange(table: Table, call: Call): void {
  const ended = call.bridge.at === 'ended'
  call.since = table.parts.now()
  table.waits.get(call)?.()
  table.waits.delete(call)
  if (ended) forgetCall(table, call)
  table.parts.onChange({ ...liveCall(call), ended })
}

export function forgetCall({ calls, places, waits, onIdle }: Table, call: Call): void {
  calls.delete(call)
  waits.get(call)?.()
  waits.delete(call)
  for (const [id, each] of places) if (each.call === call) places.delete(id)
  if (calls.size === 0) onIdle?.()
}

interface NewLeg {
  readonly id: LegId
  readonly flow: Destination
  readonly identity: string
  /** The INVITE of the peer; null for a leg that we call. */
  readonly asking: IncomingRequest | null
  readonly onRedirected?: (uri: string) => void
}

export function addLeg(
  { parts, places }: Table,
  userAgent: SipUserAgent,
  call: Call,
  { id, flow, identity, asking, onRedirected = () => {} }: NewLeg,
): Leg {
  const leg = newLeg(
    {
      ...{ userAgent, timing: parts.timing, random: parts.random, flow, identity },
      onRedirected,
      onFact: (fact: Fact) => inputTo(call, { leg: id, fact }),
      onDialog: (dialog: Dialog) => places.set(dialogId(dialog), { call, leg: id }),
    },
    asking,
  )
  call.legs.set(id, leg)
  asking?.cancelled.addEventListener('abort', () => inputTo(call, { leg: id, fact: { fact: 'cancelled' } }))
  return leg
}

export function refuse(
  incoming: IncomingRequest,
  status: number,
  headers: Record<string, string> = {},
): number {
  incoming.respond(status, { headers })
  return status
}

/** RFC 4028 §9, for a leg whose INVITE came from the peer. */
export function timerForCaller({ headers }: SipRequest): SessionTimer | 'too-small' | null {
  const least = Number.parseInt(headers.get('Min-SE') ?? '', 10)
  const agreed = negotiateAsServer(
    {
      asked: readSessionExpires(headers.get('Session-Expires')),
      supports: headers.all('Supported').some((tag) => tag.toLowerCase() === 'timer'),
      minimum: Number.isNaN(least) ? leastInterval : least,
    },
    { interval: sessionInterval, minimum: leastInterval },
  )
  if (agreed.kind === 'too-small') return 'too-small'
  return agreed.kind === 'agreed' ? agreed.timer : null
}
