import type { Identity } from '#shared/model/identity.ts'
import { snomData } from './data.ts'

/** `snom D735` → `snomd735` */
const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** The model of the list with this name; null for another. `snomD735`, `Snom D735` and `D735` → D735 */
export function listedModel(name: string): string | null {
  const maker = plain(snomData.vendor)
  const own = plain(name)
  const model = own.startsWith(maker) ? own.slice(maker.length) : own
  return snomData.models.find((known) => plain(known) === model) ?? null
}

/** Recognises the models of the list: D8xx phones and DECT bases have other pages. */
export const recognise = ({ vendor, model }: Pick<Identity, 'vendor' | 'model'>): boolean =>
  vendor !== null && plain(vendor) === plain(snomData.vendor) && model !== null && listedModel(model) !== null
