/** What a base shows of a handset, as facts of the onboarding machine. Pure; used in live mode. */
import type { OnboardingInput } from '#shared/machines/onboarding.ts'
import type { Handset } from '#shared/model/settings.ts'

/**
 * A handset whose base shows `<unique>@onboarding.…` as its registered identity waits for its owner; any other
 * registered identity is an account. Source: Rove on Teams article, field report.
 * "Registered" alone is not "ready": adapters show it on the temporary account too (A6.23, documented).
 */
export function inputsFromHandset(handset: Handset): OnboardingInput[] {
  const { identity, registration } = handset
  if (identity === null || registration !== 'registered') return []
  if (/@onboarding\./i.test(identity)) return [{ fact: 'registered-without-owner', identity }]
  const user = identity.split('@')[0] ?? ''
  const number = /^\+?\d{6,15}$/.test(user) ? user : null
  return [{ fact: 'registered-with-number', identity, number, name: null }]
}
