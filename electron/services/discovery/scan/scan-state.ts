/** State of one running scan, shared by its rounds of host discovery and by the devices that are asked. */
import type { HostDiscovery, HostReply } from '../../../probes/host-discovery.ts'
import type { ScannedDevice } from '../../devices/index.ts'
import type { AddressLocks } from './address-locks.ts'
import { type AskerParts, createDeviceAsker, type DeviceAsker } from './ask-device.ts'
import type { DoneSet } from './done-set.ts'
import type { EngineRequest, EngineUpdate, KnownTarget } from './engine-events.ts'
import type { Pacer } from './pacer.ts'
import type { ProbeTarget, ResolvedTargets } from './targets.ts'
import type { Updates } from './updates.ts'
import { createWaits, type Waits } from './waits.ts'

export interface RunParts extends Omit<AskerParts, 'waits'> {
  readonly request: EngineRequest
  readonly targets: ResolvedTargets
  readonly done: DoneSet
  readonly updates: Updates
  readonly discovery: HostDiscovery
  readonly locks: AddressLocks
  /** Aborts the scan: the signal fires. */
  readonly abort: () => void
  readonly isOnLink: (address: string) => boolean
  /** For addresses on the laptop's own links, which need ARP first. */
  readonly neighbourPacer: Pacer
}

/** A host that is about to be asked by the probes. */
export interface DiscoveredHost {
  readonly index: number
  readonly target: ProbeTarget
  readonly reply: HostReply
  readonly known: KnownTarget | null
  /** Releases the lock of its address. */
  readonly release: () => void
}

type Findings = Pick<EngineUpdate, 'devices' | 'silent' | 'unchanged' | 'replies'>

/** Findings since the last update. */
interface FindingsBuffer {
  device(device: ScannedDevice): void
  silent(target: ProbeTarget): void
  unchanged(target: ProbeTarget): void
  reply(target: ProbeTarget, reply: string | null): void
  take(): Findings
}

function createFindingsBuffer(): FindingsBuffer {
  const empty = () => ({
    devices: [] as ScannedDevice[],
    silent: [] as ProbeTarget[],
    unchanged: [] as ProbeTarget[],
    replies: [] as EngineUpdate['replies'][number][],
  })
  let held = empty()
  return {
    device: (device) => void held.devices.push(device),
    silent: (target) => void held.silent.push(target),
    unchanged: (target) => void held.unchanged.push(target),
    reply: (target, reply) => void held.replies.push({ target, reply }),
    take() {
      const taken = held
      held = empty()
      return taken
    },
  }
}

interface Unsettled {
  readonly index: number
  readonly address: string
}

export interface ScanState {
  readonly parts: RunParts
  readonly waits: Waits
  readonly asker: DeviceAsker
  readonly findings: FindingsBuffer
  /** Hosts that wait for a free slot, first come first served. */
  readonly queue: DiscoveredHost[]
  /** Silent targets, asked once more at the end where the subnet loses packets. */
  readonly silent: Unsettled[]
  readonly noRoute: Unsettled[]
  /** Targets that answered, with those of an earlier run of the same scan. */
  answering: number
  /** Rounds of host discovery under way. */
  discovering: number
  /** Hosts that have not answered a probe yet. */
  unspoken: number
  /** Devices that are asked now. */
  asking: number
  /** Resolves when no device is being asked or waiting. */
  idle: PromiseWithResolvers<void> | null
  failure: { readonly error: unknown } | null
}

export function createScanState(parts: RunParts): ScanState {
  const waits = createWaits(parts.limits, parts.pacer)
  return {
    parts,
    waits,
    asker: createDeviceAsker({ ...parts, waits }),
    findings: createFindingsBuffer(),
    queue: [],
    silent: [],
    noRoute: [],
    answering: parts.request.answering ?? 0,
    discovering: 0,
    unspoken: 0,
    asking: 0,
    idle: null,
    failure: null,
  }
}

export function settle({ parts }: ScanState, index: number): void {
  parts.done.add(index)
  parts.updates.touch()
}

/** Keeps the first failure and aborts the scan. */
export function fail(state: ScanState, error: unknown): void {
  state.failure ??= { error }
  state.parts.abort()
}

/** A known target no longer answers. */
export function recordSilence({ findings }: ScanState, target: ProbeTarget, known: KnownTarget | null): void {
  if (known === null) return
  if (known.sightings !== null) findings.silent(target)
  if (known.reply !== null) findings.reply(target, null)
}

/** `web open 48:25:67:0A:1B:2C`, `sip open`, `neighbour 48:25:67:0A:1B:2C` (in the ARP table, without an answer) */
export function replyText(reply: HostReply, mac: string | null): string {
  const how = reply.answered ? `${reply.by} ${reply.open ? 'open' : 'refused'}` : 'neighbour'
  return mac === null ? how : `${how} ${mac}`
}
