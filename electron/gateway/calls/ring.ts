/** Calls the devices of a target, and those of the next one when no device answers in time or a device redirects (3xx). */
import { type Binding, quote, type SipRequest, type SipUserAgent } from '../../sip/index.ts'
import type { Account } from '../directory/accounts.ts'
import { type Call, inputTo } from './call.ts'
import { allowed, contactOf, type Leg, sendInvite, sessionInterval, supported } from './leg.ts'
import { addLeg, type Table } from './table.ts'

export interface Target {
  /** At least one. */
  readonly devices: readonly Binding[]
  /** Wait for an answer, in milliseconds. */
  readonly waitMs: number
  /** The target when none of the devices answers in time; null for none. */
  readonly next: () => Target | null
  /** The target when all devices refuse, for example the mailbox; null for none. */
  readonly refused: (() => Target | null) | null
  /** The target that a device names in a 3xx; null when that is not allowed, or not possible. */
  readonly redirected: (uri: string) => Target | null
}

export interface Ringing {
  readonly table: Table
  readonly userAgent: SipUserAgent
  readonly call: Call
  readonly caller: Account
  /** The INVITE of the caller. */
  readonly request: SipRequest
  /** Max-Forwards of our INVITEs. */
  readonly hops: number
}

/** @param instead whether the devices that ring are cancelled */
export function ring(ringing: Ringing, target: Target, instead: boolean): void {
  const { table, userAgent, call } = ringing
  const before = Math.max(...call.legs.keys())
  const added = target.devices.map((device, at) => {
    const leg = addLeg(table, userAgent, call, {
      ...{ id: before + 1 + at, flow: device.flow, identity: device.aor, asking: null },
      onRedirected(uri) {
        const named = call.bridge.at === 'ringing' ? target.redirected(uri) : null
        if (named !== null) ring(ringing, named, false)
      },
    })
    return { id: before + 1 + at, leg, device }
  })
  call.onRefused = () => {
    const refused = target.refused?.() ?? null
    if (refused === null) inputTo(call, { fact: 'no-next' })
    else ring(ringing, refused, true)
  }
  const legs = added.map(({ id }) => id)
  inputTo(call, { fact: 'forward', legs, instead, hasNext: target.refused !== null })
  waitForAnswer(ringing, target)
  for (const { id, leg, device } of added) {
    if (call.bridge.legs.has(id)) sendInvite(leg, inviteTo(leg, device, ringing))
    else call.legs.delete(id)
  }
}

function waitForAnswer(ringing: Ringing, target: Target): void {
  const { table, call } = ringing
  table.waits.get(call)?.()
  if (call.bridge.at !== 'ringing') return
  table.waits.set(
    call,
    table.parts.timing.after(target.waitMs, () => {
      const next = target.next()
      if (next === null) inputTo(call, { fact: 'no-answer' })
      else ring(ringing, next, true)
    }),
  )
}

/** The INVITE to one device, with the offer of the caller octet by octet. */
function inviteTo(leg: Leg, device: Binding, { caller, request: asked, hops }: Ringing): SipRequest {
  const { userAgent, flow } = leg.parts
  const offer = asked.body.length === 0 ? {} : { body: asked.body, contentType: 'application/sdp' }
  const request = userAgent.newRequest('INVITE', device.contact, {
    from: `${quote(caller.displayName)} <sip:${caller.identity}>`,
    to: `<sip:${device.aor}>`,
    flow,
    contact: contactOf(leg.parts),
    headers: {
      ...{ Allow: allowed, Supported: supported, 'Session-Expires': String(sessionInterval) },
      // proxies between us and the contact (RFC 3327 §5.4)
      ...(device.path.length === 0 ? {} : { Route: device.path.join(', ') }),
    },
    ...offer,
  })
  request.headers.set('Max-Forwards', String(hops))
  return request
}
