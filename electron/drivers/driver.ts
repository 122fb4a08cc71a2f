/**
 * The interface of drivers. A driver reads and writes the devices of one vendor; the kit handles time limits, retries, TLS trust,
 * sign-in, cookies and logs. A new vendor needs a folder, a line in index.ts, data in resources/vendors/, a practice device, and a
 * test that runs test/drivers/conformance.ts against it.
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
  /** Stored with devices: `poly-rove`. */
  readonly id: string
  /** Name of its folder, and of its file in resources/vendors; the id when absent. */
  readonly folder?: string
  readonly vendor: string
  /** Shown beside every button of an unproven driver. */
  readonly provenance: Provenance
  /** Whether this driver supports the device. Pure. */
  recognise(identity: Identity, sightings: readonly Sighting[]): boolean
  /** Capabilities of a session with such a device. Pure; `connect` returns a session with exactly these. */
  capabilitiesOf(identity: Identity): readonly DeviceCapability[]
  /**
   * Template of the provisioning URL after the host, with macros that the device expands: `/00${IPEI}.cfg`. Absent for a driver that does
   * not write it: the guided card of the model stands for it.
   */
  readonly provisioningSuffix?: { readonly template: string; readonly provenance: Provenance }
  /** Signs in with one try and returns a session, which the caller disposes of. */
  connect(kit: Kit): Promise<Session>
  /** Writes this vendor's configuration files for the gateway core; absent when the gateway cannot rehearse the vendor. */
  readonly configuration?: ConfigurationWriter
}

/**
 * An open session with one device: operations of every device, and the capabilities of this one.
 * Every method throws PunchdownError: unreachable, timed-out, sign-in-refused, unexpected-page, device-busy…
 */
export interface Session extends AsyncDisposable, Capabilities {
  describe(): Promise<Description>
  read(): Promise<Setting[]>
}

/** Optional capabilities. The property is absent when a device lacks the capability. */
export interface Capabilities {
  readonly provisioning?: Provisioning
  readonly firmware?: FirmwareUpdate
  readonly handsets?: { list(): Promise<HandsetList> }
  readonly subscription?: Subscription
  readonly ports?: { list(): Promise<AdapterPort[]> }
  /** Each resolves when the device has accepted the request, not when it has finished. */
  readonly actions?: Readonly<Partial<Record<DeviceAction, () => Promise<void>>>>
  /** The device's own log, oldest line first. */
  readonly log?: { read(): Promise<string[]> }
}

/** Writes the edits of a plan. */
export interface EditWriter {
  /**
   * Writes the edits that differ, then reads all of them back. Idempotent. `restarts` is true when the device must restart before it
   * can be read. When the reply to a write is lost, the results are `unknown` and `restarts` is true.
   */
  apply(edits: readonly Edit[]): Promise<AppliedEdits>
  /** Reads the settings: `set` for one with the value `after`, `refused` otherwise. */
  readBack(edits: readonly Edit[]): Promise<EditResult[]>
}

export interface AppliedEdits {
  readonly results: EditResult[]
  readonly restarts: boolean
}

export interface Provisioning extends EditWriter {
  /** Determines the edits that make the device fetch its configuration from `url`. Does not write. */
  plan(url: string): Promise<PlannedEdits>
}

export interface FirmwareUpdate extends EditWriter {
  /** Determines the edits that make the device update to `version`. Does not write. */
  plan(version: string): Promise<PlannedEdits>
}

/** The subscription window, in which a base accepts new handsets. */
interface Subscription {
  /** `accessCode` is entered on the handset. `until` is the time at which the base closes the window, in ms since the epoch. */
  open(): Promise<{ readonly accessCode: string; readonly until: number | null }>
  close(): Promise<void>
}

type PlannedEdits = Pick<Plan, 'edits' | 'after' | 'starts' | 'provenance'>

/** SIP account in a configuration file. */
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
  /**
   * Hardware id of the endpoint that requests this file; null for the files of other vendors. The User-Agent is empty for a request without
   * one; some vendors have the id there alone, because all phones of a model request the same file.
   */
  hardwareIdOf(fileName: string, userAgent: string): HardwareId | null
  /** Whether this vendor's devices send the HTTP User-Agent; the text is empty for a request without one. */
  isUserAgent(text: string): boolean
  /** Writes a file with the URL of the next fetch, and with the account if there is one. */
  write(content: { nextUrl: string; account: SipAccount | null }): { mediaType: string; body: string }
}
