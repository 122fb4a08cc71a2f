/** State of the device that its REST API, its provisioning and its SIP side share. */
import type { Life } from '../kit/life.ts'
import type { Pace } from '../kit/pace.ts'
import type { Syslog } from '../kit/syslog.ts'
import type { SpeakerData } from './data.ts'
import type { Settings } from './settings.ts'

export interface Speaker {
  readonly data: SpeakerData
  readonly settings: Settings
  readonly syslog: Syslog
  readonly pace: Pace
  readonly life: Life
  now(): number
  /** Registers with the account of the settings, and fetches its files in the background. */
  applySettings(): void
}

/** `0022EE0A1B86` */
export const bareMac = ({ mac }: Pick<SpeakerData, 'mac'>): string => mac.replaceAll(':', '').toUpperCase()

/** `Algo-8186/1.7` */
export const sipUserAgent = ({ model, firmware }: SpeakerData): string => `Algo-${model}/${firmware}`
