/** How many sockets a scan may hold open: what the system allows this process, less what the rest of the core needs. */
import { readFileSync } from 'node:fs'

const most = 1_400
const forOthers = 128

/** `Max open files            1024                 1048576              files` (proc(5), /proc/self/limits) */
export function openFilesIn(limits: string): number | null {
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1]
  if (soft === undefined) return null
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft)
}

/** Node raises the soft limit to the hard one when it starts; where the limit cannot be read it is one that every system gives. */
export function socketsAllowed(): number {
  let limits = ''
  try {
    limits = readFileSync('/proc/self/limits', 'utf8')
  } catch {
    // no Linux
  }
  return Math.max(24, Math.min(most, (openFilesIn(limits) ?? 1_024) - forOthers))
}
