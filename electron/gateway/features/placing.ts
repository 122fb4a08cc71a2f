/** Places the call to a number: finds its devices, and the next ones when no device answers or a device redirects the call. */
import { type Binding, type IncomingRequest, readSipUri } from '../../sip/index.ts'
import type { Target } from '../calls/ring.ts'
import type { Directory } from '../directory/directory.ts'
import type { ServiceSettings } from '../service-settings.ts'
import type { Bindings } from './bindings.ts'
import { toE164 } from './dial-plan.ts'
import { type Reachable, type Route, route } from './routing.ts'

export interface PlacingParts {
  readonly directory: Directory
  readonly bindings: Bindings
  readonly settings: ServiceSettings
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
  if (first.kind === 'refused') return first
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
    return {
      devices,
      waitMs: (onTimeout === null ? noAnswerSeconds : forwardSeconds) * 1_000,
      next: () => (onTimeout === null ? null : forward(rung, onTimeout)),
      redirected: (uri) => redirected(rung, uri),
    }
  }

  function forward(from: string, to: string): Target | null {
    const found = route(to, users, [...visited])
    if (found.kind === 'refused') {
      parts.onForward({ reason: found.reason })
      return null
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
