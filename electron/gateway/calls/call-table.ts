/** The calls of the gateway core: places them, and passes requests within a dialog to their leg. */
import { randomUUID } from 'node:crypto'
import type { LiveCall } from '#shared/model/host.ts'
import type { Timing } from '../../platform/timing.ts'
import {
  type Binding,
  type Dialog,
  dialogId,
  dialogIdOfRequest,
  type Fact,
  type IncomingRequest,
  leastInterval,
  negotiateAsServer,
  quote,
  readSessionExpires,
  type SessionTimer,
  type SipRequest,
  type SipUserAgent,
} from '../../sip/index.ts'
import type { Account } from '../directory/accounts.ts'
import { callerLeg, type LegId, newBridge } from './bridge.ts'
import { type Call, inputTo, legOpposite } from './call.ts'
import {
  allowed,
  bodyOf,
  contactOf,
  endLeg,
  type Leg,
  newLeg,
  receive,
  sendInvite,
  sessionInterval,
} from './leg.ts'
import { relay } from './relay.ts'

export interface CallTableParts {
  readonly userAgent: () => SipUserAgent | null
  readonly timing: Timing
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Wait for an answer, in milliseconds. */
  readonly noAnswerMs: number
  /** A call began, was answered or ended. */
  readonly onChange: (call: LiveCall & { readonly ended: boolean }) => void
}

interface Placing {
  readonly caller: Account
  /** E.164 number that was dialled, and the registered contacts of its user; at least one. */
  readonly number: string
  readonly devices: readonly Binding[]
}

export interface CallTable extends Disposable {
  /** Answers an INVITE outside a dialog. The result is a status that refuses the call, or 100 when it was placed. */
  place(incoming: IncomingRequest, placing: Placing): number
  /** Answers a request within a dialog. */
  receive(incoming: IncomingRequest): void
  live(): LiveCall[]
}

/** Calls at once, and those of one caller, so that no caller uses up the calls of the others. Ours. */
const mostCalls = 500
const mostCallsOfCaller = 20

interface Place {
  readonly call: Call
  readonly leg: LegId
}

interface Table {
  readonly parts: CallTableParts
  readonly calls: Set<Call>
  /** By dialog id. */
  readonly places: Map<string, Place>
  /** Cancels of the wait for an answer. */
  readonly waits: Map<Call, () => void>
}

export function createCallTable(parts: CallTableParts): CallTable {
  const table: Table = { parts, calls: new Set(), places: new Map(), waits: new Map() }
  return {
    place: (incoming, placing) => place(table, incoming, placing),
    receive: (incoming) => receiveWithinCall(table, incoming),
    live: () => [...table.calls].map(liveCall),
    [Symbol.dispose]() {
      for (const call of table.calls) {
        for (const leg of call.legs.values()) endLeg(leg)
        forget(table, call)
      }
    },
  }
}

const liveCall = ({ id, from, to, since, bridge }: Call): LiveCall => ({
  ...{ id, from, to, since },
  state: bridge.at === 'ringing' ? 'ringing' : 'connected',
})

function forget({ calls, places, waits }: Table, call: Call): void {
  calls.delete(call)
  waits.get(call)?.()
  waits.delete(call)
  for (const [id, each] of places) if (each.call === call) places.delete(id)
}

