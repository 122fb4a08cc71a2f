/** Sessions with devices: credentials in memory only, tried once, one conversation at a time per device. */
import { PunchdownError } from '#shared/errors.ts'
import type { DeviceCapability } from '#shared/model/settings.ts'
import type { Driver, Session } from '../../drivers/driver.ts'
import type { Credentials, Kit } from '../../drivers/kit/kit.ts'
import type { Store, StoredDevice } from '../../store/store.ts'
import type { JobChanges } from '../jobs/index.ts'
import type { Queues } from './queue.ts'

export interface SignInRequest extends Credentials {
  /** The technician has seen that the password crosses the network over plain HTTP, and accepts it for this device. */
  readonly acceptPlainHttp?: boolean
  /** The technician has checked that this is the device although its certificate or way of signing in changed. */
  readonly trustAnew?: boolean
}

export interface Sessions {
  isSignedIn(deviceId: string): boolean
  /** @throws PunchdownError not-found */
  stored(deviceId: string): StoredDevice
  /** @throws PunchdownError no-driver | not-found */
  driverOf(deviceId: string): Driver
  /** What the device's driver can do with it; empty where no driver takes it. */
  capabilitiesOf(device: StoredDevice): DeviceCapability[]
  /** Tries the credentials once and keeps them in memory if they were taken. @throws PunchdownError sign-in-refused */
  signIn<Result>(
    deviceId: string,
    request: SignInRequest,
    work: (session: Session) => Promise<Result>,
  ): Promise<Result>
  signOut(deviceId: string): void
  /**
   * A session of the device, alone on it, disposed of afterwards. A refusal forgets the credentials: most makes lock out.
   * @throws PunchdownError sign-in-needed | sign-in-refused | no-driver and what the session throws
   */
  use<Result>(
    deviceId: string,
    work: (session: Session) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result>
  onSignedIn(listener: (deviceId: string) => void): void
}

export interface SessionsParts {
  readonly store: Store
  readonly changes: JobChanges
  readonly queues: Queues
  readonly drivers: readonly Driver[]
  readonly createKit: (device: StoredDevice, credentials: Credentials, signal: AbortSignal | undefined) => Kit
}

/** A capability of a session. @throws PunchdownError capability-missing */
export function had<Found>(capability: Found | undefined, name: DeviceCapability): Found {
  if (capability === undefined) throw new PunchdownError('capability-missing', { capability: name })
  return capability
}

export function createSessions({ store, changes, queues, drivers, createKit }: SessionsParts): Sessions {
  const held = new Map<string, Credentials>()
  const listeners: ((deviceId: string) => void)[] = []

  const stored = (deviceId: string): StoredDevice => {
    const device = store.devices.get(deviceId)
    if (device === null) throw new PunchdownError('not-found', { what: 'device', id: deviceId })
    return device
  }
  const driverOf = (deviceId: string): Driver => {
    const { driver: id, identity } = stored(deviceId)
    const driver = drivers.find((each) => each.id === id)
    if (driver === undefined) {
      throw new PunchdownError('no-driver', { vendor: identity.vendor, model: identity.model })
    }
    return driver
  }
  const signOut = (deviceId: string): void => {
    if (!held.delete(deviceId)) return
    changes.device(stored(deviceId).jobId, deviceId)
  }
  const converse = <Result>(
    deviceId: string,
    credentials: Credentials,
    work: (session: Session) => Promise<Result>,
    signal: AbortSignal | undefined,
  ): Promise<Result> =>
    queues.run(deviceId, async () => {
      const kit = createKit(stored(deviceId), credentials, signal)
      try {
        await using session = await driverOf(deviceId).connect(kit)
        return await work(session)
      } catch (error) {
        if (error instanceof PunchdownError && error.code.startsWith('sign-in-')) signOut(deviceId)
        throw error
      }
    })

  return {
    stored,
    driverOf,
    capabilitiesOf: ({ driver: id, identity }) => [
      ...(drivers.find((each) => each.id === id)?.capabilitiesOf(identity) ?? []),
    ],
    signOut,
    isSignedIn: (deviceId) => held.has(deviceId),
    async signIn(deviceId, credentials, work) {
      const result = await converse(deviceId, credentials, work, undefined)
      held.set(deviceId, credentials)
      changes.device(stored(deviceId).jobId, deviceId)
      for (const listener of listeners) listener(deviceId)
      return result
    },
    async use(deviceId, work, signal) {
      driverOf(deviceId)
      const credentials = held.get(deviceId)
      if (credentials === undefined)
        throw new PunchdownError('sign-in-needed', { address: stored(deviceId).address })
      return converse(deviceId, credentials, work, signal)
    },
    onSignedIn: (listener) => void listeners.push(listener),
  }
}
