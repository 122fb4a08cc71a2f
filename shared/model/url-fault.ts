/** Faults of a pasted provisioning URL, and the state that the steps of reading one share. */
import type { RangeFault } from './firewall-range.ts'
import type { TextFault } from './pasted-text.ts'
import type { DeviceClass, ProvisioningFacts } from './provisioning-facts.ts'

const warnings = [
  /** The host is not one of the service. */
  'host-other',
  'https-not-promised',
  /** The URL of one device after its first fetch, which is not an entry URL. */
  'later-stage',
  'suffix-unconfirmed',
  'language-not-offered',
  'range-not-listed',
] as const

export type UrlFaultCode =
  | (typeof warnings)[number]
  | TextFault['code']
  | RangeFault['code']
  | 'empty'
  | 'too-long'
  | 'scheme-missing'
  | 'scheme-malformed'
  | 'scheme-other'
  | 'backslash'
  | 'user-info'
  | 'host-missing'
  | 'host-malformed'
  | 'host-misspelt'
  | 'region-unknown'
  | 'region-missing'
  | 'slash-for-dot'
  | 'port-not-expected'
  | 'query-not-expected'
  | 'slash-doubled'
  | 'slash-at-end'
  | 'segment-case'
  | 'language-unknown'
  | 'language-malformed'
  | 'language-twice'
  | 'tenant-malformed'
  | 'tenant-twice'
  | 'tenant-name'
  | 'suffix-missing'
  | 'suffix-unknown'
  | 'suffix-of-other-make'
  | 'suffix-of-one-device'

export interface UrlFault {
  readonly code: UrlFaultCode
  /** Position in the pasted text, in UTF-16 units; `end` is excluded. */
  readonly start: number
  readonly end: number
}

export const isWarning = ({ code }: UrlFault): boolean => warnings.some((each) => each === code)

/** Input of the steps of reading, and the collector of faults. Positions are those of the cleaned text. */
export interface Draft {
  readonly text: string
  readonly facts: ProvisioningFacts
  readonly device: DeviceClass | null
  fault(code: UrlFaultCode, start: number, end: number): void
}
