/** Facts of the onboarding machine from the registration a device shows for a handset or a port. Pure; used in live mode. */
import type { OnboardingInput } from '#shared/machines/onboarding.ts'
import type { Handset } from '#shared/model/settings.ts'

/**
 * An endpoint registered as `<unique>@onboarding.…` waits for its owner; any other registered identity is an account.
 * "Registered" alone does not mean signed in: adapters show it for the temporary account too.
 * Source: Rove on Teams article (field report); fact A6.23 in resources/gateway/service.json (documented).
 */
export function inputsFromRegistration({
  identity,
  registration,
}: Pick<Handset, 'identity' | 'registration'>): OnboardingInput[] {
  if (identity === null || registration !== 'registered') return []
  if (/@onboarding\./i.test(identity)) return [{ fact: 'registered-without-owner', identity }]
  const user = identity.split('@')[0] ?? ''
  const number = /^\+?\d{6,15}$/.test(user) ? user : null
  return [{ fact: 'registered-with-number', identity, number, name: null }]
}
