/** State of the phone that its pages share. */

import type { Body } from './body.ts'
import type { PhoneData } from './data.ts'
import type { FieldIds } from './field-ids.ts'
import type { Settings } from './settings.ts'

export interface Phone {
  readonly data: PhoneData
  readonly settings: Settings
  readonly fieldIds: FieldIds
  readonly body: Body
  readonly address: string
}

/** `00562b0a1b2c` */
export const bareMac = ({ mac }: { readonly mac: string }): string => mac.replaceAll(':', '').toLowerCase()

/** `sip88xx.12-0-3MPP0101-345` → 12.0.3; the form of the SIP and HTTP User-Agent. */
const shortVersion = (firmware: string): string =>
  /\.(\d+)-(\d+)-(\d+)/.exec(firmware)?.slice(1).join('.') ?? ''

/** `Cisco-CP-7832-3PCC/11.0.1 (00562b043615)`, from the default `$VERSION ($MA)`. */
export const httpUserAgent = (data: PhoneData, firmware: string): string =>
  `Cisco-${data.model}/${shortVersion(firmware)} (${bareMac(data)})`

/** `Cisco-CP-6841-3PCC/11.1.1 (00727826a4e1) (sip68xx.11-1-1MPP-897.loads)` */
export const sipUserAgent = (data: PhoneData, firmware: string): string =>
  `${httpUserAgent(data, firmware)} (${firmware}.loads)`

/** By line; the words are those of an adapter's status (published capture) and, while there is no success, ours. */
export const registrationStates = ({ lines }: Body): string[] =>
  lines.map(({ registration }) => {
    if (registration.account() === null) return 'Not Registered'
    return registration.registered() ? 'Registered' : 'Failed'
  })
