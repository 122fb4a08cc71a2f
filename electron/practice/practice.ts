/** The practice site: devices that behave, on real sockets. Written from research; shares no code with any driver. */
import type { PracticeFault, PracticeOfficeDevice, PracticeStatus } from '#shared/model/host.ts'

export interface PracticeSite extends AsyncDisposable {
  status(): PracticeStatus
  office(): readonly PracticeOfficeDevice[]
  /** Presses keys on a handset, then the pick-up key; resolves when the call has ended. */
  dial(deviceId: string, ipei: string, digits: string): Promise<void>
  misbehave(deviceId: string, fault: PracticeFault, on: boolean): void
  /** Called after every visible change, coalesced by the caller. */
  onChange(listener: () => void): () => void
}

export interface PracticeOptions {
  /** Folder that stands for the devices' flash memory: settings survive a power cut. Null: nothing survives. */
  readonly flashFolder: string | null
  readonly address: string
  /** Ports wanted; 0 takes any free port. */
  readonly ports: { readonly http: number; readonly sip: number; readonly snmp: number }
  /** Factor on every delay of the devices (reboot, download, re-registration); 1 is lifelike for training, tests use less. */
  readonly pace: number
  /** Whether the office is there beside the base. */
  readonly office?: boolean
}
