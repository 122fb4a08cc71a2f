/** SIP accounts of an endpoint: the temporary one of stage 2, and the user's own after sign-in. */
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { ServiceSettings } from '../service-settings.ts'
import type { EndpointRecord } from './records.ts'

export interface Account {
  readonly kind: 'temporary' | 'own'
  readonly hardwareId: HardwareId
  /** `user@domain`, the address of record. */
  readonly identity: string
  readonly user: string
  readonly domain: string
  readonly authUser: string
  readonly password: string
  readonly displayName: string
  /** E.164; empty for the temporary account. */
  readonly number: string
}

/** `<id12><8 characters>@onboarding.test`; the user name is also the authentication name (A6.5). */
export function temporaryAccount(record: EndpointRecord, settings: ServiceSettings): Account | null {
  const { session, hardwareId } = record
  if (session === null) return null
  return {
    kind: 'temporary',
    hardwareId,
    identity: `${session.user}@${settings.temporaryDomain}`,
    user: session.user,
    domain: settings.temporaryDomain,
    authUser: session.user,
    password: session.password,
    displayName: settings.temporaryDisplayName,
    number: '',
  }
}

/** `+442079460101@practice.test` with a generated authentication name and password (A6.9). */
export function ownAccount(record: EndpointRecord, settings: ServiceSettings): Account | null {
  const { account, hardwareId } = record
  if (account === null) return null
  return {
    kind: 'own',
    hardwareId,
    identity: `${account.number}@${settings.domain}`,
    user: account.number,
    domain: settings.domain,
    authUser: account.authUser,
    password: account.password,
    displayName: account.name,
    number: account.number,
  }
}
