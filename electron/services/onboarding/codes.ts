/** Codes and confirmations of onboarding: from the gateway core in rehearsal, typed in or confirmed by the technician in live mode. */
import { PunchdownError } from '#shared/errors.ts'
import type { SignInCode, VerificationCode } from '#shared/machines/onboarding.ts'
import type { ConfirmableFact } from '#shared/machines/steps.ts'
import type { Endpoint } from '#shared/model/job.ts'
import type { Clock } from '../../platform/clock.ts'
import type { OnboardingGateway, Transitions } from './transitions.ts'

/** Ours: Microsoft publishes no lifetime for the sign-in code that its page shows. */
const liveSignInMs = 15 * 60_000
/** Documented: a verification code is valid for 24 hours. */
const verificationMs = 24 * 60 * 60_000
const liveSignInPage = 'https://microsoft.com/devicelogin'

export interface CodeParts {
  readonly clock: Clock
  readonly gateway: OnboardingGateway
  readonly transitions: Transitions
  /** Whether a driver writes the endpoint's provisioning URL. */
  readonly isProvisioned: (endpoint: Endpoint) => boolean
  /** URL that the technician enters on the device. @throws PunchdownError gateway-off */
  readonly handUrl: (endpoint: Endpoint) => string
}

/** `typed`: live mode. @throws PunchdownError input-not-applicable | bad-input and the codes of the gateway */
export async function verificationCode(
  { clock, gateway, transitions }: CodeParts,
  endpointId: string,
  typed: string | undefined,
): Promise<VerificationCode> {
  const endpoint = transitions.get(endpointId)
  const { at } = endpoint.onboarding
  if (at !== 'onboarded') throw new PunchdownError('input-not-applicable', { state: at })
  const rehearsal = transitions.isRehearsal(endpoint)
  const code = rehearsal
    ? await gateway.issueVerificationCode(endpoint.hardwareId)
    : { code: digitsOnly(typed), expiresAt: clock.now() + verificationMs }
  const source = rehearsal ? 'gateway' : 'technician'
  await transitions.put(endpointId, { fact: 'verification-code-issued', ...code }, source)
  return code
}

/** `typed`: live mode. @throws PunchdownError input-not-applicable | bad-input and the codes of the gateway */
export async function signInCode(
  { clock, gateway, transitions }: CodeParts,
  endpointId: string,
  typed: string | undefined,
): Promise<SignInCode> {
  const endpoint = transitions.get(endpointId)
  const { at } = endpoint.onboarding
  if (at !== 'verified' && at !== 'signing-in')
    throw new PunchdownError('input-not-applicable', { state: at })
  const rehearsal = transitions.isRehearsal(endpoint)
  const code: SignInCode = rehearsal
    ? await gateway.issueSignInCode(endpoint.hardwareId, true)
    : {
        code: (typed ?? '').trim().toUpperCase(),
        expiresAt: clock.now() + liveSignInMs,
        page: liveSignInPage,
      }
  if (code.code === '') throw new PunchdownError('bad-input', { field: 'signInCode' })
  const source = rehearsal ? 'gateway' : 'technician'
  await transitions.put(endpointId, { fact: 'sign-in-code-issued', ...code }, source)
  return code
}

/**
 * Applies a fact that the technician confirms. In rehearsal the gateway core observes all of them except one: the URL that was entered
 * by hand on a device without a driver.
 * @throws PunchdownError input-not-applicable | gateway-off
 */
export async function confirm(
  { transitions, isProvisioned, handUrl }: CodeParts,
  endpointId: string,
  fact: ConfirmableFact,
): Promise<Endpoint> {
  const endpoint = transitions.get(endpointId)
  const { onboarding } = endpoint
  if (fact === 'url-written') {
    if (isProvisioned(endpoint)) throw new PunchdownError('input-not-applicable', { state: onboarding.at })
    return transitions.put(endpointId, { fact, url: handUrl(endpoint) }, 'technician')
  }
  if (transitions.isRehearsal(endpoint))
    throw new PunchdownError('input-not-applicable', { state: 'rehearsal' })
  if (fact === 'registered-without-owner')
    return transitions.put(endpointId, { fact, identity: '' }, 'technician')
  if (fact !== 'signed-in') return transitions.put(endpointId, { fact }, 'technician')
  const identity = 'identity' in onboarding ? onboarding.identity : ''
  const registered = { fact: 'registered-with-number', identity, number: null, name: null } as const
  return transitions.put(endpointId, registered, 'technician')
}

/** @throws PunchdownError bad-input */
function digitsOnly(typed: string | undefined): string {
  const digits = (typed ?? '').replaceAll(/\D/g, '')
  if (digits === '') throw new PunchdownError('bad-input', { field: 'verificationCode' })
  return digits
}
