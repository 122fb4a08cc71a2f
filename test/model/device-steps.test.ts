/** The steps of a device for what is known of it. */
import { describe, expect, it } from 'vitest'
import type { GuidedSetup } from '#shared/machines/guided.ts'
import type { PushState } from '#shared/machines/push.ts'
import type { Verdict } from '#shared/model/catalogue.ts'
import { type DeviceStepFacts, deviceSteps } from '#shared/model/device-steps.ts'
import { states } from '../machines/onboarding-matter.ts'
import { aPlan } from '../machines/push-matter.ts'

const verdict = (answer: Verdict['answer']): Verdict => ({
  ...{ answer, minimum: '1', approved: '2', date: '2025-02-28', source: 'a test' },
})
const push = (state: PushState, madeAt: number, undoes?: string): DeviceStepFacts['pushes'][number] => ({
  ...{ deviceId: 'a', state },
  plan: { ...aPlan, madeAt, ...(undoes === undefined ? {} : { undoes }) },
})
const done: PushState = { at: 'done', since: 1, results: [] }
const failed: PushState = {
  ...{ at: 'failed', since: 1, during: 'applying', results: [] },
  problem: { code: 'timed-out', facts: {} },
}
const endpoint = (at: 'found' | 'fetched' | 'signed-in', deviceId = 'a') => ({
  ...{ deviceId, onboarding: states[at] },
})
const signedIn = endpoint('signed-in')
const setup = (at: 'open' | 'confirmed'): GuidedSetup => ({
  ...{ id: 'a', jobId: 'j', card: 'c' },
  state:
    at === 'open'
      ? { at, since: 1, ticks: [] }
      : { at, since: 1, ticks: [], mark: null, evidence: { kind: 'fetched', seen: 'x', at: 1 } },
})

function steps(facts: Partial<DeviceStepFacts>, device: Partial<DeviceStepFacts['device']> = {}): string {
  const whole = { id: 'a', driver: 'd', signedIn: true, verdict: verdict('approved'), ...device }
  return deviceSteps({ pushes: [], endpoints: [], guidedSetups: [], ...facts, device: whole })
    .map(({ id, state }) => `${id} ${state}`)
    .join(', ')
}

describe('the steps of a device', () => {
  it.each([
    [
      'begin with the sign-in',
      {},
      { signedIn: false },
      'sign-in now, firmware done, point later, pair later',
    ],
    ['have no sign-in without a driver', {}, { driver: null }, 'firmware done, point now, pair later'],
    [
      'need the firmware first when the service refuses it',
      {},
      { verdict: verdict('below-minimum') },
      'sign-in done, firmware now, point later, pair later',
    ],
    [
      'go on when the firmware cannot be compared',
      {},
      { verdict: verdict('cannot-compare') },
      'sign-in done, firmware not-known, point now, pair later',
    ],
    [
      'go on when the model is not listed',
      {},
      { verdict: verdict('not-listed') },
      'sign-in done, firmware not-known, point now, pair later',
    ],
    [
      'continue with pairing after a push',
      { pushes: [push(done, 1)] },
      {},
      'sign-in done, firmware done, point done, pair now',
    ],
    [
      'point again after a failed push',
      { pushes: [push(done, 1), push(failed, 2)] },
      {},
      'sign-in done, firmware done, point now, pair later',
    ],
    [
      'point again after the values were put back',
      { pushes: [push(done, 2, 'p'), push(done, 1)] },
      {},
      'sign-in done, firmware done, point now, pair later',
    ],
    [
      'take a confirmed card for pointed',
      { guidedSetups: [setup('confirmed')] },
      { driver: null },
      'firmware done, point done, pair now',
    ],
    [
      'do not take an open card for pointed',
      { guidedSetups: [setup('open')] },
      { driver: null },
      'firmware done, point now, pair later',
    ],
    [
      'take a fetch for pointed',
      { endpoints: [endpoint('fetched')] },
      {},
      'sign-in done, firmware done, point done, pair now',
    ],
    [
      'ignore the endpoints of other devices',
      { endpoints: [endpoint('fetched', 'b')] },
      {},
      'sign-in done, firmware done, point now, pair later',
    ],
    [
      'do not take a found endpoint for pointed',
      { endpoints: [endpoint('found')] },
      {},
      'sign-in done, firmware done, point now, pair later',
    ],
    [
      'are all done when every endpoint is signed in',
      { endpoints: [signedIn] },
      {},
      'sign-in done, firmware done, point done, pair done',
    ],
    [
      'are not done while one is not',
      { endpoints: [signedIn, endpoint('fetched')] },
      {},
      'sign-in done, firmware done, point done, pair now',
    ],
  ] as const)('%s', (_, facts, device, expected) => {
    expect(steps(facts, device)).toBe(expected)
  })

  it('count the endpoints that are signed in', () => {
    const device = { id: 'a', driver: 'd', signedIn: true, verdict: verdict('approved') }
    const facts = {
      pushes: [],
      guidedSetups: [],
      endpoints: [signedIn, endpoint('found'), endpoint('found', 'b')],
    }
    expect(deviceSteps({ ...facts, device }).at(-1)?.count).toEqual({ done: 1, of: 2 })
  })
})
