/** The next step of a job, and the endpoint to continue with. */
import { describe, expect, it } from 'vitest'
import type { OnboardingState } from '#shared/machines/onboarding.ts'
import type { Verdict } from '#shared/model/catalogue.ts'
import type { Endpoint, JobDevice } from '#shared/model/job.ts'
import { nextEndpointOf, nextStepOf } from '../../renderer/screens/next-step.ts'
import { states } from '../machines/onboarding-matter.ts'
import { endpoint as handset, job, device as storedDevice } from '../store/matter.ts'

const verdict = (answer: Verdict['answer']): Verdict => ({
  ...{ answer, minimum: null, approved: null, date: '2024-07-15', source: 'a test' },
})
const device = (id: string, answer: Verdict['answer']): JobDevice => ({
  ...storedDevice(id, 'one'),
  capabilities: [],
  signedIn: false,
  verdict: verdict(answer),
})
const at = (id: string, onboarding: OnboardingState, answer: Verdict['answer'] = 'approved'): Endpoint => ({
  ...handset(id, 'one'),
  onboarding,
  verdict: verdict(answer),
})
const step = (devices: readonly JobDevice[], endpoints: readonly Endpoint[]) => {
  const { id, to } = nextStepOf({ job: job('one'), devices, endpoints })
  return [id, to]
}

describe('the endpoint to continue with', () => {
  it.each([
    [
      'the one furthest on',
      [at('a', states.found), at('b', states['signing-in']), at('c', states.onboarded)],
      'b',
    ],
    ['none that is signed in', [at('a', states['signed-in']), at('b', states.found)], 'b'],
    ['one of the catalogue before others', [at('a', states.found, 'not-listed'), at('b', states.found)], 'b'],
    ['the first where none is listed', [at('a', states.found, 'not-listed')], 'a'],
    ['none that is stuck before one under way', [at('a', states.stuck), at('b', states.directed)], 'b'],
    ['nothing when all are signed in', [at('a', states['signed-in'])], undefined],
    ['nothing in an empty job', [], undefined],
  ] as const)('is %s', (_name, endpoints, id) => {
    expect(nextEndpointOf(endpoints, [])?.id).toBe(id)
  })
})

describe('the next step of a job', () => {
  it('is pairing while one of many endpoints is not signed in', () => {
    const signedIn = [at('a', states['signed-in']), at('b', states['signed-in'])]
    expect(step([device('d', 'below-minimum')], [...signedIn, at('c', states.found)])).toEqual([
      'point',
      '/job/one/pairing/c',
    ])
  })
  it('is the firmware before the job is shown as done', () => {
    expect(step([device('d', 'below-minimum')], [at('a', states['signed-in'])])).toEqual([
      'firmware',
      '/job/one/device/d',
    ])
  })
  it('is the report when every endpoint is signed in and no firmware is below the minimum', () => {
    expect(step([device('d', 'approved')], [at('a', states['signed-in'])])).toEqual([
      'report',
      '/job/one/reports',
    ])
  })
})
