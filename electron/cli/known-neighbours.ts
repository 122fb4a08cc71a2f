/** Distinguishes frames with new information from repeated ones. */
import { type FrameSender, senderKey } from '../protocols/lldp/frame-sender.ts'

export interface KnownNeighbours {
  /** `same`: the neighbour sent the same content before. `left`: its time to live is 0. */
  update(neighbour: FrameSender): 'neighbour' | 'changed' | 'left' | 'same'
  /** Number of neighbours so far, those that left included. */
  count(): number
}

/** Bound against a flood of made-up neighbours: the one updated longest ago is dropped. */
const mostNeighbours = 10_000

export function createKnownNeighbours(): KnownNeighbours {
  const known = new Map<string, string>()
  let count = 0
  return {
    update(neighbour) {
      const key = senderKey(neighbour)
      const content = JSON.stringify(neighbour)
      const before = known.get(key)
      known.delete(key)
      known.set(key, content)
      if (before === content) return 'same'
      if (before === undefined) {
        count++
        const [oldest] = known.keys()
        if (known.size > mostNeighbours && oldest !== undefined) known.delete(oldest)
      }
      if (neighbour.ttlS === 0) return 'left'
      return before === undefined ? 'neighbour' : 'changed'
    },
    count: () => count,
  }
}
