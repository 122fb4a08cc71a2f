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
   * Replaces the evidence of a device that the same switch reported before.
   * @throws PunchdownError not-found
   */
  applySwitchEvidence(deviceId: string, switchKey: string, sightings: readonly Sighting[]): void
  /**
   * Adds unsolicited sightings at an address to the evidence of the device there. A new device of a known vendor is
   * added to the job. Null when the device is not known.
   */
  upsertFromPassive(jobId: string, address: string, sightings: readonly Sighting[]): Device | null
  /** Adds the User-Agent of a configuration fetch from this laptop; ignored when the device is not known. */
  applyUserAgent(jobId: string, fetch: { address: string; mac: string | null; userAgent: string }): void
  /** Adds a device that only a switch has seen, with the MAC and IP address reported by the switch. */
  upsertFromSwitch(
    jobId: string,
    switchKey: string,
    neighbour: { mac: string; address: string; sightings: readonly Sighting[] },
  ): Device
  /** @throws PunchdownError not-found */
  get(deviceId: string): Device
  sightings(deviceId: string): Sighting[]
  /** @throws PunchdownError plain-http-not-accepted | sign-in-refused | sign-in-weaker | certificate-changed | no-driver */
  signIn(deviceId: string, request: SignInRequest): Promise<Description>
  signOut(deviceId: string): void
  /** Moves the device to its other address, which needs a new sign-in. */
  moveToOtherAddress(deviceId: string): void
  /** Reads the device and updates its identity and verdict. */
  describe(deviceId: string): Promise<Description>
  read(deviceId: string): Promise<DeviceReading>
  /** Reads the handsets of a base. @throws PunchdownError capability-missing */
  handsets(deviceId: string): Promise<Handset[]>
  log(deviceId: string): Promise<string[]>
  /** Reads the device and stores the edits; writes nothing. @throws PunchdownError capability-missing */
  plan(deviceId: string, target: PlanRequest): Promise<Plan>
  /** @throws PunchdownError capability-missing */
  act(deviceId: string, action: DeviceAction): Promise<void>
  /** Reads the device until it runs the version, for at most 15 minutes. */
  expectFirmware(deviceId: string, version: string): void
  stop(): void
}

export type DevicesParts = Omit<DeviceRecordsParts, 'sessions'> &
  Omit<OperationParts, 'records' | 'sessions'> & {
    readonly sessions: Sessions
    readonly timing: Timing
    readonly log: Log
  }

/** Interval of readings of the firmware, and longest time of an update, milliseconds. */
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
    applySwitchEvidence: (deviceId, switchKey, reported) =>
      takeSwitch(records, sessions.stored(deviceId), switchKey, reported),
    upsertFromPassive: (jobId, address, sightings) => takePassive(records, jobId, address, sightings),
    applyUserAgent: (jobId, fetch) => takeUserAgent(records, jobId, fetch),
    upsertFromSwitch: (jobId, switchKey, neighbour) => addFromSwitch(records, jobId, switchKey, neighbour),
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
