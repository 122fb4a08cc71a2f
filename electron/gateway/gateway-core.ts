/**
 * The gateway core inside its worker: provisioning, SIP, directory, codes. For bench, training and rehearsal: off until
 * started, reserved names only, no answer for any other host name. Every call has stored its outcome when it returns.
 */
import type { SignInCode, VerificationCode } from '#shared/machines/onboarding.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { DirectoryUser, GatewayLogEntry, GatewayStatus } from '#shared/model/host.ts'
import type { GatewayFact, GatewayFetch } from './facts.ts'

export interface GatewayCore {
  status(): GatewayStatus
  /**
   * Starts provisioning and SIP on one address. Port 0 takes the port remembered for this address, else any free one.
   * @throws PunchdownError port-in-use | address-not-here
   */
  start(options: ListenOptions): Promise<GatewayStatus>
  stop(): Promise<void>
  /** `http://address:port`; a device is pointed at this plus its driver's suffix. @throws PunchdownError gateway-off */
  entryUrl(): string
  /** Puts a hardware id on the tenant's list. Idempotent. */
  enrol(hardwareId: HardwareId): void
  /** A new 24-hour code; the older one stops working. @throws PunchdownError hardware-id-unknown */
  issueVerificationCode(hardwareId: HardwareId): VerificationCode
  /**
   * The sign-in code in force, or a new one; always a new one with `fresh`, and the old one stops working.
   * @throws PunchdownError not-onboarded | gateway-off
   */
  issueSignInCode(hardwareId: HardwareId, fresh: boolean): SignInCode
  /** Sends NOTIFY `Event: check-sync`: the device fetches again. Resolves false when it has no binding. */
  sendCheckSync(hardwareId: HardwareId): Promise<boolean>
  /** Removes the enrolment, its tokens, account and bindings. Idempotent. */
  offboard(hardwareId: HardwareId): void
  /** The technician's answer to a held fetch: an address that is allowed owns the session from now on. */
  answerHeld(id: string, allow: boolean): void
  users(): DirectoryUser[]
  /** @throws PunchdownError bad-input when the number is taken */
  addUser(user: { name: string; number: string }): DirectoryUser
  log(): GatewayLogEntry[]
  /** Facts in the order they were seen; the listener is called after the fact was stored. */
  onFact(listener: (fact: GatewayFact) => void): () => void
  /** Every fetch of a configuration that carries a User-Agent. */
  onFetch(listener: (fetch: GatewayFetch) => void): () => void
  /** Facts that hold now, to bring machines up to date after a restart. */
  facts(): GatewayFact[]
  onChange(listener: () => void): () => void
}

export interface ListenOptions {
  readonly address: string
  readonly httpPort: number
  readonly sipPort: number
}
