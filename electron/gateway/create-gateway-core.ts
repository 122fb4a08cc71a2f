/** Builds the gateway core: directory, provisioning and SIP behind the interface of gateway-core.ts. */
import { randomBytes } from 'node:crypto'
import { isIPv4 } from 'node:net'
import { z } from 'zod'
import { PunchdownError } from '#shared/errors.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { GatewayStatus } from '#shared/model/host.ts'
import type { ConfigurationWriter } from '../drivers/driver.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { SipTimers } from '../sip/timers.ts'
import { createSipUserAgent, type SipUserAgent } from '../sip/user-agent.ts'
import type { DocumentRepository } from '../store/store.ts'
import { createDirectory, type Directory } from './directory/directory.ts'
import type { GatewayFact } from './facts.ts'
import { createAuthentication } from './features/authentication.ts'
import { createBindings } from './features/bindings.ts'
import { createCalls } from './features/calls.ts'
import { createCheckSync } from './features/check-sync.ts'
import { createRegistrations } from './features/registrations.ts'
import { createRequests } from './features/requests.ts'
import type { GatewayCore } from './gateway-core.ts'
import { createJournal } from './journal.ts'
import { createConfigurations } from './provisioning/configurations.ts'
import { createFormTokens } from './provisioning/form-tokens.ts'
import type { HttpLimits, ProvisioningServer } from './provisioning/server.ts'
import { createSignInPage } from './provisioning/sign-in.ts'
import { loadService, type ServiceSettings } from './service-settings.ts'

export interface GatewayCoreOptions {
  readonly documents: DocumentRepository
  readonly configurationWriters: readonly ConfigurationWriter[]
  readonly clock: Clock
  readonly log: Log
  /** In the place of what resources/gateway/service.json says. */
  readonly settings?: Partial<ServiceSettings>
  readonly sipTimers?: SipTimers
  readonly httpLimits?: HttpLimits
}

interface Running {
  readonly http: ProvisioningServer
  readonly sip: SipUserAgent
}

const portsSchema = z.object({ http: z.number().int(), sip: z.number().int() })

