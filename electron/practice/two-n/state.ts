/** Flash memory of the intercom, and the parts that its interfaces share. */
import { z } from 'zod'
import { type Flash, openFlash } from '../kit/flash.ts'
import type { Registration } from '../kit/registration.ts'
import { parseXml, writeXml, type XmlElement } from '../kit/xml.ts'
import { factoryConfiguration } from './configuration.ts'
import type { ApiAccount, IntercomData } from './data.ts'

const contentSchema = z.object({
  firmware: z.string(),
  /** XML of the configuration; null for the factory configuration. */
  configuration: z.string().nullable(),
  /** False after a factory reset, which also removes the accounts of the API. */
  hasAccounts: z.boolean(),
})
export type IntercomFlash = Flash<z.infer<typeof contentSchema>>

export interface UploadedFirmware {
  readonly fileId: string
  readonly version: string
}

/** State of the intercom that its interfaces share. */
export interface Intercom {
  readonly data: IntercomData
  readonly flash: IntercomFlash
  readonly registration: Registration
  readonly now: () => number
  upMs(): number
  configuration(): XmlElement
  /** Stores a configuration now, and registers its account. */
  store(root: XmlElement): void
  /** Stores a configuration after the documented delay; a restart before that discards it. */
  storeLater(root: XmlElement): void
  restart(): void
  factoryReset(): void
  uploaded(): UploadedFirmware | null
  upload(firmware: UploadedFirmware | null): void
}

export function openIntercomFlash(
  folder: string | null,
  data: IntercomData,
  onFailure: (reason: string) => void,
): IntercomFlash {
  return openFlash({
    ...{ folder, name: data.id, schema: contentSchema, onFailure },
    factory: { firmware: data.firmware, configuration: null, hasAccounts: true },
    complete: (stored) => stored,
  })
}

export function storedConfiguration({ content }: IntercomFlash, data: IntercomData): XmlElement {
  const root = parseXml(content.configuration ?? factoryConfiguration(data))
  if (root === null) throw new Error(`the stored configuration of ${data.id} is no XML`)
  return root
}

export function writeConfiguration(flash: IntercomFlash, root: XmlElement): void {
  flash.content.configuration = writeXml(root)
  flash.save()
}

export const accountsOf = ({ flash, data }: Pick<Intercom, 'flash' | 'data'>): readonly ApiAccount[] =>
  flash.content.hasAccounts ? data.accounts : []
