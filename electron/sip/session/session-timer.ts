/**
 * Session timers (RFC 4028). A session ends unless one side refreshes it, by re-INVITE or UPDATE, within the interval that both agreed on.
 *
 *   refresher:      ──interval / 2──▶ refresh ──2xx──▶ begins again
 *   the other side: ──interval - min(32 s, interval / 3)──▶ BYE, when no refresh came
 */
import { readNumber } from '../message/grammar.ts'
import { readParameters } from '../message/parameters.ts'

export interface SessionTimer {
  /** Seconds. */
  readonly interval: number
  /** Whether we refresh. */
  readonly refresher: boolean
}

export interface SessionExpires {
  /** Seconds. */
  readonly interval: number
  readonly refresher: 'uac' | 'uas' | null
}

/** §4: the least interval that a server may demand, and that a client offers. */
export const leastInterval = 90

/** `Session-Expires: 1800;refresher=uas`; null for another form. */
export function readSessionExpires(value: string | undefined): SessionExpires | null {
  const number = readNumber(value ?? '', 0, 0xffff_ffff)
  if (value === undefined || number === null) return null
  const read = readParameters(value, number.end)
  if (read === null || read.end < value.length) return null
  const refresher = read.params.get('refresher')?.toLowerCase()
  return { interval: number.value, refresher: refresher === 'uac' || refresher === 'uas' ? refresher : null }
}

export type ServerNegotiation =
  /** §9: 422 with `Min-SE`. */
  | { readonly kind: 'too-small'; readonly minimum: number }
  /** No timer: the client asked for none, and ours is not wanted. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'agreed'
      readonly header: string
      readonly require: boolean
      readonly timer: SessionTimer
    }

export interface ClientWish {
  readonly asked: SessionExpires | null
  /** The client has `Supported: timer`. */
  readonly supports: boolean
  /** `Min-SE` of the request, which the interval may not fall below (§5). */
  readonly minimum: number
}

/** §9, table 2: what the server answers. `ours` is the interval and the least one that we accept, in seconds. */
export function negotiateAsServer(
  { asked, supports, minimum }: ClientWish,
  ours: { readonly interval: number; readonly minimum: number },
): ServerNegotiation {
  if (asked === null && !supports) return { kind: 'none' }
  if (asked !== null && asked.interval < ours.minimum) {
    // a client without the extension cannot read 422: its interval came from a proxy and may be raised
    if (supports) return { kind: 'too-small', minimum: ours.minimum }
  }
  const wanted = Math.min(asked?.interval ?? ours.interval, ours.interval)
  const interval = Math.max(wanted, minimum, ours.minimum)
  // a client without the extension cannot refresh
  const refresher = supports ? (asked?.refresher ?? 'uac') : 'uas'
  return {
    kind: 'agreed',
    header: `${interval};refresher=${refresher}`,
    require: refresher === 'uac',
    timer: { interval, refresher: refresher === 'uas' },
  }
}

/** §7.2: the timer that a 2xx has set for its client; null without. */
export function timerOfAnswer(value: string | undefined): SessionTimer | null {
  const answered = readSessionExpires(value)
  return answered === null ? null : { interval: answered.interval, refresher: answered.refresher !== 'uas' }
}

/** §10: milliseconds until this side acts: refreshes, or ends the session with BYE. */
export function dueMs({ interval, refresher }: SessionTimer): number {
  return (refresher ? interval / 2 : interval - Math.min(32, interval / 3)) * 1_000
}
