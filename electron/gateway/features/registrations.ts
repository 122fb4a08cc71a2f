/** REGISTER: the temporary account of stage 2, then the user's own (A6). */
import type { HardwareId } from '#shared/model/hardware-id.ts'
import { type IncomingRequest, registeredContact } from '../../sip/index.ts'
import type { Account } from '../directory/accounts.ts'
import type { Directory } from '../directory/directory.ts'
import type { Journal } from '../journal.ts'
import type { Authentication } from './authentication.ts'
import type { Bindings } from './bindings.ts'

export interface RegistrationsParts {
  readonly directory: Directory
  readonly bindings: Bindings
  readonly authentication: Authentication
  readonly journal: Journal
  readonly now: () => number
  /** Called when a device registers the temporary account although it has the account of a user. */
  readonly onBehind: (hardwareId: HardwareId) => void
  /** Called after the 200 to a registration. */
  readonly onRegistered: (account: Account) => void
}

export function createRegistrations(parts: RegistrationsParts): (incoming: IncomingRequest) => Promise<void> {
  const { directory, bindings, authentication, journal, now, onBehind, onRegistered } = parts

  const report = (account: Account): void => {
    const { hardwareId, identity } = account
    if (account.kind === 'temporary') {
      journal.emitFact({ fact: 'registered-without-owner', hardwareId, identity })
      if (directory.accountsOf(hardwareId).some(({ kind }) => kind === 'own')) onBehind(hardwareId)
    } else {
      const { number, displayName: name } = account
      journal.emitFact({ fact: 'registered-with-number', hardwareId, identity, number, name })
    }
  }

  return async (incoming) => {
    const { request, flow, respond } = incoming
    const note = (hardwareId: HardwareId | null, facts: Record<string, string | number | null>) =>
      journal.note({ path: 'sip.register', from: `${flow.address}:${flow.port}`, hardwareId, facts })

    const outcome = authentication.authenticate(incoming, 'To')
    if ('answered' in outcome) {
      if (outcome.answered !== 401) note(null, { status: outcome.answered, reason: outcome.reason })
      return
    }
    const { account } = outcome
    const { hardwareId, identity } = account
    const result = await bindings.register(identity, request, flow)
    if (result.status === 423) {
      respond(423, { headers: { 'Min-Expires': String(result.minExpires) } })
      note(hardwareId, { status: 423 })
      return
    }
    if (result.status !== 200) {
      respond(result.status)
      note(hardwareId, { status: result.status, reason: result.reason })
      return
    }
    const registers = result.added.length > 0
    if (registers) {
      directory.registered(account)
      if (account.kind === 'own') forgetTemporary(hardwareId)
    }
    const contacts = result.bindings.map((binding) => registeredContact(binding, now()))
    const path = request.headers.all('Path')
    respond(200, {
      headers: {
        ...(contacts.length === 0 ? {} : { Contact: contacts }),
        ...(path.length === 0 ? {} : { Path: path }),
        ...(result.outbound ? { Require: 'outbound' } : {}),
        Date: new Date(now()).toUTCString(),
      },
    })
    if (!registers && result.removed.length === 0) return
    note(hardwareId, {
      status: 200,
      account: account.kind,
      contacts: result.bindings.length,
      transport: flow.transport,
      userAgent: request.headers.text('User-Agent')?.slice(0, 120) ?? null,
    })
    if (!registers) return
    report(account)
    onRegistered(account)
  }

  function forgetTemporary(hardwareId: HardwareId): void {
    for (const { kind, identity } of directory.accountsOf(hardwareId)) {
      if (kind === 'temporary') bindings.forget(identity)
    }
  }
}
