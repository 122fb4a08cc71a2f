/** Facts of the onboarding machine from the registration a device shows for a handset or a port. Pure; used in live mode. */
import { type OnboardingInput, type OnboardingState, stageOf } from '#shared/machines/onboarding.ts'
import type { Endpoint } from '#shared/model/job.ts'
import type { Handset } from '#shared/model/settings.ts'

/**
 * Whether an account that a device shows is not one of the service. A device that is only found keeps the account of its former
 * provider, unless its settings name the service; a device that was just pointed keeps it until it has fetched.
 */
export function isFormerAccount(
  { onboarding, formerAccount }: { onboarding: OnboardingState } & Pick<Endpoint, 'formerAccount'>,
  identity: string,
  usesService: boolean,
): boolean {
  switch (stageOf(onboarding)) {
    case 'found':
      return !usesService
    case 'directed':
    case 'fetched':
      return identity === formerAccount
    default:
      return false
  }
}

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
