import type { Identity } from '#shared/model/identity.ts'
import { vvxData } from './data.ts'

/** `HP Poly VVX_411` → `hppolyvvx411` */
const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** Names in front of a model. */
const maker = /^(?:hp)?(?:poly(?:com)?)?(?:omegaline|realpresence)?/

/**
 * Recognises VVX, Trio and Edge E phones. The VVX D230 and the OBi edition of a VVX have other software and are not recognised, nor is a
 * model of another series, which may lack both interfaces.
 */
export function recognise({ vendor, model }: Pick<Identity, 'vendor' | 'model'>): boolean {
  if (vendor === null || model === null || plain(vendor) !== plain(vvxData.vendor)) return false
  const name = plain(model).replace(maker, '')
  return vvxData.families.some(({ models }) => models.some((known) => isNamed(known, name)))
}

const isNamed = (known: string, name: string): boolean =>
  known.length === name.length &&
  [...known].every(
    (character, at) => character === name[at] || (character === '#' && /\d/.test(name[at] ?? '')),
  )
