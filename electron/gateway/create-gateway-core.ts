/** Creates the gateway core: directory, provisioning and SIP behind the interface of gateway-core.ts. */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { PunchdownError } from '#shared/errors.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { GatewayStatus } from '#shared/model/host.ts'
import type { ConfigurationWriter } from '../drivers/driver.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { systemTiming } from '../platform/timing.ts'
import { createSipUserAgent, type SipTimers } from '../sip/index.ts'
import type { DocumentRepository } from '../store/store.ts'
import { type CallTable, createCallTable } from './calls/call-table.ts'
import type { DamagedFile } from './database.ts'
import { createDirectory, type Directory } from './directory/directory.ts'
import type { GuestLimits } from './directory/endpoint-table.ts'
import { factsOf } from './facts-of.ts'
import { createAuthentication } from './features/authentication.ts'
import { type Bindings, createBindings } from './features/bindings.ts'
import { type Calls, createCalls } from './features/calls.ts'
import { type CheckSync, createCheckSync } from './features/check-sync.ts'
import { createMessageWaiting, type MessageWaiting } from './features/message-waiting.ts'
import { createRegistrations } from './features/registrations.ts'
import { createRequests, type Requests } from './features/requests.ts'
import type { GatewayCore, ListenOptions } from './gateway-core.ts'
import { createGuessLimiter, type GuessLimiter } from './guessing/guess-limiter.ts'
import { createJournal, type Journal } from './journal.ts'
import { Listening, type OpenSockets } from './listening.ts'
import { type Claims, createClaims } from './provisioning/claims.ts'
import { createConfigurations } from './provisioning/configurations.ts'
import { createFormTokens } from './provisioning/form-tokens.ts'
import { createForwardingPage } from './provisioning/forwarding-page.ts'
import type { HttpLimits } from './provisioning/http-limits.ts'
import { createSignInPage } from './provisioning/sign-in.ts'
import { loadService, type ServiceSettings } from './service-settings.ts'
import { createMailboxes, type Mailboxes, openVoicemail } from './voicemail/index.ts'

export interface GatewayCoreOptions {
  readonly documents: DocumentRepository
  /** The database was damaged and is a new one: noted in the journal. */
  readonly damaged?: DamagedFile | null
  readonly configurationWriters: readonly ConfigurationWriter[]
  readonly clock: Clock
  readonly log: Log
  /** Replace values of resources/gateway/service.json. */
  readonly settings?: Partial<ServiceSettings>
  readonly sipTimers?: SipTimers
  readonly httpLimits?: HttpLimits
  readonly guestLimits?: GuestLimits
}

/** Parts of the core that its operations use. */
interface Parts {
  readonly options: GatewayCoreOptions
  readonly settings: ServiceSettings
  readonly journal: Journal
  readonly directory: Directory
  readonly bindings: Bindings
  readonly guesses: GuessLimiter
  readonly mailboxes: Mailboxes
  readonly claims: Claims
  /** Documents that cannot be read, as `collection key`. */
  readonly unreadable: ReadonlySet<string>
}

interface Sip {
  readonly checkSync: CheckSync
  readonly calls: Calls
  readonly table: CallTable
  readonly messageWaiting: MessageWaiting
  readonly requests: Requests
}

