/** Tenants, users, enrolments, sessions, codes and accounts. Every operation stores its result before it returns. */
import { randomUUID } from 'node:crypto'
import { type Problem, PunchdownError } from '#shared/errors.ts'
import type { VerificationCode } from '#shared/machines/onboarding.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { DirectoryUser } from '#shared/model/host.ts'
import type { Clock } from '../../platform/clock.ts'
import type { DocumentRepository } from '../../store/store.ts'
import type { Service, ServiceSettings } from '../service-settings.ts'
import { type Account, ownAccount, temporaryAccount } from './accounts.ts'
import { findSignIn, freshText, judgeVerification, randomText, spend, verificationCodesOf } from './codes.ts'
import { type Collection, type OnUnreadable, openCollection } from './collection.ts'
import { EndpointTable, type GuestLimits, recordOf, usualGuestLimits } from './endpoint-table.ts'
import {
  type EndpointRecord,
  endpointRecordSchema,
  noForwarding,
  type Preferences,
  type TenantRecord,
  tenantRecordSchema,
  type UserRecord,
  userRecordSchema,
} from './records.ts'

const digits = '0123456789'
const lettersAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export interface Directory {
  endpoint(hardwareId: HardwareId): EndpointRecord | null
  endpoints(): EndpointRecord[]
  byToken(token: string): EndpointRecord | null
  /** Records that a configuration file was fetched by an address. */
  fetched(hardwareId: HardwareId, source: string): EndpointRecord
  /**
   * Stage 2: returns the current session, or opens one that belongs to the address. With `freshTokenOnRepeat` it always opens a new
   * one (A6.4).
   */
  session(
    hardwareId: HardwareId,
    language: string,
    source: string,
  ): { record: EndpointRecord; fresh: boolean }
  /** Changes the owner of the session to another address. */
  moveSession(hardwareId: HardwareId, address: string): void
  enrol(hardwareId: HardwareId): void
  offboard(hardwareId: HardwareId): void
  /** @throws PunchdownError hardware-id-unknown */
  issueVerificationCode(hardwareId: HardwareId): VerificationCode
  /** Null when the code is accepted, else the problem. */
  verify(hardwareId: HardwareId, typed: string): Problem | null
  /**
   * Returns the valid code, or issues a new one. With `fresh`, always issues a new one, which replaces the old one.
   * @throws PunchdownError not-onboarded
   */
  issueSignInCode(hardwareId: HardwareId, fresh: boolean): { code: string; expiresAt: number }
  /** @throws PunchdownError sign-in-code-wrong | sign-in-code-expired */
  signInOf(typed: string): EndpointRecord
  /**
   * Attaches a user's number to the endpoint of the code. Repeating it with the same code and user has no effect.
   * @throws PunchdownError sign-in-code-wrong | sign-in-code-expired | bad-input | not-found
   */
  attach(typed: string, userId: string): { record: EndpointRecord; account: Account; fresh: boolean }
  /** All accounts that may register. */
  accounts(): Account[]
  accountsOf(hardwareId: HardwareId): Account[]
  /** The account with this SIP user name and domain. */
  accountOfUser(user: string, domain: string): Account | null
  /** Records that an account has registered. */
  registered(account: Account): void
  users(): DirectoryUser[]
  /** @throws PunchdownError bad-input when the number is taken */
  addUser(user: { name: string; number: string }): DirectoryUser
  /** Null for a number of no user. */
  preferencesOf(number: string): Preferences | null
  /** No effect for a number of no user. */
  setPreferences(number: string, change: Partial<Preferences>): void
}

export interface DirectoryParts {
  readonly documents: DocumentRepository
  readonly service: Service
  readonly clock: Clock
  readonly onUnreadable: OnUnreadable
  readonly guestLimits?: GuestLimits
  /** Called when a record that was never enrolled expires or is removed for a newer one. */
  readonly onGuestDropped?: (record: EndpointRecord) => void
}

/** State of the operations below. */
interface Tables {
  readonly settings: ServiceSettings
  readonly clock: Clock
  readonly endpoints: EndpointTable
  readonly tenants: Collection<TenantRecord>
  readonly people: Collection<UserRecord>
}

