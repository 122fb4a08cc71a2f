/**
 * A driver: one vendor's way of reading and writing a device. Drivers hold no time, retries, TLS trust, sign-in schemes, cookies
 * or logs: the kit owns those. Adding a vendor: one folder, one line in index.ts, data in resources/vendors/<vendor>/, a practice
 * device, and a test that runs test/drivers/conformance.ts against it.
 */

import type { Provenance } from '#shared/model/confidence.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { Identity, Sighting } from '#shared/model/identity.ts'
import type {
  AdapterPort,
  Description,
  DeviceAction,
  DeviceCapability,
  Edit,
  EditResult,
  HandsetList,
  Plan,
  Setting,
} from '#shared/model/settings.ts'
import type { Kit } from './kit/kit.ts'

export interface Driver {
  /** Folder name, stored with devices: `poly-rove`. */
  readonly id: string
  readonly vendor: string
  /** Shown beside every button of an unproven kind. */
  readonly provenance: Provenance
  /** Whether this driver takes the device. Pure. */
  recognise(identity: Identity, sightings: readonly Sighting[]): boolean
  /** What a session with such a device can do. Pure; `connect` returns a session with exactly these. */
  capabilitiesOf(identity: Identity): readonly DeviceCapability[]
  /** Template of the provisioning URL after the host, macros left for the device: `/00${IPEI}.cfg`. */
  readonly provisioningSuffix: { readonly template: string; readonly provenance: Provenance }
  /** Signs in and returns a session to be disposed of after use. One try: a refusal is final until new credentials. */
  connect(kit: Kit): Promise<Session>
  /** How the gateway core writes this vendor's configuration files; absent for vendors it cannot rehearse. */
  readonly configuration?: ConfigurationWriter
}

/**
 * An open session with one device: what every device can do, and the capabilities it has.
 * Every method throws PunchdownError: unreachable, timed-out, sign-in-refused, unexpected-page, device-busy…
 */
export interface Session extends AsyncDisposable, Capabilities {
  describe(): Promise<Description>
  read(): Promise<Setting[]>
}

/** What a maker can do beyond that. A device that lacks one has no such property. */
export interface Capabilities {
  readonly provisioning?: Provisioning
  readonly firmware?: FirmwareUpdate
  readonly handsets?: { list(): Promise<HandsetList> }
  readonly subscription?: Subscription
  readonly ports?: { list(): Promise<AdapterPort[]> }
  /** Each resolves when the device took the request, not when it has finished. */
  readonly actions?: Readonly<Partial<Record<DeviceAction, () => Promise<void>>>>
  /** The device's own log, oldest line first. */
  readonly log?: { read(): Promise<string[]> }
}

/** Writes the edits of a plan. */
export interface EditWriter {
  /**
   * Writes what differs, then reads every edit back. Idempotent. `restarts`: the device has to come back before it can be read.
   * Where the answer to a write is lost, the results are `unknown` and `restarts` is true.
   */
  apply(edits: readonly Edit[]): Promise<AppliedEdits>
  /** What each setting holds now: `set` when it holds `after`, `refused` otherwise. */
  readBack(edits: readonly Edit[]): Promise<EditResult[]>
}

export interface AppliedEdits {
  readonly results: EditResult[]
  readonly restarts: boolean
}

export interface Provisioning extends EditWriter {
  /** The edits that would make the device fetch its configuration from `url`. Reads, writes nothing. */
  plan(url: string): Promise<PlannedEdits>
}

export interface FirmwareUpdate extends EditWriter {
  /** The edits that would make the device update itself to `version`. Reads, writes nothing. */
  plan(version: string): Promise<PlannedEdits>
}

/** The window in which a base takes new handsets. */
interface Subscription {
  /** `accessCode` is keyed on the handset. `until`: when the base closes the window, milliseconds since the epoch. */
  open(): Promise<{ readonly accessCode: string; readonly until: number | null }>
  close(): Promise<void>
}

type PlannedEdits = Pick<Plan, 'edits' | 'after' | 'provenance'>

/** Account a configuration file gives to an endpoint. */
export interface SipAccount {
  /** Address of record without the scheme: `user@domain`. */
  readonly identity: string
  readonly user: string
  readonly authUser: string
  readonly password: string
  readonly displayName: string
  /** host:port of the registrar. */
  readonly registrar: string
  readonly transport: 'udp' | 'tcp'
}

export interface ConfigurationWriter {
  /** The endpoint a requested file name belongs to; null when the name is not this vendor's. */
  hardwareIdOf(fileName: string): HardwareId | null
  /** Whether the HTTP User-Agent is one that this vendor's devices send; an empty text stands for none. */
  isUserAgent(text: string): boolean
  /** The file: where to fetch next, and the account if one is given. */
  write(content: { nextUrl: string; account: SipAccount | null }): { mediaType: string; body: string }
}
