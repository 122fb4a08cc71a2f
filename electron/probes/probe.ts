/** A way of noticing: yields sightings, never a verdict. */
import type { Sighting } from '#shared/model/identity.ts'
import type { Ports } from '#shared/model/job.ts'
import type { Access } from './switch/access.ts'

export interface ProbeContext {
  readonly address: string
  readonly ports: Ports
  /** Longest wait for one answer, milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly now: () => number
  /** How SNMP agents are asked, where the technician said so; without it with the community `public`, which is no secret. */
  readonly snmp?: Access
}

export interface Probe {
  readonly name: string
  /**
   * Sightings of one address; empty when nothing answers. Never throws for what a peer does (silence, garbage, resets);
   * throws PunchdownError cancelled when the signal fires.
   */
  look(context: ProbeContext): Promise<Sighting[]>
}
