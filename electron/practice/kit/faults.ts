/** The faults that a practice device shows on request. */
import type { PracticeFault } from '#shared/model/host.ts'

export interface Faults {
  has(fault: PracticeFault): boolean
  set(fault: PracticeFault, on: boolean): void
  /** Whether a one-time fault is set; switches it off. */
  take(fault: PracticeFault): boolean
  list(): PracticeFault[]
  /** Calls `listener` after each change. */
  watch(listener: () => void): void
}

export function createFaults(onChange: () => void): Faults {
  const set = new Set<PracticeFault>()
  const listeners = new Set<() => void>([onChange])
  const changed = (): void => {
    for (const listener of listeners) listener()
  }
  return {
    has: (fault) => set.has(fault),
    set(fault, on) {
      if (on) set.add(fault)
      else set.delete(fault)
      changed()
    },
    take(fault) {
      const had = set.delete(fault)
      if (had) changed()
      return had
    },
    list: () => [...set],
    watch: (listener) => void listeners.add(listener),
  }
}
