import type { Identity, Sighting } from '#shared/model/identity.ts'
import { ciscoData } from './data.ts'

type Known = Pick<Identity, 'vendor' | 'model' | 'firmware'>

/** Number of the model: `CP-8851-3PCC` → 8851. */
const phoneNumber = (model: string): string => /^(?:CP-?)?(\d{4})(?!\d)/i.exec(model)?.[1] ?? ''

/** Number of the model: `ATA191-MPP` → 191. */
const adapterNumber = (model: string): string => /^ATA[ -]?(\d{3})(?!\d)/i.exec(model)?.[1] ?? ''

/** Phones with other firmware for Call Manager have the same numbers and no such page. PhoneOS has other numbers. */
export const isMpp = (identity: Known, sightings: readonly Sighting[]): boolean =>
  isMultiplatform(identity, sightings) && ciscoData.mpp.models.includes(phoneNumber(identity.model ?? ''))

export const isAta = (identity: Known, sightings: readonly Sighting[]): boolean =>
  isMultiplatform(identity, sightings) && ciscoData.ata.models.includes(adapterNumber(identity.model ?? ''))

function isMultiplatform({ vendor, model, firmware }: Known, sightings: readonly Sighting[]): boolean {
  if (vendor?.toLowerCase() !== ciscoData.vendor.toLowerCase()) return false
  const marks = ciscoData.marker.text.split('|')
  // a model of the list, of which nothing is seen yet
  if (firmware === null && sightings.length === 0) return true
  const texts = [model ?? '', firmware ?? '', ...sightings.map(({ raw }) => raw)]
  return texts.some((text) => marks.some((mark) => text.includes(mark)))
}