export function createGatewayCore(options: GatewayCoreOptions): GatewayCore {
  const { documents, clock, log } = options
  const service = loadService(options.settings)
  const { settings } = service
  const journal = createJournal({ now: clock.now, log })
  const directory = createDirectory({ documents, service, clock, log })
  const bindings = createBindings({ documents, settings, clock, log })
  let running: Running | null = null
  /** Starts and stops, one after the other. */
  let turn: Promise<unknown> = Promise.resolve()

  const checkSync = createCheckSync({
    endpoint: () => running?.sip ?? null,
    directory,
    bindings,
    settings,
    journal,
  })
  const authentication = createAuthentication({ directory, settings, now: clock.now })
  const calls = createCalls({ directory, authentication, settings, journal })
  const requests = createRequests({
    register: createRegistrations({
      directory,
      bindings,
      authentication,
      journal,
      now: clock.now,
      onBehind: (hardwareId) => checkSync.send(hardwareId),
    }),
    calls,
    journal,
  })
  const configurations = createConfigurations({
    directory,
    writers: options.configurationWriters,
    settings,
    hash: remembered(documents, 'stage-2-hash', 20),
  })
  const signIn = createSignInPage({
    directory,
    journal,
    tokens: createFormTokens(remembered(documents, 'form-key', 32), clock.now),
    onAttached: (hardwareId) => checkSync.send(hardwareId),
  })

  /** @throws PunchdownError port-in-use | address-not-here */
  const open = async (address: string, httpPort: number, sipPort: number): Promise<Running> => {
    await using parts = new AsyncDisposableStack()
    const sip = parts.use(
      await createSipUserAgent({
        address,
        port: sipPort,
        handler: (incoming) => requests.handle(incoming),
        onMalformed: (info) => requests.malformed(info),
        log,
        ...(options.sipTimers === undefined ? {} : { timers: options.sipTimers }),
      }),
    )
    // read when it is wanted: a command that looks at phones has no use for a web server
    const { openProvisioningServer } = await import('./provisioning/server.ts')
    const http = parts.use(
      await openProvisioningServer({
        address,
        port: httpPort,
        sipPort: () => sip.port,
        configurations,
        isEnrolled: (hardwareId) => (directory.endpoint(hardwareId)?.enrolledAt ?? null) !== null,
        signIn,
        journal,
        log,
        ...(options.httpLimits === undefined ? {} : { limits: options.httpLimits }),
      }),
    )
    parts.move()
    return { http, sip }
  }

  /** Ports of the last time on this address where none are named; any free ones when those have been taken since. */
  const openRemembered = async (address: string, httpPort: number, sipPort: number): Promise<Running> => {
    const known = portsSchema.safeParse(documents.get('gateway.ports', address))
    if (!known.success || (httpPort !== 0 && sipPort !== 0)) return open(address, httpPort, sipPort)
    const { http, sip } = known.data
    try {
      return await open(address, httpPort === 0 ? http : httpPort, sipPort === 0 ? sip : sipPort)
    } catch (error) {
      if (!(error instanceof PunchdownError) || error.code !== 'port-in-use') throw error
      const { port } = error.facts
      if (port === httpPort || port === sipPort) throw error
      log.write('gateway.ports-taken', { address, port: port ?? null })
      // only the taken one is given up: devices hold URLs and registrars with the other
      return open(
        address,
        httpPort === 0 && port === http ? 0 : httpPort === 0 ? http : httpPort,
        sipPort === 0 && port === sip ? 0 : sipPort === 0 ? sip : sipPort,
      )
    }
  }

  const close = async (): Promise<void> => {
    const closing = running
    running = null
    calls[Symbol.dispose]()
    if (closing === null) return
    await Promise.all([closing.http[Symbol.asyncDispose](), closing.sip[Symbol.asyncDispose]()])
    journal.changed()
  }

  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }

  const entryUrl = (): string => {
    if (running === null) throw new PunchdownError('gateway-off')
    return `http://${running.http.address}:${running.http.port}`
  }
  const status = (): GatewayStatus => ({
    state: running === null ? 'off' : 'running',
    reason: null,
    address: running?.http.address ?? null,
    httpPort: running?.http.port ?? null,
    sipPort: running?.sip.port ?? null,
    domain: settings.domain,
    signInPage: running === null ? null : `${entryUrl()}/signin`,
    registrations: running === null ? 0 : bindings.all().length,
  })

  return {
    status,
    start: ({ address, httpPort, sipPort }) =>
      inTurn(async () => {
        // devices are told this address, so it must be one that they can reach: IPv4 only (A3.14), and one interface
        if (!isIPv4(address) || address === '0.0.0.0')
          throw new PunchdownError('address-not-here', { address })
        const now = status()
        const same =
          now.state === 'running' &&
          now.address === address &&
          (httpPort === 0 || httpPort === now.httpPort) &&
          (sipPort === 0 || sipPort === now.sipPort)
        if (same) return now
        await close()
        const opened = await openRemembered(address, httpPort, sipPort)
        documents.set('gateway.ports', address, { http: opened.http.port, sip: opened.sip.port })
        running = opened
        log.write('gateway.started', { address, http: opened.http.port, sip: opened.sip.port })
        journal.changed()
        return status()
      }),
    stop: () => inTurn(close),
    entryUrl,
    enrol: (hardwareId) => directory.enrol(hardwareId),
    issueVerificationCode: (hardwareId) => directory.issueVerificationCode(hardwareId),
    issueSignInCode: (hardwareId) => ({
      ...directory.issueSignInCode(hardwareId),
      page: `${entryUrl()}/signin`,
    }),
    sendCheckSync: (hardwareId) => Promise.resolve(checkSync.send(hardwareId)),
    offboard(hardwareId) {
      for (const { identity } of directory.accountsOf(hardwareId)) bindings.forget(identity)
      directory.offboard(hardwareId)
      journal.changed()
    },
    users: () => directory.users(),
    addUser(user) {
      const added = directory.addUser(user)
      journal.changed()
      return added
    },
    log: () => journal.entries(),
    onFact: journal.onFact,
    onFetch: journal.onFetch,
    facts: () => directory.endpoints().flatMap((record) => factsOf(directory, record.hardwareId)),
    onChange: journal.onChange,
  }
}

/** What holds for one endpoint, in the order of the walk. */
function factsOf(directory: Directory, hardwareId: HardwareId): GatewayFact[] {
  const record = directory.endpoint(hardwareId)
  if (record === null) return []
  const accounts = directory.accountsOf(hardwareId)
  const temporary = accounts.find(({ kind }) => kind === 'temporary')
  const own = accounts.find(({ kind }) => kind === 'own')
  const facts: GatewayFact[] = []
  if (record.fetchedAt !== null) facts.push({ fact: 'configuration-fetched', hardwareId })
  if (record.onboardedAt !== null && temporary !== undefined) {
    facts.push({ fact: 'registered-without-owner', hardwareId, identity: temporary.identity })
  }
  if (record.verifiedAt !== null) facts.push({ fact: 'verification-accepted', hardwareId })
  if (own !== undefined) {
    const { number, identity, displayName: name } = own
    facts.push({ fact: 'account-attached', hardwareId, name, number })
    if (record.registeredAt !== null)
      facts.push({ fact: 'registered-with-number', hardwareId, identity, number, name })
  }
  return facts
}

/** A random hex text made once for this folder. */
function remembered(documents: DocumentRepository, key: string, bytes: number): string {
  const known = z
    .string()
    .regex(/^[0-9a-f]+$/)
    .safeParse(documents.get('gateway.secret', key))
  if (known.success) return known.data
  const made = randomBytes(bytes).toString('hex')
  documents.set('gateway.secret', key, made)
  return made
}
