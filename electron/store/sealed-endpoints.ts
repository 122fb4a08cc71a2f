/** Seals the verification and sign-in codes of stored endpoints. A code whose key is lost is read as expired. */
import { PunchdownError } from '#shared/errors.ts'
import type { OnboardingState, OpenState } from '#shared/machines/onboarding.ts'
import type { Endpoint } from '#shared/model/job.ts'
import { isSealed, type Sealer } from '../platform/secrets.ts'
import type { EndpointRepository } from './store.ts'

export function sealEndpointCodes(endpoints: EndpointRepository, sealer: Sealer): EndpointRepository {
  const sealed = (endpoint: Endpoint): Endpoint =>
    withCodes(endpoint, (code) => ({ ...code, code: sealer.seal(code.code) }))
  const opened = (endpoint: Endpoint): Endpoint => withCodes(endpoint, (code) => openCode(code, sealer))
  const maybeOpened = (endpoint: Endpoint | null): Endpoint | null =>
    endpoint === null ? null : opened(endpoint)
  return {
    ...endpoints,
    ofJob: (jobId) => endpoints.ofJob(jobId).map(opened),
    get: (id) => maybeOpened(endpoints.get(id)),
    byHardwareId: (jobId, hardwareId) => maybeOpened(endpoints.byHardwareId(jobId, hardwareId)),
    save: (endpoint) => endpoints.save(sealed(endpoint)),
    saveTransition(endpoint, state, entry) {
      const next = { ...endpoint, onboarding: state }
      const stored = endpoints.saveTransition(endpoint, sealed(next).onboarding, entry)
      return { endpoint: next, entry: stored.entry }
    },
  }
}

interface Code {
  readonly code: string
  readonly expiresAt: number
}
type ChangeCode = <Kind extends Code>(code: Kind) => Kind

function openCode<Kind extends Code>(code: Kind, sealer: Sealer): Kind {
  if (!isSealed(code.code)) return code
  try {
    return { ...code, code: sealer.open(code.code) }
  } catch (error) {
    if (!(error instanceof PunchdownError)) throw error
    return { ...code, code: '', expiresAt: 0 }
  }
}

const withCodes = (endpoint: Endpoint, change: ChangeCode): Endpoint => {
  const { onboarding } = endpoint
  const next = inState(onboarding, change)
  return next === onboarding ? endpoint : { ...endpoint, onboarding: next }
}

function inState(state: OnboardingState, change: ChangeCode): OnboardingState {
  if (state.at !== 'stuck') return state.at === 'offboarded' ? state : inOpenState(state, change)
  return { ...state, before: inOpenState(state.before, change) }
}

function inOpenState(state: OpenState, change: ChangeCode): OpenState {
  if (state.at === 'signing-in') return { ...state, signIn: change(state.signIn) }
  if (state.at !== 'onboarded' || state.verification === null) return state
  return { ...state, verification: change(state.verification) }
}
