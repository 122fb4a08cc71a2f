import type { Identity } from '#shared/model/identity.ts'
import { rove } from './data.ts'
import { sameLabel } from './pages.ts'

/** Recognises Rove bases of any size. Handsets have no address and are reached through their base. */
export function recognise(identity: Identity): boolean {
  const { vendor, model } = identity
  if (vendor === null || model === null) return false
  return sameLabel(vendor, rove.vendor) && rove.models.some((known) => sameLabel(known, model))
}
