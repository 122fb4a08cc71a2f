/** Derives the current facts of an endpoint from its record. */
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { Directory } from './directory/directory.ts'
import type { GatewayFact } from './facts.ts'

/** In the order of onboarding. */
export function factsOf(directory: Directory, hardwareId: HardwareId): GatewayFact[] {
  const record = directory.endpoint(hardwareId)
  if (record === null) return []
  const accounts = directory.accountsOf(hardwareId)
  const temporary = accounts.find(({ kind }) => kind === 'temporary')
  const own = accounts.find(({ kind }) => kind === 'own')
  const facts: GatewayFact[] = []
  if (record.fetchedAt !== null) facts.push({ fact: 'configuration-fetched', hardwareId })
  if (record.onboardedAt !== null && temporary !== undefined) {
    facts.push({ fact: 'registered-without-owner', hardwareId, identity: temporary.identity })
  }
  if (record.verifiedAt !== null) facts.push({ fact: 'verification-accepted', hardwareId })
  if (own !== undefined) {
    const { number, identity, displayName: name } = own
    facts.push({ fact: 'account-attached', hardwareId, name, number })
    if (record.registeredAt !== null)
      facts.push({ fact: 'registered-with-number', hardwareId, identity, number, name })
  }
  return facts
}
