/**
 * A driver: one vendor's way of reading and writing a device. Drivers hold no time, retries, TLS trust, sign-in
 * schemes, cookies or logs: the kit owns those. Adding a vendor: one folder, one line in index.ts, data in
 * resources/vendors/<vendor>/, a practice device, and a test that holds the two to test/drivers/conformance.ts.
 */

import type { Provenance } from '#shared/model/confidence.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { Identity, Sighting } from '#shared/model/identity.ts'
import type { Description, DeviceAction, Edit, EditResult, Handset, Setting } from '#shared/model/settings.ts'
import type { Kit } from './kit/kit.ts'

export interface Driver {
  /** Folder name, stored with devices: `poly-rove`. */
  readonly id: string
  readonly vendor: string
  /** Shown beside every button of an unproven kind. */
  readonly provenance: Provenance
  /** Whether this driver takes the device. Pure. */
  recognise(identity: Identity, sightings: readonly Sighting[]): boolean
  /** Template of the provisioning URL after the host, macros left for the device: `/00${IPEI}.cfg`. */
  readonly provisioningSuffix: { readonly template: string; readonly provenance: Provenance }
  /** Signs in and returns a session to be disposed of after use. One try: a refusal is final until new credentials. */
  connect(kit: Kit): Promise<Session>
  /** How the gateway core writes this vendor's configuration files; absent for vendors it cannot rehearse. */
  readonly configuration?: ConfigurationWriter
}

/**
 * An open conversation with one device.
 * Every method throws PunchdownError: unreachable, timed-out, sign-in-refused, unexpected-page, device-busy…
 */
export interface Session extends AsyncDisposable {
  describe(): Promise<Description>
  read(): Promise<Setting[]>
  handsets(): Promise<Handset[]>
  /** The edits that would point the device at `url`. Reads, writes nothing. */
  planProvisioning(url: string): Promise<PlannedEdits>
  /** The edits that would make the device update itself to `version`. Reads, writes nothing. */
  planFirmware(version: string): Promise<PlannedEdits>
  /** Writes the edits page by page, then reads each back. Idempotent. */
  apply(edits: readonly Edit[]): Promise<{ results: EditResult[]; restarts: boolean }>
  /** What each edit's setting holds now: `set` when it holds `after`, `refused` otherwise. */
  readBack(edits: readonly Edit[]): Promise<EditResult[]>
  act(action: DeviceAction): Promise<void>
  /** The device's own log page, oldest line first. */
  log(): Promise<string[]>
}

export interface PlannedEdits {
  readonly edits: Edit[]
  readonly after: 'nothing' | 'fetches' | 'restarts'
  readonly provenance: Provenance
}

/** Account a configuration file gives to an endpoint. */
export interface SipAccount {
  /** Address of record: `sip:user@domain` without the scheme: `user@domain`. */
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
  /** The endpoint that a requested file name speaks of, or null when the name is not this vendor's. */
  hardwareIdOf(fileName: string): HardwareId | null
  /** The file: where to fetch next, and the account if one is given. */
  write(content: { nextUrl: string; account: SipAccount | null }): { mediaType: string; body: string }
}
