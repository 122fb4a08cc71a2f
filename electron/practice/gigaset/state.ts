/** State of the base that its pages, its provisioning and its SIP side share. */
import type { DeviceCore } from '../kit/device.ts'
import type { PhoneLine } from '../kit/phone-line.ts'
import type { BaseData } from './data.ts'
import type { Settings } from './settings.ts'

/** A handset with its SIP account. */
interface Handset {
  /** In lower case, as the pages of the maker show it. */
  readonly ipui: string
  readonly model: string
  readonly line: PhoneLine
}

export interface Base {
  readonly data: BaseData
  readonly core: DeviceCore
  readonly settings: Settings
  readonly handsets: readonly Handset[]
  /** Fetches the configuration in the background. */
  fetchConfiguration(): void
  /** Opens the registration window from `startsAt` to `endsAt`, milliseconds since the epoch. */
  openWindow(startsAt: number, endsAt: number): void
  isWindowOpen(): boolean
}

/** `7C2F80E0D605` */
export const bareMac = ({ mac }: Pick<BaseData, 'mac'>): string => mac.replaceAll(':', '').toUpperCase()

/** `Gigaset N870 IP PRO/83.V2.52.0+build.a546b91;7C2F80E0D605` */
export function httpUserAgent({ data, settings }: Pick<Base, 'data' | 'settings'>): string {
  const { version, build } = settings.firmware()
  return `Gigaset ${data.model}/${version}+build.${build};${bareMac(data)}`
}
