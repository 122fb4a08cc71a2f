/** State of the adapter that its pages share. */
import type { Body } from './body.ts'
import type { AdapterData } from './data.ts'
import type { FieldIds } from './field-ids.ts'
import type { Settings } from './settings.ts'

export interface Adapter {
  readonly data: AdapterData
  readonly settings: Settings
  readonly fieldIds: FieldIds
  readonly body: Body
  readonly address: string
  readonly now: () => number
}

/** `Cisco/ATA191-MPP-11-1-0-MSR4 (FCH2443D9R4)`; the bracket is the serial number. The same in SIP is inferred. */
export const adapterUserAgent = ({ model, serial }: AdapterData, firmware: string): string =>
  `Cisco/${model}-${firmware} (${serial})`
