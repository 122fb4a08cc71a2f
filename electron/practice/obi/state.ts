/** State of the adapter that its pages and its provisioning share. */
import type { DeviceCore } from '../kit/device.ts'
import type { PhoneLine } from '../kit/phone-line.ts'
import type { AdapterData } from './data.ts'
import type { Page } from './parameters.ts'
import type { Settings } from './settings.ts'

export interface Adapter {
  readonly data: AdapterData
  readonly core: DeviceCore
  readonly settings: Settings
  readonly pages: readonly Page[]
  readonly address: string
  /** The telephone ports, each with the service of the same number. */
  readonly lines: readonly PhoneLine[]
  /** A setting was changed since the last start. */
  rebootRequired: boolean
  /** Whether its pages answer. */
  isWebOpen: boolean
}

/** `9CADEF4F001A` */
export const bareMac = ({ mac }: Pick<AdapterData, 'mac'>): string => mac.replaceAll(':', '').toUpperCase()

/** `OBIHAI/OBi302-3.2.5.8732`; of its SIP requests, inferred for those of files. */
export const userAgent = ({ wireModel, firmware }: Pick<AdapterData, 'wireModel' | 'firmware'>): string =>
  `OBIHAI/${wireModel}-${firmware}`
