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
  /** Waited for before each request to the device: who paces a scan lets it through. @throws PunchdownError cancelled */
  readonly turn?: () => Promise<void>
  /** Whether nothing more is wanted, given what this look has seen so far; asked between two requests of a look. */
  readonly enough?: (seen: readonly Sighting[]) => boolean
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

export interface ListenerContext {
  /** Of the laptop, on the link that is listened on. */
  readonly interfaceAddress: string
  /** Nothing is asked: a question to a group reaches everybody on the link. */
  readonly quiet?: boolean
  /** Ends the listening. */
  readonly signal: AbortSignal
  readonly now: () => number
}

/** Hears what devices say of themselves to everybody on a link. */
export interface Listener {
  readonly name: string
  /**
   * Sightings of any address on the link, each once, until the signal fires: whoever listens keeps those that were picked. Never throws
   * for what a peer sends.
   * @throws PunchdownError port-in-use | address-not-here where this laptop cannot listen so
   */
  listen(context: ListenerContext): AsyncGenerator<Sighting, void>
}
