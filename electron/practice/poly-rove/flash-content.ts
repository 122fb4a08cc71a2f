/** Contents of the base's flash memory. */
import { z } from 'zod'
import { accountSchema } from '../kit/account.ts'
import { type Flash, openFlash } from '../kit/flash.ts'
import type { BaseData } from './data.ts'

const contentSchema = z.object({
  firmware: z.string(),
  /** Values by full name; a missing name has its factory value. */
  settings: z.record(z.string(), z.string()),
  /** By IPEI. */
  handsets: z.record(
    z.string(),
    z.object({ firmware: z.string(), url: z.string().nullable(), account: accountSchema.nullable() }),
  ),
  bootCount: z.number(),
})
type FlashContent = z.infer<typeof contentSchema>
export type BaseFlash = Flash<FlashContent>

export function openBaseFlash(
  folder: string | null,
  data: BaseData,
  onFailure: (reason: string) => void,
): BaseFlash {
  const factory: FlashContent = {
    firmware: data.firmware,
    settings: {},
    handsets: Object.fromEntries(
      data.handsets.map(({ ipei }) => [ipei, { firmware: data.firmware, url: null, account: null }]),
    ),
    bootCount: 0,
  }
  return openFlash({
    ...{ folder, name: data.id, schema: contentSchema, factory, onFailure },
    complete: (stored, fresh) => ({ ...stored, handsets: { ...fresh.handsets, ...stored.handsets } }),
  })
}
