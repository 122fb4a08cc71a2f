/** Tenants, users, enrolments, sessions, codes and accounts. Every call has stored its outcome when it returns. */
import { randomUUID } from 'node:crypto'
import { type Problem, PunchdownError } from '#shared/errors.ts'
import type { VerificationCode } from '#shared/machines/onboarding.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { DirectoryUser } from '#shared/model/host.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { DocumentRepository } from '../../store/store.ts'
import type { Service } from '../service-settings.ts'
import { type Account, ownAccount, temporaryAccount } from './accounts.ts'
import { findSignIn, freshText, judgeVerification, randomText, spend, verificationCodesOf } from './codes.ts'
import { openCollection } from './collection.ts'
import {
  type EndpointRecord,
  endpointRecordSchema,
  newEndpointRecord,
  tenantRecordSchema,
  userRecordSchema,
} from './records.ts'
import { recordsToForget } from './unenrolled.ts'

const digits = '0123456789'
const lettersAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export interface Directory {
  endpoint(hardwareId: HardwareId): EndpointRecord | null
  endpoints(): EndpointRecord[]
  byToken(token: string): EndpointRecord | null
  /** A configuration file was fetched. */
  fetched(hardwareId: HardwareId): EndpointRecord
  /** Stage 2: the running session, or a new one; a new one each time when `freshTokenOnRepeat` is set (A6.4). */
  session(hardwareId: HardwareId, language: string): { record: EndpointRecord; fresh: boolean }
  /** Makes room for a new record: forgets what was fetched and never enrolled, when it is old or too much. */
  forgetUnenrolled(): void
  enrol(hardwareId: HardwareId): void
  offboard(hardwareId: HardwareId): void
  /** @throws PunchdownError hardware-id-unknown */
  issueVerificationCode(hardwareId: HardwareId): VerificationCode
  /** Null: accepted. Otherwise what was wrong with the code. */
  verify(hardwareId: HardwareId, typed: string): Problem | null
  /** @throws PunchdownError not-onboarded */
  issueSignInCode(hardwareId: HardwareId): { code: string; expiresAt: number }
  /** @throws PunchdownError sign-in-code-wrong | sign-in-code-expired */
  signInOf(typed: string): EndpointRecord
  /**
   * Gives a user's number to the endpoint that the code belongs to. The same code and user again change nothing.
   * @throws PunchdownError sign-in-code-wrong | sign-in-code-expired | bad-input | not-found
   */
  attach(typed: string, userId: string): { record: EndpointRecord; account: Account; fresh: boolean }
  /** Every account that may register now. */
  accounts(): Account[]
  accountsOf(hardwareId: HardwareId): Account[]
  /** An account registered. */
  registered(account: Account): void
  users(): DirectoryUser[]
  /** @throws PunchdownError bad-input when the number is taken */
  addUser(user: { name: string; number: string }): DirectoryUser
}

export interface DirectoryParts {
  readonly documents: DocumentRepository
  readonly service: Service
  readonly clock: Clock
  readonly log: Log
}

