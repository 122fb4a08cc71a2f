/** The calls of the gateway core: places them, and passes requests within a dialog to their leg. */
import type { LiveCall } from '#shared/model/host.ts'
import { dialogIdOfRequest, type IncomingRequest, leastInterval } from '../../sip/index.ts'
import type { Account } from '../directory/accounts.ts'
import { callerLeg, newBridge } from './bridge.ts'
import { inputTo, legOpposite } from './call.ts'
import { allowed, bodyOf, endLeg, receive } from './leg.ts'
import { relay } from './relay.ts'
import { allowReplacement, replace } from './replace.ts'
import { ring, type Target } from './ring.ts'
import {
  addCall,
  addLeg,
  type CallTableParts,
  forgetCall,
  liveCall,
  refuse,
  type Table,
  timerForCaller,
} from './table.ts'

interface Placing {
  readonly caller: Account
  /** E.164 number that was dialled. */
  readonly number: string
  readonly target: Target
}

export interface CallTable {
  /** Answers an INVITE outside a dialog. The result is a status that refuses the call, or 100 when it was placed. */
  place(incoming: IncomingRequest, placing: Placing): number
  /** Answers an INVITE with Replaces; the result is as that of `place`. */
  replace(incoming: IncomingRequest, caller: Account): number
  /** Answers a request within a dialog. */
  receive(incoming: IncomingRequest): void
  live(): LiveCall[]
  /** Ends every call, and resolves when each phone has answered, or after `stopLimitMs`. Refuses new calls meanwhile. */
  stop(): Promise<void>
}

/** Ours: a phone that is gone does not answer BYE. */
const stopLimitMs = 1_000

/** Calls at once, and those of one caller, so that no caller uses up the calls of the others. Ours. */
const mostCalls = 500
const mostCallsOfCaller = 20

export function createCallTable(parts: CallTableParts): CallTable {
  const table: Table = { parts, calls: new Set(), places: new Map(), waits: new Map(), onIdle: null }
  return {
    place: (incoming, placing) => place(table, incoming, placing),
    replace: (incoming, caller) => replace(table, incoming, caller),
    receive: (incoming) => receiveWithinCall(table, incoming),
    live: () => [...table.calls].map(liveCall),
    stop: () => stop(table),
  }
}

async function stop(table: Table): Promise<void> {
  const { calls, parts } = table
  if (calls.size > 0) {
    const { promise, resolve } = Promise.withResolvers<void>()
    table.onIdle = resolve
    const cancelLimit = parts.timing.after(stopLimitMs, resolve)
    for (const call of calls) inputTo(call, { fact: 'stopping' })
    await promise
    cancelLimit()
    table.onIdle = null
  }
  for (const call of calls) {
    for (const leg of call.legs.values()) endLeg(leg)
    forgetCall(table, call)
  }
}

function place(table: Table, incoming: IncomingRequest, { caller, number, target }: Placing): number {
  const { parts, calls } = table
  const { request, flow } = incoming
  const userAgent = parts.userAgent()
  const isFull =
    table.onIdle !== null || calls.size >= mostCalls || callsOf(table, caller) >= mostCallsOfCaller
  if (userAgent === null || isFull) return refuse(incoming, 503, { 'Retry-After': '10' })
  // a call that goes round comes back with fewer hops (RFC 3261 §16.3 item 3)
  const hops = Number(request.headers.get('Max-Forwards') ?? '70')
  if (!(hops > 0)) return refuse(incoming, 483)
  const timer = timerForCaller(request)
  if (timer === 'too-small') return refuse(incoming, 422, { 'Min-SE': String(leastInterval) })
  const { identity } = caller
  const call = addCall(table, { from: identity, to: number }, newBridge(bodyOf(request), timer))
  addLeg(table, userAgent, call, { id: callerLeg, flow, identity, asking: incoming })
  incoming.respond(100)
  ring({ ...{ table, userAgent, call, caller, request }, hops: hops - 1 }, target, false)
  return 100
}

const callsOf = ({ calls }: Table, { identity }: Account): number =>
  [...calls].filter(({ from }) => from === identity).length

function receiveWithinCall(table: Table, incoming: IncomingRequest): void {
  const { request, flow, respond } = incoming
  const found = table.places.get(dialogIdOfRequest(request) ?? '')
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
      incoming.cancelled.addEventListener('abort', () => {
        if (leg.asking === incoming) leg.asking = null
        inputTo(call, { leg: id, fact: { fact: 'change-cancelled' } })
      })
      const change = { method: request.method, sdp: bodyOf(request) } as const
      inputTo(
        call,
        { leg: id, fact: { fact: 'change-asked', change, random: table.parts.random() } },
        incoming,
      )
      return
    }
    case 'OPTIONS':
      respond(200, { headers: { Allow: allowed } })
      return
    case 'REFER':
      allowReplacement(table, request, found)
      relay(incoming, legOpposite(call, id))
      return
    default:
      relay(incoming, legOpposite(call, id))
  }
}
