/**
 * Sessions with devices. Credentials are kept in memory and used only for the channel they were entered for; they are tried once
 * and removed after a refusal. One session at a time per device.
 */
import { PunchdownError } from '#shared/errors.ts'
import type { DeviceCapability } from '#shared/model/settings.ts'
import type { Driver, Session } from '../../drivers/driver.ts'
import { type Channel, type DeviceTrust, isChannelOf } from '../../drivers/kit/channel.ts'
import type { Credentials, Kit } from '../../drivers/kit/kit.ts'
import type { Store, StoredDevice } from '../../store/store.ts'
import type { JobChanges } from '../jobs/index.ts'
import type { Queues } from './queue.ts'
import type { DeviceTrusts } from './trust.ts'

export interface SignInRequest extends Credentials {
  /** The technician accepts that the password is sent over plain HTTP to this device. */
  readonly acceptPlainHttp?: boolean
  /** The technician confirms the device after a change of its certificate or sign-in scheme. */
  readonly trustAnew?: boolean
}

export interface Sessions {
  isSignedIn(deviceId: string): boolean
  /** @throws PunchdownError not-found */
  stored(deviceId: string): StoredDevice
  /** @throws PunchdownError no-driver | not-found */
  driverOf(deviceId: string): Driver
  /** Capabilities of the device's driver; empty without a driver. */
  capabilitiesOf(device: StoredDevice): DeviceCapability[]
  /**
   * Tries the credentials once and keeps them in memory if the device accepts them.
   * @throws PunchdownError sign-in-refused | sign-in-weaker | plain-http-not-accepted | certificate-changed | no-driver and
   *   what the session throws
   */
  signIn<Result>(
    deviceId: string,
    request: SignInRequest,
    work: (session: Session) => Promise<Result>,
  ): Promise<Result>
  signOut(deviceId: string): void
  /**
   * Runs `work` in a session and disposes of it. Signs out after a refusal, and when the device has moved from its channel.
   * @throws PunchdownError sign-in-needed | sign-in-refused | device-moved | certificate-changed | no-driver and what the
   *   session throws
   */
  use<Result>(
    deviceId: string,
    work: (session: Session) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result>
  onSignedIn(listener: (deviceId: string) => void): void
}

/** Options of the kit for one session. */
export interface KitRequest {
  readonly device: StoredDevice
  readonly credentials: Credentials
  readonly channel: Channel | null
  readonly acceptPlainHttp: boolean
  readonly trust: DeviceTrust
  readonly signal: AbortSignal | undefined
}

export interface SessionsParts {
  readonly store: Store
  readonly changes: Pick<JobChanges, 'device'>
  readonly queues: Queues
  readonly drivers: readonly Driver[]
  readonly trusts: DeviceTrusts
  readonly createKit: (request: KitRequest) => Kit
}

/** Returns a capability of a session. @throws PunchdownError capability-missing */
export function requireCapability<Found>(capability: Found | undefined, name: DeviceCapability): Found {
  if (capability === undefined) throw new PunchdownError('capability-missing', { capability: name })
  return capability
}

interface Held {
  readonly credentials: Credentials
  readonly channel: Channel
}

interface State extends SessionsParts {
  readonly held: Map<string, Held>
  readonly listeners: ((deviceId: string) => void)[]
}

export function createSessions(parts: SessionsParts): Sessions {
  const state: State = { ...parts, held: new Map(), listeners: [] }
  return {
    stored: (deviceId) => stored(state, deviceId),
    driverOf: (deviceId) => driverOf(state, deviceId),
    capabilitiesOf: ({ driver: id, identity }) => [
      ...(parts.drivers.find((each) => each.id === id)?.capabilitiesOf(identity) ?? []),
    ],
    signOut: (deviceId) => signOut(state, deviceId),
    isSignedIn: (deviceId) => state.held.has(deviceId),
    signIn: (deviceId, request, work) => signIn(state, deviceId, request, work),
    use: (deviceId, work, signal) => use(state, deviceId, work, signal),
    onSignedIn: (listener) => void state.listeners.push(listener),
  }
}

function stored({ store }: State, deviceId: string): StoredDevice {
  const device = store.devices.get(deviceId)
  if (device === null) throw new PunchdownError('not-found', { what: 'device', id: deviceId })
  return device
}

function driverOf(state: State, deviceId: string): Driver {
  const { driver: id, identity } = stored(state, deviceId)
  const driver = state.drivers.find((each) => each.id === id)
  if (driver === undefined) {
    throw new PunchdownError('no-driver', { vendor: identity.vendor, model: identity.model })
  }
  return driver
}

function signOut(state: State, deviceId: string): void {
  if (!state.held.delete(deviceId)) return
  state.changes.device(stored(state, deviceId).jobId, deviceId)
}

/** Problems after which the same credentials are not tried again. */
const endsSession = (error: unknown): boolean =>
  error instanceof PunchdownError &&
  (error.code.startsWith('sign-in-') || error.code === 'device-moved' || error.code === 'certificate-changed')

/** Runs `work` in a session of its own; the session is disposed of afterwards. */
async function inSession<Result>(
  driver: Driver,
  kit: Kit,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  await using _connection = kit
  await using session = await driver.connect(kit)
  return await work(session)
}

/** Practice jobs have practice devices only, whose passwords are printed on the screen. */
const isPractice = ({ store }: State, { jobId }: StoredDevice): boolean =>
  store.jobs.get(jobId)?.practice === true

async function signIn<Result>(
  state: State,
  deviceId: string,
  { user, password, acceptPlainHttp = false, trustAnew = false }: SignInRequest,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const { queues, trusts, held, listeners, store, changes } = state
  const credentials = { user, password }
  const result = await queues.run(deviceId, async () => {
    signOut(state, deviceId)
    const device = stored(state, deviceId)
    if (trustAnew) trusts.forget(device.key)
    const accepted = acceptPlainHttp || device.plainHttpAccepted
    const kit = state.createKit({
      ...{ device, credentials, channel: null, signal: undefined },
      acceptPlainHttp: accepted || isPractice(state, device),
      trust: trusts.of(device.key),
    })
    const done = await inSession(driverOf(state, deviceId), kit, work)
    const channel = kit.channel()
    if (channel === null) throw new PunchdownError('sign-in-needed', { address: device.address })
    held.set(deviceId, { credentials, channel })
    // HTTPS ends the acceptance: plain HTTP must be accepted again
    const plainHttpAccepted = channel.scheme === 'http' && accepted
    const now = stored(state, deviceId)
    if (now.plainHttpAccepted !== plainHttpAccepted) store.devices.save({ ...now, plainHttpAccepted })
    return done
  })
  changes.device(stored(state, deviceId).jobId, deviceId)
  for (const listener of listeners) listener(deviceId)
  return result
}

async function use<Result>(
  state: State,
  deviceId: string,
  work: (session: Session) => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  const driver = driverOf(state, deviceId)
  return state.queues.run(deviceId, async () => {
    // looked up in the queue, because an earlier session may have been refused
    const session = state.held.get(deviceId)
    const device = stored(state, deviceId)
    if (session === undefined) throw new PunchdownError('sign-in-needed', { address: device.address })
    const { credentials, channel } = session
    try {
      if (!isChannelOf(channel, device)) {
        throw new PunchdownError('device-moved', { address: channel.address, now: device.address })
      }
      const kit = state.createKit({
        ...{ device, credentials, channel, signal },
        acceptPlainHttp: true,
        trust: state.trusts.of(device.key),
      })
      return await inSession(driver, kit, work)
    } catch (error) {
      if (endsSession(error)) signOut(state, deviceId)
      throw error
    }
  })
}