export function createDirectory({ documents, service, clock, log }: DirectoryParts): Directory {
  const { settings } = service
  const records = openCollection(documents, 'gateway.endpoint', endpointRecordSchema, log)
  const tenants = openCollection(documents, 'gateway.tenant', tenantRecordSchema, log)
  const people = openCollection(documents, 'gateway.user', userRecordSchema, log)

  const save = (record: EndpointRecord): EndpointRecord => {
    records.set(record.hardwareId, record)
    return record
  }
  const ofId = (hardwareId: HardwareId) => records.get(hardwareId) ?? newEndpointRecord(hardwareId)

  const userOf = ({ id, name, number, tenantId }: ReturnType<typeof people.all>[number]): DirectoryUser => ({
    id,
    name,
    number,
    domain: tenants.get(tenantId)?.domain ?? settings.domain,
    hardwareId: records.all().find(({ account }) => account?.userId === id)?.hardwareId ?? null,
  })
  const users = () =>
    people
      .all()
      .sort((a, b) => a.position - b.position)
      .map(userOf)

  const accountsOfRecord = (record: EndpointRecord): Account[] =>
    [temporaryAccount(record, settings), ownAccount(record, settings)].filter((each) => each !== null)

  const addUser: Directory['addUser'] = ({ name, number }) => {
    if (people.all().some((each) => each.number === number)) {
      throw new PunchdownError('bad-input', { field: 'number', text: number, reason: 'taken' })
    }
    const position = Math.max(0, ...people.all().map((each) => each.position)) + 1
    const user = { id: randomUUID(), tenantId: settings.tenantId, name, number, position }
    people.set(user.id, user)
    return userOf(user)
  }

  // the tenant is written last: a folder that lacks it was interrupted while it was filled
  if (tenants.get(settings.tenantId) === null) {
    for (const user of service.users) {
      if (!people.all().some(({ number }) => number === user.number)) addUser(user)
    }
    tenants.set(settings.tenantId, {
      id: settings.tenantId,
      name: service.tenant,
      domain: settings.domain,
    })
  }

  return {
    users,
    addUser,
    endpoint: (hardwareId) => records.get(hardwareId),
    endpoints: () => records.all(),
    byToken: (token) => records.all().find(({ session }) => session?.token === token) ?? null,
    fetched(hardwareId) {
      const record = ofId(hardwareId)
      return record.fetchedAt === null ? save({ ...record, fetchedAt: clock.now() }) : record
    },
    session(hardwareId, language) {
      const now = clock.now()
      const record = ofId(hardwareId)
      if (record.session !== null && !settings.freshTokenOnRepeat) {
        const changed = record.session.language !== language
        return {
          record: changed ? save({ ...record, session: { ...record.session, language } }) : record,
          fresh: false,
        }
      }
      const id12 = hardwareId.slice(0, 12)
      const seconds = String(Math.floor(now / 1000)).padStart(10, '0')
      const session = {
        token: `${id12}${seconds}${randomText(20, lettersAndDigits)}`,
        language,
        openedAt: now,
        user: `${id12}${randomText(8, lettersAndDigits)}`,
        password: randomText(24, lettersAndDigits),
      }
      const next = {
        ...record,
        fetchedAt: record.fetchedAt ?? now,
        session,
        onboardedAt: null,
        verifiedAt: null,
        signIn: null,
        account: null,
        registeredAt: null,
      }
      return { record: save(next), fresh: true }
    },
    forgetUnenrolled() {
      for (const hardwareId of recordsToForget(records.all(), clock.now())) records.remove(hardwareId)
    },
    enrol(hardwareId) {
      const record = ofId(hardwareId)
      if (record.enrolledAt === null) save({ ...record, enrolledAt: clock.now() })
    },
    offboard(hardwareId) {
      if (records.get(hardwareId) !== null) records.remove(hardwareId)
    },
    issueVerificationCode(hardwareId) {
      const record = records.get(hardwareId)
      if (record === null || record.enrolledAt === null) {
        throw new PunchdownError('hardware-id-unknown', { hardwareId })
      }
      const now = clock.now()
      const taken = verificationCodesOf(records.all())
      const verification = {
        code: freshText(settings.verificationDigits, digits, taken),
        expiresAt: now + settings.verificationHours * 3_600_000,
      }
      save({ ...spend(record, false, now), verification })
      return verification
    },
    verify(hardwareId, typed) {
      const record = ofId(hardwareId)
      const now = clock.now()
      const problem = judgeVerification(typed, record, records.all(), now)
      if (problem === null) save({ ...spend(record, true, now), verifiedAt: now })
      return problem
    },
    issueSignInCode(hardwareId) {
      const record = records.get(hardwareId)
      if (record === null || record.verifiedAt === null) {
        throw new PunchdownError('not-onboarded', { hardwareId })
      }
      const now = clock.now()
      const { signIn } = record
      if (signIn !== null && signIn.usedAt === null && now < signIn.expiresAt) {
        return { code: signIn.code, expiresAt: signIn.expiresAt }
      }
      const taken = new Set(records.all().flatMap((each) => each.signIn?.code ?? []))
      const code = freshText(settings.signInCharacters, settings.signInAlphabet, taken)
      const expiresAt = now + settings.signInMinutes * 60_000
      save({ ...record, signIn: { code, expiresAt, usedAt: null } })
      return { code, expiresAt }
    },
    signInOf: (typed) => findSignIn(typed, records.all(), clock.now()),
    attach(typed, userId) {
      const now = clock.now()
      const record = findSignIn(typed, records.all(), now)
      const user = users().find(({ id }) => id === userId)
      if (user === undefined) throw new PunchdownError('not-found', { what: 'user', id: userId })
      const known = ownAccount(record, settings)
      if (record.signIn === null || record.signIn.usedAt !== null) {
        if (record.account?.userId === userId && known !== null)
          return { record, account: known, fresh: false }
        throw new PunchdownError('sign-in-code-wrong')
      }
      if (user.hardwareId !== null && user.hardwareId !== record.hardwareId) {
        throw new PunchdownError('bad-input', { field: 'user', reason: 'taken', hardwareId: user.hardwareId })
      }
      const next = save({
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
      })
      const account = ownAccount(next, settings)
      if (account === null) throw new Error('an account was attached but is not there')
      return { record: next, account, fresh: true }
    },
    accounts: () => records.all().flatMap(accountsOfRecord),
    accountsOf(hardwareId) {
      const record = records.get(hardwareId)
      return record === null ? [] : accountsOfRecord(record)
    },
    registered(account) {
      const record = records.get(account.hardwareId)
      if (record === null) return
      if (account.kind === 'temporary' && record.onboardedAt === null) {
        save({ ...record, onboardedAt: clock.now() })
      }
      if (account.kind === 'own' && record.registeredAt === null) {
        save({ ...record, registeredAt: clock.now() })
      }
    },
  }
}
