/** SNMP credentials. Secrets are masked in every text form, and revealed only to the protocol. */
import type { SnmpAccess as Given } from '#shared/model/snmp.ts'
import { Secret } from '../../platform/secret.ts'

type GivenV3 = Extract<Given, { version: '3' }>
type Keyed<Protocol> = { readonly protocol: Protocol; readonly password: Secret }

export type Access =
  | { readonly version: '1' | '2c'; readonly community: Secret }
  | {
      readonly version: '3'
      readonly user: string
      readonly auth: Keyed<NonNullable<GivenV3['auth']>['protocol']> | null
      readonly privacy: Keyed<NonNullable<GivenV3['privacy']>['protocol']> | null
      readonly context: string
    }

/** Masks the secrets of a request. */
export function accessOf(given: Given): Access {
  if (given.version !== '3') return { version: given.version, community: new Secret(given.community) }
  const { version, user, auth, privacy, context } = given
  return {
    version,
    user,
    context,
    auth: auth === null ? null : { protocol: auth.protocol, password: new Secret(auth.password) },
    privacy: privacy === null ? null : { protocol: privacy.protocol, password: new Secret(privacy.password) },
  }
}
