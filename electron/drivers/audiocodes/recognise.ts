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
