/**
 * The gateway as services see it. The core behind it runs in a worker thread that is started on first use and restarted
 * when it ends; calls made meanwhile wait for the new one.
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
  /** The latest status that the worker sent. */
  status(): GatewayStatus
  /** @throws PunchdownError port-in-use | address-not-here */
  start(options: ListenOptions): Promise<GatewayStatus>
  stop(): Promise<void>
  /** `http://address:port`; a device is pointed at this plus its driver's suffix. @throws PunchdownError gateway-off */
  entryUrl(): string
  /** Puts a hardware id on the tenant's list. Idempotent. */
  enrol(hardwareId: HardwareId): Promise<void>
  /** A new 24-hour code; the older one stops working. @throws PunchdownError hardware-id-unknown */
  issueVerificationCode(hardwareId: HardwareId): Promise<VerificationCode>
  /**
   * The sign-in code in force, or a new one; always a new one with `fresh`, and the old one stops working.
   * @throws PunchdownError not-onboarded | gateway-off
   */
  issueSignInCode(hardwareId: HardwareId, fresh: boolean): Promise<SignInCode>
  /** Sends NOTIFY `Event: check-sync`: the device fetches again. Resolves false when it has no binding. */
  sendCheckSync(hardwareId: HardwareId): Promise<boolean>
  /** Removes the enrolment, its tokens, account and bindings. Idempotent. */
  offboard(hardwareId: HardwareId): Promise<void>
  /** The technician's answer to a held fetch; one that is no longer held is ignored. */
  answerHeld(id: string, allow: boolean): Promise<void>
  users(): Promise<DirectoryUser[]>
  /** @throws PunchdownError bad-input when the number is taken */
  addUser(user: { name: string; number: string }): Promise<DirectoryUser>
  log(): Promise<GatewayLogEntry[]>
  /** Facts in the order they were seen, each after it was stored. After a restart those that hold are repeated. */
  onFact(listener: (fact: GatewayFact) => void): () => void
  /** Every fetch of a configuration that carries a User-Agent. */
  onFetch(listener: (fetch: GatewayFetch) => void): () => void
  /** Facts that hold now; none while the gateway is off. */
  facts(): Promise<GatewayFact[]>
  onChange(listener: () => void): () => void
}
