/** State of the phone that its pages, its provisioning and its SIP side share. */
import type { Life } from '../kit/life.ts'
import type { Pace } from '../kit/pace.ts'
import type { Syslog } from '../kit/syslog.ts'
import type { PhoneData } from './data.ts'
import type { Settings } from './settings.ts'

export interface Phone {
  readonly data: PhoneData
  readonly settings: Settings
  readonly syslog: Syslog
  readonly pace: Pace
  readonly life: Life
  /** Hidden value of the pages; another after each restart. */
  hiddenTag(): string
  /** Fetches the settings files in the background. */
  fetchSettings(): void
  /** Fetches a firmware file in the background, then restarts with it. */
  loadFirmware(url: string): void
}

/** `000413922D24` */
export const bareMac = ({ mac }: Pick<PhoneData, 'mac'>): string => mac.replaceAll(':', '').toUpperCase()

/** `snomD735/10.1.141.13` */
export const sipUserAgent = ({ model }: PhoneData, settings: Pick<Settings, 'firmware'>): string =>
  `snom${model}/${settings.firmware()}`

/** `Mozilla/4.0 (compatible; snomD785-SIP 10.1.33.33 2010.12-00004-g9ba52f5 000413922D24 SXM:0 UXM:0)` */
export const httpUserAgent = (data: PhoneData, settings: Pick<Settings, 'firmware'>): string =>
  `Mozilla/4.0 (compatible; snom${data.model}-SIP ${settings.firmware()} ${data.bootLoader} ${bareMac(data)} SXM:0 UXM:0)`
