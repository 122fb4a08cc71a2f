/** The faults that a practice device shows on request. */
import type { PracticeFault } from '#shared/model/host.ts'

export interface Faults {
  has(fault: PracticeFault): boolean
  set(fault: PracticeFault, on: boolean): void
  /** True when a fault of one time was set; it ends with this call. */
  take(fault: PracticeFault): boolean
  list(): PracticeFault[]
}

export function createFaults(onChange: () => void): Faults {
  const set = new Set<PracticeFault>()
  return {
    has: (fault) => set.has(fault),
    set(fault, on) {
      if (on) set.add(fault)
      else set.delete(fault)
      onChange()
    },
    take(fault) {
      const had = set.delete(fault)
      if (had) onChange()
      return had
    },
    list: () => [...set],
  }
}
