/** Time that goes by as fast as a test can: it jumps to the next timer whenever nothing else is left to do. */
import type { Timing } from '#electron/platform/timing.ts'

export interface VirtualTime {
  readonly timing: Timing
  /** Goes on until the work is settled. @throws Error where nobody would ever wake it */
  run<T>(work: Promise<T>): Promise<T>
}

interface Timer {
  readonly at: number
  readonly order: number
  readonly then: () => void
}

export function createVirtualTime(): VirtualTime {
  let now = 0
  let order = 0
  /** A heap: a scan has a timer for each address that is out. */
  const heap: Timer[] = []
  const gone = new Set<Timer>()
  const isBefore = (a: Timer, b: Timer) => a.at < b.at || (a.at === b.at && a.order < b.order)
  const swap = (i: number, j: number) => {
    const [a, b] = [heap[i], heap[j]]
    if (a === undefined || b === undefined) return
    heap[i] = b
    heap[j] = a
  }
  const isLess = (i: number, j: number): boolean => {
    const [a, b] = [heap[i], heap[j]]
    return a !== undefined && b !== undefined && isBefore(a, b)
  }
  const push = (timer: Timer) => {
    heap.push(timer)
    for (let i = heap.length - 1; i > 0 && isLess(i, (i - 1) >> 1); i = (i - 1) >> 1) swap(i, (i - 1) >> 1)
  }
  const pop = (): Timer | undefined => {
    const top = heap[0]
    const last = heap.pop()
    if (heap.length === 0 || last === undefined) return top
    heap[0] = last
    for (let i = 0; ; ) {
      let least = i
      for (const child of [2 * i + 1, 2 * i + 2]) if (isLess(child, least)) least = child
      if (least === i) return top
      swap(i, least)
      i = least
    }
  }
  return {
    timing: {
      now: () => now,
      after(ms, then) {
        const timer = { at: now + Math.max(0, ms), order: order++, then }
        push(timer)
        return () => void gone.add(timer)
      },
    },
    async run(work) {
      let settled = false
      const mark = () => {
        settled = true
      }
      work.then(mark, mark)
      for (;;) {
        // everything that can go on without time passing goes on first
        await new Promise(setImmediate)
        if (settled) return work
        let next = pop()
        while (next !== undefined && gone.delete(next)) next = pop()
        if (next === undefined) throw new Error('nothing is left to wait for')
        now = next.at
        next.then()
      }
    },
  }
}
