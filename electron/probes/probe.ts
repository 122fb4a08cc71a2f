/** A way of noticing: yields sightings, never a verdict. */
import type { Sighting } from '#shared/model/identity.ts'
import type { Ports } from '#shared/model/job.ts'

export interface ProbeContext {
  readonly address: string
  readonly ports: Ports
  /** Longest wait for one answer, milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly now: () => number
}

export interface Probe {
  readonly name: string
  /**
   * Sightings of one address; empty when nothing answers. Never throws for what a peer does (silence, garbage, resets);
   * throws PunchdownError cancelled when the signal fires.
   */
  look(context: ProbeContext): Promise<Sighting[]>
}
