import type { Identity } from '#shared/model/identity.ts'
import { audiocodesData } from './data.ts'

/** `AudioCodes C450HD` → `audiocodesc450hd` */
const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** Names in front of a model. */
const maker = /^(?:audiocodes)?(?:ipphone)?/

const isMaker = (vendor: string | null): boolean =>
  vendor !== null && plain(vendor) === plain(audiocodesData.vendor)

/** Recognises the phones of the list with SIP firmware. The Android firmware of C448HD and C450HD has other pages. */
export function isPhone({
  vendor,
  model,
  firmware,
}: Pick<Identity, 'vendor' | 'model' | 'firmware'>): boolean {
  if (!isMaker(vendor) || model === null) return false
  const { models, firmware: known } = audiocodesData.phone
  const name = plain(model).replace(maker, '')
  const isKnownFirmware = firmware === null || known.majors.includes(firmware.split('.', 1)[0] ?? '')
  return isKnownFirmware && models.some((each) => plain(each) === name)
}

/** Names behind a model: the kinds of ports. */
const ports = /(?:fxs)?(?:fxo)?$/

/** `MP-504 FXS`, `MP504`, `MP1288-FXS` */
const adapterIn = <Model extends { readonly name: string }>(
  models: readonly Model[],
  text: string,
): Model | null => {
  const name = plain(text).replace(maker, '').replace(ports, '')
  return models.find((model) => plain(model.name) === name) ?? null
}

type Named = Pick<Identity, 'vendor' | 'model'>

const isAdapterOf = (models: readonly { readonly name: string }[], { vendor, model }: Named): boolean =>
  isMaker(vendor) && model !== null && adapterIn(models, model) !== null

export const isMediant = (identity: Named): boolean => isAdapterOf(audiocodesData.mediant.models, identity)

export const isMediaPack = (identity: Named): boolean =>
  isAdapterOf(audiocodesData.mediaPack.models, identity)

/** Number of ports of an adapter; null when it is not known. */
export const portCountOf = (model: string): number | null =>
  adapterIn([...audiocodesData.mediant.models, ...audiocodesData.mediaPack.models], model)?.ports ?? null
