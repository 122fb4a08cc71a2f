/** Devices of a job: stored from scans, passive discovery and switches; read, planned for and acted on. */
import type { Sighting } from '#shared/model/identity.ts'
import type { Device } from '#shared/model/job.ts'
import type { PlanRequest } from '#shared/model/region.ts'
import type { Description, DeviceAction, Handset, Plan } from '#shared/model/settings.ts'
import type { Log } from '../../platform/log.ts'
import type { Timing } from '../../platform/timing.ts'
import {
  act,
  type DeviceReading,
  describe,
  moveToOtherAddress,
  type OperationParts,
  plan,
  read,
  readHandsets,
  readLog,
  signIn,
} from './device-operations.ts'
import { createDeviceRecords, type DeviceRecordsParts } from './device-records.ts'
import { createFirmwareWatch } from './firmware-watch.ts'
import type { Sessions, SignInRequest } from './sessions.ts'
import {
  addFromSwitch,
  type ScannedDevice,
  takePassive,
  takeScan,
  takeSwitch,
  takeUserAgent,
} from './take-evidence.ts'

export interface Devices {
  /** Adds or refreshes a device; the same key is the same device at any address. */
  upsertFromScan(jobId: string, found: ScannedDevice): Device
  /**
   * Takes what a switch says of a device as evidence, in place of what the same switch said before.
   * @throws PunchdownError not-found
   */
  applySwitchEvidence(deviceId: string, switchKey: string, sightings: readonly Sighting[]): void
  /**
   * Takes unasked sightings at an address as evidence of the device there. A device of a known vendor that is not in the job yet
   * is added. Null where no device can be told.
   */
  upsertFromPassive(jobId: string, address: string, sightings: readonly Sighting[]): Device | null
  /** Takes the User-Agent of a configuration fetch from this laptop; ignored where the device cannot be told. */
  applyUserAgent(jobId: string, fetch: { address: string; mac: string | null; userAgent: string }): void
  /** Adds a device that only a switch has seen so far: its MAC and its address are the switch's word. */
  upsertFromSwitch(
    jobId: string,
    switchKey: string,
    heard: { mac: string; address: string; sightings: readonly Sighting[] },
  ): Device
  /** @throws PunchdownError not-found */
  get(deviceId: string): Device
  sightings(deviceId: string): Sighting[]
  /** @throws PunchdownError plain-http-not-accepted | sign-in-refused | sign-in-weaker | certificate-changed | no-driver */
  signIn(deviceId: string, request: SignInRequest): Promise<Description>
  signOut(deviceId: string): void
  /** Takes the other address that the device was seen at; it has to be signed in to again. */
  moveToOtherAddress(deviceId: string): void
  /** Reads what the device is now into its identity and verdict. */
  describe(deviceId: string): Promise<Description>
  read(deviceId: string): Promise<DeviceReading>
  /** The handsets a base lists now. @throws PunchdownError capability-missing */
  handsets(deviceId: string): Promise<Handset[]>
  log(deviceId: string): Promise<string[]>
  /** Reads the device and stores the edits; writes nothing. @throws PunchdownError capability-missing */
  plan(deviceId: string, target: PlanRequest): Promise<Plan>
  /** @throws PunchdownError capability-missing */
  act(deviceId: string, action: DeviceAction): Promise<void>
  /** Asks the device until it runs the version it was told to take, 15 minutes at most. */
  expectFirmware(deviceId: string, version: string): void
  stop(): void
}

export type DevicesParts = Omit<DeviceRecordsParts, 'sessions'> &
  Omit<OperationParts, 'records' | 'sessions'> & {
    readonly sessions: Sessions
    readonly timing: Timing
    readonly log: Log
  }

/** Pause between two questions for the firmware, and longest time of an update, milliseconds. */
const firmwareEveryMs = 5_000
const firmwareWithinMs = 15 * 60_000

export function createDevices(parts: DevicesParts): Devices {
  const { sessions, rehearsalUrl, onHandsets, onPorts } = parts
  const records = createDeviceRecords(parts)
  const operation: OperationParts = { records, sessions, rehearsalUrl, onHandsets, onPorts }
  const watch = createFirmwareWatch({
    describe: (deviceId) => describe(operation, deviceId),
    timing: parts.timing,
    log: parts.log,
    everyMs: firmwareEveryMs,
    withinMs: firmwareWithinMs,
  })
  return {
    get: (deviceId) => records.present(sessions.stored(deviceId)),
    sightings: (deviceId) => parts.store.devices.sightings(sessions.stored(deviceId).id),
    upsertFromScan: (jobId, found) => takeScan(records, jobId, found),
    applySwitchEvidence: (deviceId, switchKey, told) =>
      takeSwitch(records, sessions.stored(deviceId), switchKey, told),
    upsertFromPassive: (jobId, address, sightings) => takePassive(records, jobId, address, sightings),
    applyUserAgent: (jobId, fetch) => takeUserAgent(records, jobId, fetch),
    upsertFromSwitch: (jobId, switchKey, heard) => addFromSwitch(records, jobId, switchKey, heard),
    signIn: (deviceId, request) => signIn(operation, deviceId, request),
    signOut: sessions.signOut,
    moveToOtherAddress: (deviceId) => moveToOtherAddress(operation, deviceId),
    describe: (deviceId) => describe(operation, deviceId),
    read: (deviceId) => read(operation, deviceId),
    handsets: (deviceId) => readHandsets(operation, deviceId),
    log: (deviceId) => readLog(operation, deviceId),
    plan: (deviceId, target) => plan(operation, deviceId, target),
    act: (deviceId, action) => act(operation, deviceId, action),
    expectFirmware: (deviceId, version) => watch.expect(deviceId, version),
    stop: () => watch.stop(),
  }
}
