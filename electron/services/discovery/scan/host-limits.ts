/** What this laptop has room for: sockets, and neighbours it is looking for on its own links. */
import { readFileSync } from 'node:fs'
import type { NetworkInterface } from '#shared/model/host.ts'
import { ipv4Number } from '#shared/model/target.ts'
import type { RateLimit } from './rate-limit.ts'

const mostSockets = 1_400
const socketsForOthers = 128

/** `Max open files            1024                 1048576              files` (proc(5), /proc/self/limits) */
export function openFilesIn(limits: string): number | null {
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1]
  if (soft === undefined) return null
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft)
}

/** Node raises the soft limit to the hard one when it starts; where the limit cannot be read it is one that every system gives. */
export function socketsAllowed(): number {
  const files = openFilesIn(textOf('/proc/self/limits')) ?? 1_024
  return Math.max(24, Math.min(mostSockets, files - socketsForOthers))
}

/**
 * How many new addresses of its own links a laptop may look for. Linux drops what it sends, and says nothing, when its table of
 * neighbours is full (gc_thresh3, 1024 unless somebody changed it; arp(7)); one who does not answer takes up room for three seconds
 * (mcast_solicit times retrans_time). Ours elsewhere: no other system is known to have less.
 */
export function neighbourLimit(
  room = Number(textOf('/proc/sys/net/ipv4/neigh/default/gc_thresh3')) || 1_024,
): RateLimit {
  const burst = Math.max(1, Math.floor(room / 4))
  // a table that others use as well, and a second more than three
  const left = room - burst - room / 8
  return { perSecond: Math.max(1, Math.floor(left / 4)), burst }
}

/** Whether an address is on one of the laptop's own links, so that it has to be looked for there. */
export function linksOf(interfaces: readonly NetworkInterface[]): (address: string) => boolean {
  const spans = interfaces
    .filter(({ loopback }) => !loopback)
    .flatMap(({ cidr }) => {
      const [network = '', prefix = ''] = cidr.split('/')
      const first = ipv4Number(network)
      return first === null ? [] : [{ first, last: first + 2 ** (32 - Number(prefix)) - 1 }]
    })
  return (address) => {
    const value = ipv4Number(address)
    return value !== null && spans.some(({ first, last }) => value >= first && value <= last)
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // no Linux
    return ''
  }
}
