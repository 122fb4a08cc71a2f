/** A driver's session with a practice device, through a relay that counts. */
import type { Driver, FirmwareUpdate, Provisioning, Session } from '#electron/drivers/driver.ts'
import type { DeviceTrust } from '#electron/drivers/kit/channel.ts'
import { createKit, type KitLimits } from '#electron/drivers/kit/create-kit.ts'
import type { Kit, WebRequest } from '#electron/drivers/kit/kit.ts'
import { systemClock } from '#electron/platform/clock.ts'
import { createLog, type Log } from '#electron/platform/log.ts'
import { Secret } from '#electron/platform/secret.ts'
import { systemTiming, type Timing } from '#electron/platform/timing.ts'
import { requireCapability } from '#electron/services/devices/index.ts'
import type { PracticeFault } from '#shared/model/host.ts'
import type { Ports } from '#shared/model/job.ts'
import { type CountingRelay, countingRelay } from '#test/cli/counting-relay.ts'
import { memoryTrust } from './servers.ts'

/** A practice device as the suite needs it. */
export interface Peer extends AsyncDisposable {
  readonly httpPort: number
  /** Ports for the probes of a scan. */
  readonly ports: Ports
  /** Factor on every delay of the device. */
  readonly pace: number
  readonly user: string
  readonly password: string
  misbehave(fault: PracticeFault, on: boolean): void
}

export interface Conversation extends AsyncDisposable {
  readonly session: Session
  /** Throws where the session lacks it. */
  readonly provisioning: Provisioning
  readonly firmware: FirmwareUpdate
  readonly relay: CountingRelay
  readonly log: Log
}

/** Called before a request leaves: a fault that is switched on here strikes that very request. */
type Before = (request: WebRequest) => void

interface ConversationOptions {
  readonly password?: string
  readonly before?: Before
  readonly limits?: Partial<KitLimits>
  readonly signal?: AbortSignal
  /** Memory of an earlier session with the device. */
  readonly trust?: DeviceTrust
  /** Uses HTTPS alone. */
  readonly secure?: boolean
  /** Uses this relay of an earlier session. */
  readonly httpsPort?: number
}

/** A kit on the peer through a counting relay, and the driver's session on it. */
export async function converse(
  driver: Driver,
  peer: Peer,
  options: ConversationOptions = {},
): Promise<Conversation> {
  await using open = new AsyncDisposableStack()
  const relay = open.use(await countingRelay(peer.httpPort))
  const { kit, log } = kitOn(peer, relay, options)
  const session = open.use(await driver.connect(kit))
  const owned = open.move()
  return {
    session,
    get provisioning() {
      return requireCapability(session.provisioning, 'provisioning')
    },
    get firmware() {
      return requireCapability(session.firmware, 'firmware')
    },
    relay,
    log,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The discard port, where no test listens. */
const neverOpen = 9

export function kitOn(
  peer: Peer,
  relay: { readonly port: number },
  options: ConversationOptions,
): { kit: Kit; log: Log } {
  const log = createLog()
  const kit = createKit({
    address: '127.0.0.1',
    ports: { http: options.secure === true ? neverOpen : relay.port, https: options.httpsPort ?? relay.port },
    credentials: { user: peer.user, password: new Secret(options.password ?? peer.password) },
    log,
    clock: systemClock,
    timing: pacedTiming(peer.pace),
    channel: null,
    acceptPlainHttp: true,
    trust: options.trust ?? memoryTrust(),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  })
  const request = (wanted: WebRequest) => {
    options.before?.(wanted)
    return kit.request(wanted)
  }
  return { kit: { ...kit, request }, log }
}

/** Shortens pauses as the delays of the device are shortened, with some time for the device to be ready. */
const pacedTiming = (pace: number): Timing => ({
  ...systemTiming,
  after: (ms, then) => systemTiming.after(ms * pace + 20, then),
})
