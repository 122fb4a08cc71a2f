/**
 * The gateway core inside its worker: provisioning, SIP, directory, codes. For bench, training and rehearsal: it is off until started,
 * uses reserved names only, and refuses requests for other host names. Every operation stores its result before it returns.
 */
import type { SignInCode, VerificationCode } from '#shared/machines/onboarding.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { DirectoryUser, GatewayLogEntry, GatewayStatus } from '#shared/model/host.ts'
import type { GatewayFact, GatewayFetch } from './facts.ts'

export interface GatewayCore {
  status(): GatewayStatus
  /**
   * Starts provisioning and SIP on one address. Port 0 uses the last port on this address, else any free one.
   * @throws PunchdownError port-in-use | address-not-here
   */
  start(options: ListenOptions): Promise<GatewayStatus>
  stop(): Promise<void>
  /** `http://address:port`; a driver adds its suffix to make the provisioning URL. @throws PunchdownError gateway-off */
  entryUrl(): string
  /** Enrols a hardware id in the tenant. Idempotent. */
  enrol(hardwareId: HardwareId): void
  /** Issues a code for 24 hours, which replaces the old one. @throws PunchdownError hardware-id-unknown */
  issueVerificationCode(hardwareId: HardwareId): VerificationCode
  /**
   * Returns the valid sign-in code, or issues a new one. With `fresh`, always issues a new one, which replaces the old one.
   * @throws PunchdownError not-onboarded | gateway-off
   */
  issueSignInCode(hardwareId: HardwareId, fresh: boolean): SignInCode
  /** Sends NOTIFY `Event: check-sync`, which makes the device fetch again. Resolves to false without a binding. */
  sendCheckSync(hardwareId: HardwareId): Promise<boolean>
  /** Removes the enrolment, its tokens, account and bindings. Idempotent. */
  offboard(hardwareId: HardwareId): void
  /** Applies the technician's answer to a held fetch. An allowed address becomes the owner of the session. */
  answerHeld(id: string, allow: boolean): void
  users(): DirectoryUser[]
  /** @throws PunchdownError bad-input when the number is taken */
  addUser(user: { name: string; number: string }): DirectoryUser
  log(): GatewayLogEntry[]
  /** Facts in the order of the events. The listener is called after the fact was stored. */
  onFact(listener: (fact: GatewayFact) => void): () => void
  /** Every fetch of a configuration with a User-Agent. */
  onFetch(listener: (fetch: GatewayFetch) => void): () => void
  /** Current facts, to update the machines after a restart. */
  facts(): GatewayFact[]
  onChange(listener: () => void): () => void
}

export interface ListenOptions {
  readonly address: string
  readonly httpPort: number
  readonly sipPort: number
}
