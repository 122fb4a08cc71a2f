/**
 * The gateway core as the services see it: provisioning, SIP, directory, codes. For bench, training and rehearsal;
 * off until started, reserved names only, never answers for anybody else's host names.
 */

import type { Problem } from '#shared/errors.ts'
import type { SignInCode, VerificationCode } from '#shared/machines/onboarding.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { DirectoryUser, GatewayLogEntry, GatewayStatus } from '#shared/model/host.ts'

/** Facts the gateway core saw, in the words of the onboarding machine. */
export type GatewayFact =
  | { readonly fact: 'configuration-fetched'; readonly hardwareId: HardwareId }
  | { readonly fact: 'registered-without-owner'; readonly hardwareId: HardwareId; readonly identity: string }
  | { readonly fact: 'verification-accepted'; readonly hardwareId: HardwareId }
  | { readonly fact: 'verification-refused'; readonly hardwareId: HardwareId; readonly problem: Problem }
  | {
      readonly fact: 'account-attached'
      readonly hardwareId: HardwareId
      readonly name: string
      readonly number: string
    }
  | {
      readonly fact: 'registered-with-number'
      readonly hardwareId: HardwareId
      readonly identity: string
      readonly number: string
      readonly name: string
    }

/** A device that fetched its configuration, as it called itself. */
export interface GatewayFetch {
  readonly hardwareId: HardwareId
  /** IP address it fetched from. */
  readonly address: string
  readonly userAgent: string
}

export interface Gateway {
  status(): GatewayStatus
  /**
   * Starts provisioning and SIP on one address. Port 0 takes the port remembered for this folder, else any free one.
   * @throws PunchdownError port-in-use | address-not-here
   */
  start(options: { address: string; httpPort: number; sipPort: number }): Promise<GatewayStatus>
  stop(): Promise<void>
  /** `http://address:port`; a device is pointed at this plus its driver's suffix. @throws PunchdownError gateway-off */
  entryUrl(): string
  /** Puts a hardware id on the tenant's list. Idempotent. */
  enrol(hardwareId: HardwareId): void
  /** A new 24-hour code; the older one stops working. @throws PunchdownError hardware-id-unknown */
  issueVerificationCode(hardwareId: HardwareId): VerificationCode
  /** A running sign-in code, or a new one. @throws PunchdownError not-onboarded */
  issueSignInCode(hardwareId: HardwareId): SignInCode
  /** Tells the device to fetch again: NOTIFY `Event: check-sync`. Resolves false when it has no binding. */
  sendCheckSync(hardwareId: HardwareId): Promise<boolean>
  /** Forgets the enrolment, its tokens, account and bindings. Idempotent. */
  offboard(hardwareId: HardwareId): void
  users(): DirectoryUser[]
  addUser(user: { name: string; number: string }): DirectoryUser
  log(): GatewayLogEntry[]
  /** Facts in the order they were seen; the listener is called after the fact was stored. */
  onFact(listener: (fact: GatewayFact) => void): () => void
  /** Every fetch of a configuration that names its client. */
  onFetch(listener: (fetch: GatewayFetch) => void): () => void
  /** Facts that hold now, to bring machines up to date after a restart of the core. */
  facts(): GatewayFact[]
  onChange(listener: () => void): () => void
}
