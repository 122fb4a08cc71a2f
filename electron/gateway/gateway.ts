/**
 * The gateway for services. Its core runs in a worker thread, which is started on first use and restarted when it ends; calls wait for
 * the restart.
 */
import type { SignInCode, VerificationCode } from '#shared/machines/onboarding.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { DirectoryUser, GatewayLogEntry, GatewayStatus } from '#shared/model/host.ts'
import type { GatewayFact, GatewayFetch } from './facts.ts'
import type { ListenOptions } from './gateway-core.ts'

export type { GatewayFact, GatewayFetch } from './facts.ts'

/**
 * Every promise also rejects with
 * @throws PunchdownError gateway-stopped | database-damaged | database-newer | disk-full
 */
export interface Gateway extends AsyncDisposable {
  /** Latest status of the worker. */
  status(): GatewayStatus
  /** @throws PunchdownError port-in-use | address-not-here */
  start(options: ListenOptions): Promise<GatewayStatus>
  stop(): Promise<void>
  /** `http://address:port`; a driver adds its suffix to make the provisioning URL. @throws PunchdownError gateway-off */
  entryUrl(): string
  /** Enrols a hardware id in the tenant. Idempotent. */
  enrol(hardwareId: HardwareId): Promise<void>
  /** Issues a code for 24 hours, which replaces the old one. @throws PunchdownError hardware-id-unknown */
  issueVerificationCode(hardwareId: HardwareId): Promise<VerificationCode>
  /**
   * Returns the valid sign-in code, or issues a new one. With `fresh`, always issues a new one, which replaces the old one.
   * @throws PunchdownError not-onboarded | gateway-off
   */
  issueSignInCode(hardwareId: HardwareId, fresh: boolean): Promise<SignInCode>
  /** Sends NOTIFY `Event: check-sync`, which makes the device fetch again. Resolves to false without a binding. */
  sendCheckSync(hardwareId: HardwareId): Promise<boolean>
  /** Removes the enrolment, its tokens, account and bindings. Idempotent. */
  offboard(hardwareId: HardwareId): Promise<void>
  /** Applies the technician's answer to a held fetch; ignored when the fetch is no longer held. */
  answerHeld(id: string, allow: boolean): Promise<void>
  users(): Promise<DirectoryUser[]>
  /** @throws PunchdownError bad-input when the number is taken */
  addUser(user: { name: string; number: string }): Promise<DirectoryUser>
  log(): Promise<GatewayLogEntry[]>
  /** Facts in the order of the events, each after it was stored. The current facts are repeated after a restart. */
  onFact(listener: (fact: GatewayFact) => void): () => void
  /** Every fetch of a configuration with a User-Agent. */
  onFetch(listener: (fetch: GatewayFetch) => void): () => void
  /** Current facts; empty while the gateway is off. */
  facts(): Promise<GatewayFact[]>
  onChange(listener: () => void): () => void
}
