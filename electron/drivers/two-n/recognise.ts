import type { Identity } from '#shared/model/identity.ts'
import { twoNData } from './data.ts'

/** `2N® IP Verso 2.0` → `ipverso20` */
const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** Recognises the models of the list. A 2N of an unknown model may lack the interface, so it is not taken. */
export function recognise({ vendor, model }: Identity): boolean {
  if (vendor === null || model === null) return false
  const maker = plain(twoNData.vendor)
  if (plain(vendor) !== maker) return false
  const models = new Set(twoNData.models.map(plain))
  const name = plain(model)
  return models.has(name) || (name.startsWith(maker) && models.has(name.slice(maker.length)))
}
