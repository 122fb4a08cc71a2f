/** Limits of this laptop: sockets it may open, and link neighbours it may resolve. */
import { readFileSync } from 'node:fs'
import type { NetworkInterface } from '#shared/model/host.ts'
import { cidrSpan, holds, ipv4Number } from '#shared/model/ipv4.ts'
import type { RateLimit } from './rate-limit.ts'

const mostSockets = 1_400
const socketsForOthers = 128

/** `Max open files            1024                 1048576              files` (proc(5), /proc/self/limits) */
export function openFilesIn(limits: string): number | null {
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1]
  if (soft === undefined) return null
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft)
}

/** Node raises the soft limit to the hard one at its start. Systems without /proc get 1,024, which all of them allow. */
export function socketsAllowed(limits = textOf('/proc/self/limits')): number {
  const files = openFilesIn(limits) ?? 1_024
  return Math.max(24, Math.min(mostSockets, files - socketsForOthers))
}

/**
 * Rate of ARP resolutions for new addresses on the laptop's own links. Linux drops packets silently when its neighbour table is full
 * (gc_thresh3, 1024 by default; arp(7)), and an address that does not answer occupies an entry for three seconds (mcast_solicit times
 * retrans_time). Other systems get the same limit, which is ours: no system with a smaller table is known.
 */
export function neighbourLimit(
  room = Number(textOf('/proc/sys/net/ipv4/neigh/default/gc_thresh3')) || 1_024,
): RateLimit {
  const burst = Math.max(1, Math.floor(room / 4))
  // an eighth is left to other programs; an entry counts for four seconds instead of three
  const left = room - burst - room / 8
  return { perSecond: Math.max(1, Math.floor(left / 4)), burst }
}

/** Tests whether an address is on one of the laptop's own links, so that it needs ARP. */
export function linksOf(interfaces: readonly NetworkInterface[]): (address: string) => boolean {
  const spans = interfaces
    .filter(({ loopback }) => !loopback)
    .map(({ cidr }) => cidrSpan(cidr))
    .filter((span) => span !== null)
  return (address) => {
    const value = ipv4Number(address)
    return value !== null && spans.some((span) => holds(span, value))
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // not Linux
    return ''
  }
}
