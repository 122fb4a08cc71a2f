/** The steps of a device from found to paired, in their order. Pure. */
import type { GuidedSetup } from '../machines/guided.ts'
import type { OnboardingState } from '../machines/onboarding.ts'
import type { Push } from '../machines/push.ts'
import { verdictTone } from './catalogue.ts'
import type { Endpoint, JobDevice } from './job.ts'

export type DeviceStepId = 'sign-in' | 'firmware' | 'point' | 'pair'

export interface DeviceStep {
  readonly id: DeviceStepId
  /** `now`: the first step that is left. `not-known`: nothing shows whether it is done, and the next steps do not wait for it. */
  readonly state: 'done' | 'now' | 'later' | 'not-known'
  /** Endpoints that are signed in, of all endpoints of the device; for the step `pair`. */
  readonly count?: { readonly done: number; readonly of: number }
}

export interface DeviceStepFacts {
  readonly device: Pick<JobDevice, 'id' | 'driver' | 'signedIn' | 'verdict'>
  readonly pushes: readonly Pick<Push, 'deviceId' | 'plan' | 'state'>[]
  readonly endpoints: readonly Pick<Endpoint, 'deviceId' | 'onboarding'>[]
  readonly guidedSetups: readonly GuidedSetup[]
}

/** A device without a driver has no sign-in. A device without endpoints, which has not been read, is not paired yet. */
export function deviceSteps(facts: DeviceStepFacts): DeviceStep[] {
  const { device } = facts
  const own = facts.endpoints.filter(({ deviceId }) => deviceId === device.id)
  const done = own.filter(({ onboarding }) => onboarding.at === 'signed-in').length
  const answers: (Omit<DeviceStep, 'state'> & { is: boolean | null })[] = [
    ...(device.driver === null ? [] : [{ id: 'sign-in' as const, is: device.signedIn }]),
    { id: 'firmware', is: firmwareFits(device) },
    { id: 'point', is: isPointed(facts) },
    { id: 'pair', is: own.length > 0 && done === own.length, count: { done, of: own.length } },
  ]
  const current = answers.find(({ is }) => is === false)
  return answers.map(({ is, ...step }) => ({
    ...step,
    state: is === true ? 'done' : is === null ? 'not-known' : step.id === current?.id ? 'now' : 'later',
  }))
}

/** Null when no comparison was possible: the service may take the firmware. */
function firmwareFits({ verdict }: DeviceStepFacts['device']): boolean | null {
  const tone = verdictTone[verdict.answer]
  if (tone === 'not-known' || verdict.answer === 'not-listed' || verdict.answer === 'one-of-two') return null
  return tone !== 'bad'
}

const pointedStates: ReadonlySet<OnboardingState['at']> = new Set([
  ...(['directed', 'fetched', 'onboarded', 'verified', 'signing-in', 'signed-in'] as const),
])

/** By a push that was not undone, by a guided card that was confirmed, or because one of its endpoints fetched. */
function isPointed({ device, pushes, endpoints, guidedSetups }: DeviceStepFacts): boolean {
  const last = pushes
    .filter(({ deviceId, plan }) => deviceId === device.id && plan.target.kind === 'provisioning')
    .toSorted((a, b) => a.plan.madeAt - b.plan.madeAt)
    .at(-1)
  if (last !== undefined) return last.state.at === 'done' && last.plan.undoes === undefined
  if (guidedSetups.some(({ id, state }) => id === device.id && state.at === 'confirmed')) return true
  return endpoints.some(
    ({ deviceId, onboarding }) => deviceId === device.id && pointedStates.has(onboarding.at),
  )
}