function place(table: Table, incoming: IncomingRequest, placing: Placing): number {
  const { parts, calls } = table
  const { request, flow } = incoming
  const userAgent = parts.userAgent()
  const isFull = calls.size >= mostCalls || callsOf(table, placing.caller) >= mostCallsOfCaller
  if (userAgent === null || isFull) return refuse(incoming, 503, { 'Retry-After': '10' })
  // a call that goes round comes back with fewer hops (RFC 3261 §16.3 item 3)
  const hops = Number(request.headers.get('Max-Forwards') ?? '70')
  if (!(hops > 0)) return refuse(incoming, 483)
  const timer = callerTimer(request)
  if (timer === 'too-small') return refuse(incoming, 422, { 'Min-SE': String(leastInterval) })
  const call: Call = {
    ...{ id: randomUUID(), from: placing.caller.identity, to: placing.number, since: parts.now() },
    bridge: newBridge(bodyOf(request), placing.devices.length, timer),
    ...{ legs: new Map(), queue: [], isRunning: false },
    onChange: (changed) => onCallChange(table, changed),
  }
  const legAt = (id: LegId, to: Leg['parts']['flow'], asking: IncomingRequest | null): Leg => {
    const leg = newLeg(
      {
        ...{ userAgent, timing: parts.timing, flow: to },
        onFact: (fact: Fact) => inputTo(call, { leg: id, fact }),
        onDialog: (dialog: Dialog) => table.places.set(dialogId(dialog), { call, leg: id }),
      },
      asking,
    )
    call.legs.set(id, leg)
    return leg
  }
  legAt(callerLeg, flow, incoming)
  calls.add(call)
  parts.onChange({ ...liveCall(call), ended: false })
  incoming.respond(100)
  incoming.cancelled.addEventListener('abort', () =>
    inputTo(call, { leg: callerLeg, fact: { fact: 'cancelled' } }),
  )
  table.waits.set(
    call,
    parts.timing.after(parts.noAnswerMs, () => inputTo(call, { fact: 'no-answer' })),
  )
  for (const [at, device] of placing.devices.entries()) {
    const leg = legAt(at + 1, device.flow, null)
    sendInvite(leg, inviteTo(leg, device, placing.caller, request, hops - 1))
  }
  return 100
}

const callsOf = ({ calls }: Table, { identity }: Account): number =>
  [...calls].filter(({ from }) => from === identity).length

function refuse(incoming: IncomingRequest, status: number, headers: Record<string, string> = {}): number {
  incoming.respond(status, { headers })
  return status
}

/** RFC 4028 §9, for the leg of the caller. */
function callerTimer({ headers }: SipRequest): SessionTimer | 'too-small' | null {
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

/** The INVITE to one device, with the offer of the caller octet by octet. */
function inviteTo(leg: Leg, device: Binding, caller: Account, asked: SipRequest, hops: number): SipRequest {
  const { userAgent, flow } = leg.parts
  const offer = asked.body.length === 0 ? {} : { body: asked.body, contentType: 'application/sdp' }
  const request = userAgent.newRequest('INVITE', device.contact, {
    from: `${quote(caller.displayName)} <sip:${caller.identity}>`,
    to: `<sip:${device.aor}>`,
    flow,
    contact: contactOf(leg.parts),
    headers: {
      ...{ Allow: allowed, Supported: 'timer', 'Session-Expires': String(sessionInterval) },
      // proxies between us and the contact (RFC 3327 §5.4)
      ...(device.path.length === 0 ? {} : { Route: device.path.join(', ') }),
    },
    ...offer,
  })
  request.headers.set('Max-Forwards', String(hops))
  return request
}

function onCallChange(table: Table, call: Call): void {
  const ended = call.bridge.at === 'ended'
  call.since = table.parts.now()
  table.waits.get(call)?.()
  table.waits.delete(call)
  if (ended) forget(table, call)
  table.parts.onChange({ ...liveCall(call), ended })
}

function receiveWithinCall({ places }: Table, incoming: IncomingRequest): void {
  const { request, flow, respond } = incoming
  const found = places.get(dialogIdOfRequest(request) ?? '')
  const leg = found?.call.legs.get(found.leg)
  if (found === undefined || leg === undefined) {
    respond(481)
    return
  }
  // tags are random; the address of the peer is a second proof, so that a BYE cannot be forged
  if (flow.address !== leg.parts.flow.address) {
    respond(403, { headers: { Warning: '399 punchdown "this call belongs to another address"' } })
    return
  }
  if (!receive(leg, incoming)) return
  const { call, leg: id } = found
  switch (request.method) {
    case 'BYE':
      inputTo(call, { leg: id, fact: { fact: 'bye' } }, incoming)
      // a leg that has ended already answers nothing
      respond(200)
      return
    case 'INVITE':
    case 'UPDATE': {
      const change = { method: request.method, sdp: bodyOf(request) } as const
      inputTo(call, { leg: id, fact: { fact: 'change-asked', change, random: Math.random() } }, incoming)
      return
    }
    case 'OPTIONS':
      respond(200, { headers: { Allow: allowed } })
      return
    default:
      relay(incoming, legOpposite(call, id))
  }
}
