import type { Identity } from '#shared/model/identity.ts'
import { algoData } from './data.ts'

/** `8190(S)` → `8190s` */
const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** Recognises the models of the list; another one may lack the settings for Teams. */
export function recognise({ vendor, model }: Pick<Identity, 'vendor' | 'model'>): boolean {
  if (vendor === null || model === null || plain(vendor) !== plain(algoData.vendor)) return false
  const name = plain(model)
  return algoData.models.some((known) => plain(known) === name)
}

/**
 * The model in the name of a product: a model of the list, of one word or two, else the first word with a number.
 *   Algo 8186 SIP Horn Speaker → 8186, Algo 8180 G2 SIP Audio Alerter → 8180g2. Null for a name without a number.
 */
export function modelIn(product: string): string | null {
  const words = product.split(/\s+/).filter((word) => word !== '')
  const names = words.flatMap((word, at) => [`${word}${words[at + 1] ?? ''}`, word]).map(plain)
  const listed = names.flatMap((name) => algoData.models.find((model) => plain(model) === name) ?? [])
  return listed[0] ?? words.find((word) => /^\d{4}/.test(word)) ?? null
}
