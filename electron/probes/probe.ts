/** Interfaces of probes and listeners: they yield sightings, never a verdict. */
import type { Sighting } from '#shared/model/identity.ts'
import type { Ports } from '#shared/model/job.ts'
import type { Access } from './switch/access.ts'

export interface ProbeContext {
  readonly address: string
  readonly ports: Ports
  /** Timeout of one answer, milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly now: () => number
  /** Awaited before each request; the pacer of a scan delays it. @throws PunchdownError cancelled */
  readonly turn?: () => Promise<void>
  /** Whether the sightings so far are enough; called between two requests. */
  readonly enough?: (seen: readonly Sighting[]) => boolean
  /** Credentials for SNMP agents; the community `public` when absent. */
  readonly snmp?: Access
}

export interface Probe {
  readonly name: string
  /**
   * Sightings of one address; empty when nothing answers. Never rejects because of a peer (silence, garbage, resets).
   * @throws PunchdownError cancelled when the signal fires
   */
  look(context: ProbeContext): Promise<Sighting[]>
}

interface ListenerContext {
  /** The laptop's address on the link. */
  readonly interfaceAddress: string
  /** Sends nothing: a multicast query reaches every host on the link. */
  readonly quiet?: boolean
  /** Ends the listening. */
  readonly signal: AbortSignal
  readonly now: () => number
}

/** Receives announcements of devices on a link. */
export interface Listener {
  readonly name: string
  /**
   * Sightings of any address on the link, each once, until the signal fires; the caller filters the picked ones. Never throws because of
   * what a peer sends.
   * @throws PunchdownError port-in-use | address-not-here
   */
  listen(context: ListenerContext): AsyncGenerator<Sighting, void>
}
