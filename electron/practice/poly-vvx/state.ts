/** State of the phone that its web pages and its REST API share. */
import type { CallTone } from '../kit/line.ts'
import type { Registration } from '../kit/registration.ts'
import type { Syslog } from '../kit/syslog.ts'
import type { PhoneData } from './data.ts'
import type { PhoneFlash, Settings } from './settings.ts'

export interface Phone {
  readonly data: PhoneData
  readonly flash: PhoneFlash
  readonly settings: Settings
  readonly registration: Registration
  readonly syslog: Syslog
  readonly address: string
  upMs(): number
  calling(): boolean
  /** Tones of the last call, newest last. */
  tones(): readonly CallTone[]
  /** Starts a call; false without a registered account. */
  dial(digits: string): boolean
  restart(kind: 'reboot' | 'restart'): void
  factoryReset(): void
  setPassword(password: string): void
  /** Called after settings changed. */
  settingsChanged(): void
}

/** `64167F0A1B2C` */
export const bareMac = ({ data }: Pick<Phone, 'data'>): string => data.mac.replaceAll(':', '')

/** True while the admin password is the factory one. */
export const hasFactoryPassword = ({ flash, data }: Phone): boolean =>
  flash.content.password === data.factoryPassword

export function upTime(ms: number): { days: number; hours: number; minutes: number; seconds: number } {
  const seconds = Math.floor(ms / 1000)
  return {
    days: Math.floor(seconds / 86_400),
    hours: Math.floor(seconds / 3600) % 24,
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
  }
}