export function createDirectory(parts: DirectoryParts): Directory {
  const { documents, service, clock, onUnreadable } = parts
  const stored = openCollection(documents, 'gateway.endpoint', endpointRecordSchema, onUnreadable)
  const tables: Tables = {
    settings: service.settings,
    clock,
    endpoints: new EndpointTable(
      stored,
      clock,
      parts.guestLimits ?? usualGuestLimits,
      parts.onGuestDropped ?? (() => {}),
    ),
    tenants: openCollection(documents, 'gateway.tenant', tenantRecordSchema, onUnreadable),
    people: openCollection(documents, 'gateway.user', userRecordSchema, onUnreadable),
  }
  fill(tables, service)
  const { endpoints } = tables
  return {
    users: () => usersOf(tables),
    addUser: (user) => addUser(tables, user),
    preferencesOf: (number) => userOfNumber(tables, number),
    setPreferences(number, change) {
      const user = userOfNumber(tables, number)
      if (user !== null) tables.people.set(user.id, { ...user, ...change })
    },
    endpoint: (hardwareId) => endpoints.get(hardwareId),
    endpoints: () => endpoints.all(),
    byToken: (token) => endpoints.byToken(token),
    fetched: (hardwareId, source) => fetched(tables, hardwareId, source),
    session: (hardwareId, language, source) => openSession(tables, hardwareId, language, source),
    moveSession(hardwareId, address) {
      const record = endpoints.get(hardwareId)
      if (record === null || record.session === null) return
      endpoints.save({ ...record, session: { ...record.session, owner: address } }, address)
    },
    enrol(hardwareId) {
      const record = recordOf(endpoints, hardwareId)
      if (record.enrolledAt === null) endpoints.save({ ...record, enrolledAt: clock.now() }, '')
    },
    offboard: (hardwareId) => endpoints.remove(hardwareId),
    issueVerificationCode: (hardwareId) => issueVerificationCode(tables, hardwareId),
    verify: (hardwareId, typed) => verify(tables, hardwareId, typed),
    issueSignInCode: (hardwareId, fresh) => issueSignInCode(tables, hardwareId, fresh),
    signInOf: (typed) => findSignIn(typed, endpoints.all(), clock.now()),
    attach: (typed, userId) => attach(tables, typed, userId),
    accounts: () => endpoints.all().flatMap((record) => accountsOf(tables, record)),
    accountOfUser: (user, domain) =>
      accountsOf(tables, endpoints.byUser(user)).find(
        (account) => account.user === user && account.domain === domain,
      ) ?? null,
    accountsOf: (hardwareId) => accountsOf(tables, endpoints.get(hardwareId)),
    registered: (account) => registered(tables, account),
  }
}

/** Fills a new directory. Writes the tenant last, so that an interrupted run is repeated. */
function fill(tables: Tables, service: Service): void {
  const { people, tenants, settings } = tables
  if (tenants.get(settings.tenantId) !== null) return
  for (const user of service.users) {
    if (!people.all().some(({ number }) => number === user.number)) addUser(tables, user)
  }
  tenants.set(settings.tenantId, { id: settings.tenantId, name: service.tenant, domain: settings.domain })
}

const accountsOf = ({ settings }: Tables, record: EndpointRecord | null): Account[] =>
  record === null
    ? []
    : [temporaryAccount(record, settings), ownAccount(record, settings)].filter((each) => each !== null)

function usersOf({ people, tenants, endpoints, settings }: Tables): DirectoryUser[] {
  const owners = new Map(
    endpoints
      .all()
      .flatMap(({ account, hardwareId }) => (account === null ? [] : [[account.userId, hardwareId]])),
  )
  return people
    .all()
    .sort((a, b) => a.position - b.position)
    .map(({ id, name, number, tenantId }) => ({
      id,
      name,
      number,
      domain: tenants.get(tenantId)?.domain ?? settings.domain,
      hardwareId: owners.get(id) ?? null,
    }))
}

const userOfNumber = ({ people }: Tables, number: string): UserRecord | null =>
  people.all().find((each) => each.number === number) ?? null

function addUser(tables: Tables, { name, number }: { name: string; number: string }): DirectoryUser {
  const { people, settings } = tables
  if (people.all().some((each) => each.number === number)) {
    throw new PunchdownError('bad-input', { field: 'number', text: number, reason: 'taken' })
  }
  const position = Math.max(0, ...people.all().map((each) => each.position)) + 1
  const id = randomUUID()
  const preferences = { doNotDisturb: false, forwarding: noForwarding }
  people.set(id, { id, tenantId: settings.tenantId, name, number, position, ...preferences })
  return { id, name, number, domain: settings.domain, hardwareId: null }
}

function fetched({ endpoints, clock }: Tables, hardwareId: HardwareId, source: string): EndpointRecord {
  const record = recordOf(endpoints, hardwareId)
  endpoints.seen(hardwareId)
  return record.fetchedAt === null ? endpoints.save({ ...record, fetchedAt: clock.now() }, source) : record
}

