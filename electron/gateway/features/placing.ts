/** Places the call to a number: finds its devices, and the next ones when no device answers or a device redirects the call. */
import { type Binding, type IncomingRequest, readSipUri } from '../../sip/index.ts'
import type { Target } from '../calls/ring.ts'
import type { Directory } from '../directory/directory.ts'
import type { ServiceSettings } from '../service-settings.ts'
import type { Mailboxes, Voicemail } from '../voicemail/index.ts'
import type { Bindings } from './bindings.ts'
import { toE164 } from './dial-plan.ts'
import { type Reachable, type Route, route } from './routing.ts'

export interface PlacingParts {
  readonly directory: Directory
  readonly bindings: Bindings
  readonly settings: ServiceSettings
  readonly mailboxes: Pick<Mailboxes, 'isFull'>
  /** Null while the gateway is off, or without voicemail. */
  readonly voicemail: () => Voicemail | null
  /** Notes where a call goes on to, or why it does not. */
  readonly onForward: (
    facts: { readonly from: string; readonly to: string } | { readonly reason: string },
  ) => void
}

/** A user by E.164 number, with the devices that ring: all but the one that calls. Null for a number of no user. */
export function userOf(
  { directory, bindings, settings }: Pick<PlacingParts, 'directory' | 'bindings' | 'settings'>,
  { flow }: Pick<IncomingRequest, 'flow'>,
  number: string,
): Reachable | null {
  const preferences = directory.preferencesOf(number)
  if (preferences === null) return null
  const isOther = ({ flow: { address, port } }: Binding): boolean =>
    address !== flow.address || port !== flow.port
  return { ...preferences, devices: bindings.of(`${number}@${settings.domain}`).filter(isOther) }
}

/** The devices of a number, or the refusal. */
export function targetOf(
  parts: PlacingParts,
  incoming: IncomingRequest,
  number: string,
): Target | Extract<Route, { kind: 'refused' }> {
  const users = (each: string): Reachable | null => userOf(parts, incoming, each)
  const visited = new Set<string>()
  const first = route(number, users)
  if (first.kind === 'refused') return mailbox(first.mailbox) ?? first
  if (first.number !== number) parts.onForward({ from: number, to: first.number })
  return ringing(first)

  function ringing({
    devices,
    onTimeout,
    number: rung,
    visited: seen,
  }: Extract<Route, { kind: 'ring' }>): Target {
    for (const each of seen) visited.add(each)
    const { forwardSeconds, noAnswerSeconds } = parts.settings
    const hasNext = onTimeout !== null || parts.voicemail() !== null
    return {
      devices,
      waitMs: (hasNext ? forwardSeconds : noAnswerSeconds) * 1_000,
      refused: parts.voicemail() === null ? null : () => mailbox(rung),
      next: () => (onTimeout === null ? mailbox(rung) : forward(rung, onTimeout)),
      redirected: (uri) => redirected(rung, uri),
    }
  }

  /** Null without voicemail, and for a full mailbox. */
  function mailbox(of: string | null): Target | null {
    const voicemail = parts.voicemail()
    if (of === null || voicemail === null) return null
    if (parts.mailboxes.isFull(of)) {
      parts.onForward({ reason: 'the mailbox is full' })
      return null
    }
    parts.onForward({ from: of, to: 'voicemail' })
    return onlyDevice(voicemail.deposit(of), parts.settings)
  }

  function forward(from: string, to: string): Target | null {
    const found = route(to, users, [...visited])
    if (found.kind === 'refused') {
      parts.onForward({ reason: found.reason })
      return mailbox(from)
    }
    parts.onForward({ from, to: found.number })
    return ringing(found)
  }

  /** RFC 3261 §8.1.3.4, only where the policy of A5.5 allows it. */
  function redirected(from: string, uri: string): Target | null {
    const user = readSipUri(uri)?.user ?? ''
    const to = toE164(user, parts.settings)
    if (parts.settings.allowCallRedirect === 'Enabled' && to !== null) return forward(from, to)
    parts.onForward({
      reason: to === null ? 'the device names no number' : 'AllowCallRedirect is not Enabled',
    })
    return null
  }
}

/** A target without a next one. */
export const onlyDevice = (device: Binding, { noAnswerSeconds }: ServiceSettings): Target => ({
  ...{ devices: [device], waitMs: noAnswerSeconds * 1_000 },
  ...{ next: () => null, refused: null, redirected: () => null },
})
