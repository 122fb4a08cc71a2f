/** Request and events of the scan engine. */
import type { Sighting } from '#shared/model/identity.ts'
import type { ScanEvent, ScanOnly, ScanProfile } from '#shared/model/scan.ts'
import type { Access } from '../../../probes/switch/access.ts'
import type { ScannedDevice } from '../../devices/index.ts'
import type { Pacer } from './pacer.ts'
import type { PickedTargets, ProbeTarget } from './targets.ts'

/** Result of an earlier scan at a target. */
export interface KnownTarget {
  /** Reply of host discovery; null when unknown. */
  readonly reply: string | null
  /** Of the device there; null when it was not a device. */
  readonly sightings: readonly Sighting[] | null
}

export interface EngineRequest extends PickedTargets {
  readonly profile: ScanProfile
  readonly only: ScanOnly
  /** Settled targets, as `done` of an earlier update. */
  readonly done?: Uint8Array | undefined
  /** How many of those answered. */
  readonly answering?: number
  readonly known: (target: ProbeTarget) => KnownTarget | null
  /** Credentials for SNMP agents. */
  readonly snmp?: Access
  readonly signal: AbortSignal
  /** Called once with the control that pauses and resumes the scan. */
  readonly attach?: (control: Pick<Pacer, 'pause' | 'resume' | 'paused'>) => void
}

export type EngineProgress = Omit<Extract<ScanEvent, { kind: 'progress' }>, 'kind' | 'scanId'>

/** Changes since the last update. */
export interface EngineUpdate {
  readonly kind: 'update'
  readonly progress: EngineProgress
  readonly devices: readonly ScannedDevice[]
  /** Known targets that no longer answer. */
  readonly silent: readonly ProbeTarget[]
  /** Known devices with the same answers as before. */
  readonly unchanged: readonly ProbeTarget[]
  /** Replies of host discovery; null when a target that replied before does not any more. */
  readonly replies: readonly { readonly target: ProbeTarget; readonly reply: string | null }[]
  /** All settled targets, one bit each. A finding about a target comes no later than its bit. */
  readonly done: Uint8Array
}

export type EngineEvent =
  | { readonly kind: 'started'; readonly addresses: number; readonly done: number }
  | EngineUpdate