function openSession(
  { endpoints, settings, clock }: Tables,
  hardwareId: HardwareId,
  language: string,
  source: string,
): { record: EndpointRecord; fresh: boolean } {
  const now = clock.now()
  const record = recordOf(endpoints, hardwareId)
  endpoints.seen(hardwareId)
  if (record.session !== null && !settings.freshTokenOnRepeat) {
    const session = { ...record.session, language, owner: record.session.owner ?? source }
    const changed = language !== record.session.language || session.owner !== record.session.owner
    return { record: changed ? endpoints.save({ ...record, session }, source) : record, fresh: false }
  }
  const id12 = hardwareId.slice(0, 12)
  const seconds = String(Math.floor(now / 1000)).padStart(10, '0')
  const session = {
    token: `${id12}${seconds}${randomText(20, lettersAndDigits)}`,
    language,
    openedAt: now,
    user: `${id12}${randomText(8, lettersAndDigits)}`,
    password: randomText(24, lettersAndDigits),
    owner: source,
  }
  const next: EndpointRecord = {
    ...record,
    fetchedAt: record.fetchedAt ?? now,
    session,
    onboardedAt: null,
    verifiedAt: null,
    signIn: null,
    account: null,
    registeredAt: null,
  }
  return { record: endpoints.save(next, source), fresh: true }
}

function issueVerificationCode(
  { endpoints, settings, clock }: Tables,
  hardwareId: HardwareId,
): VerificationCode {
  const record = endpoints.get(hardwareId)
  if (record === null || record.enrolledAt === null) {
    throw new PunchdownError('hardware-id-unknown', { hardwareId })
  }
  const now = clock.now()
  const verification = {
    code: freshText(settings.verificationDigits, digits, verificationCodesOf(endpoints.all())),
    expiresAt: now + settings.verificationHours * 3_600_000,
  }
  endpoints.save({ ...spend(record, false, now), verification }, '')
  return verification
}

function verify({ endpoints, clock }: Tables, hardwareId: HardwareId, typed: string): Problem | null {
  const record = recordOf(endpoints, hardwareId)
  const now = clock.now()
  const problem = judgeVerification(typed, record, endpoints.all(), now)
  if (problem === null) endpoints.save({ ...spend(record, true, now), verifiedAt: now }, '')
  return problem
}

function issueSignInCode(
  { endpoints, settings, clock }: Tables,
  hardwareId: HardwareId,
  fresh: boolean,
): { code: string; expiresAt: number } {
  const record = endpoints.get(hardwareId)
  if (record === null || record.verifiedAt === null) {
    throw new PunchdownError('not-onboarded', { hardwareId })
  }
  const now = clock.now()
  const { signIn } = record
  if (!fresh && signIn !== null && signIn.usedAt === null && now < signIn.expiresAt) {
    return { code: signIn.code, expiresAt: signIn.expiresAt }
  }
  const taken = new Set(endpoints.all().flatMap((each) => each.signIn?.code ?? []))
  const code = freshText(settings.signInCharacters, settings.signInAlphabet, taken)
  const expiresAt = now + settings.signInMinutes * 60_000
  endpoints.save({ ...record, signIn: { code, expiresAt, usedAt: null } }, '')
  return { code, expiresAt }
}

function attach(
  tables: Tables,
  typed: string,
  userId: string,
): { record: EndpointRecord; account: Account; fresh: boolean } {
  const { endpoints, settings, clock } = tables
  const now = clock.now()
  const record = findSignIn(typed, endpoints.all(), now)
  const user = usersOf(tables).find(({ id }) => id === userId)
  if (user === undefined) throw new PunchdownError('not-found', { what: 'user', id: userId })
  const known = ownAccount(record, settings)
  if (record.signIn === null || record.signIn.usedAt !== null) {
    if (record.account?.userId === userId && known !== null) return { record, account: known, fresh: false }
    throw new PunchdownError('sign-in-code-wrong')
  }
  if (user.hardwareId !== null && user.hardwareId !== record.hardwareId) {
    throw new PunchdownError('bad-input', { field: 'user', reason: 'taken', hardwareId: user.hardwareId })
  }
  const next = endpoints.save(
    {
      ...record,
      signIn: { ...record.signIn, usedAt: now },
      registeredAt: null,
      account: {
        userId,
        name: user.name,
        number: user.number,
        authUser: randomText(16, lettersAndDigits),
        password: randomText(24, lettersAndDigits),
        attachedAt: now,
      },
    },
    '',
  )
  const account = ownAccount(next, settings)
  if (account === null) throw new Error('an account was attached but is not there')
  return { record: next, account, fresh: true }
}

function registered({ endpoints, clock }: Tables, account: Account): void {
  const { hardwareId, kind } = account
  const record = endpoints.get(hardwareId)
  if (record === null) return
  endpoints.seen(hardwareId)
  if (kind === 'temporary' && record.onboardedAt === null) {
    endpoints.save({ ...record, onboardedAt: clock.now() }, '')
  }
  if (kind === 'own' && record.registeredAt === null) {
    endpoints.save({ ...record, registeredAt: clock.now() }, '')
  }
}
