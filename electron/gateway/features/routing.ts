/** Decides where a call to a number goes, by the forwarding and do not disturb of its user. Pure. */
import type { Binding } from '../../sip/index.ts'
import type { Preferences } from '../directory/records.ts'

export interface Reachable extends Preferences {
  /** Registered contacts that may ring. */
  readonly devices: readonly Binding[]
}

export type Route =
  | {
      readonly kind: 'ring'
      /** Number of the user whose devices ring. */
      readonly number: string
      /** At least one. */
      readonly devices: readonly Binding[]
      /** Where the call goes when none of them answers in time. */
      readonly onTimeout: string | null
      /** Numbers that the call has come to, `number` last. */
      readonly visited: readonly string[]
    }
  | {
      readonly kind: 'refused'
      readonly status: 403 | 480 | 482 | 486
      readonly reason: string
      /** Number of the mailbox that takes a message; null without one. */
      readonly mailbox: string | null
    }

const refused = (
  status: Extract<Route, { kind: 'refused' }>['status'],
  reason: string,
  mailbox: string | null = null,
): Route => ({ kind: 'refused', status, reason, mailbox })

/**
 * @param number in E.164
 * @param userOf null for a number of no user
 * @param visited numbers that the call has come to before; coming to one of them again is a loop
 */
export function route(
  number: string,
  userOf: (number: string) => Reachable | null,
  visited: readonly string[] = [],
): Route {
  if (visited.includes(number)) return refused(482, 'the forwarding of this number is a loop')
  const user = userOf(number)
  if (user === null) return refused(403, 'calls to outside numbers are not built: no trunk')
  const { always, onTimeout, simultaneous } = user.forwarding
  const seen = [...visited, number]
  if (always !== null) return route(always, userOf, seen)
  if (user.doNotDisturb) return refused(486, 'do not disturb', number)
  const second = simultaneous === null || seen.includes(simultaneous) ? null : userOf(simultaneous)
  const devices = [...user.devices, ...(second === null || second.doNotDisturb ? [] : second.devices)]
  if (devices.length > 0) return { kind: 'ring', number, devices, onTimeout, visited: seen }
  return onTimeout === null
    ? refused(480, 'no device of this user is registered', number)
    : route(onTimeout, userOf, seen)
}

/** Whether calls to `from` would come back to it once they are always forwarded to `to`. */
export function wouldLoop(from: string, to: string, userOf: (number: string) => Reachable | null): boolean {
  const seen = new Set([from])
  for (let at: string | null = to; at !== null; at = userOf(at)?.forwarding.always ?? null) {
    if (seen.has(at)) return true
    seen.add(at)
  }
  return false
}
