/** Finds one device, signs in to it once and runs one operation on it. Stores nothing. */
import { PunchdownError } from '#shared/errors.ts'
import type { Device, Job } from '#shared/model/job.ts'
import { parsePorts, parseTarget } from '#shared/model/target.ts'
import { words } from '#shared/words/cli.ts'
import { type Core, createCore } from '../app/core.ts'
import { defaultDataFolder } from '../platform/folders.ts'
import { Secret } from '../platform/secret.ts'
import type { Terminal } from './terminal.ts'

/** A job for the devices of one command, in a core that stores nothing. */
export function commandLineJob(core: Core): Job {
  return core.services.jobs.create({
    name: words.jobs.commandLine,
    site: '',
    region: 'emea',
    language: 'en',
    mode: 'rehearsal',
  })
}

interface DeviceRequest {
  readonly positionals: readonly string[]
  readonly ports: string | undefined
  readonly user: string | undefined
  readonly passwordStdin: boolean
  /** Whether the password may be sent over plain HTTP. */
  readonly allowHttp: boolean
}

/** The request of a command with `signInOptions` and `portOption`. */
export const deviceRequest = (
  positionals: readonly string[],
  values: {
    readonly ports?: string | undefined
    readonly user?: string | undefined
    readonly 'password-stdin'?: boolean | undefined
    readonly 'allow-http'?: boolean | undefined
  },
): DeviceRequest => ({
  positionals,
  ports: values.ports,
  user: values.user,
  passwordStdin: values['password-stdin'] === true,
  allowHttp: values['allow-http'] === true,
})

/**
 * @throws PunchdownError bad-input | cidr-malformed | ports-malformed | unreachable | no-driver | sign-in-needed |
 *   sign-in-refused | plain-http-not-accepted | cancelled, and the errors of `work`
 */
export async function withDevice<Result>(
  request: DeviceRequest,
  terminal: Terminal,
  work: (core: Core, device: Device) => Promise<Result>,
): Promise<Result> {
  const wanted = wantedDevice(request)
  const credentials = await credentialsFor(request, terminal)
  return withCore(wanted, terminal, async (core, device) => {
    await core.services.devices.signIn(device.id, { ...credentials, acceptPlainHttp: request.allowHttp })
    return work(core, device)
  })
}

/**
 * Finds one device, without a sign-in.
 * @throws PunchdownError bad-input | cidr-malformed | ports-malformed | unreachable | no-driver | cancelled, and the errors of `work`
 */
export async function withFoundDevice<Result>(
  request: Pick<DeviceRequest, 'positionals' | 'ports'>,
  terminal: Terminal,
  work: (core: Core, device: Device) => Promise<Result>,
): Promise<Result> {
  return withCore(wantedDevice(request), terminal, work)
}

interface WantedDevice {
  readonly target: string
  readonly ports: ReturnType<typeof parsePorts>
}

/** @throws PunchdownError bad-input | cidr-malformed | ports-malformed */
function wantedDevice({ positionals, ports }: Pick<DeviceRequest, 'positionals' | 'ports'>): WantedDevice {
  const [target, ...others] = positionals
  if (target === undefined || others.length > 0) {
    throw new PunchdownError('bad-input', { argument: '<address[:port]>', reason: 'exactly-one' })
  }
  if (parseTarget(target).kind !== 'host') throw new PunchdownError('cidr-malformed', { text: target })
  return { target, ports: ports === undefined ? {} : parsePorts(ports) }
}

async function withCore<Result>(
  { target, ports }: WantedDevice,
  terminal: Terminal,
  work: (core: Core, device: Device) => Promise<Result>,
): Promise<Result> {
  await using core = await createCore({
    dataFolder: ':memory:',
    catalogueFolder: defaultDataFolder(),
    capabilities: [],
  })
  return await unlessCancelled(terminal.signal, async () => {
    const device = await find(core, target, ports, terminal.signal)
    return work(core, device)
  })
}

/** The scan is repeated once, because a packet may get lost. */
const mostScans = 2

async function find(
  core: Core,
  target: string,
  ports: ReturnType<typeof parsePorts>,
  signal: AbortSignal,
): Promise<Device> {
  let answering = 0
  for (let scan = 0; scan < mostScans; scan++) {
    const request = { targets: [target], ports }
    let found: Device | null = null
    for await (const event of core.services.scans.scan(commandLineJob(core).id, request, signal)) {
      if (event.kind === 'devices') found = event.devices.at(-1) ?? found
      if (event.kind === 'progress') answering = Math.max(answering, event.answering)
      if (event.kind === 'failed') throw new PunchdownError(event.problem.code, event.problem.facts)
    }
    if (found !== null) return found
  }
  throw new PunchdownError(answering > 0 ? 'no-driver' : 'unreachable', { address: target })
}

export async function credentialsFor(
  { user, passwordStdin }: Pick<DeviceRequest, 'user' | 'passwordStdin'>,
  terminal: Terminal,
): Promise<{ user: string; password: Secret }> {
  if (passwordStdin) {
    if (user === undefined) throw new PunchdownError('bad-input', { argument: '--user' })
    // the line break at the end of a file or of `echo` is not part of the password
    return { user, password: new Secret((await terminal.input()).replace(/\r?\n$/, '')) }
  }
  const name = user ?? (await terminal.ask(words.signIn.userPrompt))
  return { user: name, password: await terminal.askSecret(words.signIn.passwordPrompt(name)) }
}

/** Rejects at once on cancel; a request that was already sent to the device still takes effect. */
function unlessCancelled<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new PunchdownError('cancelled'))
    if (signal.aborted) return cancel()
    signal.addEventListener('abort', cancel)
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', cancel))
  })
}
