/** The practice site: simulated devices on real sockets of this laptop, written from publications. They share no code with any driver. */
import type {
  PracticeDevice,
  PracticeFault,
  PracticeOfficeDevice,
  PracticeStatus,
} from '#shared/model/host.ts'
import type { Log } from '../platform/log.ts'

export interface PracticeSite extends AsyncDisposable {
  status(): PracticeStatus
  office(): readonly PracticeOfficeDevice[]
  /**
   * Presses keys on a handset, then the pick-up key; resolves when the call has ended.
   * @throws PunchdownError not-found
   */
  dial(deviceId: string, ipei: string, digits: string): Promise<void>
  /** @throws PunchdownError not-found */
  misbehave(deviceId: string, fault: PracticeFault, on: boolean): void
  /** Called after every visible change; not coalesced. Returns a function that removes the listener. */
  onChange(listener: () => void): () => void
}

/** 0 takes any free port. */
export interface PracticePorts {
  readonly http: number
  readonly sip: number
  readonly snmp: number
}

export interface PracticeOptions {
  /** Folder of the devices' flash memory, in which settings survive a power cut; null stores nothing. */
  readonly flashFolder: string | null
  readonly address: string
  /** Ports of the first device; each further device has the next number of each. */
  readonly ports: PracticePorts
  /** Factor on every delay of the devices (restart, download, retry); 1 is realistic, tests use less. */
  readonly pace: number
  /** Adds the office. */
  readonly office?: boolean
  /** Descriptions in the form of resources/sites/practice/site.json; that file's devices when absent. */
  readonly devices?: readonly unknown[]
}

/** Parameters for opening a practice device. */
export interface PracticeDeviceParts {
  readonly flashFolder: string | null
  readonly address: string
  readonly ports: PracticePorts
  readonly pace: number
  readonly now: () => number
  readonly log: Log
  readonly onChange: () => void
  /** Its SNMP port answers with the MAC address only, in the place of an ARP table, which loopback does not have. */
  readonly macByStandIn?: boolean
}

export interface PracticeDeviceHandle extends AsyncDisposable {
  readonly id: string
  status(): PracticeDevice
  /** False when the device has no such handset. */
  dial(ipei: string, digits: string): Promise<boolean>
  misbehave(fault: PracticeFault, on: boolean): void
}

/** Opens one device from its description. @throws PunchdownError port-in-use | address-not-here */
export type OpenPracticeDevice = (data: unknown, parts: PracticeDeviceParts) => Promise<PracticeDeviceHandle>