export function createGatewayCore(options: GatewayCoreOptions): GatewayCore {
  const parts = createParts(options)
  const { directory, journal, claims } = parts
  const sip = createSip(parts, () => listening.sockets)
  const listening: Listening = new Listening({
    open: (where) => openSockets(parts, sip, where),
    async beforeClose() {
      await sip.calls.stop()
      sip.messageWaiting.stop()
    },
    documents: options.documents,
    log: options.log,
    onChange: journal.changed,
  })
  return {
    status: () => statusOf(parts, sip, listening.sockets),
    async start(where) {
      await listening.start(where)
      return statusOf(parts, sip, listening.sockets)
    },
    stop: () => listening.stop(),
    entryUrl: () => entryUrl(listening.sockets),
    enrol: (hardwareId) => directory.enrol(hardwareId),
    issueVerificationCode: (hardwareId) => directory.issueVerificationCode(hardwareId),
    issueSignInCode(hardwareId, fresh) {
      const page = `${entryUrl(listening.sockets)}/signin`
      return { ...directory.issueSignInCode(hardwareId, fresh), page }
    },
    sendCheckSync: (hardwareId) => Promise.resolve(sip.checkSync.send(hardwareId)),
    offboard: (hardwareId) => offboard(parts, hardwareId),
    answerHeld(id, allow) {
      const allowed = claims.answer(id, allow)
      if (allowed !== null) directory.moveSession(allowed.hardwareId, allowed.address)
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

function createParts(options: GatewayCoreOptions): Parts {
  const { documents, clock, log } = options
  const service = loadService(options.settings)
  const { settings } = service
  const journal = createJournal({ now: clock.now, log })
  const { damaged = null } = options
  if (damaged !== null)
    journal.note({ path: 'database.replaced', from: '', hardwareId: null, facts: { ...damaged } })
  const unreadable = new Set<string>()
  const onUnreadable = (collection: string, key: string): void => {
    log.write('gateway.document-unreadable', { collection, key })
    unreadable.add(`${collection} ${key}`)
  }
  const bindings = createBindings({ documents, settings, clock, onUnreadable })
  const directory = createDirectory({
    ...{ documents, service, clock, onUnreadable },
    ...(options.guestLimits === undefined ? {} : { guestLimits: options.guestLimits }),
    onGuestDropped({ session }) {
      if (session !== null) bindings.forget(`${session.user}@${settings.temporaryDomain}`)
    },
  })
  // guests are not stored, so their stored bindings are removed
  const identities = new Set(directory.accounts().map(({ identity }) => identity))
  for (const { aor } of bindings.all()) if (!identities.has(aor)) bindings.forget(aor)
  const guesses = createGuessLimiter(clock.now)
  const mailboxes = createMailboxes({ documents, now: clock.now, onUnreadable })
  return {
    options,
    settings,
    journal,
    directory,
    bindings,
    guesses,
    mailboxes,
    claims: createClaims(clock.now),
    unreadable,
  }
}

function createSip(parts: Parts, sockets: () => OpenSockets | null): Sip {
  const { directory, bindings, guesses, settings, journal, mailboxes } = parts
  const { now } = parts.options.clock
  const checkSync = createCheckSync({
    ...{ directory, bindings, settings, journal },
    userAgent: () => sockets()?.sip ?? null,
  })
  const authentication = createAuthentication({ directory, bindings, guesses, settings, now })
  const table = createCallTable({
    userAgent: () => sockets()?.sip ?? null,
    ...{ timing: systemTiming, now, random: Math.random },
    onChange({ id, from, to, state, ended }) {
      const facts = { call: id, to, state: ended ? 'ended' : state }
      journal.note({ path: 'sip.call', from, hardwareId: null, facts })
      journal.changed()
    },
  })
  const calls = createCalls({
    ...{ directory, bindings, table, authentication, guesses, settings, journal, mailboxes },
    userAgent: () => sockets()?.sip ?? null,
    voicemail: () => (settings.voicemail ? (sockets()?.voicemail ?? null) : null),
  })
  const messageWaiting = createMessageWaiting({
    ...{ bindings, authentication, mailboxes, settings, timing: systemTiming },
    userAgent: () => sockets()?.sip ?? null,
  })
  mailboxes.onChange(messageWaiting.changed)
  const register = createRegistrations({
    ...{ directory, bindings, authentication, journal, now },
    onBehind: (hardwareId) => checkSync.send(hardwareId),
    onRegistered: (account) => messageWaiting.registered(account),
  })
  const requests = createRequests({ register, calls, table, messageWaiting, journal })
  return { checkSync, calls, table, messageWaiting, requests }
}

/** @throws PunchdownError port-in-use | address-not-here */
async function openSockets(parts: Parts, sip: Sip, where: ListenOptions): Promise<OpenSockets> {
  const { options, directory, journal, guesses, claims, settings } = parts
  const { documents, log } = options
  await using open = new AsyncDisposableStack()
  const userAgent = open.use(
    await createSipUserAgent({
      address: where.address,
      port: where.sipPort,
      handler: (incoming) => sip.requests.handle(incoming),
      onMalformed: (info) => sip.requests.malformed(info),
      log,
      ...(options.sipTimers === undefined ? {} : { timers: options.sipTimers }),
    }),
  )
  const { address } = where
  const voicemail = open.use(
    await openVoicemail({
      ...{ address, corePort: userAgent.port, mailboxes: parts.mailboxes, timing: systemTiming, log },
      mostSeconds: settings.voicemailSeconds,
    }),
  )
  const { openProvisioningServer } = await import('./provisioning/server.ts')
  const http = open.use(
    await openProvisioningServer({
      address: where.address,
      port: where.httpPort,
      sipPort: () => userAgent.port,
      configurations: createConfigurations({
        ...{ directory, settings, claims, guesses },
        writers: options.configurationWriters,
        hash: remembered(documents, 'stage-2-hash', 20),
      }),
      isEnrolled: (hardwareId) => (directory.endpoint(hardwareId)?.enrolledAt ?? null) !== null,
      signIn: createSignInPage({
        ...{ directory, journal, guesses },
        tokens: createFormTokens(remembered(documents, 'form-key', 32), options.clock.now),
        onAttached: (hardwareId) => sip.checkSync.send(hardwareId),
      }),
      forwardingPage: createForwardingPage({ directory, guesses }),
      journal,
      log,
      ...(options.httpLimits === undefined ? {} : { limits: options.httpLimits }),
    }),
  )
  open.move()
  return { http, sip: userAgent, voicemail }
}

function statusOf(
  { options, settings, bindings, guesses, claims, unreadable }: Parts,
  { table }: Sip,
  sockets: OpenSockets | null,
): GatewayStatus {
  return {
    state: sockets === null ? 'off' : 'running',
    reason: null,
    address: sockets?.http.address ?? null,
    httpPort: sockets?.http.port ?? null,
    sipPort: sockets?.sip.port ?? null,
    domain: settings.domain,
    signInPage: sockets === null ? null : `${entryUrl(sockets)}/signin`,
    // a device that restarted on other ports leaves its older binding until that expires
    registrations: sockets === null ? 0 : new Set(bindings.all().map(({ aor }) => aor)).size,
    calls: table.live(),
    guesses: guesses.recent(),
    held: claims.held(),
    stored: { unreadable: unreadable.size, replaced: replacedBy(options.damaged ?? null) },
  }
}

const replacedBy = (damaged: DamagedFile | null) =>
  damaged === null ? null : { movedTo: damaged.movedTo, backup: damaged.backup }

/** @throws PunchdownError gateway-off */
function entryUrl(sockets: OpenSockets | null): string {
  if (sockets === null) throw new PunchdownError('gateway-off')
  return `http://${sockets.http.address}:${sockets.http.port}`
}

function offboard({ directory, bindings, journal }: Parts, hardwareId: HardwareId): void {
  for (const { identity } of directory.accountsOf(hardwareId)) bindings.forget(identity)
  directory.offboard(hardwareId)
  journal.changed()
}

/** A random hex text, created once and stored. */
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
