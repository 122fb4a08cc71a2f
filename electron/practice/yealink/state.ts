/** State of the device that its web interface, its Action URI and its SIP side share. */
import type { Account } from '../kit/account.ts'
import type { Syslog } from '../kit/syslog.ts'
import type { YealinkData } from './data.ts'
import type { Settings, YealinkFlash } from './settings.ts'

export interface AccountState {
  /** Counts from 1. */
  readonly id: number
  /** From the settings; null while it is off or incomplete. */
  readonly account: Account | null
  readonly registered: boolean
}

export interface Yealink {
  readonly data: YealinkData
  readonly flash: YealinkFlash
  readonly settings: Settings
  readonly syslog: Syslog
  readonly address: string
  now(): number
  upMs(): number
  accounts(): readonly AccountState[]
  calling(): boolean
  /** True while it fetches its configuration. */
  provisioning(): boolean
  provisionNow(): void
  restart(): void
  factoryReset(): void
  setPassword(password: string): void
  /** Called after settings changed. */
  settingsChanged(): void
}

/** `805ec0a1b2c3` */
export const bareMac = ({ data }: Pick<Yealink, 'data'>): string => data.mac.replaceAll(':', '').toLowerCase()

export const hasFactoryPassword = ({ flash, data }: Pick<Yealink, 'flash' | 'data'>): boolean =>
  data.options.forcesPasswordChange && flash.content.password === data.factoryPassword

/** 0 not registered or switched off, 1 registering, 2 registered. */
export const statusOf = ({ account, registered }: AccountState): 0 | 1 | 2 =>
  registered ? 2 : account === null ? 0 : 1
