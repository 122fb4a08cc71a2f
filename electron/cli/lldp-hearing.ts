/** Which frames tell something new. Pure but for its own memory. */
import { type FrameSender, senderKey } from '../protocols/lldp/frame-sender.ts'

export interface Hearing {
  /** same: the neighbour said just this before. left: its time to live is 0. */
  hear(neighbour: FrameSender): 'neighbour' | 'changed' | 'left' | 'same'
  /** Neighbours heard so far. */
  count(): number
}

/** More neighbours than any port has: a bound for what somebody floods a port with. The one heard longest ago is forgotten. */
const mostNeighbours = 10_000

export function createPassiveDiscovery(): Hearing {
  const said = new Map<string, string>()
  let count = 0
  return {
    hear(neighbour) {
      const key = senderKey(neighbour)
      const words = JSON.stringify(neighbour)
      const before = said.get(key)
      said.delete(key)
      said.set(key, words)
      if (before === words) return 'same'
      if (before === undefined) {
        count++
        const [oldest] = said.keys()
        if (said.size > mostNeighbours && oldest !== undefined) said.delete(oldest)
      }
      if (neighbour.ttlS === 0) return 'left'
      return before === undefined ? 'neighbour' : 'changed'
    },
    count: () => count,
  }
}
