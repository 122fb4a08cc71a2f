/** A practice device for the conformance suite, and outcomes of a write. */
import { expect } from 'vitest'
import type { Driver } from '#electron/drivers/driver.ts'
import type { WebRequest } from '#electron/drivers/kit/kit.ts'
import type { ProblemCode } from '#shared/errors.ts'
import type { DeviceKind } from '#shared/model/identity.ts'
import type { Description, Edit, EditResult } from '#shared/model/settings.ts'
import type { Peer } from './conversation.ts'

export interface PeerKind {
  readonly driver: Driver
  start(options: { pace: number }): Promise<Peer>
  readonly model: string
  readonly kind: DeviceKind
  /** Null for a device that does not report it to its driver. */
  readonly firmware: string | null
  /** IPEIs of its handsets, in the order of their slots; none for a device without handsets. */
  readonly handsets: readonly string[]
  /** A provisioning URL that the device takes and that leads nowhere. */
  readonly url: string
  /** A firmware that the device finds when it is told to. */
  readonly update: string
  /** How often the device has started, in its own words; absent for a device that does not count. */
  readonly starts?: (description: Description) => number
  /** Whether a request writes; any method but GET when absent. */
  readonly isWrite?: (request: WebRequest) => boolean
  /** Whether the device has HTTPS, and so a certificate. */
  readonly secure?: boolean
  /** Whether a write may be sent again after a lost reply. */
  readonly mayRepeatWrite?: boolean
  /** Problem of a sign-in while a new password is demanded. */
  readonly passwordChange: ProblemCode
  /** Problem of a sign-in while the interface is off; null for a driver with another way in. */
  readonly interfaceOff: ProblemCode | null
  /** A restart loses a write that has not taken effect. */
  readonly losesWriteAtRestart?: boolean
}

export const told = (results: readonly EditResult[]) => results.map(({ result }) => result)
const all = (results: readonly EditResult[], outcome: EditResult['result']) =>
  results.length > 0 && results.every(({ result }) => result === outcome)

/** The outcome of a write that worked: a setting that already had its value is unchanged. */
export const ofWritten = ({ before, after }: Edit) => (before === after ? 'unchanged' : 'set')

/** What a caller may be told when a write went wrong on the way: what is so, or that reading back will tell. */
export function expectNothingHalfTold(applied: { results: EditResult[]; restarts: boolean }): void {
  const isKept = applied.results.every((each) => each.result === ofWritten(each))
  const certain = isKept && !applied.restarts
  const open = all(applied.results, 'unknown') && applied.restarts
  expect({ told: told(applied.results), restarts: applied.restarts, fair: certain || open }).toMatchObject({
    fair: true,
  })
}

/** Any method but GET, unless the kind says otherwise. */
export const isWriteOf = ({ isWrite = ({ method }) => method !== 'GET' }: PeerKind) => isWrite
