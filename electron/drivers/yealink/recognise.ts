import type { Identity } from '#shared/model/identity.ts'
import { yealinkData } from './data.ts'

type Known = Pick<Identity, 'vendor' | 'model'>

/**
 * `SIP-T21P_E2` → `t21pe2`, `Yealink W70B` → `w70b`. The list of compatible devices has a row for each region of a base:
 * `W70B EMEA` → `w70b`
 */
function plainModel(model: string): string {
  const name = model.toLowerCase().replace(/^yealink /, '')
  return (name.split(' ', 1)[0] ?? '').replace(/^sip-/, '').replaceAll(/[^a-z0-9]/g, '')
}

const isOf = ({ vendor, model }: Known, models: readonly string[]): boolean =>
  vendor?.toLowerCase() === yealinkData.vendor.toLowerCase() &&
  model !== null &&
  models.includes(plainModel(model))

/** Phones with a servlet or JSON interface. T20 to T28, T21P and Android phones have other interfaces and are not recognised. */
export const isPhone = (identity: Known): boolean => isOf(identity, yealinkData.phones.models)

/** DECT bases. Handsets have no address and are reached through their base. */
export const isBase = (identity: Known): boolean => isOf(identity, yealinkData.bases.models)
